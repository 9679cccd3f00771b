import Storage

/// Statements for a bare engine to repeat: `{"dialect": …, "statements": [{"sql", "values", "reads"}]}`.
struct StatementList: Encodable {
    struct Statement: Encodable {
        let sql: String
        let values: [Value]
        let reads: Bool
    }

    enum Value: Encodable {
        case null
        case integer(Int64)
        case text(String)
        /// A text that must be new for every repetition; the same text stands for the same new one.
        case vary(String)
        case blob(String)

        private enum Key: String, CodingKey { case null, integer, text, vary, blob }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            switch self {
            case .null: try container.encode(true, forKey: .null)
            case .integer(let number): try container.encode(number, forKey: .integer)
            case .text(let text): try container.encode(text, forKey: .text)
            case .vary(let text): try container.encode(text, forKey: .vary)
            case .blob(let digits): try container.encode(digits, forKey: .blob)
            }
        }
    }

    let dialect: String
    let statements: [Statement]

    /// `second` are the same statements of another run: texts that differ vary.
    init(_ first: [RecordedStatement], varying second: [RecordedStatement]) {
        dialect = first.first?.dialect == .postgres ? "postgres" : "sqlite"
        statements = zip(first, second).map { one, other in
            let values = zip(one.values, other.values).map(Self.value)
            return Statement(sql: one.text, values: values, reads: one.reads)
        }
    }

    private static func value(_ one: SQLValue, _ other: SQLValue) -> Value {
        switch one {
        case .null: .null
        case .integer(let number): .integer(number)
        case .text(let text): one == other ? .text(text) : .vary(text)
        case .blob(let bytes):
            .blob(
                bytes.map { byte in
                    let digits = String(byte, radix: 16)
                    return digits.count == 1 ? "0" + digits : digits
                }.joined())
        }
    }
}
