import ArgumentParser
import Foundation
import Storage

/// Where a node keeps how far it has seen the history come.
struct CheckpointOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            The file in which this node keeps how far it has seen the history come, so that history that was made anew is \
            found; each node has its own. Unless given, what HEMTRYGG_CHECKPOINT says, else, of a database in SQLite, its \
            own path and .checkpoint.
            """)
    var checkpoint: String?

    /// `nil` where none is named and the database is a server's.
    func file(for database: DatabaseOptions) async throws -> CheckpointFile? {
        let name = checkpoint ?? ProcessInfo.processInfo.environment["HEMTRYGG_CHECKPOINT"] ?? ""
        guard name.isEmpty else { return CheckpointFile(path: name) }
        guard case .file(let path) = try await explained({ try database.place() }) else { return nil }
        return CheckpointFile(path: path + ".checkpoint")
    }
}

/// A line of JSON with how far a node has seen the history come; for its owner's eyes only, so that nobody else can have
/// changed it.
struct CheckpointFile {
    let path: String

    /// - Returns: `nil` where there is none yet.
    /// - Throws: `Refusal` that says what is wrong with the file.
    func read() throws -> HistoryCheckpoint? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = try PrivateFile(path: path, name: "checkpoint").read()
        do { return try JSONDecoder().decode(HistoryCheckpoint.self, from: bytes) } catch {
            throw Refusal(
                "The checkpoint \(path) is nothing that Hemtrygg has written. See who has changed it.")
        }
    }

    /// Puts it in the place of the one before in one step: a machine that stops meanwhile has one of the two.
    /// - Throws: `Refusal`.
    func write(_ checkpoint: HistoryCheckpoint) throws {
        let new = path + ".new"
        let line = try Terminal.json(checkpoint) + "\n"
        do {
            try? FileManager.default.removeItem(atPath: new)
            let opened = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard opened >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
            let handle = FileHandle(fileDescriptor: opened, closeOnDealloc: true)
            try handle.write(contentsOf: Data(line.utf8))
            try handle.synchronize()
            guard rename(new, path) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        } catch {
            throw Refusal("The checkpoint \(path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// For whoever has put another history in the place of the one that was seen. Gives what was forgotten.
    func forget() throws -> HistoryCheckpoint? {
        let known = try read()
        if known != nil { try FileManager.default.removeItem(atPath: path) }
        return known
    }
}
