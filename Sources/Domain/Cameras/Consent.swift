/// Whose consent camera supervision needs: the person's own, and that of somebody who lives there too and is
/// affected (SoLPUL 2001:454, 9 §).
public enum ConsentGiver: String, Sendable, Codable, CaseIterable { case recipient, cohabitant }

/// How a consent was given.
public enum ConsentManner: String, Sendable, Codable, CaseIterable { case oral, written }

/// What is stated about a consent: who said yes, how, on which day, and until when.
public struct ConsentStatement: Hashable, Sendable {
    public let giver: ConsentGiver
    /// The one who said yes: the person, or the one who speaks for them.
    public let name: String
    /// As what somebody speaks for the person, such as legal guardian; empty where the person spoke.
    public let representing: String
    public let manner: ConsentManner
    public let day: Day
    /// The last day on which it holds; `nil` where it was given until further notice.
    public let until: Day?

    public init(
        giver: ConsentGiver, name: String, representing: String, manner: ConsentManner, day: Day, until: Day?
    ) {
        self.giver = giver
        self.name = name
        self.representing = representing
        self.manner = manner
        self.day = day
        self.until = until
    }
}

/// A consent as it was typed.
public struct ConsentForm: Hashable, Sendable {
    public enum Speaker: String, Sendable, CaseIterable { case themselves, representative }

    public var giver: ConsentGiver
    /// The recipient's name, which need not be typed.
    public var recipientName: String
    public var speaker: Speaker?
    public var cohabitantName = ""
    public var representativeName = ""
    public var representing = ""
    public var manner: ConsentManner?
    public var day = ""
    public var until = ""

    public init(giver: ConsentGiver, recipientName: String) {
        self.giver = giver
        self.recipientName = recipientName
    }

    /// - Parameter policies: what consents must be; the one on the day on which this was given counts.
    /// - Throws: `invalid` with every fault, at the form's field names.
    public func statement(today: Day, by policies: ConsentPolicies) throws(AppError) -> ConsentStatement {
        var faults: [Fault] = []
        if speaker == nil { faults.append(Fault("form.choose", field: "speaker")) }
        for (field, text) in typed {
            if text.isEmpty { faults.append(Fault("form.required", field: field)) }
            if Text.isLonger(text, than: Text.shortLimit) {
                faults.append(Fault("form.tooLong", field: field, ["limit": "\(Text.shortLimit)"]))
            }
        }
        if manner == nil { faults.append(Fault("form.choose", field: "manner")) }
        let given = Day(day)
        if given == nil {
            faults.append(Fault(day.isEmpty ? "form.required" : "form.day.wrong", field: "day"))
        } else if let given, given > today {
            faults.append(Fault("form.day.future", field: "day"))
        }
        let last = Day(until)
        if !until.isEmpty, last == nil { faults.append(Fault("form.day.wrong", field: "until")) }
        if let last, last < today { faults.append(Fault("consent.until.past", field: "until")) }
        guard let given else { throw AppError(.invalid, faults) }
        let policy = try policies.inForce(on: given)
        faults += self.faults(by: policy, given: given, until: last, today: today)
        guard faults.isEmpty, let manner else { throw AppError(.invalid, faults) }
        return ConsentStatement(
            giver: giver, name: name, representing: speaker == .representative ? representing : "",
            manner: manner, day: given, until: last ?? policy.lastDay(givenOn: given))
    }

    /// What a policy does not accept.
    private func faults(by policy: ConsentPolicy, given: Day, until: Day?, today: Day) -> [Fault] {
        var faults: [Fault] = []
        if manner == .oral, !policy.acceptsOral {
            faults.append(Fault("consent.manner.mustBeWritten", field: "manner"))
        }
        if speaker == .representative, !policy.acceptsRepresentative {
            faults.append(Fault("consent.speaker.themselvesOnly", field: "speaker"))
        }
        if let limit = policy.lastDay(givenOn: given) {
            if limit < today {
                faults.append(Fault("consent.day.tooOld", field: "day", ["day": limit.description]))
            } else if let until, until > limit {
                faults.append(Fault("consent.until.beyond", field: "until", ["day": limit.description]))
            }
        }
        return faults
    }

    /// The fields that have to be filled in, by who spoke.
    private var typed: [(String, String)] {
        switch (speaker, giver) {
        case (.representative, _):
            [("representativeName", representativeName), ("representing", representing)]
        case (.themselves, .cohabitant): [("cohabitantName", cohabitantName)]
        case (.themselves, .recipient), (nil, _): []
        }
    }

    private var name: String {
        switch (speaker, giver) {
        case (.representative, _): representativeName
        case (_, .cohabitant): cohabitantName
        case (_, .recipient): recipientName
        }
    }
}
