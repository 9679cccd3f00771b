import Domain
import TestSupport
import Testing

@testable import Storage

/// What the register said before is kept, and can be asked for.
@Suite struct PastFactsTests {
    static let tables = [
        "person_identifiers", "residencies", "provider_responsibilities", "granted_services", "installations",
        "lock_links", "camera_notices", "consents", "supervisions", "person_details",
        "related_persons",
    ]

    /// Greta lives with Ekholmen's until the first of December, when she and her alarm move to Lambohov's; that is
    /// written down on the fourth.
    private func moved(_ engine: Engine) async throws -> (here: Municipality, greta: ID<CareRecipient>) {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let (giver, _) = try await here.move()
        try await here.moveAlarm(in: giver)
        here.time.set("2026-12-04", "09:00")
        try await here.store.write(as: here.coordinator) {
            try $0.passResponsibility("passResponsibility", in: giver, on: "2026-12-01", note: "")
        }
        return (here, try await here.page(giver).order.requireRecipient().id)
    }

    private func seen(
        _ here: Municipality, _ greta: ID<CareRecipient>, _ day: String, knownOn: String? = nil
    ) async throws -> (homes: [String], units: [String], serials: [String]) {
        let hindsight = Hindsight(day: try #require(Day(day)), knownOn: knownOn.flatMap { Day($0) })
        let page = try await here.store.show(as: here.coordinator) {
            try $0.recipientPage(greta, seenWith: hindsight)
        }
        return (
            page.residencies.map(\.home.address.street), page.responsibilities.map(\.unit),
            page.installations.map(\.device.serial.text).sorted()
        )
    }

    @Test(
        "a person as they were on a day: the home, the unit and what was mounted", arguments: Engine.allCases)
    func asOf(engine: Engine) async throws {
        let (here, greta) = try await moved(engine)
        let before = try await seen(here, greta, "2026-11-30")
        #expect(before.homes == ["Ekholmsvägen 14"])
        #expect(before.units == ["Hemtjänst Ekholmen"])
        #expect(before.serials == ["KNAPP-1", "LARM-1"])
        let during = try await seen(here, greta, "2026-12-01")
        #expect(during.homes == ["Nygatan 5", "Ekholmsvägen 14"], "both, on the day of the move")
        let after = try await seen(here, greta, "2026-12-02")
        #expect(after.homes == ["Nygatan 5"])
        #expect(after.units == ["Hemtjänst Lambohov"])
        let early = try await seen(here, greta, "2026-11-19")
        #expect(early.homes.isEmpty && early.units.isEmpty && early.serials.isEmpty)
    }

    @Test(
        "what was believed then: until the fourth the register said that the first unit served her on the second",
        arguments: Engine.allCases)
    func asKnown(engine: Engine) async throws {
        let (here, greta) = try await moved(engine)
        #expect(
            try await seen(here, greta, "2026-12-02", knownOn: "2026-12-03").units == ["Hemtjänst Ekholmen"])
        #expect(
            try await seen(here, greta, "2026-12-02", knownOn: "2026-12-04").units == ["Hemtjänst Lambohov"])
        let unknown = try await seen(here, greta, "2026-12-02", knownOn: "2026-11-30")
        #expect(unknown.homes == ["Ekholmsvägen 14"], "nobody knew yet that she would move")
        #expect(try await seen(here, greta, "2026-11-25", knownOn: "2026-11-19").homes.isEmpty)
    }

    @Test(
        "I1 who served somebody before is for the team to know, and not for the unit that does now",
        arguments: Engine.allCases)
    func earlierUnits(engine: Engine) async throws {
        let (here, greta) = try await moved(engine)
        for (actor, units) in [
            (here.coordinator, ["Hemtjänst Lambohov", "Hemtjänst Ekholmen"]),
            (here.otherOrderer, ["Hemtjänst Lambohov"]),
        ] {
            let page = try await here.store.show(as: actor) { try $0.recipientPage(greta) }
            #expect(page.responsibilities.map(\.unit) == units)
        }
        let before = Hindsight(day: try #require(Day("2026-11-30")))
        let past = try await here.store.show(as: here.otherOrderer) {
            try $0.recipientPage(greta, seenWith: before)
        }
        #expect(past.responsibilities.isEmpty)
    }

    @Test("a home and a device as they were on a day", arguments: Engine.allCases)
    func places(engine: Engine) async throws {
        let (here, greta) = try await moved(engine)
        let old = try await here.store.show(as: here.coordinator) { try $0.recipientPage(greta) }
        let home = try #require(old.residencies.last?.home.id)
        for (day, residents, mounted) in [("2026-11-30", 1, 2), ("2026-12-02", 0, 0)] {
            let hindsight = Hindsight(day: try #require(Day(day)))
            let page = try await here.store.show(as: here.coordinator) {
                try $0.dwellingPage(home, seenWith: hindsight)
            }
            #expect(page.residents.count == residents, "\(day)")
            #expect(page.installations.count == mounted, "\(day)")
        }
        let hindsight = Hindsight(day: try #require(Day("2026-11-30")))
        let device = try await here.store.show(as: here.coordinator) {
            try $0.devicePage(.sample(.alarmBase, 1), seenWith: hindsight)
        }
        #expect(device.installations.map(\.home.address.street) == ["Ekholmsvägen 14"])
    }

    @Test(
        "a fact is never removed, and what it said before never changed", arguments: Engine.allCases, tables)
    func kept(engine: Engine, table: String) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.supervisedCase(for: .greta, withCohabitant: true)
        _ = try await here.closedCase(for: .osten)
        let (facts, past) = (SQL(stringLiteral: table), SQL(stringLiteral: table + "_past"))
        try await here.store.writing { try $0.send("UPDATE \(facts) SET recorded_at = recorded_at + 1") }
        for statement: SQL in [
            "DELETE FROM \(facts)", "DELETE FROM \(past)", "UPDATE \(past) SET replaced_at = replaced_at + 1",
        ] {
            await #expect(throws: AppError.conflict("error.constraint"), "\(table)") {
                try await here.store.writing { try $0.send(statement) }
            }
        }
        let count = try await here.store.count(table)
        #expect(count > 0)
        #expect(try await here.store.count(table + "_past") >= count, "every version that was replaced")
    }

    @Test(
        "what had ended before the register kept its past is taken to have been known to end when it did",
        arguments: Engine.allCases)
    func carriedOver(engine: Engine) async throws {
        let database = try await engine.open(clock: .fixed(.written("2026-11-20")), migrated: false)
        let store = database.store
        try await store.migrate(to: 12)
        let rows =
            MigrationRows.oneCase + [
                """
                INSERT INTO residencies (id, recipient_id, dwelling_id, valid_from, valid_to, recorded_at, recorded_by)
                VALUES ('ended', 'p', 'd', 10, 50, 10, 'u'), ('holds', 'p', 'd', 50, NULL, 50, 'u'),
                    ('short', 'p', 'd', 5, 7, 9, 'u')
                """
            ]
        for statement in rows { try await store.writing { try $0.send(statement) } }
        try await store.migrate()
        #expect(
            try await store.rows(
                """
                SELECT id, CAST(recorded_at AS TEXT), CAST(replaced_at AS TEXT), COALESCE(CAST(valid_to AS TEXT), '-')
                FROM residencies_past ORDER BY id
                """, columns: 4) == [["ended", "10", "50", "-"], ["short", "9", "9", "-"]])
        #expect(
            try await store.rows(
                "SELECT id, CAST(recorded_at AS TEXT) FROM residencies ORDER BY id", columns: 2)
                == [["ended", "50"], ["holds", "50"], ["short", "9"]])
    }
}
