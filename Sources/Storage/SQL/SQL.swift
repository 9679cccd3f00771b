import Domain

/// A statement, or a part of one, whose values are always bound and never spliced. Written by interpolation:
/// `"SELECT name FROM devices WHERE serial = \(serial)"`.
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    enum Piece: Sendable {
        case text(String)
        case value(SQLValue)
        case fork(sqlite: String, postgres: String)
    }

    var pieces: [Piece]

    public init(stringLiteral text: String) { pieces = [.text(text)] }
    public init(stringInterpolation: Interpolation) { pieces = stringInterpolation.pieces }
    init(pieces: [Piece]) { self.pieces = pieces }

    public static func + (left: SQL, right: SQL) -> SQL { SQL(pieces: left.pieces + right.pieces) }

    /// `parts` joined by `separator`; an empty list gives an empty statement.
    public static func joined(_ parts: [SQL], by separator: String) -> SQL {
        var pieces: [Piece] = []
        for (index, part) in parts.enumerated() {
            if index > 0 { pieces.append(.text(separator)) }
            pieces += part.pieces
        }
        return SQL(pieces: pieces)
    }

    public struct Interpolation: StringInterpolationProtocol {
        var pieces: [Piece] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { pieces.append(.text(literal)) }
        }

        public mutating func appendInterpolation(_ value: some SQLBindable) {
            pieces.append(.value(value.sql))
        }
        public mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            pieces.append(.value(value.sql))
        }
        public mutating func appendInterpolation(_ part: SQL) { pieces += part.pieces }

        /// A comma-separated list of bound values, for `IN (…)`; an empty list binds one NULL, which matches nothing.
        public mutating func appendInterpolation(list values: [some SQLBindable]) {
            let bound = values.isEmpty ? [SQLValue.null] : values.map(\.sql)
            for (index, value) in bound.enumerated() {
                if index > 0 { pieces.append(.text(", ")) }
                pieces.append(.value(value))
            }
        }

        /// The one place where the two engines may part.
        public mutating func appendInterpolation(sqlite: String, postgres: String) {
            pieces.append(.fork(sqlite: sqlite, postgres: postgres))
        }
    }
}

public enum SQLDialect: Sendable { case sqlite, postgres }

extension SQL {
    /// The text with placeholders (`?` or `$1`) and the values in their order.
    public func rendered(for dialect: SQLDialect) -> (text: String, values: [SQLValue]) {
        var text = ""
        var values: [SQLValue] = []
        for piece in pieces {
            switch piece {
            case .text(let literal): text += literal
            case .fork(let sqlite, let postgres): text += dialect == .sqlite ? sqlite : postgres
            case .value(let value):
                values.append(value)
                text += dialect == .sqlite ? "?" : "$\(values.count)"
            }
        }
        return (text, values)
    }
}
