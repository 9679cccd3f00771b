import Crypto
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

    /// What is signed.
    fileprivate static func text(_ parts: [String]) -> Data {
        Data((["hemtrygg history 1"] + parts).joined(separator: "\n").utf8)
    }

    private var signed: Data { Self.text([day.description, String(seal), digest, previous, key, publicKey]) }

    /// What the next head holds of this one.
    fileprivate var ownDigest: String { Array(signed + Data(signature.utf8)).digest }

    fileprivate var isSignedByItsKey: Bool {
        guard let raw = Data(base64Encoded: publicKey), let signature = Data(base64Encoded: signature),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)
        else { return false }
        return key.isValidSignature(signature, for: signed)
    }
}

extension SecretKeys {
    private static let purpose = Data("hemtrygg history head".utf8)

    /// The pair that signs the history, drawn from the key of that name (HKDF, RFC 5869).
    private func signingKey(_ id: String) throws -> Curve25519.Signing.PrivateKey? {
        guard let seed = drawn(from: id, for: Self.purpose) else { return nil }
        return try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    }

    /// The public half by which what the key of that name signed is known; `nil` where there is no such key.
    func publicKey(_ id: String) throws -> String? {
        try signingKey(id)?.publicKey.rawRepresentation.base64EncodedString()
    }

    /// - Returns: `nil` where there is no key to sign with.
    fileprivate func head(of day: Day, _ seal: Seal, after previous: HistoryHead?) throws -> HistoryHead? {
        guard let current, let key = try signingKey(current), let half = try publicKey(current) else {
            return nil
        }
        let before = previous?.ownDigest ?? ""
        let text = HistoryHead.text([
            day.description, String(seal.number), seal.digest, before, current, half,
        ])
        return HistoryHead(
            day: day, seal: seal.number, digest: seal.digest, previous: before, key: current, publicKey: half,
            signature: try key.signature(for: text).base64EncodedString())
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
    public func historyHeads(last limit: Int) throws -> [HistoryHead] {
        try all(
            """
            SELECT day, seal, seal_digest, previous, key_id, public_key, signature FROM history_heads
            ORDER BY day DESC LIMIT \(limit)
            """
        ) {
            HistoryHead(
                day: try $0.day(), seal: Int64($0.int()), digest: $0.text(), previous: $0.text(),
                key: $0.text(),
                publicKey: $0.text(), signature: $0.text())
        }
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
        if let last = heads.last, !secretKeys.isEmpty, try secretKeys.publicKey(last.key) != last.publicKey {
            wrong.append("\(last.day) was signed with a key that is not in the key file")
        }
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
