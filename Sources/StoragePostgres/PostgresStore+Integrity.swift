import Storage

extension PostgresStore {
    /// PostgreSQL keeps its rules by itself. What can be wrong all the same: rules that were never tried on the rows
    /// that were there, indexes that were left half-made, and references that a restore with triggers off let through.
    public func integrityFaults() async throws -> [String] {
        try await reading { connection in
            var faults = try Self.texts(Self.untried, connection) + Self.texts(Self.halfMade, connection)
            for check in try Self.texts(Self.references, connection) {
                faults += try Self.texts(SQL(stringLiteral: check), connection)
            }
            return faults
        }
    }

    private static func texts(_ sql: SQL, _ connection: any Connection) throws -> [String] {
        var texts: [String] = []
        try connection.query(sql) { texts.append($0.text()) }
        return texts
    }

    private static let untried: SQL = """
        SELECT 'the rule ' || conname || ' was never tried on all rows' FROM pg_constraint
        WHERE NOT convalidated AND connamespace = 'public'::regnamespace
        """

    private static let halfMade: SQL = """
        SELECT 'the index ' || indexrelid::regclass || ' is not whole' FROM pg_index WHERE NOT (indisvalid AND indisready)
        """

    /// For every reference between tables, the statement that finds out whether a row refers to nothing.
    private static let references: SQL = """
        SELECT format(
            'SELECT %L WHERE EXISTS (SELECT 1 FROM %s a WHERE %s AND NOT EXISTS (SELECT 1 FROM %s b WHERE %s))',
            'a row of ' || r.conrelid::regclass || ' refers to nothing in ' || r.confrelid::regclass,
            r.conrelid::regclass, string_agg(format('a.%I IS NOT NULL', f.attname), ' AND '), r.confrelid::regclass,
            string_agg(format('b.%I = a.%I', t.attname, f.attname), ' AND '))
        FROM pg_constraint r
        CROSS JOIN LATERAL unnest(r.conkey, r.confkey) AS pair (from_column, to_column)
        JOIN pg_attribute f ON f.attrelid = r.conrelid AND f.attnum = pair.from_column
        JOIN pg_attribute t ON t.attrelid = r.confrelid AND t.attnum = pair.to_column
        WHERE r.contype = 'f' AND r.connamespace = 'public'::regnamespace GROUP BY r.oid, r.conrelid, r.confrelid
        """
}

extension PostgresStore {
    /// How many tables the database has outside PostgreSQL's own.
    public func countTables() async throws -> Int {
        try await reading { connection in
            var count = 0
            try connection.query(
                "SELECT COUNT(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            ) { count = $0.int() }
            return count
        }
    }
}
