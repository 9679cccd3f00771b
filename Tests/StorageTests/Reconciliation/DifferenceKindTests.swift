import Domain
import TestSupport
import Testing

@testable import Storage

/// Each kind of difference is found where it is, and nowhere else, and has resolved itself once the lists agree.
@Suite struct DifferenceKindTests {
    struct Scene: Sendable, CustomTestStringConvertible {
        let kind: ListDifference.Kind
        let source: ListSource
        /// What the list says that is not so, and what it says once it is put right.
        let wrong: [String]
        let right: [String]
        var about = SamplePerson.greta.number
        var here = ""
        var there = ""
        var since: String?
        var prepare: @Sendable (Municipality) async throws -> Void = { _ in }

        var testDescription: String { "\(kind) \(source)" }
    }

    private static let earlier = SamplePerson.greta.renumbered(onDay: 60)
    private static let greta = SamplePerson.greta.number
    private static let effectuated = "\(greta);Greta;;2026-10-01;2026-11-01;"
    private static let atCentre = "\(greta);Greta;LARM-1;;Kund;"

    /// Greta has LARM-1 since 24 November, and is served by Ekholmen.
    static let scenes: [Scene] = [
        Scene(
            kind: .effectuatedNotInstalled, source: .treserva,
            wrong: [effectuated, "18900101-9802;Östen;;2026-10-01;2026-11-02;"],
            right: [effectuated, "18900101-9802;Östen;;2026-10-01;;"], about: "189001019802",
            since: "2026-11-02"),
        Scene(
            kind: .installedNotEffectuated, source: .treserva, wrong: ["\(greta);Greta;;2026-10-01;;"],
            right: [effectuated], since: "2026-11-24"),
        Scene(
            kind: .installedNotEffectuated, source: .treserva,
            wrong: ["\(greta);Greta;;2026-10-01;2026-11-27;"], right: [effectuated], since: "2026-11-24"),
        Scene(
            kind: .deceasedOrMoved, source: .tes, wrong: ["\(greta);Greta;;"],
            right: ["\(greta);Greta;;2026-11-26"], since: "2026-11-25",
            prepare: { try await $0.record(.deceased, on: "2026-11-25") }),
        Scene(
            kind: .deceasedOrMoved, source: .alarmCentre, wrong: [atCentre],
            right: ["\(greta);Greta;LARM-1;;Kund;2026-11-26"], since: "2026-11-26",
            prepare: { try await $0.record(.residentialCare, on: "2026-11-25") }),
        Scene(
            kind: .endedStillActive, source: .alarmCentre,
            wrong: [atCentre, "189001019802;Östen;LARM-9;;Kund;"],
            right: [atCentre, "189001019802;Östen;LARM-9;;Kund;2026-11-26"], about: "189001019802",
            there: "LARM-9"),
        Scene(
            kind: .endedStillActive, source: .alarmCentre, wrong: [atCentre],
            right: ["\(greta);Greta;LARM-1;;Kund;2026-11-26"], there: "LARM-1", since: "2026-11-25",
            prepare: returned),
        Scene(
            kind: .returnedNotEnded, source: .treserva, wrong: [effectuated],
            right: [effectuated + "2026-11-25"], since: "2026-11-25", prepare: returned),
        Scene(
            kind: .effectuatedNotInstalled, source: .treserva, wrong: ["\(greta);Greta;;;2026-11-26;"],
            right: ["\(greta);Greta;;2026-11-26;;"], since: "2026-11-26", prepare: returned),
        Scene(
            kind: .wrongProvider, source: .tes, wrong: ["\(greta);Greta;Hemtjänst Lambohov;"],
            right: ["\(greta);Greta; hemtjänst EKHOLMEN;"], here: "Hemtjänst Ekholmen",
            there: "Hemtjänst Lambohov"),
        Scene(
            kind: .wrongProvider, source: .treserva, wrong: ["\(greta);Greta;omsorg i väst;;2026-11-01;"],
            right: ["\(greta);Greta;Leanlink Äldreomsorg;;2026-11-01;"], here: "Hemtjänst Ekholmen",
            there: "omsorg i väst"),
        Scene(
            kind: .emergencyAsCustomer, source: .alarmCentre, wrong: [atCentre, ";Ekholmen;AKUT-1;;Kund;"],
            right: [atCentre, ";Ekholmen;AKUT-1;;Akutlarm;"], about: "", there: "AKUT-1",
            prepare: { here in
                try await here.store.write(as: .system) {
                    _ = try $0.receive(
                        .sample(.providerEmergencyAlarm, 1), kind: .providerEmergencyAlarm, model: "Akut 1",
                        place: "Hylla 3")
                }
            }),
        Scene(
            kind: .duplicatePerson, source: .tes,
            wrong: ["\(greta);Greta;;", "\(earlier.number);Greta;;"], right: ["\(earlier.number);Greta;;"],
            prepare: { here in
                let typed = Answers([
                    "number": earlier.number, "how": "changed", "from": "2026-11-25",
                    "reason": "Enligt Skatteverket.",
                ])
                let id = try await here.recipient()
                try await here.store.write(as: here.coordinator) { try $0.replaceNumber(of: id, typed) }
            }),
        Scene(
            kind: .serialMismatch, source: .alarmCentre, wrong: ["\(greta);Greta;LARM-2;;Kund;"],
            right: ["\(greta);Greta;KNAPP-1;;Kund;"], here: "LARM-1", there: "LARM-2"),
        Scene(
            kind: .serialMismatch, source: .alarmCentre, wrong: [";Någon;AKUT-9;;Akutlarm;"],
            right: [atCentre], here: "LARM-1", since: "2026-11-24"),
        Scene(
            kind: .serialMismatch, source: .alarmCentre, wrong: [atCentre, ";Någon;LARM-9;;Kund;"],
            right: [atCentre], about: "", there: "LARM-9"),
    ]

    /// Greta's alarm is taken down.
    private static let returned: @Sendable (Municipality) async throws -> Void = { here in
        here.time.set("2026-11-25", "10:00")
        try await here.uninstall(try await here.returnCase(), .allWorking(withLock: false))
        here.time.set("2026-11-26")
    }

    static func installed(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase(withLock: false)
        here.time.set("2026-11-26")
        return here
    }

    @Test("every kind has a scene")
    func all() { #expect(Set(Self.scenes.map(\.kind)) == Set(ListDifference.Kind.allCases)) }

    @Test("is found, says what both sides say, and resolves itself", arguments: Engine.allCases, scenes)
    func found(engine: Engine, scene: Scene) async throws {
        let here = try await Self.installed(engine)
        try await scene.prepare(here)
        let outcome = try await here.take(scene.source, scene.wrong)
        #expect(
            outcome.changes == [.init(kind: scene.kind, found: 1, new: 1, resolved: 0)], "\(outcome.changes)")
        let lines = try await here.standing()
        #expect(lines.map(\.kind) == [scene.kind])
        let line = try #require(lines.first)
        #expect(line.source == scene.source)
        #expect((line.here, line.there) == (scene.here, scene.there))
        #expect(line.firstSeenOn == here.time.today)
        if let since = scene.since { #expect(line.since?.day == Day(since)) }
        let number = try await here.store.rows("SELECT number FROM list_differences")[0][0]
        #expect(number == scene.about || number == Self.earlier.number, "\(number)")
        #expect(line.isKnown == (scene.about == Self.greta))
        #expect((line.person?.name == "Greta Åkerlund") == line.isKnown)

        here.time.set("2026-11-27")
        let after = try await here.take(scene.source, scene.right, asOf: "2026-11-26")
        #expect(
            after.changes == [.init(kind: scene.kind, found: 0, new: 0, resolved: 1)], "\(after.changes)")
        #expect(try await here.standing() == [])
        let page = try await here.store.show(as: here.coordinator) { try $0.difference(line.id) }
        #expect(page.line.resolvedAt?.day == Day("2026-11-27"))
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("lists and a register that agree differ in nothing", arguments: Engine.allCases)
    func agree(engine: Engine) async throws {
        let here = try await Self.installed(engine)
        try await here.take(
            .treserva, [Self.effectuated, "18900101-9802;Östen;;2026-10-01;2020-01-01;2026-11-01"])
        try await here.take(.alarmCentre, [Self.atCentre, ";Larmboende;AKUT-9;;Akutlarm;"])
        try await here.take(
            .tes, ["\(Self.greta);Greta;Okänd AB;", "18900101-9802;Östen;Hemtjänst Lambohov;"])
        #expect(try await here.standing() == [])
        #expect(try await here.store.count("list_differences") == 0)
    }

    @Test(
        "what happened after the list's day is no difference, and what was put right since is one no longer",
        arguments: Engine.allCases)
    func afterwards(engine: Engine) async throws {
        let here = try await Self.installed(engine)
        try await here.take(.treserva, ["18900101-9802;Östen;;;2026-11-01;"], asOf: "2026-11-23")
        try await here.take(.alarmCentre, [";Larmboende;AKUT-9;;Akutlarm;"], asOf: "2026-11-23")
        #expect(
            try await here.standing().map(\.kind) == [.effectuatedNotInstalled],
            "Greta's alarm came after these lists")

        // Östen gets an alarm.
        let number = try await here.orderedCase(for: .osten, withLock: false)
        let known = try await here.standing()
        #expect(known.map(\.person?.name) == ["Östen Ängström"], "known as soon as the register knows him")
        try await here.reserveDevices(number, set: 2, withLock: false)
        try await here.book(number, try here.visit(on: "2026-11-27"))
        let job = try #require(Job.all.first { $0.name == "compareLists" })
        #expect(try await here.store.doIfDue(job)?.count == 0)
        let line = try #require(try await here.standing().first)
        #expect((line.id, line.person?.name) == (known[0].id, "Östen Ängström"))
        here.time.set("2026-11-27", "10:00")
        try await here.installAlarm(number, set: 2)
        #expect(try await here.store.doIfDue(job)?.count == 1)
        #expect(try await here.standing() == [])
        #expect(try await here.store.doIfDue(job) == nil, "not at every moment")
    }

    @Test(
        "R4.1 whom an extract counts by a button alone stands there once, if the service is not effectuated",
        arguments: Engine.allCases)
    func buttonAlone(engine: Engine) async throws {
        let here = try await Self.installed(engine)
        try await here.take(.treserva, ["\(Self.greta);Greta;;2026-10-01;;"], asOf: "2026-11-25")
        #expect(try await here.standing().map(\.kind) == [.installedNotEffectuated], "once, with both")
        try await here.store.writing { connection in
            try connection.send(
                """
                UPDATE installations SET valid_to = \(Instant.written("2026-11-24", "23:00")),
                    recorded_at = \(Instant.written("2026-11-24", "23:00"))
                WHERE device_id = (SELECT id FROM devices WHERE serial = 'LARM-1')
                """)
        }
        try await here.take(.treserva, ["\(Self.greta);Greta A;;2026-10-01;;"], asOf: "2026-11-25")
        #expect(try await here.standing().map(\.kind) == [.installedNotEffectuated])
    }

    @Test("I10 a device that was exchanged makes no difference", arguments: Engine.allCases)
    func exchanged(engine: Engine) async throws {
        let here = try await Self.installed(engine)
        try await here.store.writing { connection in
            try connection.send(
                """
                UPDATE installations SET valid_to = \(Instant.written("2026-11-26", "01:00")),
                    recorded_at = \(Instant.written("2026-11-26", "01:00")) WHERE valid_to IS NULL
                """)
            try connection.send(
                """
                INSERT INTO installations (id, device_id, dwelling_id, recipient_id, tested_at, valid_from, recorded_at,
                    recorded_by) SELECT 'x', (SELECT id FROM devices WHERE serial = 'LARM-2'), dwelling_id,
                    recipient_id, valid_to, valid_to, valid_to, recorded_by FROM installations WHERE device_id = (
                        SELECT id FROM devices WHERE serial = 'LARM-1')
                """)
        }
        for serial in ["LARM-1", "LARM-2"] {
            try await here.take(.alarmCentre, ["\(Self.greta);Greta;\(serial);;Kund;"], asOf: "2026-11-25")
            #expect(try await here.standing() == [], "\(serial)")
        }
    }
}
