import ArgumentParser
import Domain
import Foundation
import Storage

/// Where the keys of secret answers are.
struct KeyOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            The file with the keys of entrance codes and other secret answers, which hemtrygg keys new makes. Unless given, \
            what HEMTRYGG_KEYS says, else, of a database in SQLite, its own path and .keys.
            """)
    var keys: String?

    /// For whoever cannot work without them.
    func required(for database: DatabaseOptions) async throws -> SecretKeys {
        guard let file = try await file(for: database) else {
            throw Refusal(
                """
                No key file is named, and without one entrance codes can be neither kept nor shown. Make one with hemtrygg \
                keys new FILE, outside the database and its backups, and name it with --keys or HEMTRYGG_KEYS.
                """)
        }
        return try file.read()
    }

    /// For whoever can do without: none where no file is named and none lies beside the database.
    func ifAny(for database: DatabaseOptions) async throws -> SecretKeys {
        guard let file = try await file(for: database), isNamed || file.isThere else { return .none }
        return try file.read()
    }

    /// For the demo, whose secrets are invented: made where they are missing.
    func made(for database: DatabaseOptions) async throws -> SecretKeys {
        if let file = try await file(for: database), !file.isThere {
            _ = try file.addKey(on: Clock.system.now().day)
            Terminal.note("The key file \(file.path) is made.")
        }
        return try await required(for: database)
    }

    private var named: String? {
        let name = keys ?? ProcessInfo.processInfo.environment["HEMTRYGG_KEYS"] ?? ""
        return name.isEmpty ? nil : name
    }

    private var isNamed: Bool { named != nil }

    private func file(for database: DatabaseOptions) async throws -> KeyFile? {
        if let named { return KeyFile(path: named) }
        guard case .file(let path) = try await explained({ try database.place() }) else { return nil }
        return KeyFile(path: path + ".keys")
    }
}
