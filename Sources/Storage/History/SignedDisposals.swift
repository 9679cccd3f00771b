import Domain

extension Tx {
    /// Signs a disposal as it stands, once it is done.
    /// - Throws: `SecretFault.noKey`.
    func sign(_ disposal: ID<Disposal>) throws {
        let signed = try secretKeys.sign(.disposal, try signedParts(of: disposal))
        try execute(
            """
            INSERT INTO disposal_signatures (disposal_id, key_id, signature, signed_at)
            VALUES (\(disposal), \(signed.key), \(signed.value), \(now))
            """)
    }

    /// Signs under the current key what another key of the file has signed. Gives how many.
    func resignDisposals() throws -> Int {
        let current = secretKeys.current ?? ""
        let others = try signedDisposals().filter {
            !$0.keys.contains(current) && !$0.keys.isEmpty && !$0.isAltered
        }
        for disposal in others { try sign(disposal.id) }
        return others.count
    }

    /// Signs a disposal that was made before disposals were signed, for an operator who has held it against its decision.
    /// - Throws: `notFound`; `conflict` where it is signed already, and where it was and is no longer what was signed.
    public func vouch(forDisposal number: Int) throws {
        guard let disposal = try signedDisposals().first(where: { $0.number == number }) else {
            throw AppError(.notFound, "disposal.unknown", ["number": String(number)])
        }
        guard disposal.keys.isEmpty else { throw AppError.conflict("disposal.signed") }
        guard !disposal.isAltered else { throw AppError.conflict("disposal.altered") }
        try sign(disposal.id)
    }
}

private struct SignedDisposal {
    let id: ID<Disposal>
    let number: Int
    /// Those of the file that have signed it as it stands.
    let keys: Set<String>
    /// A key of the file has signed something else.
    let isAltered: Bool
}

extension Reading {
    /// Disposals that no key of the file has signed as they stand: forged, altered, or of a time before they were signed.
    /// None where there are no keys to tell by.
    func unsignedDisposals() throws -> [String] {
        guard !secretKeys.isEmpty else { return [] }
        return try signedDisposals().filter { $0.keys.isEmpty || $0.isAltered }
            .map { "disposal \($0.number)" }
    }

    fileprivate func signedDisposals() throws -> [SignedDisposal] {
        let signatures = try all("SELECT disposal_id, key_id, signature FROM disposal_signatures") {
            (disposal: $0.id() as ID<Disposal>, key: $0.text(), value: $0.text())
        }
        let byDisposal = Dictionary(grouping: signatures, by: \.disposal)
        return try all("SELECT d.id, d.number FROM disposals d ORDER BY d.number") {
            (id: $0.id() as ID<Disposal>, number: $0.int())
        }.map { id, number in
            let parts = try signedParts(of: id)
            let known = try byDisposal[id, default: []].compactMap { signed in
                try secretKeys.publicKey(signed.key).map {
                    Signature(key: signed.key, publicKey: $0, value: signed.value)
                }
            }
            let holding = known.filter { $0.holds(for: .disposal, parts) }
            return SignedDisposal(
                id: id, number: number, keys: Set(holding.map(\.key)), isAltered: holding.count < known.count)
        }
    }

    /// By which decision, who and what was disposed of, and what the seals read afterwards.
    fileprivate func signedParts(of disposal: ID<Disposal>) throws -> [String] {
        let said = try first(
            """
            SELECT d.id, CAST(d.number AS TEXT), d.exemption, d.personal_before, d.unit_before, CAST(d.people AS TEXT),
                CAST(d.orders AS TEXT), CAST(d.extracts AS TEXT), CAST(d.made_at AS TEXT), d.made_by, d.decision
            FROM disposals d WHERE d.id = \(disposal)
            """
        ) { row in (0..<10).map { _ in row.text() } + [Array(row.text().utf8).digest] }
        let members = try [
            ("disposed_people", "recipient_id"), ("disposed_cases", "case_id"),
            ("disposed_extracts", "extract_id"),
        ].map { table, column in
            let (table, column) = (SQL(stringLiteral: table), SQL(stringLiteral: column))
            let ids = try all(
                "SELECT m.\(column) FROM \(table) m WHERE m.disposal_id = \(disposal) ORDER BY m.\(column)"
            ) { $0.text() }
            return Array(ids.joined(separator: "\n").utf8).digest
        }
        return (said ?? []) + members + [try digestOfSeals(disposedBy: disposal)]
    }
}
