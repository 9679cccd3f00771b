import ArgumentParser
import Domain
import Storage

struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "The keys under which entrance codes and other secret answers are sealed.",
        discussion: """
            They lie in a file of their own, outside the database: whoever has only the database, or a backup of it, has no \
            codes. To change the key: keys new on the file, the same file on every node, restart them, keys rotate.
            """,
        subcommands: [New.self, Rotate.self, Vouch.self])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Make a file with a key, or add one that is then the current one. The key is never printed.")

        @Argument(help: "The file with the keys.") var file: String

        func run() throws {
            let id = try KeyFile(path: file).addKey(on: Clock.system.now().day)
            let count = try KeyFile(path: file).read().ids.count
            Terminal.say("\(file): the key \(id) is made, and is the current one of \(count).")
            Terminal.note("Keep a copy of the file apart from the database and its backups.")
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal every secret under the current key, while Hemtrygg goes on working.",
            discussion: """
                Every node must have been started with the current key. What was done stays done: interrupted, it goes on \
                where it was the next time. Says afterwards which keys are in use still; the others may be taken from the \
                file. Exit code 1 where a secret could not be opened; it is left as it was.
                """)

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var keys: KeyOptions

        func run() async throws {
            let keys = try await keys.required(for: database)
            let store = try await database.connectToExisting(keys: keys)
            let (count, inUse) = try await explained {
                try await store.requireKnownSchema()
                let count = try await store.resealSecrets { Terminal.note("\($0) sealed anew") }
                let disposals = try await store.resignDisposals()
                if disposals > 0 { Terminal.note("\(disposals) disposals signed anew") }
                return (count, try await store.secretKeysInUse())
            }
            try await store.close()
            Terminal.say("\(count) secrets are sealed anew, under the key \(keys.current ?? "").")
            for (key, secrets) in inUse { Terminal.say("in use: \(key ?? "none") (\(secrets) secrets)") }
            let used = Set(inUse.compactMap(\.key))
            let idle = keys.ids.dropLast().filter { !used.contains($0) }
            if !idle.isEmpty {
                Terminal.say(
                    "in use no longer: \(idle.joined(separator: ", ")). Backups made until now need them still."
                )
            }
            let left = inUse.filter { $0.key != keys.current }.reduce(0) { $0 + $1.secrets }
            guard left == 0 else {
                throw Refusal(
                    """
                    \(left) secrets are under other keys still: they could not be opened, or a node that was started with \
                    an older key has sealed them meanwhile. See hemtrygg verify.
                    """)
            }
        }
    }

    struct Vouch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign a disposal that was made before disposals were signed.",
            discussion: """
                For one that hemtrygg verify names as unsigned. First hold it, as the disposal page shows it, against the \
                decision that it names: one that nobody has decided was written by somebody who hides something.
                """)

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var keys: KeyOptions
        @Argument(help: "The disposal's number.") var number: Int

        func run() async throws {
            let store = try await database.connectToExisting(keys: try await keys.required(for: database))
            let number = number
            try await explained {
                try await store.requireKnownSchema()
                try await store.write(as: .system) { try $0.vouch(forDisposal: number) }
            }
            try await store.close()
            Terminal.say("Disposal \(number) is signed.")
        }
    }
}
