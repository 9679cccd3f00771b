import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct ConsentTests {
    @Test(
        "I16 a consent says who gave it, how, on which day and until when; a representative as what",
        arguments: Engine.allCases)
    func kept(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase { $0["cohabitant"] = "yes" }
        try await here.consent(number) { form in
            form.speaker = .representative
            form.representativeName = "Vera Vårdag"
            form.representing = "God man"
            form.manner = .written
            form.day = "2026-11-18"
            form.until = "2027-11-18"
        }
        try await here.consent(number, "otherConsent", from: .cohabitant)
        let consents = try #require(try await here.page(number).camera).consents
        #expect(consents.map(\.giver) == [.cohabitant, .recipient])
        #expect(consents.map(\.name) == ["Sixten Åkerlund", "Vera Vårdag"])
        #expect(consents.last?.representing == "God man")
        #expect(consents.last?.manner == .written)
        #expect(consents.last?.day == Day("2026-11-18"))
        #expect(consents.last?.until == Day("2027-11-18"))
        let row = try await here.store.rows(
            """
            SELECT u.login, c.number FROM consents o JOIN users u ON u.id = o.recorded_by
            JOIN cases c ON c.id = o.case_id WHERE o.giver = 'recipient'
            """, columns: 2)
        #expect(row == [["technician", number.text]])
    }

    @Test("the person who says yes is named as the register has them", arguments: Engine.allCases)
    func themselves(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase()
        try await here.consent(number)
        #expect(try await here.page(number).camera?.consents.map(\.name) == [SamplePerson.greta.name])
    }

    @Test("a new consent renews the one before it", arguments: Engine.allCases)
    func renewed(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.consent(try await here.cameraCase())
        let next = try await here.cameraCase()
        try await here.consent(next) { $0.manner = .written }
        let consents = try #require(try await here.page(next).camera).consents
        #expect(consents.map(\.end) == [nil, .renewed])
        #expect(consents.first?.manner == .written)
    }

    @Test("every question that was passed over is told at its field")
    func unanswered() async throws {
        let today = try #require(Day("2026-11-20"))
        let told = { (change: (inout ConsentForm) -> Void) async -> [String]? in
            var form = ConsentForm(giver: .cohabitant, recipientName: "Greta")
            change(&form)
            let typed = form
            return await refusal { try typed.statement(today: today, by: ConsentPolicies()) }?.told
        }
        #expect(
            await told { _ in } == ["day: form.required", "manner: form.choose", "speaker: form.choose"])
        #expect(
            await told {
                ($0.speaker, $0.manner, $0.day, $0.until) = (.representative, .oral, "2026-11-21", "i morgon")
            } == [
                "day: form.day.future", "representativeName: form.required", "representing: form.required",
                "until: form.day.wrong",
            ])
        #expect(
            await told {
                ($0.speaker, $0.manner, $0.day, $0.until) = (.themselves, .oral, "2026-11-32", "2026-11-19")
            } == ["cohabitantName: form.required", "day: form.day.wrong", "until: consent.until.past"])
        #expect(
            await told {
                ($0.speaker, $0.manner, $0.day) = (.themselves, .oral, "2026-11-20")
                $0.cohabitantName = String(repeating: "å", count: 201)
            } == ["cohabitantName: form.tooLong"])
    }

    @Test("another party's consent cannot be given under this duty", arguments: Engine.allCases)
    func wrongDuty(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase { $0["cohabitant"] = "yes" }
        let told = await refusal { try await here.consent(number, "consent", from: .cohabitant) }
        #expect(told?.code == .notFound)
        #expect(try await here.store.count("consents") == 0)
    }

    @Test(
        "a unit that does not serve the person learns nothing of consents, signs and supervision",
        arguments: Engine.allCases)
    func ofOthers(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.supervisedCase()
        let number = try await here.cameraCase(by: here.otherOrderer)
        #expect(try await here.page(number, as: here.otherOrderer).camera == nil)
        #expect(try await here.page(number).camera?.isSupervised == true)
    }
}
