import ArgumentParser
import Domain
import Foundation
import Storage
import StoragePostgres
import StorageSQLite

/// Where the database is.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            The database: sqlite:///ABSOLUTE/PATH, or postgres://USER@HOST:PORT/NAME as libpq reads it. Unless given, what \
            HEMTRYGG_DATABASE says, else /var/lib/hemtrygg/hemtrygg.sqlite.
            """)
    var database: String?

    @Option(name: .long, help: "The most connections to PostgreSQL that this process keeps open.")
    var connections = 16

    func validate() throws {
        guard (1...1000).contains(connections) else {
            throw ValidationError("--connections must be between 1 and 1000.")
        }
    }

    /// Opens the database and brings its schema up to date.
    func open(keys: SecretKeys = .none, statementSeconds: Int = 600) async throws -> any Store {
        let store = try await connect(keys: keys, statementSeconds: statementSeconds)
        try await explained { try await store.migrate() }
        return store
    }

    /// Opens the database as it is.
    func connect(
        keys: SecretKeys = .none, joiningCommits: Bool = true, pipelining: Bool = true,
        sparingMemory: Bool = false,
        statementSeconds: Int = 600
    ) async throws -> any Store {
        // What Hemtrygg writes is for its own account to read.
        umask(0o077)
        return try await explained {
            switch try place() {
            case .file(let path):
                try SQLiteStore(
                    path: path, keys: keys, joiningCommits: joiningCommits, sparingMemory: sparingMemory)
            case .server(let address):
                try await reach(address, keys, statementSeconds, pipelining: pipelining)
            }
        }
    }

    private func reach(
        _ address: PostgresAddress, _ keys: SecretKeys, _ statementSeconds: Int, pipelining: Bool
    ) async throws -> any Store {
        if let complaint = await address.complaint() {
            Terminal.note("Error: the database cannot be reached.\n" + complaint)
            throw ExitCode(69)
        }
        return PostgresStore(
            address, keys: keys, connections: connections, statementSeconds: statementSeconds,
            pipelining: pipelining)
    }

    /// Opens a database that must be there already.
    func connectToExisting(
        keys: SecretKeys = .none, sparingMemory: Bool = false
    ) async throws -> any Store {
        if case .file(let path) = try await explained({ try place() }) {
            guard FileManager.default.fileExists(atPath: path) else {
                throw Refusal("There is no database \(path).")
            }
        }
        return try await connect(keys: keys, sparingMemory: sparingMemory)
    }

    enum Place {
        case file(String)
        case server(PostgresAddress)
    }

    func place() throws -> Place {
        // Not the option's default, which a help text would print, password and all.
        let database =
            database ?? ProcessInfo.processInfo.environment["HEMTRYGG_DATABASE"]
            ?? "sqlite:///var/lib/hemtrygg/hemtrygg.sqlite"
        if ["postgres://", "postgresql://"].contains(where: database.hasPrefix) {
            return .server(try PostgresAddress(database))
        }
        let prefix = "sqlite://"
        guard database.hasPrefix(prefix), database.dropFirst(prefix.count).hasPrefix("/") else {
            throw Refusal(
                """
                The database must be written as sqlite:///ABSOLUTE/PATH or postgres://USER@HOST:PORT/NAME; \
                got something that begins with '\(database.prefix { $0 != ":" })'.
                """)
        }
        let path = String(database.dropFirst(prefix.count))
        let folder = (path as NSString).deletingLastPathComponent
        guard FileManager.default.fileExists(atPath: folder) else {
            throw Refusal("The folder \(folder) does not exist. Make it first; Hemtrygg does not guess.")
        }
        return .file(path)
    }
}

/// A refusal with its reason, printed as it is.
struct Refusal: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// What storage and domain throw, in words for the one at the command line.
func explained<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as AppError where error.code == .unavailable {
        Terminal.note("Error: the database cannot be reached, or cannot be written just now.")
        throw ExitCode(69)
    } catch let error as AppError {
        throw Refusal(error.faults.map(Terminal.sentence).joined(separator: "\n"))
    } catch StorageFault.newerSchema(let found, let known) {
        throw Refusal(
            "The database has schema \(found), and this version of Hemtrygg knows \(known). Run the newer version."
        )
    } catch StorageFault.changedEdition(let slug, let edition) {
        throw Refusal(
            "Edition \(edition) of \(slug) is published with another text. Give the changed text a new edition."
        )
    } catch StorageFault.unusable(let reason) {
        throw Refusal("The database cannot be used: \(reason)")
    } catch let fault as SecretFault {
        throw Refusal("A secret could not be sealed or opened: \(fault). Name the key file with --keys.")
    } catch let faults as RoutineFaults {
        throw Refusal("\(faults)")
    }
}
