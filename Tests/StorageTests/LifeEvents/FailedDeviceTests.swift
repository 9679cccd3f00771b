import Domain
import TestSupport
import Testing

@testable import Storage

/// Something mounted is lost or broken: foreseen, begun, undone, and over when it is replaced or mended (I10, I17).
@Suite struct FailedDeviceTests {
    private static let button = SerialNumber.sample(.alarmButton, 1)
    private static let lock = SerialNumber.sample(.lockUnit, 1)

    private static func living(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        try await here.publishRepairs()
        here.time.set("2026-11-26", "09:00")
        return here
    }

    private static func lines(_ here: Municipality) async throws -> [LifeEventLine] {
        let id = try await here.recipient()
        return try await here.store.read(as: here.coordinator) { try $0.lifeEvents(of: id) }
    }

    private static func left(_ here: Municipality) async throws -> [LeftMounted] {
        try await here.store.show(as: here.coordinator) { try $0.leftMounted() }
    }

    /// The unit sends the order that has been begun.
    /// - Parameter question: what else it asks, which is answered with yes.
    private static func send(
        _ draft: ID<Case>, _ here: Municipality, answering question: String = "canCall"
    ) async throws -> CaseNumber {
        try await here.store.write(as: here.orderer) { tx in
            var answers = try tx.draft(draft).value.answers
            if answers["problem"].isEmpty { answers["problem"] = "Den är borta." }
            answers[question] = "yes"
            answers.addUnitContact()
            try tx.saveDraft(draft, answers: answers)
            return try tx.submit(draft)
        }
    }

    /// The team tries it from afar, needs no visit, and answers the unit.
    private static func lookInto(_ number: CaseNumber, _ here: Municipality) async throws {
        try await here.attest("tryFromAfar", in: number, by: here.technician)
        try await here.store.write(as: here.coordinator) {
            try $0.waive("book", in: number, reason: "De som var på plats har tittat på det.")
        }
        try await here.attest("mended", in: number, by: here.technician)
        try await here.giveFeedback(number)
    }

    @Test(
        "I10 a lost button is foreseen: what the person is without, the order that begins, and that nothing else ends",
        arguments: Engine.allCases)
    func foreseen(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let foresight = try await here.foresight(.deviceLost, device: Self.button)
        #expect(foresight.failed?.serial == Self.button)
        #expect(foresight.returns.map(\.sv) == ["Byta ut larm eller larmknapp"])
        #expect(foresight.ending.isEmpty && foresight.services.isEmpty && foresight.leaves == nil)
        #expect(foresight.mounted.isEmpty && !foresight.isEmpty)
        let lock = try await here.foresight(.deviceBroken, device: Self.lock)
        #expect(
            lock.returns.map(\.sv) == ["Anmäla fel på larm, lås eller kamera"],
            "no routine replaces a lock: somebody looks at it")
        let other = await refusal { try await here.foresight(.deviceLost, device: .sample(.alarmBase, 2)) }
        #expect(other?.told == ["device.deviceLost: life.device.notMounted"])
        let none = await refusal { try await here.foresight(.deviceLost) }
        #expect(none?.told == ["device.deviceLost: life.device.notMounted"])
        let elsewhere = await refusal {
            try await here.foresight(.deviceLost, device: Self.button, as: here.otherOrderer)
        }
        #expect(elsewhere?.code == .notFound)
        #expect(try await here.store.count("life_events") == 0, "nothing has happened yet")
    }

    @Test(
        "I10 a broken button begins its replacement, filled in; it is broken until it is taken back, and its customer one all the time",
        arguments: Engine.allCases)
    func replaced(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let drafts = try await here.record(.deviceBroken, device: Self.button, note: "Sprucken.")
        let answers = try await here.store.show(as: here.orderer) { try $0.draft(drafts[0]) }.answers
        #expect(answers["device"] == "alarmButton" && answers["problem"] == "Sprucken.")
        #expect(answers["recipientName"] == "Greta Åkerlund" && answers["home.street"] == "Ekholmsvägen 14")
        #expect(try await Self.left(here).map(\.kind) == [.deviceBroken], "nobody has sent the order yet")
        #expect(try await Self.left(here).first?.unit == "Hemtjänst Ekholmen")
        let number = try await Self.send(drafts[0], here)
        #expect(try await Self.left(here).isEmpty)
        let same = try await here.foresight(.deviceLost, device: Self.button)
        #expect(same.goingOn.map(\.number) == [number] && same.returns.isEmpty, "it is being replaced")
        let other = try await here.foresight(.deviceLost, device: .sample(.alarmBase, 1))
        #expect(other.goingOn.isEmpty && other.returns.count == 1, "the alarm is not")
        try await here.book(number, try here.visit(on: "2026-11-27"))
        let broken = UninstallationReport(conditions: [Self.button: .broken], partIsBack: nil, remark: "")
        #expect(try await Self.lines(here).first?.isCurrent == true)
        try await here.uninstall(number, broken, duty: "uninstallButton")
        #expect(try await Self.lines(here).first?.overOn == here.time.today)
        let told = try await here.devicePage(Self.button).timeline.map(\.kind)
        #expect(told.contains(.deviceReported) && told.contains(.deviceReportOver))
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I10 a report that was wrong is undone: the order begun for it is gone, or called off where it was sent",
        arguments: Engine.allCases)
    func undone(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let drafts = try await here.record(.deviceLost, device: Self.button)
        let again = await refusal {
            try await here.record(.deviceBroken, device: Self.button, by: here.coordinator)
        }
        #expect(again?.told == ["-: life.alreadyRecorded"])
        let first = try #require(try await Self.lines(here).first)
        try await here.store.write(as: here.orderer) {
            try $0.undo(first.id, reason: "Den låg under sängen.")
        }
        #expect(try await here.store.count("drafts", where: "id = \(drafts[0])") == 0)
        #expect(try await Self.left(here).isEmpty)
        let anew = try await here.record(.deviceLost, device: Self.button)
        let number = try await Self.send(anew[0], here)
        let second = try #require(try await Self.lines(here).first)
        try await here.store.write(as: here.coordinator) {
            try $0.undo(second.id, reason: "Den låg under sängen igen.")
        }
        #expect(try await here.page(number).order.state == .cancelled)
        #expect(
            try await here.store.count("installations", where: "valid_to IS NULL") == 3, "as it was before")
        let told = try await here.devicePage(Self.button).timeline.map(\.kind)
        #expect(told.prefix(2) == [.deviceReportWithdrawn, .deviceReported])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a device that is found again is lost no longer, and an order that nobody has sent is forgotten",
        arguments: Engine.allCases)
    func found(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let drafts = try await here.record(.deviceLost, device: Self.button, on: "2026-11-25")
        let event = try #require(try await Self.lines(here).first)
        let early = await refusal {
            try await here.store.write(as: here.orderer) { try $0.end(event.id, on: "2026-11-24") }
        }
        #expect(early?.told == ["day: correction.endBeforeStart"])
        try await here.store.write(as: here.orderer) { try $0.end(event.id, on: "2026-11-26") }
        #expect(try await here.store.count("drafts", where: "id = \(drafts[0])") == 0)
        #expect(try await Self.lines(here).first?.isCurrent == false)
        try await here.record(.deviceLost, device: Self.button)
        #expect(try await Self.lines(here).map(\.isCurrent) == [true, false], "it may be lost again")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a lock that is mended where it sits is broken no longer once its order is done",
        arguments: Engine.allCases)
    func mended(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let drafts = try await here.record(.deviceBroken, device: Self.lock, note: "Kärvar.")
        let begun = try await here.store.show(as: here.orderer) { try $0.draft(drafts[0]) }
        #expect(begun.answers["device"] == "lockUnit")
        let number = try await Self.send(drafts[0], here, answering: "canEnter")
        try await Self.lookInto(number, here)
        #expect(try await Self.lines(here).first?.isCurrent == true)
        try await here.attest("journal", in: number, by: here.orderer)
        #expect(try await Self.lines(here).first?.isCurrent == false)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "who serves nobody with it is told nothing: a lost device of somebody who has died is fetched with the rest",
        arguments: Engine.allCases)
    func afterDeath(engine: Engine) async throws {
        let here = try await Self.living(engine)
        try await here.publishReturns()
        try await here.record(.deceased)
        let refused = await refusal { try await here.record(.deviceLost, device: Self.button) }
        #expect(refused?.told == ["-: life.deceasedAlready"])
    }

    @Test(
        "an order about one device hides nothing of another, and a replacement that is made covers no new loss",
        arguments: Engine.allCases)
    func others(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let number = try await Self.send(
            try await here.record(.deviceLost, device: Self.button)[0], here)
        #expect(try await Self.left(here).isEmpty)
        try await here.record(.deviceBroken, device: .sample(.alarmBase, 1))
        #expect(try await Self.left(here).map(\.kind) == [.deviceBroken], "the alarm is nobody's yet")
        try await here.book(number, try here.visit(on: "2026-11-27"))
        let lost = UninstallationReport(conditions: [Self.button: .missing], partIsBack: nil, remark: "")
        try await here.uninstall(number, lost, duty: "uninstallButton")
        _ = try await here.store.write(as: here.technician) {
            try $0.install(
                "installButton", in: number, devices: DeviceReport.passed([.alarmButton], set: 2),
                originalPart: "")
        }
        here.time.advance(days: 1)
        let anew = try await here.record(.deviceLost, device: .sample(.alarmButton, 2))
        #expect(anew.count == 1, "the order before is not done, but has replaced what it was to replace")
        #expect(try await Self.left(here).map(\.kind) == [.deviceBroken, .deviceLost])
        let early = await refusal {
            try await here.record(
                .deviceBroken, device: .sample(.lockUnit, 1), on: "2026-11-20", by: here.coordinator)
        }
        #expect(early?.told == ["day: life.device.before"])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I9 either of two who share a lock reports it; the one order covers both, and who is linked no more has nothing broken",
        arguments: Engine.allCases)
    func shared(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        try await here.publishRepairs()
        here.time.set("2026-11-30", "09:00")
        let first = try await here.foresight(.deviceBroken, device: Self.lock, as: here.coordinator)
        #expect(first.sharers == 1 && first.remedy == .shown)
        let drafts = try await here.record(.deviceBroken, device: Self.lock, note: "Kärvar.")
        #expect(drafts.count == 1)
        try await here.record(.deviceBroken, of: .osten, device: Self.lock, by: here.coordinator)
        #expect(try await here.store.count("life_events", where: "over_on IS NULL") == 2)
        let unlinking = try await here.unlinkCase(for: .osten)
        try await here.unlink(unlinking)
        let open = try await here.store.rows(
            "SELECT p.name FROM life_events e JOIN care_recipients p ON p.id = e.recipient_id WHERE e.over_on IS NULL"
        )
        #expect(open == [["Greta Åkerlund"]])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "who dies needs no other one: the order that nobody has sent is forgotten, and planners are not told",
        arguments: Engine.allCases)
    func died(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let drafts = try await here.record(.deviceLost, device: Self.button)
        try await here.publishReturns()
        try await here.record(.deceased)
        #expect(try await here.store.count("drafts", where: "id = \(drafts[0])") == 0)
        #expect(try await Self.left(here).map(\.kind) == [.deceased])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "what is lost is not found by looking at it: its order is done, and planners are told that nothing else is ordered",
        arguments: Engine.allCases)
    func stillLost(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let drafts = try await here.record(.deviceLost, device: Self.lock)
        let number = try await Self.send(drafts[0], here, answering: "canEnter")
        try await Self.lookInto(number, here)
        try await here.attest("journal", in: number, by: here.orderer)
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await Self.lines(here).first?.isCurrent == true)
        #expect(try await Self.left(here).map(\.kind) == [.deviceLost])
        let again = try await here.record(.deviceLost, device: Self.lock)
        #expect(again.count == 1, "it may be said anew")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "the next unit says it anew: the order that the unit before has not sent is forgotten",
        arguments: Engine.allCases)
    func takenOver(engine: Engine) async throws {
        let here = try await Self.living(engine)
        let drafts = try await here.record(.deviceLost, device: Self.button)
        let id = try await here.recipient()
        try await here.store.write(as: here.coordinator) {
            _ = try $0.takeOver(
                Takeover(
                    Answers([
                        "to": here.lambohov.text, "note": "Nytt avtal.", "day": "2026-11-26",
                        "person.\(id)": "yes",
                    ]), from: here.ekholmen, today: here.time.today))
        }
        here.time.advance(days: 1)
        let anew = try await here.record(.deviceLost, device: Self.button, by: here.otherOrderer)
        #expect(anew.count == 1)
        #expect(try await here.store.count("drafts", where: "id = \(drafts[0])") == 0)
        #expect(try await Self.lines(here).map(\.isCurrent) == [true, false])
        #expect(try await here.store.verify { _ in } == [])
    }
}
