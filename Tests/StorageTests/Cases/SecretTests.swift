import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct SecretTests {
    @Test(
        "I13 the entrance code is shown on demand, logged and told in the history", arguments: Engine.allCases
    )
    func shown(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        #expect(
            try await here.store.reveal("entranceCode", in: number, as: here.technician) == .value("4711"))
        let told = try await here.page(number).timeline.first
        #expect(told?.kind == .secretShown)
        #expect(told?.who == "Tove Tekniker")
        #expect(try await here.store.count("readings", where: "action = 'revealedSecret'") == 1)
    }

    @Test(
        "I13 a field that holds no secret shows nothing and tells of no showing", arguments: Engine.allCases)
    func nothing(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        #expect(
            await refusal {
                _ = try await here.store.reveal("recipientName", in: number, as: here.technician)
            }
                == .notFound)
        #expect(try await here.page(number).timeline.contains { $0.kind == .secretShown } == false)
    }

    @Test("I13 a closed case has no code left to show", arguments: Engine.allCases)
    func purged(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.closedCase()
        #expect(try await here.store.reveal("entranceCode", in: number, as: here.technician) == nil)
    }

    @Test("I13 the code stands in no event, answer, message or reading", arguments: Engine.allCases)
    func nowhere(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let answers = Answers.order { $0["entranceCode"] = "HEMLIG77" }
        let number = try await here.submit(try await here.draft(answers))
        _ = try await here.store.reveal("entranceCode", in: number, as: here.technician)
        for (table, column) in [
            ("events", "details"), ("submissions", "answers"), ("readings", "page"), ("drafts", "answers"),
        ] {
            let rows = try await here.store.rows("SELECT \(raw: column) FROM \(raw: table)")
            #expect(!rows.joined().contains { $0.contains("HEMLIG77") }, "\(table)")
        }
    }
}
