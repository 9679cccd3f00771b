import Domain
import TestSupport
import Testing

@testable import Storage

/// What supervision by camera rests on, and what ends it.
@Suite struct SupervisionTests {
    private func faults(_ attempt: () async throws -> Void) async -> [String]? {
        await refusal(attempt)?.told
    }

    private func inForce(_ here: Municipality, _ table: String) async throws -> Int {
        try await here.store.count(table, where: "valid_to IS NULL")
    }

    @Test(
        "R5.24 R5.27 I16 supervision begins with a tested camera, its Swedish sign and the consent; never before",
        arguments: Engine.allCases)
    func order(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase()
        let all = ["supervision.noCamera", "supervision.noConsent", "supervision.noSwedishNotice"]
        #expect(await faults { try await here.startSupervision(number) } == all.map { "-: \($0)" })
        #expect(await faults { try await here.postNotices(number) } == ["-: notice.noCamera"])
        try await here.consent(number)
        try await here.book(number, try here.visit())
        try await here.installCamera(number)
        #expect(
            await faults { try await here.startSupervision(number) } == ["-: supervision.noSwedishNotice"])
        try await here.postNotices(number, in: [.swedish, .somali])
        #expect(try await inForce(here, "supervisions") == 0)
        try await here.startSupervision(number)
        let facts = try #require(try await here.page(number).camera)
        #expect(facts.isSupervised)
        #expect(facts.supervisions.first?.centre == "Larmcentralen Öst")
        #expect(facts.notices.map(\.language) == [.swedish, .somali])
        #expect(facts.conditions.hindrances.isEmpty)
        let told = try await here.page(number).timeline.map(\.kind)
        #expect(Set(told).isSuperset(of: [.consentGiven, .noticesPosted, .supervisionStarted]))
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I16 where a cohabitant is affected their consent is needed too, unless the duty is struck",
        arguments: Engine.allCases)
    func cohabitant(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase { $0["cohabitant"] = "yes" }
        try await here.consent(number)
        try await here.book(number, try here.visit())
        try await here.installCamera(number)
        try await here.postNotices(number)
        #expect(
            await faults { try await here.startSupervision(number) } == [
                "-: supervision.noCohabitantConsent"
            ])
        try await here.store.write(as: here.coordinator) {
            try $0.waive("otherConsent", in: number, reason: "Sambon har flyttat från bostaden.")
        }
        try await here.startSupervision(number)
        #expect(
            try await here.store.rows("SELECT CAST(needs_cohabitant AS TEXT) FROM supervisions") == [["0"]])
    }

    @Test(
        "I16 a consent that is taken back ends the supervision at once; the team sees it, and a new one can begin it",
        arguments: Engine.allCases, [ConsentGiver.recipient, .cohabitant])
    func withdrawn(engine: Engine, giver: ConsentGiver) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.supervisedCase(withCohabitant: true)
        let stranger = await refusal { try await here.record(giver.withdrawal, by: here.otherOrderer) }
        #expect(stranger?.code == .notFound)
        try await here.record(giver.withdrawal, by: here.technician)
        let page = try await here.page(number)
        let facts = try #require(page.camera)
        #expect(!facts.isSupervised)
        #expect(facts.supervisions.first?.end == .consentWithdrawn)
        #expect(facts.cameras.count == 1 && facts.notices.count == 2, "the camera hangs where it hung")
        #expect(facts.consents.filter { $0.end == .withdrawn }.map(\.giver) == [giver])
        #expect(page.timeline.contains { $0.kind == .supervisionEnded })
        let again = await faults { try await here.record(giver.withdrawal) }
        #expect(again == ["-: consent.noneInForce"])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a cohabitant who was never asked can say no without ending what does not need them",
        arguments: Engine.allCases)
    func notNeeded(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.supervisedCase()
        let kinds = try await here.store.read(as: here.technician) { [greta = try await here.recipient()] in
            try $0.lifeEventKinds(for: greta)
        }
        #expect(kinds.contains(.consentWithdrawn) && !kinds.contains(.cohabitantConsentWithdrawn))
        let told = await faults { try await here.record(.cohabitantConsentWithdrawn, by: here.technician) }
        #expect(told == ["-: consent.noneInForce"])
        #expect(try await inForce(here, "supervisions") == 1)
    }

    @Test(
        "I18 what follows from a consent that is taken back is foreseen; the unit gets the camera's return to order, and what was wrong is undone",
        arguments: Engine.allCases, [ConsentGiver.recipient, .cohabitant])
    func foreseenAndUndone(engine: Engine, giver: ConsentGiver) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.supervisedCase(withCohabitant: true)
        try await here.store.write(as: here.coordinator) {
            try $0.waive("uninstall", in: number, reason: "Kameran ska sitta kvar tills vidare.")
        }
        try await here.publishReturns()
        let before = try #require(try await here.page(number).camera)
        let foresight = try await here.foresight(giver.withdrawal)
        #expect(foresight.consents == before.consentsInForce.filter { $0.giver == giver }.map(\.name))
        #expect(foresight.supervisions.map(\.serial) == [.sample(.safetyCamera, 1)])
        #expect(foresight.returns.map(\.sv) == ["Återlämna trygghetskamera"])
        #expect(foresight.mounted.map(\.serial) == [.sample(.safetyCamera, 1)])
        #expect(foresight.leaves == nil && foresight.services == [] && foresight.ending == [])
        let drafts = try await here.record(giver.withdrawal)
        let draft = try await here.store.show(as: here.orderer) { try $0.draft(drafts[0]) }
        #expect(draft.answers["reason"] == "consentWithdrawn")
        let left = try await here.store.show(as: here.coordinator) { try $0.leftMounted() }
        #expect(left.map(\.kind) == [giver.withdrawal])
        #expect(try await inForce(here, "supervisions") == 0)

        let greta = try await here.recipient()
        let event = try #require(
            try await here.store.read(as: here.coordinator) { try $0.lifeEvents(of: greta) }.first)
        try await here.store.write(as: here.orderer) { try $0.undo(event.id, reason: "Det gällde grannen.") }
        let after = try #require(try await here.page(number).camera)
        #expect(after.isSupervised && after.consents == before.consents)
        #expect(after.supervisions == before.supervisions, "it never ended")
        #expect(try await here.store.show(as: here.coordinator) { try $0.leftMounted() } == [])
        #expect(try await here.store.count("drafts", where: "id = \(drafts[0])") == 0)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a consent that is restored does not bring back a supervision that something else has ended since",
        arguments: Engine.allCases)
    func restoredTooLate(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.supervisedCase(withCohabitant: true)
        try await here.record(.consentWithdrawn)
        try await here.record(.cohabitantConsentWithdrawn)
        let greta = try await here.recipient()
        let events = try await here.store.read(as: here.coordinator) { try $0.lifeEvents(of: greta) }
        let first = try #require(events.last)
        try await here.store.write(as: here.orderer) { try $0.undo(first.id, reason: "Det gällde grannen.") }
        let facts = try #require(try await here.page(number).camera)
        #expect(!facts.isSupervised && facts.consentsInForce.map(\.giver) == [.recipient])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I16 an order that goes on asks again for a consent that was taken back meanwhile",
        arguments: Engine.allCases)
    func resumedWithoutConsent(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase()
        try await here.consent(number)
        try await here.store.write(as: here.orderer) { try $0.cancel(number, reason: "Ångrat") }
        try await here.record(.consentWithdrawn)
        try await here.store.write(as: here.orderer) {
            try $0.resume(number, Answers(["reason": "Det var en annan beställning."]))
        }
        #expect(try await here.page(number).order.duty("consent")?.isOpen == true)
        try await here.consent(number)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I16 a consent until a day ends after it, and the supervision with it", arguments: Engine.allCases)
    func expired(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase()
        try await here.consent(number) { $0.until = "2026-11-30" }
        try await here.book(number, try here.visit())
        try await here.installCamera(number)
        try await here.postNotices(number)
        try await here.startSupervision(number)
        let job = try #require(Job.all.first { $0.name == "endConsents" })
        here.time.set("2026-11-30", "23:30")
        #expect(try await here.store.doIfDue(job)?.count == 0)
        #expect(try await inForce(here, "supervisions") == 1)
        here.time.set("2026-12-01", "00:30")
        #expect(try await here.store.doIfDue(job)?.count == 1)
        let facts = try #require(try await here.page(number).camera)
        #expect(facts.supervisions.first?.end == .consentExpired)
        #expect(facts.consents.first?.end == .expired)
        #expect(facts.conditions.hindrances == [.noConsent])
        for other in Job.all { _ = try await here.store.doIfDue(other) }
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "R5.22 a camera that is taken down takes its supervision and its signs with it, the consent stays",
        arguments: Engine.allCases)
    func uninstalled(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.supervisedCase()
        let report = UninstallationReport(
            conditions: [.sample(.safetyCamera, 1): .working], partIsBack: nil, remark: "")
        try await here.uninstall(number, report)
        #expect(try await inForce(here, "supervisions") == 0)
        #expect(try await inForce(here, "camera_notices") == 0)
        #expect(try await inForce(here, "consents") == 1)
        let facts = try #require(try await here.page(number).camera)
        #expect(facts.supervisions.first?.end == .cameraUninstalled)
        let device = try await here.store.show(as: here.coordinator) {
            try $0.devicePage(.sample(.safetyCamera, 1))
        }
        #expect(device.device.status == .returned)
        #expect(
            Set(device.timeline.map(\.kind)).isSuperset(of: [
                .supervisionStarted, .supervisionEnded, .noticesRemoved, .deviceUninstalled,
            ]))
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("the start of supervision is a moment that has been, with a camera that was there")
    func start() async throws {
        let now = Instant.written("2026-11-24", "10:00")
        let wrong = await refusal {
            try SupervisionStart(day: "2026-11-31", time: "25:00", centre: "", now: now)
        }
        #expect(
            wrong?.told == ["centre: form.required", "day: form.day.wrong", "time: form.time.wrong"])
        let later = await refusal {
            try SupervisionStart(day: "2026-11-24", time: "10:01", centre: "Öst", now: now)
        }
        #expect(later?.told == ["day: supervision.future"])
        let endless = String(repeating: "ö", count: 201)
        let long = await refusal {
            try SupervisionStart(day: "2026-11-24", time: "09:00", centre: endless, now: now)
        }
        #expect(long?.told == ["centre: form.tooLong"])
    }

    @Test("supervision cannot have begun before the camera was there", arguments: Engine.allCases)
    func beforeCamera(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase()
        try await here.consent(number)
        try await here.book(number, try here.visit())
        try await here.installCamera(number)
        try await here.postNotices(number)
        let start = try SupervisionStart(
            day: "2026-11-19", time: "10:00", centre: "Öst", now: here.time.now)
        let told = await faults {
            try await here.store.write(as: here.technician) {
                try $0.startSupervision("start", in: number, start: start)
            }
        }
        #expect(told == ["day: supervision.beforeCamera"])
    }
}

extension ConsentGiver {
    /// The life event of taking it back.
    fileprivate var withdrawal: LifeEvent.Kind {
        self == .recipient ? .consentWithdrawn : .cohabitantConsentWithdrawn
    }
}
