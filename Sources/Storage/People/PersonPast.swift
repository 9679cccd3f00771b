import Domain

/// Who somebody is, was, and was taken for; for the team.
public struct PersonPast: Sendable {
    public let details: [DetailLine]
    public let numbers: [NumberLine]
    /// Who turned out to be the same.
    public let merges: [MergeLine]
    public let relatives: [RelativeLine]
}

extension Reading {
    func past(of id: ID<CareRecipient>, seenWith hindsight: Hindsight?) throws -> PersonPast {
        PersonPast(
            details: try details(of: id, seenWith: hindsight),
            numbers: try numbers(of: id, seenWith: hindsight),
            merges: hindsight == nil ? try merges(into: id) : [],
            relatives: try relatives(of: id, seenWith: hindsight))
    }
}
