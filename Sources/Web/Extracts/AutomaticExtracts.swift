import Domain
import Storage

/// Makes the extracts that nobody has to look at, where a setting says so, and sends them to the units.
public struct AutomaticExtracts: Sendable {
    let store: any Store
    private let workbench = Workbench(places: 1)

    public init(store: any Store) { self.store = store }

    /// What was made, and what went wrong with others; those are tried again.
    public struct Outcome: Sendable {
        public var made = 0
        public var failures: [any Error] = []
    }

    /// What somebody else has begun meanwhile is left to them.
    public func makeIfDue() async throws -> Outcome {
        var outcome = Outcome()
        guard let found = try await store.doIfDue(.findExtracts), found.count > 0 else { return outcome }
        let (due, actor) = try await store.read(as: .system) { (try $0.dueExtracts(), try $0.inTeam()) }
        for one in due {
            do {
                try await make(one, as: actor)
                outcome.made += 1
            } catch let error as AppError where [.conflict, .notFound].contains(error.code) {
                continue
            } catch { outcome.failures.append(error) }
        }
        return outcome
    }

    private func make(_ due: DueExtract, as actor: Actor) async throws {
        if let duty = due.duty {
            _ = try await ExtractMaker(store: store, workbench: workbench).make(as: actor) {
                try $0.extractDraft(duty, in: due.order)
            }
        }
        guard let feedback = due.feedback else { return }
        try await store.write(as: actor) {
            try $0.giveFeedback(feedback.duty, in: due.order, text: feedback.message, phonedTo: "")
        }
    }
}
