import Domain
import TestSupport
import Testing

@testable import Storage

/// I1: what somebody may not see answers exactly as what does not exist, in every verb and every query.
@Suite struct VisibilityTests {
    /// Things of one case that another may not know of, or the same of no case at all.
    struct Things: Sendable {
        let number: CaseNumber
        let visit: ID<Visit>
        let receipt: String
        let person: ID<CareRecipient>
        let home: ID<Dwelling>
        let draft: ID<Case>

        static let absent = Things(
            number: CaseNumber(year: 2025, sequence: 7), visit: .sample(901), receipt: "N-2025-0007",
            person: .sample(902), home: .sample(903), draft: .sample(904))
    }

    struct Attempt: Sendable {
        let name: String
        let run: @Sendable (Tx, Things) throws -> Void

        init(_ name: String, _ run: @escaping @Sendable (Tx, Things) throws -> Void) {
            self.name = name
            self.run = run
        }
    }

    @Test("I1 another unit's case is as if it were not, in every query", arguments: Engine.allCases)
    func otherUnitReads(engine: Engine) async throws {
        try await compare(Attempt.queries, .otherOrderer, engine)
    }

    @Test("I1 another unit's case is as if it were not, in every verb", arguments: Engine.allCases)
    func otherUnitWrites(engine: Engine) async throws {
        try await compare(Attempt.verbs, .otherOrderer, engine)
    }

    @Test(
        "I1 auditor, routine owner and administrator come to no case, person or draft",
        arguments: Engine.allCases,
        [Municipality.Person.auditor, .routineOwner, .administrator])
    func withoutCases(engine: Engine, person: Municipality.Person) async throws {
        try await compare(Attempt.queries + Attempt.verbs, person, engine)
    }

    @Test(
        "whose data are protected is as if they were not, in every query and verb, to those who are not let in",
        arguments: Engine.allCases, [Municipality.Person.unitManager, .secondTechnician])
    func protected(engine: Engine, person: Municipality.Person) async throws {
        // Lists answer everybody; ProtectedListTests looks into them.
        let lists = ["device page", "inventory", "stock", "plan", "own day"]
        let queries = Attempt.queries.filter { !lists.contains($0.name) }
        try await compare(queries + Attempt.verbs, person, engine) { try await $0.protect(.greta) }
    }

    private func compare(
        _ attempts: [Attempt], _ person: Municipality.Person, _ engine: Engine,
        after change: (Municipality) async throws -> Void = { _ in }
    ) async throws {
        let here = try await Municipality.open(engine)
        let things = try await things(in: here)
        try await change(here)
        let before = try await here.store.count("events")
        for attempt in attempts {
            let unseen = await refusal {
                try await here.store.write(as: here[person]) { try attempt.run($0, things) }
            }
            let absent = await refusal {
                try await here.store.write(as: here[person]) { try attempt.run($0, .absent) }
            }
            #expect(unseen != nil, "\(attempt.name) was let through")
            #expect(unseen == absent, "\(attempt.name) tells what is there")
            #expect([.notFound, .forbidden].contains(unseen?.code), "\(attempt.name)")
        }
        #expect(try await here.store.count("events") == before)
    }

    private func things(in here: Municipality) async throws -> Things {
        let number = try await here.bookedCase()
        let receipt = try await here.checkOutKeys(number)
        let page = try await here.page(number)
        return Things(
            number: number, visit: try #require(page.visits.first?.id), receipt: receipt,
            person: try #require(page.order.recipient), home: try #require(page.order.dwelling),
            draft: try await here.draft())
    }

    @Test("I1 the lists of those who see no case are empty or closed", arguments: Engine.allCases)
    func lists(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        _ = try await here.draft()
        for view in QueueView.views(for: .orderer) {
            let queue = try await here.store.show(as: here.otherOrderer) { try $0.queue(view, offset: 0) }
            #expect(queue.lines.isEmpty)
            #expect(queue.counts.values.allSatisfy { $0 == 0 })
        }
        #expect(try await here.store.show(as: here.otherOrderer) { try $0.drafts() }.isEmpty)
        for person in [Municipality.Person.auditor, .routineOwner, .administrator] {
            let refused = await refusal {
                try await here.store.show(as: here[person]) { try $0.queue(.all, offset: 0) }
            }
            #expect(refused == .forbidden("error.forbidden"))
            #expect(try await here.store.show(as: here[person]) { try $0.drafts() }.isEmpty)
        }
        let day = try #require(Day("2026-11-24"))
        let visits = try await here.store.show(as: here.secondTechnician) { try $0.visits(on: day) }
        #expect(visits.isEmpty, "another technician's day")
        #expect(try await here.page(number, as: here.secondTechnician).order.number == number)
    }

    @Test("I1 a form fills in nothing about a person whom another unit serves", arguments: Engine.allCases)
    func known(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.orderedCase()
        let number = SamplePerson.greta.number
        let own = try await here.store.show(as: here.orderer) { try $0.knownFacts(number: number) }
        #expect(own?.name == "Greta Åkerlund")
        #expect(own?.home.street == "Ekholmsvägen 14")
        let other = try await here.store.show(as: here.otherOrderer) { try $0.knownFacts(number: number) }
        #expect(other == nil)
    }

    @Test("a unit manager sees what the unit's orderers see", arguments: Engine.allCases)
    func manager(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        #expect(try await here.page(number, as: here[.unitManager]).order.number == number)
    }

    @Test(
        "a unit sees neither the team's reservations nor where order and register differ",
        arguments: Engine.allCases)
    func teamOnly(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.orderedCase()
        let answers = Answers.order { $0["recipientName"] = "Margareta Åkerlund" }
        let number = try await here.submit(try await here.draft(answers))
        try await here.reserveDevices(number)
        let seen = try await here.page(number, as: here.orderer)
        #expect(seen.reserved.isEmpty)
        #expect(seen.differences.isEmpty)
        #expect(!seen.timeline.contains { $0.kind == .recipientDiffers })
        #expect(try await here.page(number).differences == ["name"])
    }
}

extension VisibilityTests.Attempt {
    static let queries: [Self] = [
        Self("case page") { _ = try $0.casePage($1.number) },
        Self("recipient page") { _ = try $0.recipientPage($1.person) },
        Self("dwelling page") { _ = try $0.dwellingPage($1.home) },
        Self("key receipt") { _ = try $0.keyReceipt($1.receipt, action: .downloaded) },
        Self("secret") { _ = try $0.secret("entranceCode", in: $1.number) },
        Self("order of visit") { _ = try $0.orderOfVisit($1.visit) },
        Self("draft") { _ = try $0.draft($1.draft) },
        Self("device page") { tx, _ in _ = try tx.devicePage(.sample(.alarmBase, 1)) },
        Self("inventory") { tx, _ in _ = try tx.devices(DeviceFilter(), limit: 10, offset: 0) },
        Self("stock") { tx, _ in _ = try tx.stock(for: [.alarmBase]) },
        Self("plan") { tx, _ in _ = try tx.planned(from: tx.today, days: 7) },
        Self("own day") { tx, _ in _ = try tx.visits(on: tx.today) },
    ]

    static let verbs: [Self] = [
        Self("attest") { try $0.attest("journal", in: $1.number, on: "2026-11-20", note: "") },
        Self("leaflet") {
            try $0.handOverLeaflet("leaflet", in: $1.number, on: "2026-11-20", language: .swedish)
        },
        Self("feedback") { try $0.giveFeedback("feedback", in: $1.number, text: "Klart", phonedTo: "") },
        Self("message") { try $0.sendMessage("Hej", in: $1.number) },
        Self("call") { try $0.noteCall(in: $1.number, contacted: "Någon", outcome: .noAnswer, note: "") },
        Self("waive") { try $0.waive("book", in: $1.number, reason: "Behövs inte längre.") },
        Self("cancel") { try $0.cancel($1.number, reason: "Ångrat") },
        Self("key receipt") { tx, things in
            _ = try tx.checkOutKeys("keyReceipt", in: things.number, receipt: .sample(on: tx.today))
        },
        Self("install") { tx, things in
            _ = try tx.install("installAlarm", in: things.number, devices: [], originalPart: "")
        },
        Self("link to a lock") {
            try $0.linkLock("linkLock", in: $1.number, report: LockReport(serial: "LAS-1", day: "2026-11-20"))
        },
        Self("unlink from a lock") {
            try $0.unlinkLock(
                "unlinkLock", in: $1.number, report: LockReport(serial: "LAS-1", day: "2026-11-20"))
        },
        Self("reserve") { try $0.reserve("LARM-2", in: $1.number) },
        Self("release") { try $0.release("LARM-1", in: $1.number) },
        Self("book") { try $0.book("book", in: $1.number, visit: visit($0)) },
        Self("reschedule") { try $0.reschedule($1.visit, to: visit($0), reason: "") },
        Self("cancel visit") { try $0.cancelVisit($1.visit, reason: "Sjuk") },
        Self("miss visit") { try $0.missVisit($1.visit, outcome: .refused, note: "") },
        Self("restore visit") { try $0.restoreVisit($1.visit, Self.why) },
        Self("resume") { try $0.resume($1.number, Self.why) },
        Self("finish visit") { try $0.finishVisit($1.visit) },
        Self("save draft") { try $0.saveDraft($1.draft, answers: Answers()) },
        Self("discard draft") { try $0.discardDraft($1.draft) },
        Self("submit") { _ = try $0.submit($1.draft) },
    ]

    private static let why = Answers(["reason": "Det blev fel från början."])

    private static func visit(_ tx: Tx) throws -> Visit {
        try Visit(
            day: "2026-11-25", time: "10:00", minutes: "60", technician: .sample(905), contacted: "Någon",
            note: "", now: tx.now)
    }
}
