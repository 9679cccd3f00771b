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
        let keys: ID<HeldKeys>
        let event: ID<LifeEvent>
        let relative: ID<RelativeLine>
        let service: ID<GrantedService>
        let fact: ID<DatedFact>
        let extract: ID<SealedExtract>
        let order: ID<Case>
        let difference: Int
        let takeover: ID<Takeover>

        static let absent = Things(
            number: CaseNumber(year: 2025, sequence: 7), visit: .sample(901), receipt: "N-2025-0007",
            person: .sample(902), home: .sample(903), draft: .sample(904), keys: .sample(906),
            event: .sample(907), relative: .sample(908), service: .sample(909), fact: .sample(910),
            extract: .sample(911), order: .sample(912), difference: 9_999, takeover: .sample(913))
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
        let own = Attempt.own[person] ?? []
        let attempts = (Attempt.queries + Attempt.verbs).filter { !own.contains($0.name) }
        try await compare(attempts, person, engine)
    }

    @Test(
        "whose data are protected is as if they were not, in every query and verb, to those who are not let in",
        arguments: Engine.allCases, [Municipality.Person.unitManager, .secondTechnician])
    func protected(engine: Engine, person: Municipality.Person) async throws {
        // Lists answer everybody; ProtectedListTests looks into them.
        let left = Attempt.lists + Attempt.extracts + Attempt.doors
        let attempts = (Attempt.queries + Attempt.verbs).filter { !left.contains($0.name) }
        try await compare(attempts, { $0[person] }, engine) { try await $0.protect(.greta) }
    }

    @Test(
        "whose data are protected is as if they were not to whoever plans and is not let in",
        arguments: Engine.allCases)
    func protectedFromPlanner(engine: Engine) async throws {
        let left = Attempt.lists + Attempt.extracts + Attempt.doors + Attempt.differences + Attempt.takeovers
        let attempts = (Attempt.queries + Attempt.verbs).filter { !left.contains($0.name) }
        try await compare(attempts, { try await $0.anotherCoordinator() }, engine) {
            try await $0.protect(.greta)
        }
    }

    @Test(
        "whose data are protected has no door for another unit's manager, and no log for an auditor",
        arguments: Engine.allCases)
    func protectedBeyondReach(engine: Engine) async throws {
        let all = Attempt.queries + Attempt.verbs
        let doors = all.filter { Attempt.doors.contains($0.name) }
        #expect(doors.count == Attempt.doors.count)
        try await compare(doors, { try await Self.otherManager(in: $0) }, engine) {
            try await $0.protect(.greta)
        }
        let log = all.filter { $0.name == "person's log" }
        try await compare(log, { $0[.auditor] }, engine) { try await $0.protect(.greta) }
    }

    private static func otherManager(in here: Municipality) async throws -> Actor {
        let place = Actor.Place.unit(here.lambohov)
        return try await here.store.write(as: .system) { tx in
            let user = try tx.addUser(login: "othermanager", name: "Maj Chef", phone: "", passwordHash: nil)
            let assignment = try tx.assign(user, role: .unitManager, in: place)
            return Actor(
                user: user, name: "Maj Chef", assignment: assignment, role: .unitManager, place: place)
        }
    }

    @Test(
        "a difference about whose data are protected can be decided, and tells nothing written of them",
        arguments: Engine.allCases)
    func protectedDifference(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let things = try await things(in: here)
        let decided = { (note: String) in
            ["decision": ListDifference.Decision.explained.rawValue, "note": note]
        }
        try await here.decide(things.difference, decided("Greta flyttar den första."))
        try await here.protect(.greta)
        let stranger = try await here.anotherCoordinator()
        for (actor, isTold) in [(here.coordinator, true), (stranger, false), (here[.routineOwner], false)] {
            let page = try await here.store.show(as: actor) { try $0.difference(things.difference) }
            let told = "\(page)"
            #expect(told.contains("Greta") == isTold, "\(actor.name)")
            #expect(page.line.isProtected == !isTold && page.acts.count == 1)
        }
        try await here.decide(things.difference, decided("Vi väntar."), by: stranger)
        let page = try await here.store.show(as: here.coordinator) { try $0.difference(things.difference) }
        #expect(page.acts.map(\.note) == ["Vi väntar.", "Greta flyttar den första."])
    }

    @Test("I1 a takeover is undone by whoever plans, and by nobody else", arguments: Engine.allCases)
    func takeover(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let takeover = try await things(in: here).takeover
        for actor in Municipality.Person.allCases.map({ here[$0] }) where !actor.may(.plan) {
            let refused = await refusal {
                try await here.store.write(as: actor) {
                    _ = try $0.undoTakeover(takeover, reason: "Det blev fel från början.")
                }
            }
            #expect(refused == .forbidden("error.forbidden"), "\(actor.name)")
        }
        let back = try await here.store.write(as: here.coordinator) {
            try $0.undoTakeover(takeover, reason: "Det blev fel från början.")
        }
        #expect(back == 1)
    }

    private func compare(
        _ attempts: [Attempt], _ person: Municipality.Person, _ engine: Engine
    ) async throws {
        try await compare(attempts, { $0[person] }, engine)
    }

    private func compare(
        _ attempts: [Attempt], _ actor: (Municipality) async throws -> Actor, _ engine: Engine,
        after change: (Municipality) async throws -> Void = { _ in }
    ) async throws {
        let here = try await Municipality.open(engine)
        let things = try await things(in: here)
        try await change(here)
        let actor = try await actor(here)
        let before = try await here.store.count("events")
        for attempt in attempts {
            let unseen = await refusal {
                try await here.store.write(as: actor) { try attempt.run($0, things) }
            }
            let absent = await refusal {
                try await here.store.write(as: actor) { try attempt.run($0, .absent) }
            }
            #expect(unseen != nil, "\(attempt.name) was let through")
            #expect(unseen == absent, "\(attempt.name) tells what is there")
            #expect([.notFound, .forbidden].contains(unseen?.code), "\(attempt.name)")
        }
        #expect(try await here.store.count("events") == before)
    }

    @Test(
        "what answers with nothing where nothing is there answers so to those who are not let in",
        arguments: Engine.allCases)
    func nothing(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let things = try await things(in: here)
        let order = try await here.page(things.number).order.id
        #expect(try await here.store.read(as: here[.unitManager]) { try $0.caseNumber(of: order) } != nil)
        try await here.protect(.greta)
        for actor in [
            here[.unitManager], here.otherOrderer, here[.auditor], try await here.anotherCoordinator(),
        ] {
            #expect(try await here.store.read(as: actor) { try $0.caseNumber(of: order) } == nil)
            #expect(try await here.store.show(as: actor) { try $0.merge(of: things.person) } == nil)
            let holder = await refusal {
                let other = try await here.store.show(as: actor) {
                    try $0.otherHolder(of: SamplePerson.greta.number, than: .sample(905))
                }
                #expect(other == nil)
            }
            #expect(holder == nil || holder == .forbidden("error.forbidden"))
            for keys in [things.keys, Things.absent.keys] {
                let missing = await refusal {
                    try await here.store.write(as: actor) {
                        try $0.reportMissing([keys], typed: Answers(["account": "Vid genomgången."])) { _ in
                            ""
                        }
                    }
                }
                let isUnit = actor.may(.workOnUnitDuties)
                #expect(
                    missing == (isUnit ? .conflict("keys.changedMeanwhile") : .forbidden("error.forbidden")))
            }
        }
    }

    private func things(in here: Municipality) async throws -> Things {
        // What an alarm leaves in the register, and a case that runs beside it.
        _ = try await here.closedCase()
        // Before the visit is booked: it would be called off.
        try await here.record(.hospital)
        let number = try await here.orderedCase()
        try await here.book(number, try here.visit(on: here.time.today.adding(days: 2).description))
        let receipt = try await here.checkOutKeys(number)
        let page = try await here.page(number)
        try await here.makeExtract(in: try await here.orderExtract())
        let elsewhere = SamplePerson.numbered(600)
        try await here.take(.treserva, ["\(elsewhere.number);\(elsewhere.name);;;2026-11-01;"])
        let difference = try #require(
            try await here.standing().first { $0.person?.id == page.order.recipient })
        let first = { (table: SQL) in
            try await here.store.rows("SELECT id FROM \(table) ORDER BY id LIMIT 1")[0][0]
        }
        return Things(
            number: number, visit: try #require(page.visits.first?.id), receipt: receipt,
            person: try #require(page.order.recipient), home: try #require(page.order.dwelling),
            draft: try await here.draft(),
            keys: ID(stored: try await first("key_custody WHERE held_to IS NULL")),
            event: ID(stored: try await first("life_events")),
            relative: ID(stored: try await first("related_persons")),
            service: ID(stored: try await first("granted_services")),
            fact: ID(stored: try await first("residencies")),
            extract: ID(stored: try await first("extracts")), order: page.order.id,
            difference: difference.id, takeover: try await takeover(in: here))
    }

    /// Of somebody who has nothing to do with the other things.
    private func takeover(in here: Municipality) async throws -> ID<Takeover> {
        _ = try await here.orderedCase(for: .numbered(601), withLock: false)
        let person = try await here.id(of: .numbered(601))
        let typed = Answers([
            "to": here.lambohov.text, "day": here.time.today.description, "note": "Nytt avtal.",
            "person.\(person)": "yes",
        ])
        let takeover = try Takeover(typed, from: here.ekholmen, today: here.time.today)
        return try await here.store.write(as: here.coordinator) { try $0.takeOver(takeover) }
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
    /// They answer everybody.
    static let lists = ["device page", "inventory", "stock", "plan", "own day"]
    /// They count those whose data are protected without naming them, and are made and read by whoever may.
    static let extracts = ["extract page", "extract file", "extract anew"]
    /// They stand in their list without a name; `protectedDifference` looks into one.
    static let differences = ["difference", "decide about a difference"]
    /// A takeover is undone whole, whoever was in it.
    static let takeovers = ["undo takeover"]
    /// They tell whoever works there that somebody's data are protected; ProtectedAccessTests looks behind them.
    static let doors = [
        "door to a case", "door to a person", "break glass to a case", "break glass to a person",
    ]
    /// What is the role's own to look at, without cases.
    static let own: [Municipality.Person: [String]] = [
        .auditor: ["person's log"], .routineOwner: differences,
    ]

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
        Self("telephones") { _ = try $0.phones(for: $1.number) },
        Self("whether it can be called off") { try $0.requireCancellable($1.number) },
        Self("whether it can go on") { try $0.requireResumable($1.number) },
        Self("kind of duty") { _ = try $0.dutyKind("journal", in: $1.number) },
        Self("uninstallation left") { _ = try $0.hasOpenUninstallation($1.number) },
        Self("extract draft") { _ = try $0.extractDraft("produceExtract", in: $1.number) },
        Self("extract anew") { _ = try $0.extractAnew($1.extract) },
        Self("extract page") { _ = try $0.extractPage($1.extract) },
        Self("extract file") { _ = try $0.extractFile($1.extract, .csv) },
        Self("held keys") { _ = try $0.keyHolding($1.keys) },
        Self("foresight of a loss") { _ = try $0.lossForesight(of: $1.keys) },
        Self("foresight") { _ = try $0.foresight(of: .serviceEnded, for: $1.person) },
        Self("kinds of life events") { _ = try $0.lifeEventKinds(for: $1.person) },
        Self("devices that may fail") { _ = try $0.devicesThatMayFail(for: $1.person) },
        Self("life event") { _ = try $0.lifeEvent($1.event) },
        Self("detail") { _ = try $0.knownDetail(.phone, of: $1.person) },
        Self("number") { _ = try $0.knownNumber(of: $1.person) },
        Self("holds of the file") { _ = try $0.fileHolds(of: $1.person) },
        Self("register extract") { _ = try $0.registerExtractPreview(of: $1.person) },
        Self("relative") { _ = try $0.knownRelative($1.relative) },
        Self("service") { _ = try $0.knownService($1.service) },
        Self("dated fact") { _ = try $0.datedFact(.residency, $1.fact) },
        Self("merging") { _ = try $0.mergePreview(of: $1.person, into: .sample(905)) },
        Self("merging with") { _ = try $0.mergePreview(of: .sample(905), into: $1.person) },
        Self("difference") { _ = try $0.difference($1.difference) },
        Self("person's log") { _ = try $0.personsLog($1.person) },
        Self("door to a case") { _ = try $0.protectedDoor(to: $1.number) },
        Self("door to a person") { _ = try $0.protectedDoor(to: $1.person) },
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
        Self("book two") { try $0.book("book", in: $1.number, pair: pair($0)) },
        Self("reschedule two") { try $0.reschedule($1.visit, to: pair($0), reason: "") },
        Self("linked draft") { _ = try $0.beginLinkedDraft("linked", in: $1.number) },
        Self("pair") { try $0.pair($1.number, with: CaseNumber(year: 2025, sequence: 8)) },
        Self("pair with") { try $0.pair(CaseNumber(year: 2025, sequence: 8), with: $1.number) },
        Self("settle differences") {
            try $0.settleDifferences(
                "settle", in: $1.number,
                Settlement(movesOn: $0.today, oldHome: $1.home, newHome: $1.home, note: "De ångrade sig."))
        },
        Self("pass responsibility") {
            try $0.passResponsibility("pass", in: $1.number, on: "2026-11-20", note: "")
        },
        Self("consent") {
            try $0.recordConsent(
                "consent", in: $1.number, form: ConsentForm(giver: .recipient, recipientName: ""))
        },
        Self("notices") { tx, things in
            let holds = Dictionary(uniqueKeysWithValues: PlacementCheck.allCases.map { ($0, true) })
            try tx.postNotices(
                "notices", in: things.number,
                posting: NoticePosting(languages: [.swedish], holds: holds, reasons: [:]))
        },
        Self("supervision") {
            try $0.startSupervision(
                "supervision", in: $1.number,
                start: SupervisionStart(
                    day: "2026-11-20", time: "08:00", centre: "Larmcentralen", now: $0.now))
        },
        Self("uninstall") {
            try $0.uninstall(
                "uninstall", in: $1.number,
                report: UninstallationReport(conditions: [:], partIsBack: nil, remark: ""))
        },
        Self("give back keys in a case") {
            _ = try $0.giveBackKeys("keyReceipt", in: $1.number, typed: Self.why)
        },
        Self("no keys") { try $0.attestNoKeys("keyReceipt", in: $1.number, reason: "Inga fanns.") },
        Self("give back keys") { _ = try $0.giveBackKeys($1.keys, typed: Self.why) },
        Self("hand over keys") { _ = try $0.transferKeys($1.keys, typed: Self.why) },
        Self("place keys") { try $0.placeKeys($1.keys, typed: Answers(["place": "Skåp 2"])) },
        Self("keys lost") { _ = try $0.reportLost([$1.keys], typed: Self.why) { _ in "" } },
        Self("keys found") { try $0.keysFound($1.keys, typed: Self.why) },
        Self("keys not lost") { try $0.undoLoss($1.keys, Self.why) },
        Self("life event") {
            let event = try LifeEvent(
                Answers([
                    "kind": "serviceEnded", "day": $0.today.description, "toldBy": "Dottern Lisa", "note": "",
                ]), today: $0.today)
            _ = try $0.record(event, about: $1.person, foreseen: "", reason: "Det har hänt något.")
        },
        Self("undo life event") { try $0.undo($1.event, reason: "Det blev fel från början.") },
        Self("end life event") { try $0.end($1.event, on: $0.today.description) },
        Self("change detail") { try $0.change(.phone, of: $1.person, Self.why) },
        Self("replace number") { try $0.replaceNumber(of: $1.person, Self.why) },
        Self("hold file") { try $0.holdFile(of: $1.person, Self.why) },
        Self("release file") { try $0.releaseFile(of: $1.person, Self.why) },
        Self("end relative") { try $0.endRelative($1.relative, Self.why) },
        Self("correct service") { try $0.correctService($1.service, Self.why) },
        Self("correct fact") { try $0.correct(.residency, $1.fact, Self.why) },
        Self("tell apart") { try $0.distinguish($1.person, from: .sample(905), Self.why) },
        Self("tell apart from") { try $0.distinguish(.sample(905), from: $1.person, Self.why) },
        Self("merge") { try $0.merge($1.person, into: .sample(905), Self.why) },
        Self("merge with") { try $0.merge(.sample(905), into: $1.person, Self.why) },
        Self("undo merge") { try $0.undoMerge(of: $1.person, into: .sample(905), Self.why) },
        Self("decide about a difference") {
            try $0.decide(
                $1.difference,
                Answers([
                    "decision": ListDifference.Decision.explained.rawValue, "note": "Hon flyttar snart.",
                ]))
        },
        Self("undo takeover") { _ = try $0.undoTakeover($1.takeover, reason: "Det blev fel från början.") },
        Self("break glass to a case") { try $0.breakGlass(to: .order($1.order), Self.why) },
        Self("break glass to a person") { try $0.breakGlass(to: .person($1.person), Self.why) },
    ]

    private static func pair(_ tx: Tx) throws -> VisitPair {
        try VisitPair(uninstall: nil, install: visit(tx), fallback: "Hon är hemma.")
    }

    private static let why = Answers(["reason": "Det blev fel från början."])

    private static func visit(_ tx: Tx) throws -> Visit {
        try Visit(
            day: tx.today.adding(days: 5).description, time: "10:00", minutes: "60", technician: .sample(905),
            contacted: "Någon", note: "", now: tx.now)
    }
}
