import Domain
import TestSupport
import Testing

@testable import Storage

/// As `SchemaTests`, for editions, cameras, cohabitants, moves and what is a unit's own.
@Suite struct LaterSchemaTests {
    typealias Breach = SchemaTests.Breach

    @Test("a row that breaks a rule is refused", arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let here = try await filled(engine)
        for table in [
            "edition_terms", "edition_drafts", "consents", "camera_notices", "supervisions", "case_people",
            "handovers", "shared_duties",
        ] { #expect(try await here.store.count(table) > 0, "\(table) has nothing to break") }
        for breach in Self.editions + Self.cameras + Self.people + Self.moves {
            let error = await refusal { try await here.store.writing { try $0.execute(breach.sql) } }
            #expect(error == .conflict("error.constraint"), "\(breach.said)")
        }
    }

    private func filled(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        _ = try await here.supervisedCase(for: .numbered(6), withCohabitant: true)
        _ = try await here.cohabitantCase(.later)
        _ = try await here.move()
        let shipped = try ShippedRoutines.file("alarm-order.yaml")
        let next = RoutineFile(
            name: shipped.name,
            text: shipped.text.replacing("edition: \"2024-04-01\"", with: "edition: \"2027\""))
        try await here.store.write(as: here[.routineOwner]) { tx in
            _ = try tx.beginEdition(of: "alarm-order")
            try tx.publish(next, from: here.time.today.adding(days: 10))
        }
        return here
    }

    private static let editions: [Breach] = [
        Breach(
            "a term of an edition that is not there",
            "INSERT INTO edition_terms SELECT slug, 'none', from_day, published_by FROM edition_terms"),
        Breach("two terms of one edition", "INSERT INTO edition_terms SELECT * FROM edition_terms"),
        Breach(
            "an edition taken back that had no day",
            "INSERT INTO edition_withdrawals SELECT slug, edition, 0, (SELECT MIN(id) FROM users) FROM routine_editions"
        ),
        Breach("a draft of an edition that was never saved", "UPDATE edition_drafts SET revision = 0"),
        Breach(
            "a draft based on what is not there", "UPDATE edition_drafts SET based_on = 'none'"),
    ]

    private static let cameras: [Breach] = [
        Breach("a consent of somebody who has no say", "UPDATE consents SET giver = 'neighbour'"),
        Breach("a consent to something else", "UPDATE consents SET about = 'everything'"),
        Breach("a consent that is over for no reason", "UPDATE consents SET valid_to = valid_from"),
        Breach(
            "a consent that ends before it is given",
            "UPDATE consents SET until_on = '2000-01-01'"),
        Breach(
            "two consents of one giver",
            """
            INSERT INTO consents SELECT 'x', recipient_id, giver, given_by, representing, about, manner, given_on,
                until_on, ended_how, valid_from, valid_to, recorded_at, recorded_by, case_id
            FROM consents WHERE giver = 'recipient'
            """),
        Breach("a sign in a language that none is printed in", "UPDATE camera_notices SET language = 'de'"),
        Breach("a sign that is down before it is up", "UPDATE camera_notices SET valid_to = valid_from - 1"),
        Breach("a supervision that is over for no reason", "UPDATE supervisions SET valid_to = valid_from"),
        Breach("a supervision of nobody", "UPDATE supervisions SET recipient_id = 'nobody'"),
        Breach(
            "one camera supervised twice",
            """
            INSERT INTO supervisions SELECT 'x', device_id, recipient_id, centre, needs_cohabitant, ended_how,
                valid_from, valid_to, recorded_at, recorded_by, case_id FROM supervisions
            """),
    ]

    private static let people: [Breach] = [
        Breach("a part in a case that is none", "UPDATE case_people SET role = 'guest'"),
        Breach("a cohabitant who is nobody", "UPDATE case_people SET recipient_id = 'nobody'"),
        Breach("two cohabitants of one case", "INSERT INTO case_people SELECT * FROM case_people"),
        Breach("a case about nobody who is there", "UPDATE cases SET recipient_id = 'nobody'"),
        Breach(
            "I14 a device of a person and of a unit",
            "UPDATE installations SET unit_id = (SELECT MIN(id) FROM provider_units)"),
        Breach("a device of a unit that is not there", "UPDATE installations SET unit_id = 'nobody'"),
        Breach("a lock to be taken down by no case", "UPDATE installations SET removal_case_id = 'none'"),
    ]

    private static let moves: [Breach] = [
        Breach(
            "a running move without a half",
            "UPDATE handovers SET giver_case_id = NULL, receiver_case_id = NULL"),
        Breach("a move to nowhere", "UPDATE handovers SET new_dwelling_id = 'nowhere'"),
        Breach(
            "one half in two moves",
            """
            INSERT INTO handovers (id, slug, edition, recipient_id, moves_on, old_dwelling_id, new_dwelling_id,
                giver_case_id, began_at)
            SELECT 'x', slug, edition, recipient_id, moves_on, old_dwelling_id, new_dwelling_id, giver_case_id, 0
            FROM handovers
            """),
        Breach("a shared duty that is done by nobody", "UPDATE shared_duties SET state = 'done'"),
        Breach("a shared duty twice", "INSERT INTO shared_duties SELECT * FROM shared_duties"),
        Breach("a case of a move that is not there", "UPDATE cases SET handover_id = 'none'"),
    ]
}
