import Domain
import TestSupport
import Testing

@testable import Storage

/// As `SchemaTests`, for lists and what they say differently.
@Suite struct ListSchemaTests {
    typealias Breach = SchemaTests.Breach

    @Test("a row that breaks a rule is refused", arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.take(.treserva, ["18900101-9802;Östen;;2026-10-01;2026-11-02;"])
        let id = try #require(try await here.standing().first?.id)
        try await here.decide(id, ["decision": "explained", "note": "Larmet kommer."])
        for breach in Self.breaches {
            let error = await refusal { try await here.store.writing { try $0.execute(breach.sql) } }
            #expect(error == .conflict("error.constraint"), "\(breach.said)")
        }
    }

    private static let breaches: [Breach] = [
        Breach("a list from a system that is none", "UPDATE received_lists SET source = 'fax'"),
        Breach("a list without rows", "UPDATE received_lists SET row_count = 0"),
        Breach(
            "the same file twice",
            """
            INSERT INTO received_lists SELECT 'x', source, as_of, received_at, received_by, row_count, digest, compared_at
            FROM received_lists
            """),
        Breach("a row about nobody and nothing", "UPDATE list_rows SET number = NULL"),
        Breach("a row of no list", "UPDATE list_rows SET list_id = 'none'"),
        Breach("a row of a unit that is none", "UPDATE list_rows SET unit_id = 'none'"),
        Breach("one line twice", "INSERT INTO list_rows SELECT * FROM list_rows"),
        Breach("a kind of difference that is none", "UPDATE list_differences SET kind = 'other'"),
        Breach("a difference from a system that is none", "UPDATE list_differences SET source = 'fax'"),
        Breach("a difference about nobody", "UPDATE list_differences SET recipient_id = 'nobody'"),
        Breach("a difference that nobody sees to", "UPDATE list_differences SET owner_id = 'nobody'"),
        Breach("a decision that is none", "UPDATE list_differences SET decision = 'forgotten'"),
        Breach("a note without a decision", "UPDATE list_differences SET decision = NULL"),
        Breach(
            "something said of no difference",
            """
            INSERT INTO list_difference_acts (difference_id, note, acted_at, acted_by)
            SELECT 0, '', 0, acted_by FROM list_difference_acts
            """),
    ]
}
