import Domain
import Foundation

/// How far the history had come when a day ended, signed with a key that lies outside the database. Each head holds the
/// digest of the one before it, so that the signature of the last one stands for all.
public struct HistoryHead: Hashable, Sendable, Codable {
    public let day: Day
    /// The last seal of the day, and its digest.
    public let seal: Int64
    public let digest: String
    /// The digest of the head before; empty for the first.
    public let previous: String
    /// Which key signed, and its public half (Ed25519, RFC 8032), base64.
    public let key: String
    public let publicKey: String
    /// Base64.
    public let signature: String

    private var parts: [String] { [day.description, String(seal), digest, previous] }

    /// What the next head holds of this one.
    fileprivate var ownDigest: String {
        Array(Signature.text(.head, parts, key: key, publicKey: publicKey) + Data(signature.utf8)).digest
    }

    fileprivate var isSignedByItsKey: Bool {
        Signature(key: key, publicKey: publicKey, value: signature).holds(for: .head, parts)
    }
}

extension SecretKeys {
    /// - Throws: `SecretFault.noKey`.
    fileprivate func head(of day: Day, _ seal: Seal, after previous: HistoryHead?) throws -> HistoryHead {
        let before = previous?.ownDigest ?? ""
        let signed = try sign(.head, [day.description, String(seal.number), seal.digest, before])
        return HistoryHead(
            day: day, seal: seal.number, digest: seal.digest, previous: before, key: signed.key,
            publicKey: signed.publicKey, signature: signed.value)
    }
}

extension Tx {
    private static let daysAtATime = 400

    /// Signs the end of each day that is over and was sealed; where there is no key, none.
    func signHistory() throws -> Int {
        guard !secretKeys.isEmpty else { return 0 }
        var (last, count) = (try historyHeads(last: 1).first, 0)
        while count < Self.daysAtATime, let head = try nextHead(after: last) {
            try execute(
                """
                INSERT INTO history_heads (day, seal, seal_digest, previous, key_id, public_key, signature, signed_at)
                VALUES (\(head.day), \(head.seal), \(head.digest), \(head.previous), \(head.key), \(head.publicKey),
                    \(head.signature), \(now))
                """)
            (last, count) = (head, count + 1)
        }
        return count
    }

    private func nextHead(after last: HistoryHead?) throws -> HistoryHead? {
        guard let first = try firstUnsigned(after: last), first.sealedAt.day < now.day else { return nil }
        // A clock that was set back must not make a second head of a day.
        let day = last.map { max($0.day.adding(days: 1), first.sealedAt.day) } ?? first.sealedAt.day
        guard day < now.day else { return nil }
        let end = day.adding(days: 1).start
        let seal = try seals(
            where: "number >= \(first.number) AND sealed_at < \(end)", order: "number DESC"
        ).first
        return try secretKeys.head(of: day, seal ?? first, after: last)
    }
}

extension Reading {
    fileprivate func firstUnsigned(after head: HistoryHead?) throws -> Seal? {
        try seals(where: "number > \(head?.seal ?? 0)", order: "number").first
    }

    /// The latest first.
    /// - Parameter day: that day's alone.
    public func historyHeads(last limit: Int, of day: Day? = nil) throws -> [HistoryHead] {
        let wanted: SQL = day.map { "day = \($0)" } ?? "1 = 1"
        return try all(
            """
            SELECT day, seal, seal_digest, previous, key_id, public_key, signature FROM history_heads
            WHERE \(wanted) ORDER BY day DESC LIMIT \(limit)
            """
        ) {
            HistoryHead(
                day: try $0.day(), seal: Int64($0.int()), digest: $0.text(), previous: $0.text(),
                key: $0.text(),
                publicKey: $0.text(), signature: $0.text())
        }
    }

    /// Says so of a head that was signed with a key that is not in the key file, where there are keys. Those before it stand by
    /// what it holds of them, also when their keys are gone.
    func strangersHead(_ head: HistoryHead?) throws -> String? {
        guard let head, !secretKeys.isEmpty, try secretKeys.publicKey(head.key) != head.publicKey else {
            return nil
        }
        return "\(head.day) was signed with a key that is not in the key file"
    }

    /// What is wrong with the heads: sentences that begin with the day.
    /// - Parameter kept: heads that somebody has kept elsewhere, which must be here as they were.
    func brokenHeads(kept: [HistoryHead]) throws -> [String] {
        let heads = Array(try historyHeads(last: .max).reversed())
        var wrong: [String] = []
        for (index, head) in heads.enumerated() {
            let before = index == 0 ? "" : heads[index - 1].ownDigest
            if !head.isSignedByItsKey { wrong.append("\(head.day) is not signed by its key") }
            if head.previous != before { wrong.append("\(head.day) does not follow upon the day before it") }
            let seal = try seals(where: "number = \(head.seal)", order: "number").first
            if seal?.digest != head.digest { wrong.append("\(head.day) was signed over another seal") }
        }
        if let stranger = try strangersHead(heads.last) { wrong.append(stranger) }
        let here = Set(heads)
        wrong += kept.filter { !here.contains($0) }.map { "\($0.day) was another when it was kept" }
        return wrong
    }

    /// The first day that has been over for two days and has no head, where there is a key to sign with.
    func unsignedDay() throws -> Day? {
        guard !secretKeys.isEmpty else { return nil }
        let first = try firstUnsigned(after: try historyHeads(last: 1).first)
        guard let day = first?.sealedAt.day, day.adding(days: 2) < now.day else { return nil }
        return day
    }
}
