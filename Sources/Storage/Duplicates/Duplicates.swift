import Domain

/// Two in the register who may be one, and why.
public struct DuplicatePair: Sendable, Hashable {
    /// The one who would remain: with a personal identity number, or else registered first.
    public let kept: DuplicatePerson
    public let merged: DuplicatePerson
    public let signs: [DuplicateSign]
}

public struct DuplicatePerson: Sendable, Hashable {
    public let id: ID<CareRecipient>
    public let name: String
    public let identifier: PersonIdentifier
}

extension Reading {
    /// Pairs that are likely to be one person, by name, at most 200; not those that somebody has told apart. One statement.
    public func duplicates() throws -> Personal<[DuplicatePair]> {
        try actor.require(.plan)
        let rows = try all(
            """
            WITH people AS (
                SELECT p.id, p.folded_name, \(born("n")) AS born, \(birthNumber("n")) AS birth_number
                FROM care_recipients p JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL
                WHERE p.merged_into_id IS NULL),
            pairs AS (
                SELECT a.id AS first_id, b.id AS second_id, 'number' AS sign FROM people a
                JOIN people b ON b.birth_number = a.birth_number AND a.id < b.id
                UNION SELECT a.id, b.id, 'name' FROM people a
                JOIN people b ON b.folded_name = a.folded_name AND b.born = a.born AND a.id < b.id
                UNION SELECT CASE WHEN o.recipient_id < n.recipient_id THEN o.recipient_id ELSE n.recipient_id END,
                    CASE WHEN o.recipient_id < n.recipient_id THEN n.recipient_id ELSE o.recipient_id END, 'former'
                FROM person_identifiers_past o JOIN person_identifiers n ON n.value = o.value
                    AND n.recipient_id <> o.recipient_id)
            SELECT s.sign, p.id, p.name, i.kind, i.value, q.id, q.name, j.kind, j.value FROM pairs s
            JOIN care_recipients p ON p.id = s.first_id AND p.merged_into_id IS NULL
            JOIN person_identifiers i ON i.recipient_id = p.id AND i.valid_to IS NULL
            JOIN care_recipients q ON q.id = s.second_id AND q.merged_into_id IS NULL
            JOIN person_identifiers j ON j.recipient_id = q.id AND j.valid_to IS NULL
            WHERE \(seesRecipient) AND q.id NOT IN \(hiddenPeople) AND NOT EXISTS (SELECT 1 FROM distinctions d
                WHERE d.first_id = s.first_id AND d.second_id = s.second_id)
            ORDER BY p.sort_key, p.id, q.id, s.sign LIMIT 200
            """
        ) { row in
            (
                sign: try row.value() as DuplicateSign, first: try readDuplicate(&row),
                second: try readDuplicate(&row)
            )
        }
        var pairs: [DuplicatePair] = []
        for row in rows {
            let isTurned =
                row.second.identifier.kind == .personnummer && row.first.identifier.kind != .personnummer
            let (kept, merged) = isTurned ? (row.second, row.first) : (row.first, row.second)
            let signs = pairs.last.map { $0.kept == kept && $0.merged == merged ? $0.signs : [] } ?? []
            if !signs.isEmpty { pairs.removeLast() }
            pairs.append(DuplicatePair(kept: kept, merged: merged, signs: signs + [row.sign]))
        }
        return Personal(
            pairs, Disclosure(.listed, "duplicates", about: pairs.flatMap { [$0.kept.id, $0.merged.id] }))
    }

    private func readDuplicate(_ row: inout Row) throws -> DuplicatePerson {
        DuplicatePerson(id: row.id(), name: row.text(), identifier: try readIdentifier(&row))
    }

    /// The birth date that a number tells, as the whole number `YYYYMMDD`; as `PersonIdentifier.birthDate` reads it, but for
    /// dates that are not wholly known, which are compared as they are written.
    private func born(_ n: SQL) -> SQL {
        """
        CASE \(n).kind WHEN 'personnummer' THEN CAST(SUBSTR(\(n).value, 1, 8) AS BIGINT)
            WHEN 'samordningsnummer' THEN CAST(SUBSTR(\(n).value, 1, 8) AS BIGINT) - 60
            WHEN 'nationalReserve' THEN (18 + CAST(SUBSTR(\(n).value, 1, 2) AS BIGINT) % 3) * 1000000
                + CAST(SUBSTR(\(n).value, 3, 6) AS BIGINT) END
        """
    }

    /// Date without century, and the three digits after it: what a number keeps where its century is written wrong, or where
    /// a coordination number is written as a personal one.
    private func birthNumber(_ n: SQL) -> SQL {
        """
        CASE WHEN \(n).kind IN ('personnummer', 'samordningsnummer') THEN (\(born(n))) % 1000000 * 1000
            + CAST(SUBSTR(\(n).value, 9, 3) AS BIGINT) END
        """
    }
}

extension Tx {
    /// Says that two are not the same person, so that nobody is asked again.
    /// - Throws: `invalid` where the reason is missing; `notFound` where one of them is not there.
    public func distinguish(
        _ one: ID<CareRecipient>, from other: ID<CareRecipient>, _ typed: Answers
    ) throws {
        try actor.require(.plan)
        _ = try mergePerson(one)
        _ = try mergePerson(other)
        guard one != other else { throw AppError.notFound }
        let reason = try GivenReason(typed)
        let (first, second) = one.text < other.text ? (one, other) : (other, one)
        try execute(
            """
            INSERT INTO distinctions (first_id, second_id, reason, told_at, told_by)
            VALUES (\(first), \(second), \(reason.text), \(now), \(actor.user)) ON CONFLICT DO NOTHING
            """)
        try append(
            Event(
                .peopleDistinguished, ["reason": reason.text], about: [.recipient(one), .recipient(other)]))
    }
}
