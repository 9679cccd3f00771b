extension Migration {
    /// Devices that are packed together under a number of their own.
    static let kits = Migration(
        number: 20,
        statements: [
            """
            CREATE TABLE kits (
                id \(Schema.text) PRIMARY KEY, number \(Schema.text) NOT NULL UNIQUE, packed_at \(Schema.bigint) NOT NULL,
                packed_by \(Schema.text) NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE kit_devices (
                kit_id \(Schema.text) NOT NULL REFERENCES kits (id),
                device_id \(Schema.text) NOT NULL REFERENCES devices (id), unpacked_at \(Schema.bigint),
                PRIMARY KEY (kit_id, device_id)
            )\(Schema.strict)
            """,
            // A device lies in one at a time.
            "CREATE UNIQUE INDEX kit_devices_packed ON kit_devices (device_id) WHERE unpacked_at IS NULL",
        ])
}
