import ArgumentParser
import Foundation
import Storage
import StorageSQLite

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the whole database to a new file, while Hemtrygg goes on working.",
        discussion: """
            The copy is what was committed when it began, and is examined before it gets its name. PostgreSQL is copied \
            by its own pg_dump. The file holds personal data: keep it where the database may be kept. Entrance codes \
            in it are sealed; keep the key file elsewhere, and a copy of it.
            """)

    @OptionGroup var database: DatabaseOptions
    @Argument(help: "The file to make; it may not exist.") var file: String

    func run() async throws {
        guard !FileManager.default.fileExists(atPath: file) else {
            throw Refusal("The file \(file) exists. A backup never overwrites another; choose a new name.")
        }
        let store = try await database.connectToExisting()
        try await explained { try await store.requireKnownSchema() }
        try await store.close()
        switch try await explained({ try database.place() }) {
        case .file(let path): try await copy(path)
        case .server(let address): try await PostgresTools.dump(address, to: file)
        }
        let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
        Terminal.say("\(file) is made: \(size) bytes.")
    }

    private func copy(_ path: String) async throws {
        let file = file
        let steps = Percentage("copied")
        try await explained { try await SQLiteBackup.make(of: path, at: file) { steps.tell($0) } }
    }
}

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a backup in the place of the database. Stop Hemtrygg first.",
        discussion: """
            The backup is examined first. A database that is there already is overwritten only with --replace, and then \
            in one step: should anything fail, it is left as it was. What this node saw of the history before is forgotten, \
            for the backup's is shorter; on other nodes remove the checkpoint by hand.
            """)

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var checkpoint: CheckpointOptions
    @Argument(help: "The file that hemtrygg backup made.") var file: String
    @Flag(help: "Overwrite the database that is there.") var replace = false

    func run() async throws {
        let kind = try BackupKind(of: file)
        switch (try await explained { try database.place() }, kind) {
        case (.file(let path), .sqlite):
            guard replace || !FileManager.default.fileExists(atPath: path) else {
                throw Refusal("\(path) is there already. To overwrite it, say --replace.")
            }
            let file = file
            try await explained {
                try demandKnownSchema(try SQLiteBackup.examine(file))
                try SQLiteBackup.restore(file, to: path)
            }
        case (.server(let address), .postgres):
            let isEmpty = try await explained { try await PostgresTools.isEmpty(address) }
            guard replace || isEmpty else {
                throw Refusal("The database is not empty. To overwrite what it holds, say --replace.")
            }
            try await PostgresTools.restore(file, to: address)
        case (_, let kind):
            throw Refusal("\(file) is a backup of \(kind.name), and the database is of the other kind.")
        }
        if let known = try await checkpoint.file(for: database)?.forget() {
            Terminal.note("The history is no longer held to go on from seal \(known.seal) (\(known.digest)).")
        }
        let store = try await database.connect()
        let findings = try await explained {
            try await store.requireKnownSchema()
            return try await store.verify { Terminal.note("Looks at: \($0)") }
        }
        try await store.close()
        guard findings.isEmpty else {
            throw Refusal(
                "The backup is in place, but \(findings.count) rules are broken; see hemtrygg verify.")
        }
        Terminal.say("The backup is in place, and all is well.")
    }
}

/// What a file begins with tells which engine's backup it is.
enum BackupKind {
    case sqlite, postgres

    var name: String { self == .sqlite ? "SQLite" : "PostgreSQL" }

    init(of file: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else {
            throw Refusal(isFolder.boolValue ? "\(file) is a folder." : "There is no file \(file).")
        }
        guard let handle = FileHandle(forReadingAtPath: file), let head = try handle.read(upToCount: 16)
        else {
            throw Refusal("The file \(file) cannot be read, or is empty.")
        }
        if head.starts(with: Data("SQLite format 3".utf8)) {
            self = .sqlite
        } else if head.starts(with: Data("PGDMP".utf8)) {
            self = .postgres
        } else {
            throw Refusal("\(file) is not a backup that hemtrygg backup made.")
        }
    }
}
