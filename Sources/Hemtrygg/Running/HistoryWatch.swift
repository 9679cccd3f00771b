import Logging
import Storage

/// Holds the history against what this node saw of it last. What does not go on from there is neither sealed nor signed by
/// this node: its key is not to vouch for what somebody else has written.
actor HistoryWatch {
    private let store: any Store
    private let file: CheckpointFile?
    private let logger: Logger
    private var known: HistoryCheckpoint?

    init(store: any Store, file: CheckpointFile?, logger: Logger) {
        (self.store, self.file, self.logger) = (store, file, logger)
        if file == nil {
            logger.warning(
                "no checkpoint is named: history that is made anew while this node is down is not found")
        }
    }

    /// Whether the history goes on from what was seen of it; keeps how far it has come.
    func look() async -> Bool {
        do {
            let before = try known ?? file?.read()
            let found = try await store.checkpoint(after: before)
            if before == nil, let found {
                logger.notice("the history is believed as it stands", metadata: ["seal": "\(found.seal)"])
            }
            known = found
            if let found, found != before { try file?.write(found) }
            return true
        } catch let fault as HistoryFault {
            logger.error(
                "the history is not what it was, and is neither sealed nor signed by this node; see hemtrygg verify",
                metadata: ["error": "\(fault)"])
        } catch let refusal as Refusal {
            logger.error("the history is not watched", metadata: ["error": "\(refusal)"])
        } catch {
            logger.error("the history is not watched", metadata: ["error": "\(discreetly(error))"])
        }
        return false
    }
}
