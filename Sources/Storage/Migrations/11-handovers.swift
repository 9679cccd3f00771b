extension Migration {
    /// Moves in two halves: the team's work that two cases have in common, and visits that are booked in pairs.
    static let handovers = Migration(
        number: 11,
        statements: [
            """
            CREATE TABLE handovers (
                id \(Schema.text) PRIMARY KEY, slug \(Schema.text) NOT NULL, edition \(Schema.text) NOT NULL,
                recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id), moves_on \(Schema.text) NOT NULL,
                old_dwelling_id \(Schema.text) NOT NULL REFERENCES dwellings (id),
                new_dwelling_id \(Schema.text) NOT NULL REFERENCES dwellings (id),
                giver_case_id \(Schema.text) UNIQUE REFERENCES cases (id),
                receiver_case_id \(Schema.text) UNIQUE REFERENCES cases (id),
                awaited_unit_id \(Schema.text) REFERENCES provider_units (id), reminded_at \(Schema.bigint),
                escalated_at \(Schema.bigint), began_at \(Schema.bigint) NOT NULL, ended_at \(Schema.bigint),
                FOREIGN KEY (slug, edition) REFERENCES routine_editions (slug, edition),
                CHECK (ended_at IS NOT NULL OR giver_case_id IS NOT NULL OR receiver_case_id IS NOT NULL)
            )\(Schema.strict)
            """,
            "CREATE INDEX handovers_of_recipient ON handovers (recipient_id)",
            "CREATE INDEX handovers_awaiting ON handovers (awaited_unit_id) WHERE ended_at IS NULL",
            "CREATE INDEX handovers_by_day ON handovers (moves_on) WHERE ended_at IS NULL",
            """
            CREATE TABLE shared_duties (
                handover_id \(Schema.text) NOT NULL REFERENCES handovers (id), key \(Schema.text) NOT NULL,
                position \(Schema.bigint) NOT NULL,
                state \(Schema.text) NOT NULL CHECK (state IN ('open', 'done', 'waived')), due_on \(Schema.text),
                ended_at \(Schema.bigint), ended_by \(Schema.text) REFERENCES users (id), evidence \(Schema.text),
                reopened_at \(Schema.bigint), PRIMARY KEY (handover_id, key),
                CHECK ((state = 'open') = (ended_at IS NULL)), CHECK ((ended_at IS NULL) = (ended_by IS NULL))
            )\(Schema.strict)
            """,
            "ALTER TABLE drafts ADD COLUMN party \(Schema.text) NOT NULL DEFAULT ''",
            "ALTER TABLE drafts ADD COLUMN origin_id \(Schema.text) REFERENCES cases (id)",
            "ALTER TABLE cases ADD COLUMN party \(Schema.text) NOT NULL DEFAULT ''",
            "ALTER TABLE cases ADD COLUMN handover_id \(Schema.text) REFERENCES handovers (id)",
            // The other half: for the queue, which asks for it row by row.
            "ALTER TABLE cases ADD COLUMN twin_id \(Schema.text) REFERENCES cases (id)",
            // What the half itself says of the move; the handover has what holds.
            "ALTER TABLE cases ADD COLUMN moves_on \(Schema.text)",
            "ALTER TABLE cases ADD COLUMN old_dwelling_id \(Schema.text) REFERENCES dwellings (id)",
            "ALTER TABLE cases ADD COLUMN new_dwelling_id \(Schema.text) REFERENCES dwellings (id)",
            "ALTER TABLE cases ADD COLUMN origin_id \(Schema.text) REFERENCES cases (id)",
            "CREATE INDEX cases_of_handover ON cases (handover_id) WHERE handover_id IS NOT NULL",
            "CREATE INDEX cases_of_origin ON cases (origin_id) WHERE origin_id IS NOT NULL",
            """
            CREATE VIEW case_duties AS
            SELECT case_id, key, position, state, due_on, ended_at, ended_by, evidence, reopened_at FROM duties
            UNION ALL
            SELECT c.id, s.key, s.position, s.state, s.due_on, s.ended_at, s.ended_by, s.evidence, s.reopened_at
            FROM shared_duties s JOIN cases c ON c.handover_id = s.handover_id
            """,
            "ALTER TABLE visits ADD COLUMN pair_id \(Schema.text)",
            "ALTER TABLE visits ADD COLUMN dwelling_id \(Schema.text) REFERENCES dwellings (id)",
            // What is agreed for the time without an alarm (I5).
            "ALTER TABLE visits ADD COLUMN fallback \(Schema.text) NOT NULL DEFAULT ''",
            "DROP INDEX visits_planned",
            "CREATE UNIQUE INDEX visits_planned ON visits (case_id, duty, purpose) WHERE status = 'planned'",
        ])
}
