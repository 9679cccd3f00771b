import ArgumentParser
import Domain
import Foundation
import HTTPBase
import Hummingbird
import HummingbirdCore
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
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port to listen on.") var port = 8080
    @Option(help: "The folder of routine editions to publish.") var routines = "Routines"
    @Flag(
        inversion: .prefixedNo,
        help: "Mark cookies for TLS only. Unless told: yes, but for a server that listens on loopback.")
    var secureCookies: Bool?
    @Option(
        name: .customLong("trusted-proxy"),
        help: "A proxy's address whose X-Forwarded-For is believed; may be given several times.")
    var trustedProxies: [String] = []

    @Option(
        name: .customLong("request-seconds"),
        help: "Within how many seconds a request has to come whole before its connection is cut.")
    var requestSeconds: Int64 = 60
    @Option(
        name: .customLong("web-connections"),
        help: "How many connections of browsers or of a proxy may be open at once; more wait.")
    var webConnections = 1000

    /// Longer than a proxy keeps a connection, so that it never uses one that is being closed.
    private static let idleSeconds: Int64 = 90

    func validate() throws {
        guard (1...3600).contains(requestSeconds) else {
            throw ValidationError("--request-seconds must be between 1 and 3600; got \(requestSeconds).")
        }
        guard webConnections > 0 else {
            throw ValidationError("--web-connections must be at least 1; got \(webConnections).")
        }
        guard (1...65535).contains(port) else {
            throw ValidationError("--port must be between 1 and 65535; got \(port).")
        }
    }

    func run() async throws {
        // Nobody looks at a page for longer than this before trying again.
        let store = try await database.open(
            keys: try await keys.required(for: database), statementSeconds: 10)
        try await RoutineFolder.publish(routines, into: store)
        var logger = Logger(label: "hemtrygg") { _ in JSONLog(clock: .system) }
        logger.logLevel = .info
        try await explained { try await sealSecrets(in: store, logger) }
        // On loopback in clear, some browsers do not keep a cookie that is marked for TLS.
        let isLoopback = ["127.0.0.1", "localhost", "::1"].contains(host)
        let options = WebOptions(
            secureCookies: secureCookies ?? !isLoopback, trustedProxies: Set(trustedProxies))
        let (isRunning, running) = AsyncStream<Void>.makeStream()
        let seconds = requestSeconds
        let application = Application(
            router: WebApplication.router(store: store, options: options),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [RequestDeadline(seconds: seconds)],
                    idleTimeout: .seconds(Self.idleSeconds))),
            configuration: .init(
                address: .hostname(host, port: port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(webConnections)),
            onServerRunning: { _ in running.finish() }, logger: logger)
        // The last one is told to stop first: the server waits for pages that listen until they have been let go.
        let services = ServiceGroup(
            configuration: .init(
                services: [application, Housekeeper(store: store, logger: logger, isRunning: isRunning)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        (store as? PostgresStore)?.listenToNodes()
        do {
            try await services.run()
        } catch let error as IOError {
            throw Refusal(
                "Cannot listen on \(host), port \(port): \(String(cString: strerror(error.errnoCode))).")
        } catch is SocketAddressError.UnknownHost {
            throw Refusal("Cannot listen on \(host): there is no such host.")
        }
        try await store.close()
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
