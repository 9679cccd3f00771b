import ArgumentParser
import Domain
import Storage

struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure what storage costs, on a database that hemtrygg demo has filled.",
        discussion: "bin/bench runs this beside the bare engines. It writes invented orders.",
        subcommands: [Orders.self, Reads.self, Statements.self])

    struct Orders: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Orders per second, as many clients at once.")

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var keys: KeyOptions
        @Option(help: "How many order at the same time.") var clients = 8
        @Option(help: "For how long, in seconds.") var seconds = 5
        @Flag(name: .customLong("no-group-commit"), help: "SQLite: one commit for each order.") var alone =
            false
        @Flag(name: .customLong("no-pipeline"), help: "PostgreSQL: wait for the answer to every statement.")
        var waiting = false
        @Flag(help: "Print one line of JSON.") var json = false

        func run() async throws {
            let store = try await database.connect(
                keys: try await keys.required(for: database), joiningCommits: !alone, pipelining: !waiting)
            let bench = try await StorageBench(store)
            let result = try await bench.order(clients: clients, seconds: seconds)
            try await store.close()
            Terminal.say(json ? try Terminal.json(result) : "\(result)")
        }
    }

    struct Reads: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Readings of 50 rows of the queue per second, one after another.")

        enum Kind: String, ExpressibleByArgument, CaseIterable { case rows, lines, pages, logged }

        @OptionGroup var database: DatabaseOptions
        @Option(
            help: """
                The rows as storage gives them, lines as the page gets them, whole pages without the read log, or pages \
                that are logged before they are shown.
                """) var of = Kind.lines
        @Option(help: "How many read pages at the same time.") var clients = 1
        @Option(help: "For how long, in seconds.") var seconds = 5
        @Flag(help: "Print one line of JSON.") var json = false

        func run() async throws {
            let store = try await database.connect()
            let bench = try await StorageBench(store)
            let result =
                switch of {
                case .rows: try await bench.readRows(seconds: seconds)
                case .lines: try await bench.readLines(seconds: seconds)
                case .pages, .logged:
                    try await bench.readPages(clients: clients, seconds: seconds, logged: of == .logged)
                }
            try await store.close()
            Terminal.say(json ? try Terminal.json(result) : "\(result)")
        }
    }

    struct Statements: AsyncParsableCommand {
        enum Work: String, ExpressibleByArgument, CaseIterable { case order, queue, extract }

        static let configuration = CommandConfiguration(
            abstract:
                "The statements of one order, one page of the queue, or an extract of all units, as JSON.",
            discussion: "Those of an extract need no demo municipality; they are sent to find them out.")

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var keys: KeyOptions
        @Option(help: "Whose statements: order, queue or extract.") var of = Work.order
        @Option(name: .customLong("as-of"), help: "Of an extract: as hemtrygg extract has it.") var asOf:
            String?
        @Option(name: .customLong("known-at"), help: "Of an extract: as hemtrygg extract has it.")
        var knownAt: String?

        func run() async throws {
            let store = try await database.connect(keys: try await keys.ifAny(for: database))
            let statements =
                switch of {
                case .order: try await StorageBench(store).statementsOfOrder()
                case .queue: try await StorageBench(store).statementsOfQueue()
                case .extract: try await ExtractStatements(asOf: asOf, knownAt: knownAt).found(in: store)
                }
            try await store.close()
            Terminal.say(try Terminal.json(statements))
        }
    }
}
