import Domain
import Foundation

/// The row on which an answer stands, as an engine gives it; columns are counted from 0. One object serves all rows of
/// an answer in turn, since a list reads a thousand columns.
public protocol RowSource: AnyObject {
    func isNull(_ column: Int) -> Bool
    func text(_ column: Int) -> String
    func integer(_ column: Int) -> Int64
    func blob(_ column: Int) -> [UInt8]
}

/// Reads a row's columns one after another, in the order in which the statement selects them.
public struct Row {
    let source: any RowSource
    private var column = 0

    public init(_ source: any RowSource) { self.source = source }

    /// Begins with the first column again, once the source stands on another row.
    public mutating func rewind() { column = 0 }

    private mutating func next() -> Int {
        defer { column += 1 }
        return column
    }

    /// Goes past columns that say nothing, since what they would tell of is not there.
    mutating func skip(_ columns: Int) { column += columns }

    public mutating func text() -> String { source.text(next()) }
    public mutating func int() -> Int { Int(source.integer(next())) }
    public mutating func bool() -> Bool { source.integer(next()) != 0 }
    public mutating func blob() -> [UInt8] { source.blob(next()) }
    public mutating func id<T>() -> ID<T> { ID(stored: text()) }
    public mutating func instant() -> Instant { Instant(milliseconds: source.integer(next())) }

    /// - Throws: `StorageFault.unreadable` where the column holds something else than an ISO date.
    public mutating func day() throws -> Day {
        let text = text()
        guard let day = Day(text) else { throw StorageFault.unreadable(column: column - 1) }
        return day
    }

    public mutating func value<Value: RawRepresentable>() throws -> Value where Value.RawValue == String {
        let text = text()
        guard let value = Value(rawValue: text) else { throw StorageFault.unreadable(column: column - 1) }
        return value
    }

    public mutating func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSON.decode(text())
    }

    /// Reads the column with `read`, or skips it and gives `nil` where it is NULL.
    public mutating func optional<Value>(_ read: (inout Row) throws -> Value) rethrows -> Value? {
        guard !source.isNull(column) else {
            column += 1
            return nil
        }
        return try read(&self)
    }

    public mutating func intIfAny() -> Int? { optional { $0.int() } }
    public mutating func textIfAny() -> String? { optional { $0.text() } }
    public mutating func instantIfAny() -> Instant? { optional { $0.instant() } }
    public mutating func dayIfAny() throws -> Day? { try optional { try $0.day() } }
}

/// What can be wrong with the database itself; shown to nobody, logged, answered as a fault of the server.
public enum StorageFault: Error {
    case unreadable(column: Int)
    case newerSchema(found: Int, known: Int)
    case changedEdition(slug: String, edition: String)
    case unusable(String)
}

/// JSON columns: keys sorted, so that equal values are equal texts.
enum JSON {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
    private static let decoder = JSONDecoder()

    static func encode(_ value: [String: String]) throws -> String {
        value.isEmpty ? "{}" : String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func encode(_ value: some Encodable) throws -> String {
        String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ text: String) throws -> Value {
        try decoder.decode(Value.self, from: Data(text.utf8))
    }
}
