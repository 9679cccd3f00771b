import Crypto
import Domain

/// A row of the history as a seal covers it: an event with what it is about, a reading with whom it showed, or what was
/// asked for and refused.
struct SealedRow: Hashable, Sendable {
    enum Kind: String, Sendable, CaseIterable { case event, reading, refusal }

    let kind: Kind
    /// Among those of its kind, in the order in which they were written.
    let position: Int64
    let id: String
    /// SHA-256 of the salt, if there is one, of the row and of what belongs to it, in hexadecimal.
    let digest: String
    /// Sixteen random bytes in hexadecimal, of an event; empty where it has been disposed of, and of what was sealed before
    /// there were salts.
    var salt = ""
}

/// The digest of a stretch of history, built up row by row, with one for each row.
struct SealDigest {
    private struct Row {
        let kind: SealedRow.Kind
        let position: Int64
        let id: String
        let salt: String
        var hash = SHA256()
    }

    let form: Seal.Form
    /// The digest of the seal that the stretch follows upon.
    private let before: String
    private var contents = SHA256()
    private var places: [String: Int] = [:]
    private var building: [Row] = []
    private(set) var counts: [SealedRow.Kind: Int] = [:]
    private(set) var ends: [SealedRow.Kind: Int64]

    /// - Parameter seal: what the stretch follows upon.
    init(after seal: Seal, as form: Seal.Form) {
        self.form = form
        before = seal.digest
        ends = seal.ends
        contents.update(field: seal.digest)
    }

    /// - Parameter columns: the row's own, its identity first.
    mutating func add(_ kind: SealedRow.Kind, at position: Int64, _ columns: [String], salt: String = "") {
        ends[kind] = position
        counts[kind, default: 0] += 1
        var row = Row(kind: kind, position: position, id: columns.first ?? "", salt: salt)
        if !salt.isEmpty { row.hash.update(field: salt) }
        for column in columns {
            contents.update(field: column)
            row.hash.update(field: column)
        }
        places[row.id] = building.count
        building.append(row)
    }

    /// What belongs to a row, after all rows of its kind.
    /// - Parameter columns: the row's identity first.
    mutating func add(part columns: [String]) {
        let place = columns.first.flatMap { places[$0] }
        for column in columns {
            contents.update(field: column)
            if let place { building[place].hash.update(field: column) }
        }
    }

    var isEmpty: Bool { building.isEmpty }
    var text: String {
        switch form {
        case .contents: Array(contents.finalize()).hexadecimal
        case .rows: Self.text(of: rows, after: before)
        }
    }

    /// The digest of rows by theirs.
    static func text(of rows: [SealedRow], after before: String) -> String {
        var whole = SHA256()
        whole.update(field: before)
        for row in rows {
            for field in [row.kind.rawValue, String(row.position), row.id, row.digest] {
                whole.update(field: field)
            }
        }
        return Array(whole.finalize()).hexadecimal
    }

    var rows: [SealedRow] {
        building.map {
            SealedRow(
                kind: $0.kind, position: $0.position, id: $0.id,
                digest: Array($0.hash.finalize()).hexadecimal,
                salt: $0.salt)
        }
    }
}

extension SHA256 {
    /// The length goes first, so that no two rows of columns run together into the same text.
    fileprivate mutating func update(field text: String) {
        var text = text
        text.withUTF8 { utf8 in
            withUnsafeBytes(of: UInt64(utf8.count).bigEndian) { update(bufferPointer: $0) }
            update(bufferPointer: UnsafeRawBufferPointer(utf8))
        }
    }
}
