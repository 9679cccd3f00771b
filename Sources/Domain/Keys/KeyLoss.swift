/// Keys or tags that a unit held and cannot find (I12): a deviation, which makes somebody change the lock.
public struct KeyLoss: Hashable, Sendable {
    public let portions: [KeyPortion]
    public let noticedOn: Day
    /// What happened; nothing about anybody's health.
    public let account: String
    public let reportedBy: String

    /// Reads the form of a report.
    /// - Throws: `invalid` with every fault; `conflict` where something of it is no longer held.
    public init(_ typed: Answers, of held: [HeldKeys], today: Day) throws(AppError) {
        let (portions, unsound) = try KeyPortion.chosen(in: typed, of: held)
        var faults = unsound
        let day = Day(typed["noticedOn"])
        if let day {
            if day > today { faults.append(Fault("form.day.future", field: "noticedOn")) }
        } else {
            let key = typed["noticedOn"].isEmpty ? "form.required" : "form.day.wrong"
            faults.append(Fault(key, field: "noticedOn"))
        }
        if typed["account"].isEmpty { faults.append(Fault("keys.loss.account.missing", field: "account")) }
        if Text.isLonger(typed["account"], than: Text.longLimit) {
            faults.append(Fault("form.tooLong", field: "account", ["limit": "\(Text.longLimit)"]))
        }
        faults += Text.problems(
            with: typed["reportedBy"], missing: "keys.loss.reportedBy.missing", at: "reportedBy")
        guard faults.isEmpty, let day else { throw AppError(.invalid, faults) }
        self.portions = portions
        noticedOn = day
        account = typed["account"]
        reportedBy = typed["reportedBy"]
    }

    /// The order that the loss is under `routine`, filled in from what was held.
    /// - Parameter what: the keys in words.
    public func order(
        under routine: RoutineEdition, about recipient: CareRecipient, at home: PostalAddress, what: String
    ) -> OrderContent {
        var answers = routine.orderForm?.answers(about: recipient, at: home) ?? Answers()
        for field in routine.orderForm?.fields ?? [] {
            switch field.fills {
            case .lostKeys: answers[field.key] = what
            case .noticedOn: answers[field.key] = noticedOn.description
            case .lossAccount: answers[field.key] = account
            case .reportedBy: answers[field.key] = reportedBy
            default: continue
            }
        }
        return OrderContent(
            recipient: OrderedPerson(
                identifier: recipient.identifier, name: recipient.name, phone: recipient.phone, home: home),
            home: home, newHome: nil, movesOn: nil, extractDay: nil, otherUnit: "", contacts: [],
            cohabitant: nil,
            answers: answers,
            secrets: [:], attested: [:], overridden: [:])
    }
}
