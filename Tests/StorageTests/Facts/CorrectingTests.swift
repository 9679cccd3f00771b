import Domain
import TestSupport
import Testing

@testable import Storage

/// What was recorded wrongly is put right, and what was believed meanwhile stays known.
@Suite struct CorrectingTests {
    /// Greta's alarm was handed back on the first of December; it is the fourth now.
    private func returned(_ engine: Engine) async throws -> (here: Municipality, page: RecipientPage) {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-12-01", "10:00")
        let number = try await here.returnCase()
        try await here.uninstall(number, .allWorking(withLock: false))
        here.time.set("2026-12-04", "09:00")
        let greta = try await here.page(number).order.requireRecipient().id
        return (here, try await page(here, greta))
    }

    private func page(
        _ here: Municipality, _ greta: ID<CareRecipient>, _ hindsight: Hindsight? = nil
    ) async throws -> RecipientPage {
        try await here.store.show(as: here.coordinator) {
            try $0.recipientPage(greta, seenWith: hindsight)
        }
    }

    private static func typed(_ from: Instant, _ to: Instant?, _ changes: [String: String]) -> Answers {
        Answers(
            [
                "from.day": from.day.description, "from.time": from.clock.description,
                "to.day": to?.day.description ?? "", "to.time": to?.clock.description ?? "",
                "reason": "Teknikern skrev fel dag.",
            ].merging(changes) { $1 })
    }

    @Test(
        "I10 a correction says what, why and who; the day before it the register said the other thing, and still tells so",
        arguments: Engine.allCases)
    func corrected(engine: Engine) async throws {
        let (here, before) = try await returned(engine)
        let line = try #require(before.installations.first { $0.device.kind == .alarmBase })
        let typed = Self.typed(line.from, line.to, ["to.day": "2026-11-30"])
        try await here.store.write(as: here.coordinator) { try $0.correct(.installation, line.fact, typed) }

        let greta = before.recipient.id
        let day = try #require(Day("2026-12-01"))
        let now = try await page(here, greta, Hindsight(day: day)).installations
        #expect(now.map(\.device.serial.text) == ["KNAPP-1"])
        let then = try await page(here, greta, Hindsight(day: day, knownOn: Day("2026-12-03"))).installations
        #expect(then.map(\.device.serial.text).sorted() == ["KNAPP-1", "LARM-1"])
        let told = try #require(
            try await page(here, greta).timeline.first { $0.kind == .factCorrected })
        #expect(told.details["reason"] == "Teknikern skrev fel dag.")
        #expect(told.details["now"]?.contains("2026-11-30") == true)
        #expect(told.who == "Cecilia Samordnare")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "nobody lives in two homes or is served by two units at once: the other period is named",
        arguments: Engine.allCases)
    func overlaps(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let (giver, _) = try await here.move()
        try await here.moveAlarm(in: giver)
        here.time.set("2026-12-04", "09:00")
        let greta = try await here.page(giver).order.requireRecipient().id
        let homes = try await page(here, greta).residencies
        let (new, old) = (homes[0], homes[1])
        let early = Self.typed(new.from, nil, ["from.day": "2026-11-28"])
        let refused = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.correct(.residency, new.fact, early) }
        }
        #expect(refused?.told == ["from.day: correction.overlaps"])
        #expect(refused?.faults.first?.arguments["period"]?.contains("2026-12-01") == true)
        // The one that stands in the way first, and then it goes.
        let shorter = Self.typed(old.from, old.to, ["to.day": "2026-11-28", "to.time": "08:00"])
        try await here.store.write(as: here.coordinator) { tx in
            try tx.correct(.residency, old.fact, shorter)
            try tx.correct(.residency, new.fact, early)
        }
        let after = try await page(here, greta).residencies
        #expect(after.map(\.from.day) == [Day("2026-11-28"), old.from.day])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "only who plans corrects; a lock, a camera, another kind and what is not there cannot be corrected by hand",
        arguments: Engine.allCases)
    func who(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.closedCase()
        let greta = try await here.page(number).order.requireRecipient().id
        let known = try await page(here, greta)
        let home = try #require(known.residencies.first)
        let typed = Self.typed(home.from, nil, ["from.day": "2026-11-19"])
        for actor in [here.orderer, here.technician, here[.auditor]] {
            let refused = await refusal {
                try await here.store.write(as: actor) { try $0.correct(.residency, home.fact, typed) }
            }
            #expect(refused?.code == .forbidden)
        }
        let dwelling = try await here.store.show(as: here.coordinator) { try $0.dwellingPage(home.home.id) }
        let lock = try #require(dwelling.installations.first { $0.device.kind == .lockUnit })
        for (kind, fact) in [
            (FactKind.installation, lock.fact), (.responsibility, home.fact), (.residency, .sample(77)),
        ] {
            let refused = await refusal {
                try await here.store.write(as: here.coordinator) { try $0.correct(kind, fact, typed) }
            }
            #expect(refused?.code == .notFound, "\(kind)")
        }
    }

    @Test("two who correct the same come one after another, and nothing overlaps", arguments: Engine.allCases)
    func atOnce(engine: Engine) async throws {
        let (here, known) = try await returned(engine)
        let line = try #require(known.residencies.first)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for day in ["2026-11-18", "2026-11-19"] {
                let typed = Self.typed(line.from, line.to, ["from.day": day])
                group.addTask {
                    try await here.store.write(as: here.coordinator) {
                        try $0.correct(.residency, line.fact, typed)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await here.store.count("residencies_past") == 2)
        #expect(try await here.store.verify { _ in } == [])
    }
}
