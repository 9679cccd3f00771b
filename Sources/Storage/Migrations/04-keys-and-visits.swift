extension Migration {
    /// Key receipts with their custody chain, and visits.
    static let keysAndVisits = Migration(
        number: 4,
        statements: [
            """
            CREATE TABLE key_receipts (
                id \(Schema.text) PRIMARY KEY, number \(Schema.text) NOT NULL UNIQUE, case_id \(Schema.text) NOT NULL REFERENCES cases (id),
                recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
                dwelling_id \(Schema.text) NOT NULL REFERENCES dwellings (id),
                unit_id \(Schema.text) NOT NULL REFERENCES provider_units (id),
                movement \(Schema.text) NOT NULL CHECK (movement IN ('checkOut', 'giveBack')), cabinet \(Schema.text) NOT NULL,
                handed_over_by \(Schema.text) NOT NULL, received_by \(Schema.text) NOT NULL, moved_on \(Schema.text) NOT NULL,
                recorded_at \(Schema.bigint) NOT NULL, recorded_by \(Schema.text) NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            "CREATE INDEX key_receipts_of_case ON key_receipts (case_id)",
            "CREATE INDEX key_receipts_of_recipient ON key_receipts (recipient_id)",
            """
            CREATE TABLE key_items (
                id \(Schema.text) PRIMARY KEY, receipt_id \(Schema.text) NOT NULL REFERENCES key_receipts (id),
                kind \(Schema.text) NOT NULL CHECK (kind IN ('homeKey', 'entranceKey', 'entranceTag')), label \(Schema.text) NOT NULL,
                count \(Schema.bigint) NOT NULL CHECK (count BETWEEN 1 AND 20)
            )\(Schema.strict)
            """,
            "CREATE INDEX key_items_of_receipt ON key_items (receipt_id)",
            """
            CREATE TABLE key_custody (
                id \(Schema.text) PRIMARY KEY, item_id \(Schema.text) NOT NULL REFERENCES key_items (id), holder \(Schema.text) NOT NULL,
                place \(Schema.text) NOT NULL, held_from \(Schema.text) NOT NULL, held_to \(Schema.text), recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id),
                CHECK (held_to IS NULL OR held_to >= held_from)
            )\(Schema.strict)
            """,
            "CREATE UNIQUE INDEX key_custody_current ON key_custody (item_id) WHERE held_to IS NULL",
            """
            CREATE TABLE visits (
                id \(Schema.text) PRIMARY KEY, case_id \(Schema.text) NOT NULL REFERENCES cases (id), duty \(Schema.text) NOT NULL,
                purpose \(Schema.text) NOT NULL CHECK (purpose IN ('install', 'uninstall', 'both')),
                technician_id \(Schema.text) NOT NULL REFERENCES users (id), starts_at \(Schema.bigint) NOT NULL,
                minutes \(Schema.bigint) NOT NULL CHECK (minutes BETWEEN 15 AND 480), contacted \(Schema.text) NOT NULL,
                note \(Schema.text) NOT NULL,
                status \(Schema.text) NOT NULL CHECK (status IN ('planned', 'done', 'rescheduled', 'cancelled', 'missed')),
                outcome \(Schema.text), reason \(Schema.text), replaces_id \(Schema.text) REFERENCES visits (id), booked_at \(Schema.bigint) NOT NULL,
                booked_by \(Schema.text) NOT NULL REFERENCES users (id), ended_at \(Schema.bigint),
                CHECK ((status = 'planned') = (ended_at IS NULL))
            )\(Schema.strict)
            """,
            "CREATE INDEX visits_of_technician ON visits (technician_id, starts_at)",
            "CREATE INDEX visits_of_case ON visits (case_id)",
            "CREATE UNIQUE INDEX visits_planned ON visits (case_id, duty) WHERE status = 'planned'",
        ])
}
