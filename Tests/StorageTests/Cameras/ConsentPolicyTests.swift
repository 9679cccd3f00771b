import Domain
import TestSupport
import Testing

@testable import Storage

/// What a consent must be, from a day on.
@Suite struct ConsentPolicyTests {
    private static let strict = [
        "manner": "written", "representative": "no", "cohabitant": "yes", "months": "12",
        "source": "SN 2027-31",
    ]

    private static func decide(
        _ here: Municipality, _ change: [String: String] = [:], as actor: Actor? = nil
    ) async throws {
        let typed = Self.strict.merging(["from": here.time.today.description]) { $1 }.merging(change) { $1 }
        try await here.store.write(as: actor ?? here[.routineOwner]) {
            try $0.decideConsentPolicy(Answers(typed))
        }
    }

    @Test(
        "where nothing is decided the law holds, which asks neither for writing nor for an end",
        arguments: Engine.allCases)
    func law(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let overview = try await here.store.read(as: here.technician) { try $0.consentPolicyOverview() }
        #expect(overview.policies.map(\.policy) == [overview.current] && overview.current.number == 0)
        #expect(overview.current.source.contains("2001:454") && overview.policies.first?.who == nil)
        let number = try await here.cameraCase()
        try await here.consent(number)
        #expect(try await here.page(number).camera?.consents.first?.until == nil)
    }

    @Test(
        "what was decided is sealed by the event that tells of it; one that nothing tells of is named",
        arguments: Engine.allCases)
    func told(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let broken = { try await here.store.read(as: .system) { try $0.brokenDecisions() } }
        for source in ["SN 1", "SN 2"] { try await Self.decide(here, ["source": source]) }
        #expect(try await broken() == [])
        let tamper = { (statement: SQL) in
            try await here.store.writing { connection in
                try connection.openTheTriggers()
                try connection.send(statement)
            }
        }
        try await tamper("UPDATE consent_policies SET asks_cohabitant = 0 WHERE number = 2")
        #expect(try await broken() == ["consentPolicy 2"])
        try await tamper("UPDATE consent_policies SET asks_cohabitant = 1 WHERE number = 2")
        #expect(try await broken() == [])
        try await tamper(
            """
            INSERT INTO consent_policies SELECT 7, from_day, asks_cohabitant, accepts_representative, accepts_oral, months,
                source, decided_at + 1, decided_by FROM consent_policies WHERE number = 1
            """)
        try await tamper("DELETE FROM consent_policies WHERE number = 1")
        #expect(try await broken() == ["consentPolicy 1", "consentPolicy 7"])
        #expect(
            try await here.store.verify { _ in }.first {
                $0.rule == "what was decided is what the history tells of it"
            }?
            .examples == ["consentPolicy 1", "consentPolicy 7"])
    }

    @Test("a consent is judged by the policy of the day on which it was given", arguments: Engine.allCases)
    func judged(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase()
        let before = here.time.today
        try await Self.decide(here, ["from": before.adding(days: 2).description])
        try await here.consent(number)

        here.time.advance(days: 3)
        let next = try await here.cameraCase()
        #expect(
            await refusal { try await here.consent(next) }?.told == ["manner: consent.manner.mustBeWritten"])
        #expect(
            await refusal {
                try await here.consent(next) {
                    ($0.speaker, $0.manner) = (.representative, .written)
                    ($0.representativeName, $0.representing) = ("Eva Lind", "god man")
                }
            }?.told == ["speaker: consent.speaker.themselvesOnly"])
        let today = here.time.today
        let limit = today.adding(months: 12).adding(days: -1)
        #expect(
            await refusal {
                try await here.consent(next) {
                    ($0.manner, $0.until) = (.written, limit.adding(days: 1).description)
                }
            }?.told == ["until: consent.until.beyond"])
        // Spoken on a day on which that was enough.
        try await here.consent(next) { $0.day = before.description }
        #expect(try await here.page(next).camera?.consents.map(\.end) == [nil, .renewed])

        let last = try await here.cameraCase()
        try await here.consent(last) { $0.manner = .written }
        #expect(try await here.page(last).camera?.consents.first?.until == limit)
        here.time.advance(days: 366)
        #expect(try await here.store.write(as: .system) { try $0.endExpiredConsents() } == 1)
        let late = try await here.cameraCase()
        #expect(
            await refusal {
                try await here.consent(late) { ($0.manner, $0.day) = (.written, today.description) }
            }?.told == ["day: consent.day.tooOld"])
    }

    @Test(
        "a supervision hangs on the cohabitant's consent only where the policy asks for it",
        arguments: Engine.allCases)
    func cohabitant(engine: Engine) async throws {
        for asks in ["yes", "no"] {
            let here = try await Municipality.open(engine)
            try await Self.decide(here, ["cohabitant": asks, "manner": "oral"])
            let number = try await here.cameraCase { $0["cohabitant"] = "yes" }
            try await here.consent(number)
            let hindrances = try await here.page(number).camera?.conditions.hindrances
            #expect(hindrances?.contains(.noCohabitantConsent) == (asks == "yes"), "\(asks)")
            #expect(hindrances?.contains(.noConsent) == false)
        }
    }

    @Test(
        "policies are decided by routine owners, from today on, and none is ever changed",
        arguments: Engine.allCases)
    func decided(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        for person in Municipality.Person.allCases where person != .routineOwner {
            #expect(
                await refusal { try await Self.decide(here, as: here[person]) }?.code == .forbidden,
                "\(person)")
        }
        #expect(
            await refusal {
                try await Self.decide(
                    here,
                    [
                        "from": here.time.today.adding(days: -1).description, "manner": "",
                        "representative": "kanske",
                        "cohabitant": "", "months": "0", "source": " ",
                    ])
            }?.told == [
                "cohabitant: form.choose", "from: consentPolicy.from.past", "manner: form.choose",
                "months: consentPolicy.months.wrong", "representative: form.choose", "source: form.required",
            ])
        let coming = here.time.today.adding(days: 10).description
        try await Self.decide(here, ["from": coming, "source": "SN 1"])
        try await Self.decide(here, ["from": coming, "source": "SN 2"])
        let overview = try await here.store.read(as: here.technician) { try $0.consentPolicyOverview() }
        #expect(overview.policies.map(\.policy.source).prefix(2) == ["SN 2", "SN 1"])
        #expect(overview.current.number == 0 && overview.policies[0].who == here[.routineOwner].name)
        let replaced = try #require(overview.policies[1].lastDay)
        #expect(replaced < overview.policies[1].policy.from, "another took its place before it began")
        for statement in ["UPDATE consent_policies SET months = 1", "DELETE FROM consent_policies"] as [SQL] {
            await #expect(throws: (any Error).self) {
                try await here.store.writing { try $0.send(statement) }
            }
        }
    }

    @Test(
        "how many consents rest on earlier rules is told, but of nobody who is protected",
        arguments: Engine.allCases)
    func older(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.consent(try await here.cameraCase())
        here.time.advance(days: 1)
        try await Self.decide(here)
        let count = {
            try await here.store.read(as: here[.routineOwner]) { try $0.consentPolicyOverview() }.older
        }
        #expect(try await count() == 1)
        try await here.store.writing {
            try $0.send("UPDATE care_recipients SET protection = 'protectedRegistration'")
        }
        #expect(try await count() == 0)
    }
}
