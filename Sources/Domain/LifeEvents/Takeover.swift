/// One unit takes over many people from another at once, as when a contract passes (I6).
public struct Takeover: Hashable, Sendable {
    public let from: ID<ProviderUnit>
    public let to: ID<ProviderUnit>
    /// The first day on which the new unit is responsible.
    public let day: Day
    /// Why, and who has decided it.
    public let note: String
    public let people: [ID<CareRecipient>]

    /// As many as one form takes; where there are more, they are taken over in several goes.
    public static let limit = 500

    /// Reads the form, in which each chosen person is `person.<id>`.
    /// - Throws: `invalid` with every fault, at `to`, `day`, `note` and `people`.
    public init(_ typed: Answers, from: ID<ProviderUnit>, today: Day) throws(AppError) {
        var faults: [Fault] = []
        let to = ID<ProviderUnit>(typed["to"])
        if to == nil { faults.append(Fault("form.choose", field: "to")) }
        if to == from { faults.append(Fault("takeover.sameUnit", field: "to")) }
        let day = Day(typed["day"])
        if let day {
            if day > today { faults.append(Fault("takeover.day.future", field: "day")) }
        } else {
            faults.append(Fault(typed["day"].isEmpty ? "form.required" : "form.day.wrong", field: "day"))
        }
        let note = Text.cleaned(typed["note"])
        if note.isEmpty { faults.append(Fault("form.required", field: "note")) }
        if Text.isLonger(note, than: Text.longLimit) {
            faults.append(Fault("form.tooLong", field: "note", ["limit": "\(Text.longLimit)"]))
        }
        let people = typed.values.keys.filter { $0.hasPrefix("person.") }
            .compactMap { ID<CareRecipient>(String($0.dropFirst("person.".count))) }
        if people.isEmpty { faults.append(Fault("takeover.nobody", field: "people")) }
        if people.count > Self.limit {
            faults.append(Fault("takeover.tooMany", field: "people", ["limit": "\(Self.limit)"]))
        }
        guard faults.isEmpty, let to, let day else { throw AppError(.invalid, faults) }
        self.from = from
        self.to = to
        self.day = day
        self.note = note
        self.people = Set(people).sorted()
    }
}
