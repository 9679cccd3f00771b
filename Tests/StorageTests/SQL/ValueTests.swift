import Domain
import TestSupport
import Testing

@testable import Storage

/// What goes in comes out, on either engine.
@Suite struct ValueTests {
    private static let texts = [
        "", "å ä ö Å Ä Ö é ü", "日本語", "👵🏽", "'; DROP TABLE users; --", "\\x41", "a\tb\nc", "{\"a\": null}",
        String(repeating: "långt ", count: 20_000),
    ]
    private static let numbers: [Int64] = [0, 1, -1, 42, .max, .min + 1, .min]
    private static let blobs: [[UInt8]] = [[], [0], [0, 255, 1, 254], Array(0...255)]

    @Test("texts, numbers, bytes and nothing come back as they were", arguments: Engine.allCases)
    func roundTrip(engine: Engine) async throws {
        let here = try await Self.shelf(engine)
        let store = here.store
        let values =
            Self.texts.map(SQLValue.text) + Self.numbers.map(SQLValue.integer)
            + Self.blobs.map(SQLValue.blob) + [.null]
        for value in values {
            let back = try await store.writing { connection in
                try connection.send("DELETE FROM things")
                try connection.send(
                    "INSERT INTO things (a_text, a_number, a_blob) VALUES \(Self.columns(for: value))")
                return try Self.read(value, from: connection)
            }
            #expect(back == value)
        }
    }

    @Test(
        "a statement may be asked again while its own rows are still being read", arguments: Engine.allCases)
    func nested(engine: Engine) async throws {
        let here = try await Self.shelf(engine)
        let pairs = try await here.store.writing { connection in
            try connection.send("INSERT INTO things (a_number) VALUES (1), (2), (3)")
            let asked: SQL = "SELECT a_number FROM things ORDER BY a_number"
            var pairs: [[Int]] = []
            try connection.query(asked) { outer in
                let first = outer.int()
                try connection.query(asked) { inner in pairs.append([first, inner.int()]) }
            }
            return pairs
        }
        #expect(pairs == (1...3).flatMap { first in (1...3).map { [first, $0] } })
    }

    @Test("a text with a NUL is refused and not cut short", arguments: Engine.allCases)
    func noNUL(engine: Engine) async throws {
        let here = try await Self.shelf(engine)
        let store = here.store
        let error = await refusal {
            try await store.writing { try $0.send("INSERT INTO things (a_text) VALUES (\("a\0b"))") }
        }
        #expect(error?.code == .invalid)
        #expect(try await store.count("things") == 0)
    }

    @Test("a row counts as changed only where there is one", arguments: Engine.allCases)
    func changes(engine: Engine) async throws {
        let here = try await Self.shelf(engine)
        let store = here.store
        let counts = try await store.writing { connection in
            for number in 0..<5 {
                try connection.send("INSERT INTO things (a_number) VALUES (\(number))")
            }
            return [
                try connection.execute("UPDATE things SET a_text = 'x' WHERE a_number < \(3)"),
                try connection.execute("UPDATE things SET a_text = 'x' WHERE a_number > \(9)"),
                try connection.execute("DELETE FROM things"),
            ]
        }
        #expect(counts == [3, 0, 5])
    }

    @Test(
        "more statements than a connection keeps prepared, and more answers than lie unread",
        arguments: Engine.allCases)
    func manyStatements(engine: Engine) async throws {
        let here = try await Self.shelf(engine)
        let store = here.store
        try await store.writing { connection in
            for number in 0..<1200 {
                try connection.send(
                    "INSERT INTO things (a_number) SELECT \(number) WHERE \(raw: "\(number)") >= 0")
            }
        }
        #expect(try await store.count("things") == 1200)
    }

    @Test(
        "a fault among statements that nobody waited for fails the whole, wherever it stands",
        arguments: Engine.allCases, [0, 1, 63, 64, 65, 129])
    func lateFault(engine: Engine, place: Int) async throws {
        let here = try await Self.shelf(engine)
        let store = here.store
        let error = await refusal {
            try await store.writing { connection in
                for number in 0..<130 {
                    let value = number == place ? -1 : number
                    try connection.send("INSERT INTO rules (a_number) VALUES (\(value))")
                }
            }
        }
        #expect(error == .conflict("error.constraint"))
        #expect(try await store.count("rules") == 0)
        // The connection is as good as before.
        try await store.writing { try $0.send("INSERT INTO rules (a_number) VALUES (\(7))") }
        #expect(try await store.count("rules") == 1)
    }

    private static func shelf(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine, stock: 0)
        try await here.store.writing { connection in
            try connection.send(
                """
                CREATE TABLE things (a_text \(Schema.text), a_number \(Schema.bigint), a_blob \(Schema.bytes)
                )\(Schema.strict)
                """)
            try connection.send(
                "CREATE TABLE rules (a_number \(Schema.bigint) CHECK (a_number >= 0))\(Schema.strict)")
        }
        return here
    }

    private static func columns(for value: SQLValue) -> SQL {
        switch value {
        case .null: "(NULL, NULL, NULL)"
        case .text(let text): "(\(text), NULL, NULL)"
        case .integer(let number): "(NULL, \(number), NULL)"
        case .blob(let bytes): "(NULL, NULL, \(bytes))"
        }
    }

    private static func read(_ value: SQLValue, from connection: any Connection) throws -> SQLValue {
        var read = SQLValue.null
        try connection.query("SELECT a_text, a_number, a_blob FROM things") { row in
            let text = row.textIfAny()
            let number: SQLValue? = row.optional { .integer(Int64($0.int())) }
            let blob: SQLValue? = row.optional { .blob($0.blob()) }
            read = text.map(SQLValue.text) ?? number ?? blob ?? .null
        }
        return read
    }
}
