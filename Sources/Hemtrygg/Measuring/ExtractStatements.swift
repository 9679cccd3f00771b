import Domain
import Foundation
import Storage

/// What `hemtrygg extract` sends to the engine for an extract of all units.
struct ExtractStatements {
    let asOf: String?
    let knownAt: String?

    /// Finds it out by making one, twice, since what names a reading in the log differs from one to the next.
    func found(in store: any Store) async throws -> StatementList {
        let (first, second) = (try await recorded(from: store), try await recorded(from: store))
        guard first.map(\.text) == second.map(\.text) else {
            throw Refusal("Two like extracts sent different statements.")
        }
        return StatementList(first, varying: second)
    }

    /// Hemtrygg itself in a coordinator's place: the database need hold no account.
    private static let coordinator = Actor(
        user: Actor.system.user, name: Actor.system.name, assignment: Actor.system.assignment,
        role: .coordinator, place: .team(ID(stored: Actor.system.assignment.text)))

    private func recorded(from store: any Store) async throws -> [RecordedStatement] {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "statements-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let days =
            (asOf.map { ["--as-of", $0] } ?? []) + (knownAt.map { ["--known-at", $0] } ?? [])
        let command = try Extract.parse(["--municipality", "--output", path, "--as", "nobody"] + days)
        let recorder = RecordingStore(base: store)
        _ = try await explained { try await command.write(to: path, from: recorder, as: Self.coordinator) }
        // The log is written while the register is read: which statement comes first is chance.
        let statements = recorder.statements
        return statements.filter { !$0.reads } + statements.filter(\.reads)
    }
}
