import Crypto
import Domain
import Foundation

/// Events are sealed in the order in which they were written: each seal holds the digest of the seal before it and of
/// the events since. An event that is changed, removed, moved or slipped in behind a seal breaks it.
private struct Seal {
    let number: Int64
    let lastPosition: Int64
    let events: Int
    let digest: String

    static let none = Seal(number: 0, lastPosition: .min, events: 0, digest: "")
}

/// The digest of a row of events, built up row by row.
private struct SealDigest {
    private var hash = SHA256()
    private(set) var events = 0
    private(set) var lastPosition: Int64

    init(after seal: Seal) {
        lastPosition = seal.lastPosition
        add(seal.digest)
    }

    mutating func add(eventAt position: Int64, _ columns: [String]) {
        lastPosition = position
        events += 1
        for column in columns { add(column) }
    }

    /// What an event is about, after all the events.
    mutating func add(subject columns: [String]) { for column in columns { add(column) } }

    /// The length goes first, so that no two rows of columns run together into the same text.
    private mutating func add(_ text: String) {
        let utf8 = Array(text.utf8)
        withUnsafeBytes(of: UInt64(utf8.count).bigEndian) { hash.update(data: $0) }
        hash.update(data: utf8)
    }

    var text: String {
        Array(hash.finalize()).hexadecimal
    }
}

extension Tx {
    private static let eventsAtATime = 20_000

    /// Seals what has been written since the last time.
    func sealHistory() throws -> Int {
        // Whoever is about to write an event has a place in the row already; they are waited for, but not for long.
        if connection.dialect == .postgres {
            try execute("SET LOCAL lock_timeout = '200ms'")
            try execute("LOCK TABLE events IN SHARE MODE")
        }
        let last = try lastSeal()
        let digest = try digest(after: last, limit: Self.eventsAtATime)
        guard digest.events > 0 else { return 0 }
        try execute(
            """
            INSERT INTO history_seals (number, last_position, events, digest, sealed_at)
            VALUES (\(last.number + 1), \(digest.lastPosition), \(digest.events), \(digest.text), \(now))
            """)
        return digest.events
    }

    private func lastSeal() throws -> Seal {
        try seals(where: "1 = 1", order: "number DESC").first ?? .none
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

    fileprivate func seals(where condition: SQL, order: SQL) throws -> [Seal] {
        try all(
            """
            SELECT number, last_position, events, digest FROM history_seals WHERE \(condition)
            ORDER BY \(order) LIMIT 1
            """
        ) {
            Seal(
                number: Int64($0.int()), lastPosition: Int64($0.int()), events: $0.int(), digest: $0.text())
        }
    }

    /// The digest of the events that follow a seal: up to `last`, or at most `limit`.
    fileprivate func digest(after seal: Seal, to last: Int64 = .max, limit: Int = .max) throws -> SealDigest {
        var digest = SealDigest(after: seal)
        try connection.query(
            """
            SELECT position, id, CAST(happened_at AS TEXT), user_id, COALESCE(assignment_id, ''), kind, details
            FROM events WHERE position > \(seal.lastPosition) AND position <= \(last) ORDER BY position LIMIT \(limit)
            """
        ) { row in
            let position = Int64(row.int())
            let columns = (0..<6).map { _ in row.text() }
            digest.add(eventAt: position, columns)
        }
        try connection.query(
            """
            SELECT s.event_id, s.subject, s.subject_id FROM event_subjects s JOIN events e ON e.id = s.event_id
            WHERE e.position > \(seal.lastPosition) AND e.position <= \(digest.lastPosition)
            ORDER BY e.position, s.subject, s.subject_id
            """
        ) { row in
            digest.add(subject: (0..<3).map { _ in row.text() })
        }
        return digest
    }

    /// The seal after `number`, and whether it is still right.
    fileprivate func examineSeal(after number: Int64) throws -> (number: Int64, isWhole: Bool)? {
        guard let seal = try seals(where: "number > \(number)", order: "number").first else { return nil }
        let before = try seals(where: "number = \(number)", order: "number").first ?? .none
        let digest = try digest(after: before, to: seal.lastPosition)
        let isWhole =
            seal.number == number + 1 && digest.events == seal.events && digest.text == seal.digest
            && digest.lastPosition == seal.lastPosition
        return (seal.number, isWhole)
    }
}

extension Store {
    /// The numbers of the seals that are broken, at most twenty.
    func brokenSeals() async throws -> [Int64] {
        var broken: [Int64] = []
        var last: Int64 = 0
        while broken.count < 20 {
            let number = last
            guard let next = try await read(as: .system, { try $0.examineSeal(after: number) }) else { break }
            if !next.isWhole { broken.append(next.number) }
            last = next.number
        }
        return broken
    }
}
