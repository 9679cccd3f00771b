extension Migration {
    /// Under which key a secret is sealed. What was kept before stands in clear, and under none, until a program that has
    /// the keys seals it: a migration has none.
    static let sealedSecrets = Migration(
        number: 26, statements: ["ALTER TABLE secrets ADD COLUMN key_id \(Schema.text)"])
}
