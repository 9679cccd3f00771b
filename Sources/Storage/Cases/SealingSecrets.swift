import Domain

extension Store {
    /// Seals what stands in clear since before there were keys, all in one transaction, and lets the engine forget what
    /// it has overwritten. Gives how many.
    /// - Throws: `SecretFault.noKey`.
    public func sealClearSecrets() async throws -> Int {
        let sealed = try await write(as: .system) { try $0.sealClearSecrets() }
        if sealed > 0 { try await forgetOverwritten() }
        return sealed
    }

    /// Seals every secret under the current key, those in clear too. What was done stays done when it is interrupted.
    /// Gives how many were sealed anew.
    /// - Throws: `SecretFault.noKey`.
    public func resealSecrets(progress: @escaping @Sendable (Int) -> Void) async throws -> Int {
        var count = try await sealClearSecrets()
        var last: StoredSecret?
        repeat {
            let after = last
            let (sealed, end) = try await write(as: .system) { try $0.resealSecrets(after: after) }
            count += sealed
            last = end
            progress(count)
        } while last != nil
        count += try await write(as: .system) { try $0.resealSecondFactors() }
        progress(count)
        return count
    }

    /// Signs under the current key each disposal that another key of the file has signed. Gives how many.
    /// - Throws: `SecretFault.noKey`.
    public func resignDisposals() async throws -> Int {
        try await write(as: .system) { try $0.resignDisposals() }
    }

    /// How many secrets are sealed under each key; those in clear under none.
    public func secretKeysInUse() async throws -> [(key: String?, secrets: Int)] {
        try await read(as: .system) { reader in
            try reader.all(
                """
                SELECT x.key_id, COUNT(*) FROM (SELECT key_id FROM secrets UNION ALL SELECT key_id FROM second_factors) x
                GROUP BY x.key_id ORDER BY 1
                """
            ) { (key: $0.textIfAny(), secrets: $0.int()) }
        }
    }
}

extension Tx {
    /// The whole table is emptied and filled anew: a row that is only changed may leave what it held in its page.
    fileprivate func sealClearSecrets() throws -> Int {
        guard try hasClearSecrets else { return 0 }
        try execute("\(sqlite: "SELECT 1", postgres: "LOCK TABLE secrets IN ACCESS EXCLUSIVE MODE")")
        let kept = try all("SELECT \(StoredSecret.columns), recorded_at FROM secrets") {
            (StoredSecret(&$0), $0.instant())
        }
        let rows: [SQL] = try kept.map { secret, recorded in
            let sealed = secret.key == nil ? try sealed(secret) : secret
            return "(\(sealed.owner), \(sealed.field), \(sealed.key), \(sealed.value), \(recorded))"
        }
        try execute("\(sqlite: "DELETE FROM secrets", postgres: "TRUNCATE secrets")")
        try insertInBatches("secrets (\(StoredSecret.columns), recorded_at)", rows)
        return kept.count { $0.0.key == nil }
    }

    private var hasClearSecrets: Bool {
        get throws { try first("SELECT 1 FROM secrets WHERE key_id IS NULL LIMIT 1") { $0.int() } != nil }
    }

    private func sealed(_ secret: StoredSecret) throws -> StoredSecret {
        try secretKeys.seal(secretKeys.open(secret), field: secret.field, of: secret.owner)
    }

    /// The next five hundred that another key has sealed, and the last of them; one that does not open stays as it is.
    fileprivate func resealSecrets(after last: StoredSecret?) throws -> (count: Int, last: StoredSecret?) {
        guard let current = secretKeys.current else { throw SecretFault.noKey }
        let others = try all(
            """
            SELECT \(StoredSecret.columns) FROM secrets c WHERE c.key_id <> \(current)
                AND (c.owner_id, c.field) > (\(last?.owner.text ?? ""), \(last?.field ?? ""))
            ORDER BY c.owner_id, c.field LIMIT 500\(forChange)
            """
        ) { StoredSecret(&$0) }
        var count = 0
        for secret in others {
            guard case .value = revealed(secret) else { continue }
            let sealed = try sealed(secret)
            try execute(
                """
                UPDATE secrets SET key_id = \(sealed.key), value = \(sealed.value)
                WHERE owner_id = \(sealed.owner) AND field = \(sealed.field)
                """)
            count += 1
        }
        return (count, others.last)
    }
}

extension Reading {
    /// Which cases or drafts have a secret that does not open, at most twenty.
    func unopenedSecrets() throws -> [String] {
        var found: [String] = []
        try stream("SELECT \(StoredSecret.columns) FROM secrets WHERE key_id IS NOT NULL") { row in
            let secret = StoredSecret(&row)
            guard found.count < 20, case .unreadable = revealed(secret) else { return }
            if found.last != secret.owner.text { found.append(secret.owner.text) }
        }
        return try found.map { owner in
            try first("SELECT c.number FROM cases c WHERE c.id = \(owner)") { $0.text() } ?? owner
        }
    }
}
