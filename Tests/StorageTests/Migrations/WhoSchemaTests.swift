import Domain
import TestSupport
import Testing

@testable import Storage

/// The schema is the last guard of who somebody is, and of the trail of merges.
@Suite struct WhoSchemaTests {
    @Test("a row that breaks a rule is refused", arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        for (said, sql) in Self.breaches {
            let error = await refusal { try await here.store.writing { try $0.execute(sql) } }
            #expect(error == .conflict("error.constraint"), "\(said)")
        }
    }

    @Test(
        "I20 what was merged, parted and told apart is never changed or removed", arguments: Engine.allCases,
        ["merges", "merged_rows", "merge_undoings", "distinctions"])
    func kept(engine: Engine, table: String) async throws {
        let here = try await Self.filled(engine)
        let before = try await here.store.count(table)
        #expect(before > 0)
        let column = table == "merged_rows" ? "row_id" : "reason"
        for statement: SQL in [
            "UPDATE \(raw: table) SET \(raw: column) = 'x'", "DELETE FROM \(raw: table)",
        ] {
            await #expect(throws: AppError.conflict("error.constraint")) {
                try await here.store.writing { try $0.send(statement) }
            }
        }
        #expect(try await here.store.count(table) == before)
    }

    /// One merged and parted again, and two told apart.
    private static func filled(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine, stock: 0)
        var people: [ID<CareRecipient>] = []
        for person in [SamplePerson.numbered(1), .numbered(1).renumbered(onDay: 60), .numbered(3)] {
            let number = try await here.orderedCase(for: person)
            people.append(try await here.page(number).order.requireRecipient().id)
            try await here.store.write(as: here.coordinator) { try $0.cancel(number, reason: "Ett prov.") }
        }
        let (found, why) = (people, Answers(["reason": "De är samma person."]))
        try await here.store.write(as: here.coordinator) { tx in
            try tx.merge(found[1], into: found[0], why)
            try tx.undoMerge(of: found[1], into: found[0], why)
            try tx.distinguish(found[2], from: found[0], why)
        }
        return here
    }

    private static let breaches: [(String, SQL)] = [
        (
            "two names at once",
            """
            INSERT INTO person_details (id, recipient_id, detail, value, valid_from, recorded_at, recorded_by)
            SELECT 'x', recipient_id, detail, 'Y', valid_from, recorded_at, recorded_by FROM person_details
            WHERE detail = 'name'
            """
        ),
        ("a detail that is none", "UPDATE person_details SET detail = 'shoe size'"),
        ("a name that ends before it begins", "UPDATE person_details SET valid_to = 0"),
        ("the name of nobody", "UPDATE person_details SET recipient_id = 'nobody'"),
        ("a protection that is none", "UPDATE care_recipients SET protection = 'secret'"),
        ("somebody merged with themselves", "UPDATE care_recipients SET merged_into_id = id"),
        ("somebody merged with nobody", "UPDATE care_recipients SET merged_into_id = 'nobody'"),
        (
            "one relative twice",
            """
            INSERT INTO related_persons SELECT 'x', recipient_id, name, folded_name, phone, valid_from, valid_to,
                recorded_at, recorded_by, case_id FROM related_persons
            """
        ),
        (
            "a merge of one",
            "INSERT INTO merges SELECT 'x', kept_id, kept_id, reason, merged_at, merged_by FROM merges"
        ),
        ("one row merged twice", "INSERT INTO merged_rows SELECT * FROM merged_rows"),
        ("a merge taken back twice", "INSERT INTO merge_undoings SELECT * FROM merge_undoings"),
        ("the same two told apart twice", "INSERT INTO distinctions SELECT * FROM distinctions"),
        (
            "two told apart the wrong way round",
            "INSERT INTO distinctions SELECT second_id, first_id, reason, told_at, told_by FROM distinctions"
        ),
    ]
}
