extension Migration {
    /// What a consent must be, from a day on; what is decided stands.
    static let consentPolicies = Migration(
        number: 34,
        statements: [
            """
            CREATE TABLE consent_policies (
                number \(Schema.bigint) PRIMARY KEY, from_day \(Schema.text) NOT NULL,
                asks_cohabitant \(Schema.bigint) NOT NULL CHECK (asks_cohabitant IN (0, 1)),
                accepts_representative \(Schema.bigint) NOT NULL CHECK (accepts_representative IN (0, 1)),
                accepts_oral \(Schema.bigint) NOT NULL CHECK (accepts_oral IN (0, 1)),
                months \(Schema.bigint) CHECK (months > 0), source \(Schema.text) NOT NULL,
                decided_at \(Schema.bigint) NOT NULL, decided_by \(Schema.text) NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """
        ] + Schema.appendOnly("consent_policies"))
}
