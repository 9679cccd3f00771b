import Domain
import Logging
import ServiceLifecycle
import Storage
import Web

/// Does what is due every twenty seconds, and lets those who listen for news know that the line holds.
struct Housekeeper: Service {
    let store: any Store
    let watch: HistoryWatch
    let logger: Logger
    /// Ends once the server listens: a node that cannot serve leaves the jobs to others.
    let isRunning: AsyncStream<Void>

    private static let pause = Duration.seconds(20)

    func run() async throws {
        await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown { await keepHouse() }
        } onGracefulShutdown: {
            // Pages that listen would otherwise keep the server from stopping.
            store.bulletin.close()
        }
    }

    private func keepHouse() async {
        for await _ in isRunning {}
        while !Task.isCancelled {
            store.bulletin.post([.nothing])
            let goesOn = await watch.look()
            for job in Job.all where !Task.isCancelled && (goesOn || !job.isOfHistory) { await run(job) }
            if !Task.isCancelled { await makeExtracts() }
            // Cancelled is what it is when the server stops.
            try? await Task.sleep(for: Self.pause)
        }
    }

    private func makeExtracts() async {
        do {
            let outcome = try await AutomaticExtracts(store: store).makeIfDue()
            if outcome.made > 0 { logger.info("extracts made", metadata: ["count": "\(outcome.made)"]) }
            for error in outcome.failures {
                logger.error("an extract failed", metadata: ["error": "\(discreetly(error))"])
            }
        } catch {
            logger.error("extracts failed", metadata: ["error": "\(discreetly(error))"])
        }
    }

    /// What the log holds of the history's signatures, whoever owns the database cannot take back.
    private func tellHeads(_ count: Int) async throws {
        for head in try await store.read(as: .system, { try $0.historyHeads(last: count) }).reversed() {
            let line = try Terminal.json(head)
            logger.notice("history signed", metadata: ["head": "\(line)"])
        }
    }

    private func run(_ job: Job) async {
        do {
            guard let done = try await store.doIfDue(job), done.count > 0 else { return }
            logger.info("job done", metadata: ["job": "\(done.name)", "count": "\(done.count)"])
            if done.name == Job.signHistory.name { try await tellHeads(done.count) }
            if job.isOfHistory { _ = await watch.look() }
        } catch {
            logger.error("job failed", metadata: ["job": "\(job.name)", "error": "\(discreetly(error))"])
        }
    }
}
