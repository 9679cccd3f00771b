import Synchronization

/// Tells how far a long work has come, each tenth of it once.
final class Percentage: Sendable {
    private let said = Mutex(-1)
    private let what: String

    init(_ what: String) { self.what = what }

    func tell(_ share: Double) {
        let tenth = Int(share * 10)
        let isNew = said.withLock { said in
            defer { said = max(said, tenth) }
            return tenth > said
        }
        if isNew { Terminal.note("\(tenth * 10) % \(what)") }
    }
}
