extension Migration {
    /// Something mounted is lost or broken: a life event like others, foreseen and undone. And a scrapping
    /// that was a mistake is withdrawn, so that a device may be scrapped more than once.
    static let failedDevices = Migration(
        number: 25,
        statements: events + scrappings + Schema.appendOnly("scrappings")
            + Schema.appendOnly("scrapping_withdrawals"))

    private static let events: [SQL] = [
        "DROP INDEX life_events_of_recipient", "DROP INDEX life_events_by_time",
        "DROP INDEX life_events_current",
        "ALTER TABLE life_event_effects RENAME TO old_life_event_effects",
        "ALTER TABLE life_events RENAME TO old_life_events",
        """
        CREATE TABLE life_events (
            id \(Schema.text) PRIMARY KEY, recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
            kind \(Schema.text) NOT NULL CHECK (kind IN ('deceased', 'residentialCare', 'serviceEnded', 'hospital',
                'movedOut', 'consentWithdrawn', 'cohabitantConsentWithdrawn', 'deviceLost', 'deviceBroken')),
            happened_on \(Schema.text) NOT NULL, over_on \(Schema.text), told_by \(Schema.text) NOT NULL,
            note \(Schema.text) NOT NULL, recorded_at \(Schema.bigint) NOT NULL,
            recorded_by \(Schema.text) NOT NULL REFERENCES users (id), undone_at \(Schema.bigint),
            undone_by \(Schema.text) REFERENCES users (id), undone_why \(Schema.text),
            device_id \(Schema.text) REFERENCES devices (id),
            CHECK (over_on IS NULL OR over_on >= happened_on), CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
            CHECK ((undone_at IS NULL) = (undone_why IS NULL)),
            CHECK ((device_id IS NOT NULL) = (kind IN ('deviceLost', 'deviceBroken')))
        )\(Schema.strict)
        """,
        """
        CREATE TABLE life_event_effects (
            event_id \(Schema.text) NOT NULL REFERENCES life_events (id),
            effect \(Schema.text) NOT NULL CHECK (effect IN ('residency', 'service', 'order', 'draft', 'consent',
                'supervision', 'covered')),
            subject_id \(Schema.text) NOT NULL, PRIMARY KEY (event_id, effect, subject_id)
        )\(Schema.strict)
        """,
        """
        INSERT INTO life_events SELECT id, recipient_id, kind, happened_on, over_on, told_by, note, recorded_at,
            recorded_by, undone_at, undone_by, undone_why, NULL FROM old_life_events
        """,
        "INSERT INTO life_event_effects SELECT event_id, effect, subject_id FROM old_life_event_effects",
        "DROP TABLE old_life_event_effects", "DROP TABLE old_life_events",
        "CREATE INDEX life_events_of_recipient ON life_events (recipient_id)",
        "CREATE INDEX life_events_by_time ON life_events (recorded_at)",
        """
        CREATE UNIQUE INDEX life_events_current ON life_events (recipient_id, kind)
        WHERE undone_at IS NULL AND over_on IS NULL AND kind IN ('deceased', 'hospital')
        """,
        """
        CREATE UNIQUE INDEX life_events_of_device ON life_events (device_id, recipient_id)
        WHERE undone_at IS NULL AND over_on IS NULL AND device_id IS NOT NULL
        """,
    ]

    private static let scrappings: [SQL] = [
        "ALTER TABLE scrappings RENAME TO old_scrappings",
        """
        CREATE TABLE scrappings (
            id \(Schema.text) PRIMARY KEY, device_id \(Schema.text) NOT NULL REFERENCES devices (id),
            reason \(Schema.text) NOT NULL, wiping \(Schema.text) NOT NULL CHECK (wiping IN ('erased', 'destroyed', 'noMemory')),
            wiped_by \(Schema.text) NOT NULL CHECK (wiped_by <> ''), wiped_on \(Schema.text) NOT NULL,
            recorded_at \(Schema.bigint) NOT NULL, recorded_by \(Schema.text) NOT NULL REFERENCES users (id)
        )\(Schema.strict)
        """,
        // A device had been scrapped once at the most: its identity serves.
        """
        INSERT INTO scrappings SELECT device_id, device_id, reason, wiping, wiped_by, wiped_on, recorded_at, recorded_by
        FROM old_scrappings
        """,
        "DROP TABLE old_scrappings", "CREATE INDEX scrappings_of_device ON scrappings (device_id)",
        """
        CREATE TABLE scrapping_withdrawals (
            scrapping_id \(Schema.text) PRIMARY KEY REFERENCES scrappings (id),
            reason \(Schema.text) NOT NULL CHECK (reason <> ''), recorded_at \(Schema.bigint) NOT NULL,
            recorded_by \(Schema.text) NOT NULL REFERENCES users (id)
        )\(Schema.strict)
        """,
    ]
}
