import ArgumentParser
import Domain
import Storage

struct Routine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Routine files.", subcommands: [Check.self, Publish.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List every fault of routine files, each with its line.")

        @Argument(help: "YAML files.") var files: [String]

        func run() async throws {
            let problems = try files.flatMap { try RoutineFolder.file($0).problems() }
            problems.forEach { Terminal.say($0.description) }
            guard problems.isEmpty else { throw ExitCode(1) }
            Terminal.say("\(files.count) routine file\(files.count == 1 ? "" : "s") without faults.")
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Publish an edition; it can never be changed again.")

        @OptionGroup var database: DatabaseOptions
        @Argument var file: String
        @Option(help: "The first day on which new orders are made under it, such as 2027-01-01; else today.")
        var from: String?

        func run() async throws {
            let day = try from.map(Self.day)
            let routine = try RoutineFolder.file(file)
            let store = try await database.open()
            try await explained { try await store.write(as: .system) { try $0.publish(routine, from: day) } }
            Terminal.say("\(routine.name) is published\(day.map { " and applies from \($0)" } ?? "").")
        }

        private static func day(_ text: String) throws -> Day {
            guard let day = Day(text) else { throw Refusal("'\(text)' is not a date such as 2027-01-01.") }
            return day
        }
    }
}
