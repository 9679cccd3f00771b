extension Migration {
    /// Somebody moves from those they lived with, or takes back a consent: what follows is foreseen and can be undone, as
    /// it is for other life events.
    static let moreLifeEvents = Migration(
        number: 19,
        statements: [
            "DROP INDEX life_events_of_recipient", "DROP INDEX life_events_by_time",
            "DROP INDEX life_events_current",
            "ALTER TABLE life_event_effects RENAME TO old_life_event_effects",
            "ALTER TABLE life_events RENAME TO old_life_events",
            """
            CREATE TABLE life_events (
                id \(Schema.text) PRIMARY KEY, recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
                kind \(Schema.text) NOT NULL CHECK (kind IN ('deceased', 'residentialCare', 'serviceEnded', 'hospital',
                    'movedOut', 'consentWithdrawn', 'cohabitantConsentWithdrawn')),
                happened_on \(Schema.text) NOT NULL, over_on \(Schema.text), told_by \(Schema.text) NOT NULL,
                note \(Schema.text) NOT NULL, recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id), undone_at \(Schema.bigint),
                undone_by \(Schema.text) REFERENCES users (id), undone_why \(Schema.text),
                CHECK (over_on IS NULL OR over_on >= happened_on), CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
                CHECK ((undone_at IS NULL) = (undone_why IS NULL))
            )\(Schema.strict)
            """,
            """
            CREATE TABLE life_event_effects (
                event_id \(Schema.text) NOT NULL REFERENCES life_events (id),
                effect \(Schema.text) NOT NULL CHECK (effect IN ('residency', 'service', 'order', 'draft', 'consent',
                    'supervision')),
                subject_id \(Schema.text) NOT NULL, PRIMARY KEY (event_id, effect, subject_id)
            )\(Schema.strict)
            """,
            """
            INSERT INTO life_events SELECT id, recipient_id, kind, happened_on, over_on, told_by, note, recorded_at,
                recorded_by, undone_at, undone_by, undone_why FROM old_life_events
            """,
            "INSERT INTO life_event_effects SELECT event_id, effect, subject_id FROM old_life_event_effects",
            "DROP TABLE old_life_event_effects", "DROP TABLE old_life_events",
            "CREATE INDEX life_events_of_recipient ON life_events (recipient_id)",
            "CREATE INDEX life_events_by_time ON life_events (recorded_at)",
            """
            CREATE UNIQUE INDEX life_events_current ON life_events (recipient_id, kind)
            WHERE undone_at IS NULL AND over_on IS NULL AND kind IN ('deceased', 'hospital')
            """,
        ])
}
