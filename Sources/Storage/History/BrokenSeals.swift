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
        let digest = try digest(after: before, to: seal, as: seal.form)
        let sinceDisposal = try digestSinceDisposal(of: seal.number)
        let isWhole =
            seal.number == number + 1 && digest.text == sinceDisposal ?? seal.digest
            // Once seals are over their rows' digests, none is made as they were before.
            && (seal.form == .rows || before.form == .contents || number == 0)
            // Where a kind ended says nothing in a seal that covers none of it: older ones did not know the kind.
            && SealedRow.Kind.allCases.allSatisfy {
                digest.counts[$0, default: 0] == seal.count($0)
                    && (seal.count($0) == 0 || digest.ends[$0] == seal.end($0))
            }
        if isWhole && sinceDisposal == nil { return (seal.number, nil) }
        // What the stretch read after a disposal is written in the database, by whoever may write there: what was not
        // disposed of is held against its own digest, and those against the seal.
        var rows = try blame(digest.rows, under: seal)
        if try !isWhole && rows.isEmpty || sinceDisposal != nil && !fits(seal, after: before) {
            rows.append("one of \(seal.count(.event)) events up to place \(seal.end(.event))")
        }
        return (seal.number, rows.isEmpty ? nil : BrokenSeal(number: seal.number, rows: rows))
    }

    /// Whether the digests of its rows are those that were sealed. Nothing can be told of a seal over what they say.
    func fits(_ seal: Seal, after before: Seal) throws -> Bool {
        guard seal.form == .rows else { return true }
        let rows = try sealedRows("seal = \(seal.number)")
        return SealDigest.text(of: rows, after: before.digest) == seal.digest
    }

    private func sealedRows(_ condition: SQL) throws -> [SealedRow] {
        try all(
            """
            SELECT r.kind, r.position, r.row_id, r.digest FROM sealed_rows r WHERE \(condition) ORDER BY r.kind, r.position
            """
        ) { row in
            let kind: SealedRow.Kind = try row.value()
            return SealedRow(kind: kind, position: Int64(row.int()), id: row.text(), digest: row.text())
        }
    }

    /// What the rows are now beside what each of them was when it was sealed. What was disposed of reads otherwise than it
    /// did, and nobody is to blame for it.
    private func blame(_ rows: [SealedRow], under seal: Seal) throws -> [String] {
        let sealed = try sealedRows(
            """
            r.seal = \(seal.number) AND NOT EXISTS (SELECT 1 FROM events e WHERE r.kind = 'event' AND e.id = r.row_id
                AND e.details = \(JSON.encode(Event.disposed))
                AND EXISTS (SELECT 1 FROM disposed_seals d WHERE d.seal = r.seal)
                AND e.id IN (\(DisposalPlan.events)))
            """)
        let found = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
        let known = Set(
            try all("SELECT r.row_id FROM sealed_rows r WHERE r.seal = \(seal.number)") { $0.text() })
        // Sealed before rows had digests of their own: the stretch is all that can be told.
        guard !known.isEmpty else { return [] }
        return sealed.compactMap { row in
            guard let now = found[row.id] else { return "\(row.kind) \(row.id) removed" }
            if now.digest != row.digest { return "\(row.kind) \(row.id) altered" }
            return now.position == row.position ? nil : "\(row.kind) \(row.id) moved"
        } + rows.filter { !known.contains($0.id) }.map { "\($0.kind) \($0.id) slipped in" }
    }
}
