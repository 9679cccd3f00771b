extension Migration {
    /// Cases about two people, and locks that nobody is linked to and a case is to take down.
    static let cohabitants = Migration(
        number: 10,
        statements: [
            """
            CREATE TABLE case_people (
                case_id \(Schema.text) NOT NULL REFERENCES cases (id),
                role \(Schema.text) NOT NULL CHECK (role IN ('cohabitant')),
                recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
                dwelling_id \(Schema.text) NOT NULL REFERENCES dwellings (id), ordered_name \(Schema.text) NOT NULL,
                PRIMARY KEY (case_id, role)
            )\(Schema.strict)
            """,
            "CREATE INDEX case_people_by_recipient ON case_people (recipient_id)",
            "ALTER TABLE installations ADD COLUMN removal_case_id \(Schema.text) REFERENCES cases (id)",
            """
            CREATE INDEX installations_to_remove ON installations (removal_case_id)
            WHERE removal_case_id IS NOT NULL AND valid_to IS NULL
            """,
        ])
}
