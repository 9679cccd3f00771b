extension Migration {
    /// The custody of keys as a chain that splits and grows: how many, who holds them, by which receipt; receipts
    /// of giving back and of handing over to another unit; losses. What was recorded before is carried over.
    static let keyCustody = Migration(number: 8, statements: setAside + made + carriedOver + finished)

    private static let setAside: [SQL] = [
        "DROP INDEX key_receipts_of_case", "DROP INDEX key_receipts_of_recipient",
        "DROP INDEX key_items_of_receipt", "DROP INDEX key_custody_current",
        "ALTER TABLE key_receipts RENAME TO old_key_receipts",
        "ALTER TABLE key_items RENAME TO old_key_items",
        "ALTER TABLE key_custody RENAME TO old_key_custody",
    ]

    private static let made: [SQL] = [
        """
        CREATE TABLE key_receipts (
            id \(Schema.text) PRIMARY KEY, number \(Schema.text) NOT NULL UNIQUE, case_id \(Schema.text) REFERENCES cases (id),
            recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id), recipient_name \(Schema.text) NOT NULL,
            dwelling_id \(Schema.text) NOT NULL REFERENCES dwellings (id),
            unit_id \(Schema.text) NOT NULL REFERENCES provider_units (id),
            to_unit_id \(Schema.text) REFERENCES provider_units (id),
            movement \(Schema.text) NOT NULL CHECK (movement IN ('checkOut', 'giveBack', 'transfer')),
            cabinet \(Schema.text) NOT NULL, handed_over_by \(Schema.text) NOT NULL, received_by \(Schema.text) NOT NULL,
            moved_on \(Schema.text) NOT NULL, recorded_at \(Schema.bigint) NOT NULL,
            recorded_by \(Schema.text) NOT NULL REFERENCES users (id),
            CHECK ((movement = 'transfer') = (to_unit_id IS NOT NULL)), CHECK (to_unit_id <> unit_id)
        )\(Schema.strict)
        """,
        """
        CREATE TABLE key_items (
            id \(Schema.text) PRIMARY KEY,
            kind \(Schema.text) NOT NULL CHECK (kind IN ('homeKey', 'entranceKey', 'entranceTag')), label \(Schema.text) NOT NULL,
            count \(Schema.bigint) NOT NULL CHECK (count BETWEEN 1 AND 20)
        )\(Schema.strict)
        """,
        """
        CREATE TABLE key_receipt_items (
            receipt_id \(Schema.text) NOT NULL REFERENCES key_receipts (id), item_id \(Schema.text) NOT NULL REFERENCES key_items (id),
            count \(Schema.bigint) NOT NULL CHECK (count BETWEEN 1 AND 20), PRIMARY KEY (receipt_id, item_id)
        )\(Schema.strict)
        """,
        """
        CREATE TABLE key_losses (
            id \(Schema.text) PRIMARY KEY, case_id \(Schema.text) NOT NULL REFERENCES cases (id),
            unit_id \(Schema.text) NOT NULL REFERENCES provider_units (id), noticed_on \(Schema.text) NOT NULL,
            account \(Schema.text) NOT NULL, reported_by \(Schema.text) NOT NULL, recorded_at \(Schema.bigint) NOT NULL,
            recorded_by \(Schema.text) NOT NULL REFERENCES users (id)
        )\(Schema.strict)
        """,
        """
        CREATE TABLE key_custody (
            id \(Schema.text) PRIMARY KEY, item_id \(Schema.text) NOT NULL REFERENCES key_items (id),
            count \(Schema.bigint) NOT NULL CHECK (count BETWEEN 1 AND 20),
            holder \(Schema.text) NOT NULL CHECK (holder IN ('unit', 'recipient', 'lost')),
            unit_id \(Schema.text) NOT NULL REFERENCES provider_units (id), name \(Schema.text) NOT NULL, place \(Schema.text) NOT NULL,
            receipt_id \(Schema.text) NOT NULL REFERENCES key_receipts (id), loss_id \(Schema.text) REFERENCES key_losses (id),
            held_from \(Schema.text) NOT NULL, held_to \(Schema.text), recorded_at \(Schema.bigint) NOT NULL,
            recorded_by \(Schema.text) NOT NULL REFERENCES users (id),
            CHECK (held_to IS NULL OR held_to >= held_from), CHECK ((holder = 'lost') = (loss_id IS NOT NULL))
        )\(Schema.strict)
        """,
    ]

    private static let carriedOver: [SQL] = [
        """
        INSERT INTO key_receipts (id, number, case_id, recipient_id, recipient_name, dwelling_id, unit_id, movement,
            cabinet, handed_over_by, received_by, moved_on, recorded_at, recorded_by)
        SELECT k.id, k.number, k.case_id, k.recipient_id, c.ordered_name, k.dwelling_id, k.unit_id, k.movement,
            k.cabinet, k.handed_over_by, k.received_by, k.moved_on, k.recorded_at, k.recorded_by
        FROM old_key_receipts k JOIN cases c ON c.id = k.case_id
        """,
        "INSERT INTO key_items (id, kind, label, count) SELECT id, kind, label, count FROM old_key_items",
        """
        INSERT INTO key_receipt_items (receipt_id, item_id, count)
        SELECT receipt_id, id, count FROM old_key_items
        """,
        // Whoever held them then held all of the sort, and only units' receipts could be made.
        """
        INSERT INTO key_custody (id, item_id, count, holder, unit_id, name, place, receipt_id, held_from, held_to,
            recorded_at, recorded_by)
        SELECT u.id, u.item_id, i.count, CASE WHEN k.movement = 'giveBack' THEN 'recipient' ELSE 'unit' END,
            k.unit_id, u.holder, u.place, k.id, u.held_from, u.held_to, u.recorded_at, u.recorded_by
        FROM old_key_custody u JOIN old_key_items i ON i.id = u.item_id JOIN old_key_receipts k ON k.id = i.receipt_id
        """,
        "DROP TABLE old_key_custody", "DROP TABLE old_key_items", "DROP TABLE old_key_receipts",
    ]

    private static let finished: [SQL] = [
        "CREATE INDEX key_receipts_of_case ON key_receipts (case_id)",
        "CREATE INDEX key_receipts_of_recipient ON key_receipts (recipient_id)",
        "CREATE INDEX key_receipt_items_of_item ON key_receipt_items (item_id)",
        "CREATE INDEX key_custody_of_item ON key_custody (item_id)",
        "CREATE INDEX key_custody_of_receipt ON key_custody (receipt_id)",
        "CREATE INDEX key_custody_held ON key_custody (unit_id, holder) WHERE held_to IS NULL",
    ]
}
