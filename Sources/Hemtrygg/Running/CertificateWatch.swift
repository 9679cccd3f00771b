import Domain
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads the server's certificate anew when its files change, or somebody says so (SIGHUP). What cannot be used is told in
/// the log, and the server goes on with what it has.
struct CertificateWatch: Service {
    let certificate: ServerCertificate
    let clock: Clock
    let logger: Logger

    private static let pause = Duration.seconds(30)
    /// So long before the certificate ends the log begins to say so, once a day.
    private static let warningDays = 14

    func run() async throws {
        tellExpiry()
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await _ in signals { readAnew() } }
                group.addTask { await look() }
            }
        }
    }

    private func look() async {
        var told = clock.now().day
        while !Task.isCancelled {
            // Cancelled is what it is when the server stops.
            try? await Task.sleep(for: Self.pause)
            if Task.isCancelled { return }
            if certificate.hasChanged { readAnew() }
            let today = clock.now().day
            if today != told { tellExpiry() }
            told = today
        }
    }

    private func readAnew() {
        do {
            try certificate.readAnew(now: clock.now())
            logger.info(
                "the certificate was read anew", metadata: ["expires": "\(certificate.expires.iso8601)"])
        } catch {
            logger.error(
                "the certificate was not read anew, and the old one stays", metadata: ["reason": "\(error)"])
        }
    }

    private func tellExpiry() {
        let last = certificate.expires.day
        guard clock.now().day.days(until: last) < Self.warningDays else { return }
        logger.error("the certificate ends soon", metadata: ["expires": "\(certificate.expires.iso8601)"])
    }
}
