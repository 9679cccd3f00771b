import Crypto
import Domain

/// What happened, what was read and what was refused is sealed in the order in which it was written: each seal holds the
/// digest of the seal before it and of the rows since. A row that is changed, removed, moved or slipped in behind a seal breaks it.
struct Seal: Hashable, Sendable {
    /// What its digest is over.
    enum Form: Int, Sendable {
        /// What each row says; so were the first ones made.
        case contents = 1
        /// The digest of each row, which stand beside the seal (`sealed_rows`): they can be held against it also when what
        /// some of the rows said has been disposed of.
        case rows = 2
    }

    let number: Int64
    let form: Form
    /// Where the last of each kind stands that it covers, and how many of each it covers.
    let ends: [SealedRow.Kind: Int64]
    let counts: [SealedRow.Kind: Int]
    let digest: String
    let sealedAt: Instant

    static let none = Seal(
        number: 0, form: .rows, ends: [:], counts: [:], digest: "", sealedAt: Instant(milliseconds: 0))

    func end(_ kind: SealedRow.Kind) -> Int64 { ends[kind] ?? .min }
    func count(_ kind: SealedRow.Kind) -> Int { counts[kind] ?? 0 }
}

extension Tx {
    private static let rowsAtATime = 20_000

    /// Seals what has been written since the last time; at most twenty thousand rows of each kind.
    func sealHistory() throws -> Int {
        // Whoever is about to write such a row has a place in the order already; they are waited for, but not for long.
        if connection.dialect == .postgres {
            try execute("SET LOCAL lock_timeout = '200ms'")
            try execute("LOCK TABLE events, readings, refused_requests IN SHARE MODE")
        }
        let last = try seals(where: "1 = 1", order: "number DESC").first ?? .none
        let digest = try digest(after: last, as: .rows, limit: Self.rowsAtATime)
        guard !digest.isEmpty else { return 0 }
        let seal = Seal(
            number: last.number + 1, form: digest.form, ends: digest.ends, counts: digest.counts,
            digest: digest.text,
            sealedAt: now)
        try execute(
            """
            INSERT INTO history_seals (number, form, last_position, last_reading, last_refusal, events, readings, refusals,
                digest, sealed_at)
            VALUES (\(seal.number), \(seal.form.rawValue), \(seal.end(.event)), \(seal.end(.reading)), \(seal.end(.refusal)),
                \(seal.count(.event)), \(seal.count(.reading)), \(seal.count(.refusal)), \(seal.digest), \(seal.sealedAt))
            """)
        try insertInBatches(
            "sealed_rows (kind, position, seal, row_id, digest, salt)",
            digest.rows.map {
                "(\($0.kind.rawValue), \($0.position), \(seal.number), \($0.id), \($0.digest), \($0.salt))"
            })
        return seal.counts.values.reduce(0, +)
    }
}

extension Reading {
    /// The number of the last seal, where the other jobs have gone on for hours since; else `nil`.
    func sealingHasStopped() throws -> Int64? {
        let hours: Int64 = 2 * 60 * 60 * 1000
        let other = try first(
            """
            SELECT 1 FROM jobs other LEFT JOIN jobs seal ON seal.name = 'sealHistory'
            WHERE other.done_at > COALESCE(seal.done_at, 0) + \(hours) LIMIT 1
            """
        ) { $0.int() }
        return try other.map { _ in try seals(where: "1 = 1", order: "number DESC").first?.number ?? 0 }
    }

    func seals(where condition: SQL, order: SQL, limit: Int = 1) throws -> [Seal] {
        try all(
            """
            SELECT number, form, last_position, last_reading, last_refusal, events, readings, refusals, digest, sealed_at
            FROM history_seals WHERE \(condition) ORDER BY \(order) LIMIT \(limit)
            """
        ) {
            Seal(
                number: Int64($0.int()), form: Seal.Form(rawValue: $0.int()) ?? .rows,
                ends: [.event: Int64($0.int()), .reading: Int64($0.int()), .refusal: Int64($0.int())],
                counts: [.event: $0.int(), .reading: $0.int(), .refusal: $0.int()],
                digest: $0.text(), sealedAt: $0.instant())
        }
    }

    /// The digest of what follows a seal: up to the places where `end` ends, or at most `limit` of each kind.
    /// - Parameter end: the seal that covers it; `nil` where it is to be sealed now, and given its salts.
    func digest(
        after seal: Seal, to end: Seal? = nil, as form: Seal.Form, limit: Int = .max
    ) throws -> SealDigest {
        var digest = SealDigest(after: seal, as: form)
        try addEvents(
            "e.position > \(seal.end(.event)) AND e.position <= \(end?.end(.event) ?? .max)", limit: limit,
            areNew: end == nil, to: &digest)
        try addReadings(
            "r.position > \(seal.end(.reading)) AND r.position <= \(end?.end(.reading) ?? .max)",
            limit: limit,
            to: &digest)
        try addRefusals(
            "r.position > \(seal.end(.refusal)) AND r.position <= \(end?.end(.refusal) ?? .max)",
            limit: limit,
            to: &digest)
        return digest
    }

    private func addEvents(_ condition: SQL, limit: Int, areNew: Bool, to digest: inout SealDigest) throws {
        try connection.query(
            """
            SELECT e.position, COALESCE((SELECT s.salt FROM sealed_rows s WHERE s.kind = 'event' AND s.position = e.position), ''),
                e.id, CAST(e.happened_at AS TEXT), e.user_id, COALESCE(e.assignment_id, ''), e.kind, e.details
            FROM events e WHERE \(condition) ORDER BY e.position LIMIT \(limit)
            """
        ) { row in
            let (position, kept) = (Int64(row.int()), row.text())
            let salt = areNew ? SymmetricKey(size: .bits128).withUnsafeBytes { Array($0).hexadecimal } : kept
            digest.add(.event, at: position, (0..<6).map { _ in row.text() }, salt: salt)
        }
        let last = digest.ends[.event] ?? .min
        try connection.stream(
            """
            SELECT s.event_id, s.subject, s.subject_id FROM event_subjects s JOIN events e ON e.id = s.event_id
            WHERE \(condition) AND e.position <= \(last) ORDER BY e.position, s.subject, s.subject_id
            """
        ) { row in
            digest.add(part: (0..<3).map { _ in row.text() })
        }
    }

    /// One reading may show everybody in the register: whom it showed is never held in memory.
    private func addReadings(_ condition: SQL, limit: Int, to digest: inout SealDigest) throws {
        try connection.query(
            """
            SELECT r.position, r.id, CAST(r.read_at AS TEXT), r.user_id, r.assignment_id, r.action, r.page,
                COALESCE(r.case_id, '')
            FROM readings r WHERE \(condition) ORDER BY r.position LIMIT \(limit)
            """
        ) { row in
            let position = Int64(row.int())
            digest.add(.reading, at: position, (0..<7).map { _ in row.text() })
        }
        let last = digest.ends[.reading] ?? .min
        try connection.stream(
            """
            SELECT p.reading_id, p.recipient_id FROM reading_people p JOIN readings r ON r.id = p.reading_id
            WHERE \(condition) AND r.position <= \(last) ORDER BY r.position, p.recipient_id
            """
        ) { row in
            digest.add(part: (0..<2).map { _ in row.text() })
        }
    }
    /// A refusal has no identity but its place.
    private func addRefusals(_ condition: SQL, limit: Int, to digest: inout SealDigest) throws {
        try connection.query(
            """
            SELECT r.position, CAST(r.position AS TEXT), CAST(r.refused_at AS TEXT), r.user_id, r.assignment_id, r.method,
                r.route, r.code, r.thing
            FROM refused_requests r WHERE \(condition) ORDER BY r.position LIMIT \(limit)
            """
        ) { row in
            let position = Int64(row.int())
            digest.add(.refusal, at: position, (0..<8).map { _ in row.text() })
        }
    }
}
