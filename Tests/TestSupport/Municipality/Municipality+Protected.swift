import Domain
import Storage

extension Municipality {
    /// The coordinator records that somebody's data are protected. Who works with them by then is let in.
    public func protect(
        _ person: SamplePerson, as protection: Protection = .confidentialityMark
    ) async throws {
        let id = try await id(of: person)
        let typed = Answers([
            "value": protection.rawValue, "how": "changed", "from": "2026-11-20",
            "reason": "Enligt Skatteverket.",
        ])
        try await store.write(as: coordinator) { try $0.change(.protection, of: id, typed) }
    }

    /// As the coordinator finds them by their number.
    public func id(of person: SamplePerson) async throws -> ID<CareRecipient> {
        let term = try SearchTerm(person.number, today: time.today)
        let found = try await store.show(as: coordinator) { try $0.search(term) }
        guard let first = found.people.lines.first else { throw AppError.notFound }
        return first.person.id
    }
}
