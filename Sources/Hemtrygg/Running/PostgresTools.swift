import Dispatch
import Foundation
import Storage
import StoragePostgres

/// PostgreSQL's own programs for copying a database and putting it back.
enum PostgresTools {
    /// Copies the whole database with `pg_dump`, which sees one state of it from first to last.
    static func dump(_ address: PostgresAddress, to file: String) async throws {
        let part = file + ".part"
        try? FileManager.default.removeItem(atPath: part)
        do {
            try await run(
                ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--verbose", "--file", part],
                at: address, telling: "dumping contents of table")
            // A table of contents that can be read shows that the copy is whole.
            try await run(["pg_restore", "--list", "--file", "/dev/null", part])
            guard rename(part, file) == 0 else { throw Refusal("The file \(file) cannot be written.") }
        } catch {
            try? FileManager.default.removeItem(atPath: part)
            throw error
        }
    }

    /// Whether nothing of Hemtrygg's, or of anybody's, is in the database yet.
    static func isEmpty(_ address: PostgresAddress) async throws -> Bool {
        let store = PostgresStore(address, connections: 1)
        let tables = try await store.countTables()
        try await store.close()
        return tables == 0
    }

    /// Replaces all that the database holds, in one transaction. What the backup holds goes from program to program, and
    /// into no other file.
    static func restore(_ file: String, to address: PostgresAddress) async throws {
        try await run(["pg_restore", "--list", "--file", "/dev/null", file])
        try await run(
            [
                "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--set",
                "VERBOSITY=terse",
                "--set", "SHOW_CONTEXT=never",
                "--output",
                "/dev/null", "--command", onlyUnused, "--command",
                "DROP SCHEMA public CASCADE; CREATE SCHEMA public", "--file", "-", "--command", onlyWhole,
                "--command", onlyKnownSchema,
            ], at: address, fedBy: ["pg_restore", "--no-owner", "--no-privileges", "--file", "-", file])
    }

    /// Fails where somebody is connected: what they write would be lost.
    private static let onlyUnused = """
        DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
            AND backend_type = 'client backend' AND pid <> pg_backend_pid())
        THEN RAISE EXCEPTION 'somebody has the database open; stop every node of Hemtrygg first'; END IF; END $$
        """

    /// Written after a backup that was read to its end, and asked for before anything is kept.
    private static let wholeMark = "CREATE TEMPORARY TABLE hemtrygg_backup_was_whole ();\n"
    private static let onlyWhole = """
        DO $$ BEGIN IF to_regclass('pg_temp.hemtrygg_backup_was_whole') IS NULL
        THEN RAISE EXCEPTION 'the backup could not be read to its end'; END IF; END $$
        """

    /// Fails, and leaves everything as it was, where the backup is of a newer Hemtrygg, or of something else.
    private static let onlyKnownSchema = """
        DO $$ DECLARE found bigint := (SELECT MAX(number) FROM public.schema_migrations);
        BEGIN IF found > \(knownSchema) THEN RAISE EXCEPTION
            'The backup has schema %, and this version of Hemtrygg knows %. Run the newer version.', found, \(knownSchema);
        END IF; END $$
        """

    /// Runs a program to its end. Lines of its that hold `mark` are told as progress; the others only where it fails.
    /// What the program `source` prints goes in.
    private static func run(
        _ command: [String], at address: PostgresAddress? = nil, telling mark: String? = nil,
        fedBy source: [String]? = nil
    ) async throws {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            DispatchQueue(label: "hemtrygg.process").async {
                done.resume(
                    with: Result { try wait(for: command, at: address, telling: mark, fedBy: source) })
            }
        }
    }

    /// Starts `source`, whose output goes into `input`, with the mark after it where it ends well.
    private static func feed(_ input: Pipe, from source: [String]) throws {
        // Who is fed may end first, and says itself why.
        signal(SIGPIPE, SIG_IGN)
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = source
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        DispatchQueue(label: "hemtrygg.process.feed").async {
            let (from, to) = (output.fileHandleForReading, input.fileHandleForWriting)
            defer { try? to.close() }
            do {
                while let data = try from.read(upToCount: 1 << 16), !data.isEmpty {
                    try to.write(contentsOf: data)
                }
                process.waitUntilExit()
                if process.terminationStatus == 0 { try to.write(contentsOf: Data(wholeMark.utf8)) }
            } catch {
                // Without the mark nothing is kept.
                try? from.close()
            }
        }
    }

    /// The address goes in the environment: a command line, and the password in it, anybody may read.
    private static func wait(
        for command: [String], at address: PostgresAddress?, telling mark: String?, fedBy source: [String]?
    ) throws {
        let (process, errors) = (Process(), Pipe())
        let inherited = ProcessInfo.processInfo.environment
        process.environment = inherited.merging(try address?.environment() ?? [:]) { $1 }
            .merging(["PGOPTIONS": "-c client_min_messages=warning"]) { $1 }
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        let input = source.map { _ in Pipe() }
        if let input { process.standardInput = input }
        try process.run()
        if let source, let input {
            try? input.fileHandleForReading.close()
            try feed(input, from: source)
        }
        var lines: [String] = []
        var rest = ""
        while case let data = errors.fileHandleForReading.availableData, !data.isEmpty {
            let parts = (rest + String(decoding: data, as: UTF8.self)).split(
                separator: "\n", omittingEmptySubsequences: false)
            rest = String(parts.last ?? "")
            for line in parts.dropLast().map(String.init) {
                if let mark, line.contains(mark) { Terminal.note(line) } else { lines.append(line) }
            }
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let hint = process.terminationStatus == 127 ? " Is PostgreSQL's client installed?" : ""
            throw Refusal(
                "\(command[0]) failed.\(hint)\n" + told(lines + [rest]))
        }
    }

    /// What a program said went wrong, without where in a script it stood and without the row that it concerned.
    private static func told(_ lines: [String]) -> String {
        let unsaid = ["CONTEXT:", "DETAIL:", "LINE "]
        return lines.filter { line in !line.isEmpty && !unsaid.contains(where: line.contains) }.suffix(10)
            .joined(separator: "\n")
    }
}
