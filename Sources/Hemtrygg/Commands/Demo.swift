import ArgumentParser
import Domain
import Storage

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Fill an empty database with a municipality that does not exist; all its people are invented.")

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var keys: KeyOptions
    @OptionGroup var checkpoint: CheckpointOptions
    @Option(help: "The folder of routine editions to publish.") var routines = "Routines"
    @Option(help: "So many invented orders more, for measuring.") var cases = 0
    @Flag(help: "Only print the accounts.") var accounts = false

    func run() async throws {
        if !accounts {
            let store = try await database.open(keys: try await keys.made(for: database))
            try await RoutineFolder.publish(routines, into: store)
            let hash = try await PasswordHash.make(DemoAccount.password)
            let isNew = try await explained {
                try await DemoMunicipality.fill(store, passwordHash: hash)
            }
            // Of a database that was here before, and is another.
            if isNew { _ = try await checkpoint.file(for: database)?.forget() }
            Terminal.note(
                isNew
                    ? "The demo municipality is in place."
                    : "The database has users already; nothing was changed.")
        }
        if cases > 0 {
            let store = try await database.open(keys: try await keys.made(for: database))
            let count = cases
            try await explained { try await DemoCrowd.order(count, in: store) }
        }
        for account in DemoAccount.all {
            Terminal.say(
                [account.login, DemoAccount.password, account.role.rawValue, account.place].joined(
                    separator: "\t"))
        }
    }
}
