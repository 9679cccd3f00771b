import Domain

/// A statement, or a part of one, whose values are always bound and never spliced. Written by interpolation:
/// `"SELECT name FROM devices WHERE serial = \(serial)"`.
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// With a `?` for every value and both branches of every fork: the same for every use of a statement, so that an
    /// engine finds by it what it has prepared.
    public private(set) var template: String
    public private(set) var values: [SQLValue]
    private var hasForks: Bool

    public init(stringLiteral text: String) { self.init(template: text, values: [], hasForks: false) }
    public init(stringInterpolation: Interpolation) { self = stringInterpolation.sql }

    private init(template: String, values: [SQLValue], hasForks: Bool) {
        assert(!template.contains("?"), "a question mark in a statement would be taken for a value")
        (self.template, self.values, self.hasForks) = (template, values, hasForks)
    }

    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.append(right)
        return sum
    }

    /// `parts` joined by `separator`; an empty list gives an empty statement.
    public static func joined(_ parts: [SQL], by separator: String) -> SQL {
        var whole: SQL = ""
        for (index, part) in parts.enumerated() {
            if index > 0 { whole.template += separator }
            whole.append(part)
        }
        return whole
    }

    private mutating func append(_ part: SQL) {
        template += part.template
        values += part.values
        hasForks = hasForks || part.hasForks
    }

    private mutating func append(_ value: SQLValue) {
        template += "?"
        values.append(value)
    }

    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var sql: SQL = ""

        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.template.reserveCapacity(literalCapacity + interpolationCount * 2)
            sql.values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) {
            assert(!literal.contains("?"), "a question mark in a statement would be taken for a value")
            sql.template += literal
        }

        public mutating func appendInterpolation(_ value: some SQLBindable) { sql.append(value.sql) }
        public mutating func appendInterpolation(_ value: (some SQLBindable)?) { sql.append(value.sql) }
        public mutating func appendInterpolation(_ part: SQL) { sql.append(part) }

        /// A comma-separated list of bound values, for `IN (…)`; an empty list binds one NULL, which matches nothing.
        public mutating func appendInterpolation(list values: [some SQLBindable]) {
            let bound = values.isEmpty ? [SQLValue.null] : values.map(\.sql)
            for (index, value) in bound.enumerated() {
                if index > 0 { sql.template += ", " }
                sql.append(value)
            }
        }

        /// The one place where the two engines may part.
        public mutating func appendInterpolation(sqlite: String, postgres: String) {
            sql.template += "\(Mark.fork)\(sqlite)\(Mark.or)\(postgres)\(Mark.end)"
            sql.hasForks = true
        }
    }

    /// Control characters, which no statement is written with.
    private enum Mark {
        static let fork: Character = "\u{1}"
        static let or: Character = "\u{2}"
        static let end: Character = "\u{3}"
    }
}

public enum SQLDialect: Sendable { case sqlite, postgres }

extension SQL {
    /// As the engine is to prepare it, with `?` or `$1` for the values in their order.
    public func text(for dialect: SQLDialect) -> String {
        // What is sent to the embedded database a thousand times a second needs no rewriting.
        if dialect == .sqlite, !hasForks { return template }
        var text = ""
        var (isLeft, isRight, count) = (true, true, 0)
        for character in template {
            switch character {
            case Mark.fork: (isLeft, isRight) = (true, false)
            case Mark.or: (isLeft, isRight) = (false, true)
            case Mark.end: (isLeft, isRight) = (true, true)
            case _ where !(dialect == .sqlite ? isLeft : isRight): continue
            case "?" where dialect == .postgres:
                count += 1
                text += "$\(count)"
            default: text.append(character)
            }
        }
        return text
    }
}
