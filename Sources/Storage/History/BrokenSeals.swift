import Domain

/// A seal that does not fit what it sealed, and the rows that are to blame, as far as they can be told.
struct BrokenSeal: Hashable, Sendable {
    let number: Int64
    /// Such as `event … altered`; identities only.
    let rows: [String]
}

extension Store {
    /// The seals that are broken, at most twenty.
    func brokenSeals() async throws -> [BrokenSeal] {
        var broken: [BrokenSeal] = []
        var last: Int64 = 0
        while broken.count < 20 {
            let number = last
            guard let next = try await read(as: .system, { try $0.examineSeal(after: number) }) else { break }
            if let found = next.broken { broken.append(found) }
            last = next.number
        }
        return broken
    }
}

extension Reading {
    /// The seal after `number`, and what is wrong with it.
    func examineSeal(after number: Int64) throws -> (number: Int64, broken: BrokenSeal?)? {
        guard let seal = try seals(where: "number > \(number)", order: "number").first else { return nil }
        let before = try seals(where: "number = \(number)", order: "number").first ?? .none
        let digest = try digest(after: before, to: seal)
        let sealed = try digestSinceDisposal(of: seal.number) ?? seal.digest
        let isWhole =
            seal.number == number + 1 && digest.counts[.event, default: 0] == seal.events
            && digest.counts[.reading, default: 0] == seal.readings && digest.text == sealed
            && digest.ends == [.event: seal.lastEvent, .reading: seal.lastReading]
        guard !isWhole else { return (seal.number, nil) }
        return (seal.number, BrokenSeal(number: seal.number, rows: try blame(digest.rows, under: seal)))
    }

    /// What the rows are now beside what each of them was when it was sealed.
    private func blame(_ rows: [SealedRow], under seal: Seal) throws -> [String] {
        // What was disposed of reads otherwise than it did, and nobody is to blame for it.
        let sealed = try all(
            """
            SELECT r.kind, r.position, r.row_id, r.digest FROM sealed_rows r WHERE r.seal = \(seal.number)
                AND NOT EXISTS (SELECT 1 FROM events e WHERE r.kind = 'event' AND e.id = r.row_id
                    AND e.details = \(JSON.encode(Event.disposed))
                    AND EXISTS (SELECT 1 FROM disposed_seals d WHERE d.seal = r.seal))
            ORDER BY r.kind, r.position
            """
        ) { row in
            let kind: SealedRow.Kind = try row.value()
            return SealedRow(kind: kind, position: Int64(row.int()), id: row.text(), digest: row.text())
        }
        // Sealed before rows had digests of their own: the stretch is all that can be told.
        guard !sealed.isEmpty else { return ["one of \(seal.events) events up to place \(seal.lastEvent)"] }
        let found = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
        let known = Set(sealed.map(\.id))
        return sealed.compactMap { row in
            guard let now = found[row.id] else { return "\(row.kind) \(row.id) removed" }
            if now.digest != row.digest { return "\(row.kind) \(row.id) altered" }
            return now.position == row.position ? nil : "\(row.kind) \(row.id) moved"
        } + rows.filter { !known.contains($0.id) }.map { "\($0.kind) \($0.id) slipped in" }
    }
}
