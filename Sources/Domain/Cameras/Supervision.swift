/// Why camera supervision cannot begin.
public enum SupervisionHindrance: String, Sendable, CaseIterable {
    case noCamera, noSwedishNotice, noConsent, noCohabitantConsent

    public var wordKey: String { "supervision.\(rawValue)" }
}

/// What must hold before a camera is supervised.
public struct SupervisionConditions: Hashable, Sendable {
    /// The person has a camera that is mounted and has passed its test.
    public var hasCamera: Bool
    public var hasSwedishNotice: Bool
    /// Whose consents are in force.
    public var consents: Set<ConsentGiver>
    /// Somebody who lives there too is affected.
    public var needsCohabitant: Bool

    public init(
        hasCamera: Bool, hasSwedishNotice: Bool, consents: Set<ConsentGiver>, needsCohabitant: Bool
    ) {
        self.hasCamera = hasCamera
        self.hasSwedishNotice = hasSwedishNotice
        self.consents = consents
        self.needsCohabitant = needsCohabitant
    }

    /// Everything that is missing, in the order in which it is put right.
    public var hindrances: [SupervisionHindrance] {
        let missing: [(SupervisionHindrance, Bool)] = [
            (.noCamera, !hasCamera), (.noSwedishNotice, !hasSwedishNotice),
            (.noConsent, !consents.contains(.recipient)),
            (.noCohabitantConsent, needsCohabitant && !consents.contains(.cohabitant)),
        ]
        return missing.filter(\.1).map(\.0)
    }
}

/// When and where supervision begins.
public struct SupervisionStart: Hashable, Sendable {
    public let at: Instant
    /// The alarm receiving centre's name.
    public let centre: String

    /// - Throws: `invalid` with every fault, at `day`, `time` and `centre`.
    public init(day: String, time: String, centre: String, now: Instant) throws(AppError) {
        var faults: [Fault] = []
        let (date, clock) = (Day(day), TimeOfDay(time))
        if date == nil {
            faults.append(Fault(day.isEmpty ? "form.required" : "form.day.wrong", field: "day"))
        }
        if clock == nil {
            faults.append(Fault(time.isEmpty ? "form.required" : "form.time.wrong", field: "time"))
        }
        if centre.isEmpty { faults.append(Fault("form.required", field: "centre")) }
        if Text.isLonger(centre, than: Text.shortLimit) {
            faults.append(Fault("form.tooLong", field: "centre", ["limit": "\(Text.shortLimit)"]))
        }
        let moment = date.flatMap { day in clock.map { day.at($0) } }
        if let moment, moment > now { faults.append(Fault("supervision.future", field: "day")) }
        guard faults.isEmpty, let moment else { throw AppError(.invalid, faults) }
        at = moment
        self.centre = centre
    }
}

/// How camera supervision ended.
public enum SupervisionEnd: String, Sendable, Codable, CaseIterable {
    case consentWithdrawn, consentExpired, cameraUninstalled
}
