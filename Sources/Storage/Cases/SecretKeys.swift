import Crypto
import Domain
import Foundation

/// The keys under which secret answers are sealed. They come from outside the database; the last one seals, and all open.
/// Printed, mirrored or logged, they show their ids and nothing else.
public struct SecretKeys: Sendable, CustomStringConvertible, CustomReflectable {
    /// The oldest first.
    public let ids: [String]
    private let keys: [String: SymmetricKey]

    /// Opens nothing, and refuses to seal: for commands that have nothing to do with secrets.
    public static let none = SecretKeys(ids: [], keys: [:])

    private init(ids: [String], keys: [String: SymmetricKey]) { (self.ids, self.keys) = (ids, keys) }

    /// - Parameter text: a key on each line, its id and 32 bytes in base64; empty lines and those that begin with `#` say
    ///   nothing.
    /// - Throws: `KeyFileFault` with the line, and without what stands on it.
    public init(text: String) throws {
        var ids: [String] = []
        var keys: [String: SymmetricKey] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            let id = String(first)
            guard words.count == 2, let key = Data(base64Encoded: String(words[1])),
                key.count == Self.byteCount
            else { throw KeyFileFault("line \(index + 1) is not an id and a key of 32 bytes in base64") }
            guard keys[id] == nil else {
                throw KeyFileFault("line \(index + 1) names a key for the second time")
            }
            ids.append(id)
            keys[id] = SymmetricKey(data: key)
        }
        guard !ids.isEmpty else { throw KeyFileFault("there is no key in it") }
        self.init(ids: ids, keys: keys)
    }

    private static let byteCount = 32

    /// A new key and the line that keeps it.
    public static func newLine(on day: Day) -> (id: String, line: String) {
        let id = "\(day)-" + SymmetricKey(size: .bits128).withUnsafeBytes { Array($0.prefix(3)) }.hexadecimal
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64EncodedString()
        return (id, "\(id) \(key)\n")
    }

    /// The one that seals.
    public var current: String? { ids.last }
    public var isEmpty: Bool { ids.isEmpty }

    /// Thirty-two bytes for another purpose, from which the key of that name cannot be told (HKDF, RFC 5869); `nil` where
    /// there is no such key.
    func drawn(from id: String, for purpose: Data) -> Data? {
        keys[id].map {
            HKDF<SHA256>.deriveKey(inputKeyMaterial: $0, info: purpose, outputByteCount: Self.byteCount)
                .withUnsafeBytes { Data($0) }
        }
    }

    public var description: String { "keys \(ids.joined(separator: ", "))" }
    public var customMirror: Mirror { Mirror(self, children: ["ids": ids]) }
}

/// Why a file of keys cannot be used; tells nothing of what stands in it.
public struct KeyFileFault: DiscreetError {
    public let description: String
    init(_ description: String) { self.description = description }
}

/// Why a secret could not be sealed or opened; tells nothing of it.
public enum SecretFault: DiscreetError, Hashable {
    /// No key was given to this process.
    case noKey
    /// It was sealed under a key that is not there.
    case unknownKey(String)
    /// It is not what was sealed, or not where it was.
    case altered(key: String)

    public var description: String {
        switch self {
        case .noKey: "no key was given"
        case .unknownKey(let id): "the key \(id) is not there"
        case .altered(let id): "it is not what was sealed under the key \(id)"
        }
    }
}

/// A secret answer as the database keeps it.
struct StoredSecret: Hashable {
    let owner: ID<Case>
    let field: String
    /// `nil` where it stands in clear since before there were keys.
    let key: String?
    let value: String

    static let columns: SQL = "owner_id, field, key_id, value"
}

extension StoredSecret {
    init(_ row: inout Row) {
        self.init(owner: row.id(), field: row.text(), key: row.textIfAny(), value: row.text())
    }
}

/// What was sealed, in base64, and the key that it was sealed under.
struct SealedBytes: Hashable {
    let key: String
    let value: String
}

extension SecretKeys {
    /// AES-256-GCM with a nonce drawn at random.
    /// - Parameter place: where it is kept; anywhere else it does not open.
    /// - Throws: `SecretFault.noKey`.
    func seal(_ bytes: Data, at place: String) throws -> SealedBytes {
        guard let current, let key = keys[current] else { throw SecretFault.noKey }
        let box = try AES.GCM.seal(bytes, using: key, authenticating: Data(place.utf8))
        // Of a nonce of twelve bytes, which is what it makes, there is always a combination.
        guard let sealed = box.combined else { throw SecretFault.noKey }
        return SealedBytes(key: current, value: sealed.base64EncodedString())
    }

    func open(_ sealed: SealedBytes, at place: String) throws(SecretFault) -> Data {
        guard !isEmpty else { throw .noKey }
        guard let key = keys[sealed.key] else { throw .unknownKey(sealed.key) }
        do {
            let box = try AES.GCM.SealedBox(combined: Data(base64Encoded: sealed.value) ?? Data())
            return try AES.GCM.open(box, using: key, authenticating: Data(place.utf8))
        } catch { throw .altered(key: sealed.key) }
    }

    /// - Throws: `SecretFault.noKey`.
    func seal(_ value: String, field: String, of owner: ID<Case>) throws -> StoredSecret {
        let sealed = try seal(Data(value.utf8), at: Self.place(of: owner, field))
        return StoredSecret(owner: owner, field: field, key: sealed.key, value: sealed.value)
    }

    func open(_ secret: StoredSecret) throws(SecretFault) -> String {
        guard let key = secret.key else { return secret.value }
        let sealed = SealedBytes(key: key, value: secret.value)
        return String(
            decoding: try open(sealed, at: Self.place(of: secret.owner, secret.field)), as: UTF8.self)
    }

    /// What a secret is bound to. A draft keeps its identity when it becomes a case, so nothing need be sealed anew.
    private static func place(of owner: ID<Case>, _ field: String) -> String {
        "hemtrygg secret 1\n\(owner.text)\n\(field)"
    }
}
