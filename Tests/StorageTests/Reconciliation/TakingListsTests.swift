import Domain
import TestSupport
import Testing

@testable import Storage

/// A list is taken whole or not at all, and what is decided about a difference outlives the lists.
@Suite struct TakingListsTests {
    private static let osten = "18900101-9802;Östen Ängström;;2026-10-01;2026-11-02;"
    private static let tables = ["received_lists", "list_rows", "list_differences", "found_differences"]

    private func kept(_ here: Municipality) async throws -> [Int] {
        var counts: [Int] = []
        for table in Self.tables { counts.append(try await here.store.count(table)) }
        return counts
    }

    @Test("a dry run tells what would happen, and keeps nothing", arguments: Engine.allCases)
    func rehearsed(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let (list, bytes) = try here.list(.treserva, [Self.osten, "19610118-2803;Greta;Nyby;;2026-11-01;"])
        let outcome = try await here.store.rehearse(list, of: bytes, as: here.coordinator)
        #expect(outcome.rows == 2)
        #expect(outcome.changes == [.init(kind: .effectuatedNotInstalled, found: 2, new: 2, resolved: 0)])
        #expect(outcome.unknownUnits == [.init(name: "Nyby", rows: 1)])
        #expect(try await kept(here) == [0, 0, 0, 0])
        let taken = try await here.store.write(as: here.coordinator) { try $0.take(list, of: bytes) }
        #expect(taken == outcome)
        #expect(try await kept(here) == [1, 2, 2, 0])
    }

    @Test(
        "whom a list names is in the read log before anything is told of it, also whose data are protected",
        arguments: Engine.allCases)
    func logged(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        for person in [SamplePerson.greta, .osten] { _ = try await here.orderedCase(for: person) }
        let greta = try await here.id(of: .greta)
        try await here.protect(.greta)
        let stranger = try await here.anotherCoordinator()
        let logged = {
            try await here.store.rows(
                """
                SELECT p.recipient_id FROM readings r LEFT JOIN reading_people p ON p.reading_id = r.id
                WHERE r.user_id = \(stranger.user) AND r.page = 'list' AND r.action = 'searched' ORDER BY r.position
                """
            ).map { $0[0] }
        }
        let (list, bytes) = try here.list(.treserva, ["19610118-2803;Greta;;;2026-11-01;"])
        _ = try await here.store.rehearse(list, of: bytes, as: stranger)
        #expect(try await logged() == [greta.text])
        try await here.store.write(as: stranger) { _ = try $0.take(list, of: bytes) }
        #expect(try await logged() == [greta.text, greta.text])
        #expect(try await here.store.count("events", where: "kind = 'listTaken'") == 1)
        // Where it cannot be written nothing is told.
        try await here.store.writing { try $0.send("ALTER TABLE readings RENAME TO readings_away") }
        let (other, more) = try here.list(.tes, ["19610118-2803;Greta;;"])
        await #expect(throws: (any Error).self) {
            try await here.store.rehearse(other, of: more, as: stranger)
        }
        try await here.store.writing { try $0.send("ALTER TABLE readings_away RENAME TO readings") }
    }

    @Test("nothing of a list with a fault is kept", arguments: Engine.allCases)
    func faulty(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let (list, bytes) = try here.list(.treserva, [Self.osten, "19610118-2804;Greta;;;2026-11-01;"])
        let error = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.take(list, of: bytes) }
        }
        #expect(error == .invalid("reconcile.refused", ["count": "1"]))
        #expect(try await kept(here) == [0, 0, 0, 0])
    }

    @Test(
        "the same file, and one older than what is taken, are refused; nothing changes",
        arguments: Engine.allCases)
    func again(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.take(.treserva, [Self.osten])
        here.time.set("2026-11-25")
        let before = try await kept(here)
        let same = await refusal { try await here.take(.treserva, [Self.osten]) }
        #expect(same?.code == .conflict)
        #expect(same?.told == ["file: reconcile.sameFile"])
        #expect(same?.faults.first?.arguments == ["asOf": "2026-11-20", "day": "2026-11-20"])
        let older = await refusal {
            try await here.take(.treserva, [Self.osten, ""] + ["6101182803;G;;;;"], asOf: "2026-11-19")
        }
        #expect(older?.told == ["asOf: reconcile.older"])
        #expect(try await kept(here) == before)
        try await here.take(.tes, ["18900101-9802;Östen;;"], asOf: "2026-11-19")
        #expect(try await here.store.count("received_lists") == 2, "each source has its own days")
    }

    @Test(
        "only the newest list of a source keeps its rows; of another source nothing is touched",
        arguments: Engine.allCases)
    func superseded(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.take(.tes, ["18900101-9802;Östen;;"])
        try await here.take(.treserva, [Self.osten])
        try await here.take(.treserva, ["19610118-2803;Greta;;;2026-11-01;"])
        let rows = try await here.store.rows(
            "SELECT l.source || ' ' || r.number FROM list_rows r JOIN received_lists l ON l.id = r.list_id ORDER BY 1"
        )
        #expect(rows.map { $0[0] } == ["tes 189001019802", "treserva 196101182803"])
        let overview = try await here.store.read(as: here.coordinator) { try $0.reconciliation() }
        #expect(overview.lists.map(\.source) == [.tes, .treserva])
        #expect(overview.lists.map(\.rows) == [1, 1])
    }

    @Test(
        "a difference that a later list has too keeps its age, owner and decision; one that comes back is a new one",
        arguments: Engine.allCases)
    func kept(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.take(.treserva, [Self.osten])
        let first = try #require(try await here.standing().first)
        #expect((first.owner, first.decision) == (nil, nil))
        #expect((first.listedName, first.identifier?.value) == ("Östen Ängström", "189001019802"))
        let owner = here.coordinator
        try await here.decide(
            first.id, ["owner": owner.user.text, "decision": "correctThere", "note": "Treserva avslutar."])

        here.time.set("2026-12-20")
        let again = try await here.take(.treserva, [Self.osten, "19610118-2803;Greta;;;2026-12-01;"])
        #expect(again.changes == [.init(kind: .effectuatedNotInstalled, found: 2, new: 1, resolved: 0)])
        let lines = try await here.standing()
        #expect(lines.map(\.listedName) == ["Greta", "Östen Ängström"], "the undecided one first")
        let same = try #require(lines.last)
        #expect((same.id, same.firstSeenOn) == (first.id, first.firstSeenOn))
        #expect((same.owner?.name, same.decision) == ("Cecilia Samordnare", .correctThere))
        #expect(same.note == "Treserva avslutar.")
        let overview = try await here.store.read(as: here.coordinator) { try $0.reconciliation() }
        let count = try #require(overview.counts.first)
        #expect(
            count
                == DifferenceCount(
                    kind: .effectuatedNotInstalled, standing: 2, undecided: 1, unowned: 1,
                    oldest: Day("2026-11-20")))
        #expect(overview.counts.dropFirst().allSatisfy { $0.standing == 0 })

        try await here.take(.treserva, ["19610118-2803;Greta;;;2026-12-01;"])
        #expect(try await here.standing().count == 1)
        let late = await refusal { try await here.decide(first.id, ["decision": "correctHere"]) }
        #expect(late == .conflict("reconcile.resolved"))
        try await here.take(.treserva, [Self.osten, "19610118-2803;Greta;;;2026-12-02;"])
        let back = try #require(try await here.standing().first { $0.listedName == "Östen Ängström" })
        #expect(back.id != first.id)
        #expect((back.decision, back.firstSeenOn) == (nil, Day("2026-12-20")))
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("what was said of a difference is a history that refuses change", arguments: Engine.allCases)
    func acts(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.take(.treserva, [Self.osten])
        let id = try #require(try await here.standing().first?.id)
        try await here.decide(id, ["owner": here.coordinator.user.text])
        here.time.advance(days: 1)
        try await here.decide(
            id, ["decision": "explained", "note": "Larmet är beställt."], by: here[.routineOwner])
        let page = try await here.store.show(as: here.coordinator) { try $0.difference(id) }
        #expect(page.acts.map(\.who) == ["Rut Rutin", "Cecilia Samordnare"])
        #expect(page.acts.map(\.owner) == [nil, "Cecilia Samordnare"])
        #expect(page.acts.map(\.decision) == [.explained, nil])
        #expect((page.line.owner, page.line.note) == (nil, "Larmet är beställt."))
        #expect(page.owners.map(\.name) == ["Cecilia Samordnare"])
        for change in ["UPDATE list_difference_acts SET note = ''", "DELETE FROM list_difference_acts"] {
            let refused = await refusal {
                try await here.store.writing { try $0.execute("\(raw: change)") }
            }
            #expect(refused == .conflict("error.constraint"), "\(change)")
        }
        for wrong in [here.technician.user.text, here.orderer.user.text, here[.auditor].user.text] {
            let told = await refusal { try await here.decide(id, ["owner": wrong]) }
            #expect(told?.told == ["owner: form.choice.unknown"])
        }
        #expect(await refusal { try await here.decide(id + 1, [:]) } == .notFound)
    }

    @Test(
        "somebody whom only the list knew keeps the difference when they are registered, and when two become one",
        arguments: Engine.allCases)
    func followed(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let twin = SamplePerson.osten.renumbered(onDay: 60)
        try await here.take(.treserva, [Self.osten])
        let id = try #require(try await here.standing().first?.id)
        _ = try await here.orderedCase(for: twin, withLock: false)
        try await here.take(.treserva, [Self.osten, "\(twin.number);Östen;;;2026-11-02;"])
        #expect(try await here.standing().map(\.isKnown).filter { $0 }.count == 1)
        // The two numbers turn out to be one person's.
        let known = try await here.recipient(twin)
        let typed = Answers([
            "number": SamplePerson.osten.number, "how": "changed", "from": "2026-11-21",
            "reason": "Enligt Skatteverket.",
        ])
        here.time.set("2026-11-22")
        try await here.store.write(as: here.coordinator) { try $0.replaceNumber(of: known, typed) }
        _ = try await here.store.write(as: .system) { try $0.compareLists() }
        let lines = try await here.standing()
        #expect(lines.map(\.kind) == [.effectuatedNotInstalled, .duplicatePerson])
        #expect(lines.first?.id == id, "the older one stands")
        #expect(lines.allSatisfy { $0.person?.id == known })
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "what a list said of somebody before they were registered is theirs, also when it has resolved itself, and goes with a disposal",
        arguments: Engine.allCases)
    func resolvedBefore(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let stranger = SamplePerson.numbered(7)
        try await here.take(.treserva, [Self.osten])
        try await here.take(.treserva, ["\(stranger.number);\(stranger.name);;;2026-11-02;"])
        #expect(try await here.standing().count == 1, "the first has resolved itself")
        _ = try await here.orderedCase(for: .osten, withLock: false)
        _ = try await here.store.write(as: .system) { try $0.compareLists() }
        let osten = try await here.recipient(.osten)
        let rows = try await here.store.rows(
            "SELECT subject, recipient_id FROM list_differences WHERE resolved_at IS NOT NULL", columns: 2)
        #expect(rows == [[osten.text, osten.text]])
        try await here.dispose(ofFiles: [osten])
        #expect(
            try await here.store.count("list_differences", where: "number = \(SamplePerson.osten.number)")
                == 0)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a number that was nobody's here goes with a disposal, when what the list said of it is as old as a file",
        arguments: Engine.allCases)
    func strangers(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.orderedCase(withLock: false)
        try await here.take(.treserva, [Self.osten])
        let id = try #require(try await here.standing().first?.id)
        try await here.decide(id, ["decision": "explained", "note": "Östen bor i en annan kommun."])
        let traces = [SamplePerson.osten.number, "Östen bor"]
        try await here.take(.treserva, ["\(SamplePerson.numbered(7).number);Sju Sjusson;;;2026-11-02;"])
        here.time.advance(days: 365)
        try await here.dispose(ofFiles: [])
        #expect(try await here.places(of: traces).count >= 4, "a year is not five")
        here.time.advance(days: 365 * 5)
        try await here.dispose(ofFiles: [])
        #expect(try await here.places(of: traces) == [])
        #expect(
            try await here.store.count("list_differences", where: "kind = 'effectuatedNotInstalled'") == 2)
        #expect(try await here.places(of: [SamplePerson.numbered(7).number]) != [], "that one is open still")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("I1 only coordinators and routine owners take, see and decide")
    func others() async throws {
        let here = try await Municipality.open(.sqlite)
        try await here.take(.treserva, [Self.osten])
        let id = try #require(try await here.standing().first?.id)
        let (list, bytes) = try here.list(.tes, ["19610118-2803;Greta;;"])
        let deciders = [here.coordinator, here[.routineOwner]].map(\.user)
        for actor in Municipality.Person.allCases.map({ here[$0] }) + [.system] {
            let may = deciders.contains(actor.user)
            let expected: AppError? = may ? nil : .forbidden("error.forbidden")
            let attempts: [() async throws -> Void] = [
                { _ = try await here.store.rehearse(list, of: bytes, as: actor) },
                { _ = try await here.store.read(as: actor) { try $0.reconciliation() } },
                { _ = try await here.store.show(as: actor) { try $0.differences(of: .wrongProvider) } },
                { _ = try await here.store.show(as: actor) { try $0.difference(id) } },
                { _ = try await here.store.show(as: actor) { try $0.waitingGrants(offset: 0) } },
                { try await here.decide(id, [:], by: actor) },
            ]
            for (index, attempt) in attempts.enumerated() {
                #expect(await refusal(attempt) == expected, "\(actor.name) \(index)")
            }
        }
    }

    @Test(
        "I1 a routine owner decides without being told of anybody, or of anybody's devices",
        arguments: Engine.allCases)
    func discreet(engine: Engine) async throws {
        let here = try await DifferenceKindTests.installed(engine)
        try await here.take(
            .alarmCentre, ["19610118-2803;Greta Ek;LARM-2;;Kund;", "189001019802;Östen;LARM-9;;;"])
        try await here.take(
            .treserva, ["18900101-9802;Östen;;2026-10-01;;", "6101182803;Greta Ek;;2026-11-20;;"])
        let seen = try await here.standing()
        #expect(seen.map(\.kind) == [.installedNotEffectuated, .endedStillActive, .serialMismatch])
        #expect(seen.map(\.person?.name) == ["Greta Åkerlund", nil, "Greta Åkerlund"])
        for line in try await here.standing(as: here[.routineOwner]) {
            #expect((line.person, line.identifier) == (nil, nil))
            #expect([line.listedName, line.here, line.there] == ["", "", ""])
        }
        let waiting = try await here.store.show(as: here[.routineOwner]) { try $0.waitingGrants(offset: 0) }
        #expect(waiting.lines.count == 2)
        #expect(
            waiting.lines.allSatisfy { $0.person == nil && $0.identifier == nil && $0.listedName.isEmpty })
        let told = try await here.store.count(
            "reading_people",
            where: """
                reading_id IN (SELECT id FROM readings WHERE user_id = \(here[.routineOwner].user))
                """)
        #expect(told == 0)
    }

    @Test("whom a list of differences shows is noted before it is shown", arguments: Engine.allCases)
    func noted(engine: Engine) async throws {
        let here = try await DifferenceKindTests.installed(engine)
        try await here.take(.treserva, ["19610118-2803;Greta;;2026-10-01;;"])
        let id = try #require(
            try await here.store.show(as: here.coordinator) {
                try $0.differences(of: .installedNotEffectuated)
            }
            .lines.first?.id)
        _ = try await here.store.show(as: here.coordinator) { try $0.difference(id) }
        _ = try await here.store.show(as: here.coordinator) { try $0.waitingGrants(offset: 0) }
        let greta = try await here.recipient()
        let rows = try await here.store.rows(
            """
            SELECT r.action || ' ' || r.page FROM readings r JOIN reading_people p ON p.reading_id = r.id
            WHERE p.recipient_id = \(greta) AND r.user_id = \(here.coordinator.user)
                AND r.page IN ('differences', 'difference', 'waitingGrants') ORDER BY r.id
            """)
        #expect(rows.map { $0[0] } == ["listed differences", "viewed difference", "listed waitingGrants"])
        let blind = WatchedStore.readOnly(here.store)
        await #expect(throws: WatchedStore.Broken.self) {
            _ = try await blind.show(as: here.coordinator) { try $0.difference(id) }
        }
    }

    @Test(
        "granted services are counted by how long they have waited, and the longest stand first",
        arguments: Engine.allCases)
    func waiting(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        // As of 20 November: 30, 31, 61, 81 and 400 days ago; effectuated, ended, and to begin in a week.
        let days = ["2026-10-21", "2026-10-20", "2026-09-20", "2026-08-31", "2025-10-16"]
        let waiting = days.enumerated().map {
            "\(SamplePerson.numbered($0.offset).number);Prov;Nyby;\($0.element);;"
        }
        let others = [
            "\(SamplePerson.numbered(10).number);Prov;;2025-01-01;2025-02-01;",
            "\(SamplePerson.numbered(11).number);Prov;;2025-01-01;;2025-02-01",
            "\(SamplePerson.numbered(12).number);Prov;;;;",
            "\(SamplePerson.numbered(13).number);Prov;;2026-11-19;2026-11-27;",
        ]
        try await here.take(.treserva, waiting + others)
        let overview = try await here.store.read(as: here.coordinator) { try $0.reconciliation() }
        #expect(overview.waiting == [.fresh: 2, .past30: 1, .past60: 1, .past80: 2])
        let page = try await here.store.show(as: here.coordinator) {
            try $0.waitingGrants(offset: 1, limit: 3)
        }
        #expect(page.lines.map(\.decided.description) == ["2026-08-31", "2026-09-20", "2026-10-20"])
        #expect(page.lines.map(\.age) == [.past80, .past60, .past30])
        #expect(page.hasMore)
        here.time.advance(days: 30)
        let later = try await here.store.read(as: here.coordinator) { try $0.reconciliation() }
        #expect(later.waiting[.past30] == 2, "they age while the list stands")
    }

    @Test("as many statements for 450 rows as for 4, but for those that bring the rows")
    func cost() async throws {
        var counts: [Int] = []
        for rows in [4, 450] {
            let here = try await Municipality.open(.sqlite)
            let (list, bytes) = try here.list(
                .treserva, (0..<rows).map { "\(SamplePerson.numbered($0).number);Prov;;;2026-11-01;" })
            let watched = WatchedStore(base: here.store)
            _ = try await watched.write(as: here.coordinator) { try $0.take(list, of: bytes) }
            counts.append(watched.statements.writing)
            let before = watched.statements.reading
            _ = try await watched.read(as: here.coordinator) { try $0.reconciliation() }
            _ = try await watched.read(as: here.coordinator) {
                try $0.differences(of: .effectuatedNotInstalled)
            }
            #expect(watched.statements.reading - before == 5)
        }
        #expect(counts[0] == counts[1])
        #expect(counts[0] <= 20)
    }
}
