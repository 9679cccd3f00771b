import ArgumentParser
import Domain
import Foundation
import HTTPBase
import Hummingbird
import HummingbirdCore
import Integrations
import Logging
import NIOCore
import ServiceLifecycle
import Storage
import StoragePostgres
import Web

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the web until told to stop (SIGTERM or Ctrl-C).")

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var keys: KeyOptions
    @OptionGroup var checkpoint: CheckpointOptions
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port to listen on.") var port = 8080
    @Option(help: "The folder of routine editions to publish.") var routines = "Routines"
    @Flag(
        inversion: .prefixedNo,
        help: """
            Mark cookies for TLS only. Unless told: yes, but for a server that listens on loopback in clear.
            """)
    var secureCookies: Bool?
    @Option(
        name: .customLong("trusted-proxy"),
        help: "A proxy's address whose X-Forwarded-For is believed; may be given several times.")
    var trustedProxies: [String] = []

    @OptionGroup var tls: TLSOptions
    @OptionGroup var limits: WebLimitOptions
    @OptionGroup var provider: ProviderOptions

    /// Longer than a proxy keeps a connection, so that it never uses one that is being closed.
    private static let idleSeconds: Int64 = 90

    func validate() throws {
        guard (1...65535).contains(port) else {
            throw ValidationError("--port must be between 1 and 65535; got \(port).")
        }
    }

    func run() async throws {
        try await OutgoingCalls.live(trusting: try provider.authorities()) { try await serve(asking: $0) }
    }

    private func serve(asking outgoing: OutgoingCalls) async throws {
        let certificate = try tls.certificate(now: Clock.system.now())
        // Nobody looks at a page for longer than this before trying again.
        let store = try await database.open(
            keys: try await keys.required(for: database), statementSeconds: 10)
        try await RoutineFolder.publish(routines, into: store)
        var logger = Logger(label: "hemtrygg") { _ in JSONLog(clock: .system) }
        logger.logLevel = .info
        try await explained { try await sealSecrets(in: store, logger) }
        // On loopback in clear, some browsers do not keep a cookie that is marked for TLS.
        let isLoopback = ["127.0.0.1", "localhost", "::1"].contains(host)
        var options = WebOptions(
            secureCookies: secureCookies ?? (certificate != nil || !isLoopback),
            trustedProxies: Set(trustedProxies), isTLSOnly: tls.hsts ?? (certificate != nil),
            limits: limits.requests)
        options.identityProvider = try await explained {
            try await provider.provider(store: store, calls: outgoing)
        }
        let (isRunning, running) = AsyncStream<Void>.makeStream()
        let application = Application(
            router: WebApplication.router(store: store, options: options),
            server: server(certificate, isTLSOnly: options.isTLSOnly, logger),
            configuration: .init(
                address: .hostname(host, port: port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.webConnections)),
            onServerRunning: { _ in running.finish() }, logger: logger)
        let certificates = certificate.map {
            CertificateWatch(certificate: $0, clock: .system, logger: logger)
        }
        let history = HistoryWatch(
            store: store, file: try await checkpoint.file(for: database), logger: logger)
        let housekeeper = Housekeeper(store: store, watch: history, logger: logger, isRunning: isRunning)
        let services: [any Service] = [application] + (certificates.map { [$0] } ?? []) + [housekeeper]
        // The last one is told to stop first: the server waits for pages that listen until they have been let go.
        let group = ServiceGroup(
            configuration: .init(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        (store as? PostgresStore)?.listenToNodes()
        do {
            try await group.run()
        } catch let error as IOError {
            throw Refusal(
                "Cannot listen on \(host), port \(port): \(String(cString: strerror(error.errnoCode))).")
        } catch is SocketAddressError.UnknownHost {
            throw Refusal("Cannot listen on \(host): there is no such host.")
        }
        try await store.close()
    }

    private func server(_ certificate: ServerCertificate?, isTLSOnly: Bool, _ logger: Logger)
        -> HTTPServerBuilder
    {
        let (requestSeconds, answerSeconds) = (limits.requestSeconds, limits.answerSeconds)
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                RequestDeadline(seconds: requestSeconds), WriteDeadline(seconds: answerSeconds),
                UnreadableRequest(logger: logger, isTLSOnly: isTLSOnly),
            ],
            idleTimeout: .seconds(Self.idleSeconds))
        return HTTPServerBuilder { responder in
            let clear = HTTP1Channel(responder: responder, configuration: configuration)
            return certificate.map { TLSChannel(inner: clear, certificate: $0) } ?? clear
        }
    }

    /// What an older version kept in clear; and which keys are missing, so that somebody hears of it before a technician
    /// stands at the door.
    private func sealSecrets(in store: any Store, _ logger: Logger) async throws {
        let sealed = try await store.sealClearSecrets()
        if sealed > 0 { logger.info("secrets sealed", metadata: ["count": "\(sealed)"]) }
        for (key, count) in try await store.secretKeysInUse() {
            guard let key, !store.secretKeys.ids.contains(key) else { continue }
            logger.error(
                "a key is missing in the key file, and secrets cannot be opened without it",
                metadata: ["key": "\(key)", "secrets": "\(count)"])
        }
    }
}

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database's schema up to date.")

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let store = try await database.open()
        Terminal.say("The database has schema \(try await store.schemaNumber()).")
    }
}
