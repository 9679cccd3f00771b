@testable import Storage

/// Rows as older versions had them, for what a migration is to carry over.
enum MigrationRows {
    /// Case `c` of person `p` at home `d`, ordered by user `u` of unit `e`, with everything that it refers to.
    static let oneCase: [SQL] = [
        "INSERT INTO users (id, login, name, created_at, sort_key) VALUES ('u', 'u', 'U', 0, \(SortKey.of("U")))",
        "INSERT INTO teams (id, name, phone) VALUES ('t', 'T', '')",
        "INSERT INTO care_providers (id, name) VALUES ('v', 'V')",
        """
        INSERT INTO provider_units (id, provider_id, name, phone, sort_key)
        VALUES ('e', 'v', 'E', '', \(SortKey.of("E")))
        """,
        """
        INSERT INTO care_recipients (id, name, folded_name, sort_key, recorded_at)
        VALUES ('p', 'Registrets Namn', 'r', \(SortKey.of("R")), 0)
        """,
        """
        INSERT INTO dwellings (id, street, apartment, postal_code, city, folded_address, recorded_at)
        VALUES ('d', 'Gatan 1', '', '58925', 'Linköping', 'g', 0)
        """,
        """
        INSERT INTO routine_editions (slug, edition, title, source, published_at) VALUES ('s', '1', 'S', '', 0)
        """,
        """
        INSERT INTO cases (id, number, slug, edition, unit_id, team_id, recipient_id, dwelling_id, ordered_by,
            ordered_name, submitted_at, state, waits_on, queue_rank, revision)
        VALUES ('c', 'VT-2026-000001', 's', '1', 'e', 't', 'p', 'd', 'u', 'Orderns Namn', 0, 'submitted', 'team',
            '9999', 0)
        """,
    ]
}
