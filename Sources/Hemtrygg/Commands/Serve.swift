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
        help: "Send cookies over TLS only. Say no only where the server is reached in clear on this machine.")
    var secureCookies = true

    func run() async throws {
        let store = try await database.open()
        try await RoutineFolder.publish(routines, into: store)
        var logger = Logger(label: "hemtrygg") { _ in JSONLog(clock: .system) }
        logger.logLevel = .info
        // A browser keeps Secure cookies from http://127.0.0.1 in some versions only.
        let isLoopback = host == "127.0.0.1" || host == "localhost" || host == "::1"
        let options = WebOptions(secureCookies: secureCookies && !isLoopback)
        let application = Application(
            router: WebApplication.router(store: store, options: options),
            configuration: .init(address: .hostname(host, port: port), serverName: nil), logger: logger)
        try await application.runService()
        try store.close()
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
