import Domain

/// One forward step of the schema. Numbers never change once released.
struct Migration: Sendable {
    let number: Int
    let statements: [SQL]

    static let all: [Migration] = [
        .access, .register, .work, .keysAndVisits, .history, .housekeeping, .editions, .keyCustody, .cameras,
        .cohabitants, .handovers, .unitCases, .pastFacts,
        .disputedHalves, .lifeEvents, .inventory, .search, .whoSomebodyIs, .moreLifeEvents, .kits,
        .decidedServices, .knownCustody, .extracts, .reconciliation, .failedDevices, .sealedSecrets,
        .sealedReadings, .protectedPeople, .logReviews, .secondFactors, .externalIdentities,
        .disposals, .archiveTransfers, .consentPolicies, .refusedRequests, .sealedRefusals,
        .sessionsAndFactors, .signedDisposals,
    ]

    static var latest: Int { all.last?.number ?? 0 }
}

/// Column types and table ends where the engines differ.
enum Schema {
    /// Texts compare by their bytes on both engines, whatever locale a cluster was made with.
    static let text: SQL = "\(sqlite: "TEXT", postgres: "TEXT COLLATE \"C\"")"
    static let bigint: SQL = "\(sqlite: "INTEGER", postgres: "BIGINT")"
    static let bytes: SQL = "\(sqlite: "BLOB", postgres: "BYTEA")"
    /// A primary key that counts the rows in the order in which they are written, and is never used again.
    static let counted: SQL = """
        \(
            sqlite: "INTEGER PRIMARY KEY AUTOINCREMENT",
            postgres: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
        """
    static let strict: SQL = "\(sqlite: " STRICT", postgres: "")"

    /// Lets a text column that was made `NOT NULL` be empty. SQLite has no statement for it, and lets the table's
    /// definition be written anew where nothing that is stored changes (its manual, "ALTER TABLE", section 7); other
    /// connections hear of it by a statement that changes the schema and follows in the same transaction.
    static func optional(_ column: String, of table: String) -> [SQL] {
        [
            "\(sqlite: "PRAGMA writable_schema = ON", postgres: "SELECT 1")",
            """
            \(
                sqlite: """
                    UPDATE sqlite_schema SET sql = replace(sql, '\(column) TEXT NOT NULL', '\(column) TEXT')
                    WHERE type = 'table' AND name = '\(table)'
                    """,
                postgres: "ALTER TABLE \(table) ALTER COLUMN \(column) DROP NOT NULL")
            """,
            "\(sqlite: "PRAGMA writable_schema = RESET", postgres: "SELECT 1")",
        ]
    }

    /// Lets a rule of a table say something else, where nothing that is stored breaks it; as `optional`.
    /// - Parameter name: what PostgreSQL calls the rule.
    static func reworded(_ table: String, from old: String, to new: String, named name: String) -> [SQL] {
        let (before, after) = (old.replacing("'", with: "''"), new.replacing("'", with: "''"))
        return [
            "\(sqlite: "PRAGMA writable_schema = ON", postgres: "ALTER TABLE \(table) DROP CONSTRAINT \(name)")",
            """
            \(
                sqlite: """
                    UPDATE sqlite_schema SET sql = replace(sql, '\(before)', '\(after)')
                    WHERE type = 'table' AND name = '\(table)'
                    """,
                postgres: "ALTER TABLE \(table) ADD CONSTRAINT \(name) CHECK \(new)")
            """,
            "\(sqlite: "PRAGMA writable_schema = RESET", postgres: "SELECT 1")",
        ]
    }

    /// Triggers that refuse to change or remove a row of `table`, or all of them at once.
    static func appendOnly(_ table: String) -> [SQL] {
        let changes: [SQL] = ["UPDATE", "DELETE"].map { verb in
            let head = "CREATE TRIGGER \(table)_no_\(verb.lowercased()) BEFORE \(verb) ON \(table)"
            return """
                \(
                    sqlite: "\(head) BEGIN SELECT RAISE(ABORT, 'append-only'); END",
                    postgres: "\(head) EXECUTE FUNCTION refuse_change()")
                """
        }
        let emptying: SQL = """
            \(
                sqlite: "SELECT 1",
                postgres: "CREATE TRIGGER \(table)_no_truncate BEFORE TRUNCATE ON \(table) EXECUTE FUNCTION refuse_change()")
            """
        return changes + [emptying]
    }

    /// What the triggers call on PostgreSQL; its code is that of a constraint, as the embedded database's is.
    static let refusal: SQL = """
        \(
            sqlite: "SELECT 1",
            postgres: """
                CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'append-only' USING ERRCODE = '23001'; END $$
                """)
        """
}

extension Store {
    /// Brings the schema to what this version of Hemtrygg knows, in one transaction. Of several nodes one does it, and
    /// the others wait.
    /// - Throws: `StorageFault.newerSchema` where a newer version has been here.
    public func migrate() async throws { try await migrate(to: Migration.latest) }

    /// Brings the schema as far as `last`, as an older version would have.
    func migrate(to last: Int) async throws {
        let now = clock.now()
        try await writing { connection in
            try connection.serialize(on: "schema")
            try connection.send(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    number \(Schema.bigint) PRIMARY KEY, applied_at \(Schema.bigint) NOT NULL)
                """)
            var found = 0
            try connection.query("SELECT COALESCE(MAX(number), 0) FROM schema_migrations") {
                found = $0.int()
            }
            try demandKnownSchema(found)
            for migration in Migration.all where migration.number > found && migration.number <= last {
                for statement in migration.statements { try connection.send(statement) }
                try connection.send(
                    "INSERT INTO schema_migrations (number, applied_at) VALUES (\(migration.number), \(now))")
            }
        }
    }

    /// - Throws: `StorageFault.newerSchema`, or `StorageFault.unusable` where no Hemtrygg has been here, or an older one.
    public func requireKnownSchema() async throws {
        let found: Int
        do { found = try await schemaNumber() } catch let fault as StorageFault { throw fault } catch let
            error as AppError
            where error.code == .unavailable
        { throw error } catch {
            throw StorageFault.unusable("it has no schema of Hemtrygg's; hemtrygg migrate makes one")
        }
        try demandKnownSchema(found)
        guard found == Migration.latest else {
            throw StorageFault.unusable(
                "its schema \(found) is older than \(Migration.latest); run hemtrygg migrate")
        }
    }

    /// - Throws: where nothing can be written just now, such as on a full disk.
    public func requireWritable() async throws {
        let now = clock.now()
        try await writing {
            try $0.send(
                """
                INSERT INTO jobs (name, next_at, done_at) VALUES ('ready', 0, \(now))
                ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at
                """)
        }
    }

    /// The schema number that the database has; 0 before the first migration, and an error where it cannot be read.
    public func schemaNumber() async throws -> Int {
        try await reading { connection in
            var number = 0
            try connection.query("SELECT COALESCE(MAX(number), 0) FROM schema_migrations") {
                number = $0.int()
            }
            return number
        }
    }
}

/// The number of the schema that this version of Hemtrygg works with.
public var knownSchema: Int { Migration.latest }

/// - Throws: `StorageFault.newerSchema` where schema `found` is of a newer Hemtrygg than this.
public func demandKnownSchema(_ found: Int) throws {
    guard found <= Migration.latest else {
        throw StorageFault.newerSchema(found: found, known: Migration.latest)
    }
}
