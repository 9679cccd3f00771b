import Domain
import Storage

/// Makes the extracts that nobody has to look at, where a setting says so, and sends them to the units.
public struct AutomaticExtracts: Sendable {
    let store: any Store
    private let workbench = Workbench(places: 1)

    public init(store: any Store) { self.store = store }

    /// - Returns: how many were made. What somebody else has begun meanwhile is left to them.
    @discardableResult
    public func makeIfDue() async throws -> Int {
        guard let found = try await store.doIfDue(.findExtracts), found.count > 0 else { return 0 }
        let (due, actor) = try await store.read(as: .system) { (try $0.dueExtracts(), try $0.inTeam()) }
        var made = 0
        for one in due {
            do {
                try await make(one, as: actor)
                made += 1
            } catch let error as AppError where [.conflict, .notFound].contains(error.code) { continue }
        }
        return made
    }

    private func make(_ due: DueExtract, as actor: Actor) async throws {
        _ = try await ExtractMaker(store: store, workbench: workbench).make(as: actor) {
            try $0.extractDraft(due.duty, in: due.order)
        }
        guard let feedback = due.feedback else { return }
        try await store.write(as: actor) {
            try $0.giveFeedback(feedback.duty, in: due.order, text: feedback.message, phonedTo: "")
        }
    }
}
