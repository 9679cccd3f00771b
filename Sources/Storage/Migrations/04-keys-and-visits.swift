extension Migration {
    /// Key receipts with their custody chain, and visits.
    static let keysAndVisits = Migration(
        number: 4,
        statements: [
            """
            CREATE TABLE key_receipts (
                id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, case_id TEXT NOT NULL REFERENCES cases (id),
                recipient_id TEXT NOT NULL REFERENCES care_recipients (id),
                dwelling_id TEXT NOT NULL REFERENCES dwellings (id),
                unit_id TEXT NOT NULL REFERENCES provider_units (id),
                movement TEXT NOT NULL CHECK (movement IN ('checkOut', 'giveBack')), cabinet TEXT NOT NULL,
                handed_over_by TEXT NOT NULL, received_by TEXT NOT NULL, moved_on TEXT NOT NULL,
                recorded_at \(Schema.bigint) NOT NULL, recorded_by TEXT NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            "CREATE INDEX key_receipts_of_case ON key_receipts (case_id)",
            "CREATE INDEX key_receipts_of_recipient ON key_receipts (recipient_id)",
            """
            CREATE TABLE key_items (
                id TEXT PRIMARY KEY, receipt_id TEXT NOT NULL REFERENCES key_receipts (id),
                kind TEXT NOT NULL CHECK (kind IN ('homeKey', 'entranceKey', 'entranceTag')), label TEXT NOT NULL,
                count \(Schema.bigint) NOT NULL CHECK (count BETWEEN 1 AND 20)
            )\(Schema.strict)
            """,
            "CREATE INDEX key_items_of_receipt ON key_items (receipt_id)",
            """
            CREATE TABLE key_custody (
                id TEXT PRIMARY KEY, item_id TEXT NOT NULL REFERENCES key_items (id), holder TEXT NOT NULL,
                place TEXT NOT NULL, held_from TEXT NOT NULL, held_to TEXT, recorded_at \(Schema.bigint) NOT NULL,
                recorded_by TEXT NOT NULL REFERENCES users (id),
                CHECK (held_to IS NULL OR held_to >= held_from)
            )\(Schema.strict)
            """,
            "CREATE UNIQUE INDEX key_custody_current ON key_custody (item_id) WHERE held_to IS NULL",
            """
            CREATE TABLE visits (
                id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), duty TEXT NOT NULL,
                purpose TEXT NOT NULL CHECK (purpose IN ('install', 'uninstall', 'both')),
                technician_id TEXT NOT NULL REFERENCES users (id), starts_at \(Schema.bigint) NOT NULL,
                minutes \(Schema.bigint) NOT NULL CHECK (minutes BETWEEN 15 AND 480), contacted TEXT NOT NULL,
                note TEXT NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('planned', 'done', 'rescheduled', 'cancelled', 'missed')),
                outcome TEXT, reason TEXT, replaces_id TEXT REFERENCES visits (id), booked_at \(Schema.bigint) NOT NULL,
                booked_by TEXT NOT NULL REFERENCES users (id), ended_at \(Schema.bigint),
                CHECK ((status = 'planned') = (ended_at IS NULL))
            )\(Schema.strict)
            """,
            "CREATE INDEX visits_of_technician ON visits (technician_id, starts_at)",
            "CREATE INDEX visits_of_case ON visits (case_id)",
            "CREATE UNIQUE INDEX visits_planned ON visits (case_id, duty) WHERE status = 'planned'",
        ])
}
