extension Migration {
    /// Models, places, deliveries, counts, batteries and the end of devices. What devices said of their model and place in
    /// free text is carried over.
    static let inventory = Migration(
        number: 16, statements: models + places + deliveries + stocktakes + care)

    private static let models: [SQL] = [
        """
        CREATE TABLE device_models (
            id \(Schema.text) PRIMARY KEY,
            kind \(Schema.text) NOT NULL CHECK (kind IN ('alarmBase', 'alarmButton', 'lockUnit', 'safetyCamera',
                'providerEmergencyAlarm')),
            name \(Schema.text) NOT NULL CHECK (name <> ''),
            battery_months \(Schema.bigint) CHECK (battery_months BETWEEN 1 AND 240),
            test_months \(Schema.bigint) CHECK (test_months BETWEEN 1 AND 240),
            minimum \(Schema.bigint) NOT NULL DEFAULT 0 CHECK (minimum >= 0), UNIQUE (kind, name)
        )\(Schema.strict)
        """,
        "UPDATE devices SET model = '–' WHERE model = ''",
        """
        INSERT INTO device_models (id, kind, name)
        SELECT \(newID), kind, model FROM (SELECT DISTINCT kind, model FROM devices) AS found
        """,
        "ALTER TABLE devices ADD COLUMN model_id \(Schema.text) REFERENCES device_models (id)",
        """
        UPDATE devices SET model_id = (SELECT m.id FROM device_models m
            WHERE m.kind = devices.kind AND m.name = devices.model)
        """,
        "CREATE INDEX devices_by_model ON devices (model_id, status)",
    ]

    private static let places: [SQL] = [
        """
        CREATE TABLE storage_places (
            id \(Schema.text) PRIMARY KEY, name \(Schema.text) NOT NULL UNIQUE CHECK (name <> ''),
            kind \(Schema.text) NOT NULL CHECK (kind IN ('store', 'vehicle')), closed_at \(Schema.bigint)
        )\(Schema.strict)
        """,
        """
        INSERT INTO storage_places (id, name, kind)
        SELECT \(newID), place, 'store' FROM (SELECT DISTINCT place FROM devices WHERE place <> '') AS found
        """,
        "ALTER TABLE devices ADD COLUMN place_id \(Schema.text) REFERENCES storage_places (id)",
        "ALTER TABLE devices ADD COLUMN placed_at \(Schema.bigint)",
        "UPDATE devices SET place_id = (SELECT p.id FROM storage_places p WHERE p.name = devices.place)",
        "ALTER TABLE devices DROP COLUMN place",
        "CREATE INDEX devices_by_place ON devices (place_id) WHERE place_id IS NOT NULL",
    ]

    private static let deliveries: [SQL] = [
        """
        CREATE TABLE deliveries (
            id \(Schema.text) PRIMARY KEY, number \(Schema.text) NOT NULL, supplier \(Schema.text) NOT NULL,
            delivered_on \(Schema.text) NOT NULL, received_at \(Schema.bigint) NOT NULL,
            received_by \(Schema.text) NOT NULL REFERENCES users (id), UNIQUE (supplier, number)
        )\(Schema.strict)
        """,
        "ALTER TABLE devices ADD COLUMN delivery_id \(Schema.text) REFERENCES deliveries (id)",
        "CREATE INDEX devices_by_delivery ON devices (delivery_id) WHERE delivery_id IS NOT NULL",
    ]

    private static let stocktakes: [SQL] =
        [
            """
            CREATE TABLE stocktakes (
                id \(Schema.text) PRIMARY KEY, place_id \(Schema.text) NOT NULL REFERENCES storage_places (id),
                begun_at \(Schema.bigint) NOT NULL, begun_by \(Schema.text) NOT NULL REFERENCES users (id),
                finished_at \(Schema.bigint), finished_by \(Schema.text) REFERENCES users (id),
                counted \(Schema.bigint) NOT NULL DEFAULT 0,
                CHECK ((finished_at IS NULL) = (finished_by IS NULL))
            )\(Schema.strict)
            """,
            "CREATE UNIQUE INDEX stocktakes_running ON stocktakes (place_id) WHERE finished_at IS NULL",
            """
            CREATE TABLE stocktake_counts (
                stocktake_id \(Schema.text) NOT NULL REFERENCES stocktakes (id), serial \(Schema.text) NOT NULL,
                counted_at \(Schema.bigint) NOT NULL, counted_by \(Schema.text) NOT NULL REFERENCES users (id),
                PRIMARY KEY (stocktake_id, serial)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE stocktake_differences (
                stocktake_id \(Schema.text) NOT NULL REFERENCES stocktakes (id), serial \(Schema.text) NOT NULL,
                kind \(Schema.text) NOT NULL CHECK (kind IN ('missing', 'elsewhere', 'installed', 'lost', 'scrapped',
                    'unknown')),
                decision \(Schema.text) NOT NULL CHECK (decision IN ('overlooked', 'moved', 'lost', 'here',
                    'miscounted', 'deviation')),
                note \(Schema.text) NOT NULL, decided_at \(Schema.bigint) NOT NULL,
                decided_by \(Schema.text) NOT NULL REFERENCES users (id), PRIMARY KEY (stocktake_id, serial),
                CHECK (note <> '' OR decision NOT IN ('lost', 'deviation'))
            )\(Schema.strict)
            """,
            "CREATE INDEX stocktake_differences_by_serial ON stocktake_differences (serial)",
        ] + Schema.appendOnly("stocktake_differences")

    private static let care: [SQL] =
        [
            """
            CREATE TABLE battery_changes (
                id \(Schema.text) PRIMARY KEY, device_id \(Schema.text) NOT NULL REFERENCES devices (id),
                changed_at \(Schema.bigint) NOT NULL, recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id), CHECK (changed_at <= recorded_at)
            )\(Schema.strict)
            """,
            "CREATE INDEX battery_changes_of_device ON battery_changes (device_id, changed_at)",
            """
            CREATE TABLE scrappings (
                device_id \(Schema.text) PRIMARY KEY REFERENCES devices (id), reason \(Schema.text) NOT NULL,
                wiping \(Schema.text) NOT NULL CHECK (wiping IN ('erased', 'destroyed', 'noMemory')),
                wiped_by \(Schema.text) NOT NULL CHECK (wiped_by <> ''), wiped_on \(Schema.text) NOT NULL,
                recorded_at \(Schema.bigint) NOT NULL, recorded_by \(Schema.text) NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
        ] + Schema.appendOnly("battery_changes") + Schema.appendOnly("scrappings")

    /// A random identity, for rows that no verb makes.
    private static let newID: SQL = """
        \(
            sqlite: """
                lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
                    || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))
                """,
            postgres: "CAST(gen_random_uuid() AS TEXT)")
        """
}
