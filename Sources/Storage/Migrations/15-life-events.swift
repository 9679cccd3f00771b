extension Migration {
    /// What happens in people's lives, and what followed from it, so that it can be undone: to one, and to many at once
    /// whom another unit takes over. Services that end keep that they were effectuated.
    static let lifeEvents = Migration(
        number: 15,
        statements: [
            """
            CREATE TABLE life_events (
                id \(Schema.text) PRIMARY KEY, recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
                kind \(Schema.text) NOT NULL CHECK (kind IN ('deceased', 'residentialCare', 'serviceEnded', 'hospital')),
                happened_on \(Schema.text) NOT NULL, over_on \(Schema.text), told_by \(Schema.text) NOT NULL,
                note \(Schema.text) NOT NULL, recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id), undone_at \(Schema.bigint),
                undone_by \(Schema.text) REFERENCES users (id), undone_why \(Schema.text),
                CHECK (over_on IS NULL OR over_on >= happened_on), CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
                CHECK ((undone_at IS NULL) = (undone_why IS NULL))
            )\(Schema.strict)
            """,
            "CREATE INDEX life_events_of_recipient ON life_events (recipient_id)",
            "CREATE INDEX life_events_by_time ON life_events (recorded_at)",
            // One dies once, and is at the hospital once at a time.
            """
            CREATE UNIQUE INDEX life_events_current ON life_events (recipient_id, kind)
            WHERE undone_at IS NULL AND over_on IS NULL AND kind IN ('deceased', 'hospital')
            """,
            """
            CREATE TABLE life_event_effects (
                event_id \(Schema.text) NOT NULL REFERENCES life_events (id),
                effect \(Schema.text) NOT NULL CHECK (effect IN ('residency', 'service', 'order', 'draft')),
                subject_id \(Schema.text) NOT NULL, PRIMARY KEY (event_id, effect, subject_id)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE takeovers (
                id \(Schema.text) PRIMARY KEY, from_unit_id \(Schema.text) NOT NULL REFERENCES provider_units (id),
                to_unit_id \(Schema.text) NOT NULL REFERENCES provider_units (id), happened_on \(Schema.text) NOT NULL,
                note \(Schema.text) NOT NULL, recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id), undone_at \(Schema.bigint),
                undone_by \(Schema.text) REFERENCES users (id), undone_why \(Schema.text),
                CHECK (from_unit_id <> to_unit_id), CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
                CHECK ((undone_at IS NULL) = (undone_why IS NULL))
            )\(Schema.strict)
            """,
            """
            CREATE TABLE takeover_people (
                takeover_id \(Schema.text) NOT NULL REFERENCES takeovers (id),
                recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
                before_id \(Schema.text) NOT NULL REFERENCES provider_responsibilities (id),
                after_id \(Schema.text) NOT NULL REFERENCES provider_responsibilities (id),
                PRIMARY KEY (takeover_id, recipient_id)
            )\(Schema.strict)
            """,
        ]
            + PastTable(
                "granted_services", of: "recipient_id",
                texts: ["id", "recipient_id", "system", "effectuated_on", "case_id", "ended_on"],
                hasPeriod: false
            ).grown(by: "ended_on"))
}
