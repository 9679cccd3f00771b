import ArgumentParser
import Domain
import HTTPBase
import Hummingbird
import Logging
import Web

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the web until told to stop (SIGTERM or Ctrl-C).")

    @OptionGroup var database: DatabaseOptions
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port to listen on.") var port = 8080
    @Option(help: "The folder of routine editions to publish.") var routines = "Routines"
    @Flag(
        inversion: .prefixedNo,
        help: "Mark cookies for TLS only. Unless told: yes, but for a server that listens on loopback.")
    var secureCookies: Bool?

    func run() async throws {
        let store = try await database.open()
        try await RoutineFolder.publish(routines, into: store)
        var logger = Logger(label: "hemtrygg") { _ in JSONLog(clock: .system) }
        logger.logLevel = .info
        // On loopback in clear, some browsers do not keep a cookie that is marked for TLS.
        let isLoopback = ["127.0.0.1", "localhost", "::1"].contains(host)
        let options = WebOptions(secureCookies: secureCookies ?? !isLoopback)
        let application = Application(
            router: WebApplication.router(store: store, options: options),
            configuration: .init(address: .hostname(host, port: port), serverName: nil), logger: logger)
        try await application.runService()
        try await store.close()
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
