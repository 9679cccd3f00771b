import Domain
import TestSupport
import Testing

@testable import Storage

/// People of all sorts, chosen at random, compared by the statements and, one by one, by rules written apart from them.
@Suite struct SlowComparisonTests {
    private static let now = Instant.written("2026-11-26", "12:00")
    private static let asOf = "2026-11-24"
    private static let end = Instant.written("2026-11-25", "00:00")

    /// Somebody, as the register and the lists have them.
    private struct Somebody {
        let person: SamplePerson
        let serial: String
        let isKnown: Bool
        let alarm: (from: Instant, to: Instant?)?
        let died: String?
        let effectuated: String?
        let ended: String?
        /// The serial number that the alarm centre has; `nil` where it does not have the person.
        let atCentre: String?

        init(_ index: Int, _ choose: (Int) -> Int) {
            person = .numbered(index)
            serial = "B-\(index)"
            isKnown = choose(5) > 0
            let begins = [
                nil, ("2026-11-10", "10:00"), ("2026-11-24", "15:00"), ("2026-11-25", "08:00"),
                ("2026-11-10", "08:00"),
            ]
            let ends = [
                nil, nil, ("2026-11-20", "09:00"), ("2026-11-24", "23:00"), ("2026-11-25", "00:00"),
                ("2026-11-25", "10:00"),
            ]
            let (begin, end) = (begins[choose(begins.count)], ends[choose(ends.count)])
            let from = begin.map { Instant.written($0.0, $0.1) }
            let to = end.map { Instant.written($0.0, $0.1) }
            alarm = isKnown ? from.map { begun in (begun, to.map { max($0, begun) }) } : nil
            died = [nil, nil, nil, "2026-11-24", "2026-11-25"][choose(5)]
            let begun = [nil, "2026-11-01", "2026-11-20", "2026-11-24", "2026-11-25"][choose(5)]
            effectuated = begun
            ended = [nil, nil, "2026-11-24", "2026-11-25"][choose(4)].flatMap { day in
                (begun ?? "") <= day ? day : nil
            }
            atCentre = [nil, serial, serial, "ANNAN-\(index)"][choose(4)]
        }

        private var held: (then: Bool, now: Bool) {
            guard let alarm, alarm.to.map({ $0 > alarm.from }) ?? true else { return (false, false) }
            return (alarm.from < end && (alarm.to.map { $0 >= end } ?? true), alarm.to == nil)
        }

        private var stands: Bool { ended.map { $0 > asOf } ?? true }
        private var isDead: Bool { isKnown && died.map { $0 <= asOf } ?? false }
        private var has: Bool { held.then && held.now }
        private var lacks: Bool { !held.then && !held.now }

        /// In Treserva there is a row for everybody, effectuated or not.
        var inTreserva: Set<ListDifference.Kind> {
            let day = effectuated.flatMap { $0 <= asOf && stands ? Day($0) : nil }
            if stands, isDead { return [.deceasedOrMoved] }
            if isDead { return [] }
            guard let day else { return has ? [.installedNotEffectuated] : [] }
            guard lacks else { return [] }
            let wasTakenDown = alarm?.to.map { $0 >= day.start && $0 > (alarm?.from ?? $0) } ?? false
            return [wasTakenDown ? .returnedNotEnded : .effectuatedNotInstalled]
        }

        var atCentreToo: Set<ListDifference.Kind> {
            guard let atCentre, stands else { return has && !isDead ? [.serialMismatch] : [] }
            if isDead { return [.deceasedOrMoved] }
            if lacks { return [.endedStillActive] }
            return has && atCentre != serial ? [.serialMismatch] : []
        }

        var treservaRow: String { "\(person.number);Prov;;;\(effectuated ?? "");\(ended ?? "")" }
        var centreRow: String? { atCentre.map { "\(person.number);Prov;\($0);;;\(ended ?? "")" } }
    }

    @Test(
        "every kind is found for just those for whom the slow way finds it", arguments: Engine.allCases,
        [UInt64(7), 77])
    func same(engine: Engine, seed: UInt64) async throws {
        let here = try await Municipality.open(engine, stock: 1)
        var state = seed
        let people = (0..<300).map { index in
            Somebody(index) { count in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int((state >> 33) % UInt64(count))
            }
        }
        here.time.set(Self.now)
        let known = people.filter(\.isKnown)
        try await here.store.write(as: .system) { tx in for one in known { try Self.register(one, tx) } }
        try await here.take(.treserva, people.map(\.treservaRow), asOf: Self.asOf)
        try await here.take(.alarmCentre, people.compactMap(\.centreRow), asOf: Self.asOf)
        let found = try await here.store.rows(
            "SELECT source || ' ' || kind || ' ' || number FROM list_differences ORDER BY 1"
        ).map { $0[0] }
        let expected = people.flatMap { one in
            one.inTreserva.map { "treserva \($0.rawValue) \(one.person.number)" }
                + one.atCentreToo.map { "alarmCentre \($0.rawValue) \(one.person.number)" }
        }.sorted()
        #expect(found == expected)
        #expect(Set(expected.map { $0.split(separator: " ")[1] }).count == 6, "each kind stood there")
        #expect(try await here.store.verify { _ in }.filter { $0.rule.contains("list") } == [])
    }

    private static func register(_ one: Somebody, _ tx: Tx) throws {
        let identifier = PersonIdentifier(stored: one.person.number, kind: .personnummer)
        let id = try tx.addRecipient(name: one.person.name, identifier: identifier, phone: "")
        if let died = one.died.flatMap({ Day($0) }) {
            try tx.execute(
                """
                INSERT INTO person_details (id, recipient_id, detail, value, valid_from, recorded_at, recorded_by)
                VALUES (\("died-" + one.serial), \(id), 'deceased', \(died), \(died.start), \(tx.now), \(tx.actor.user))
                """)
        }
        guard let alarm = one.alarm else { return }
        try tx.receive(
            SerialNumber(stored: one.serial), kind: .alarmBase, model: "Modell alarmBase", place: "Hylla 1")
        let home = try tx.ensureDwelling(
            PostalAddress(street: one.person.street, apartment: "", postalCode: "58925", city: "Linköping"))
        try tx.execute(
            """
            INSERT INTO installations (id, device_id, dwelling_id, recipient_id, tested_at, valid_from, valid_to,
                recorded_at, recorded_by)
            SELECT \("at-" + one.serial), d.id, \(home), \(id), CAST(\(alarm.from) AS BIGINT),
                CAST(\(alarm.from) AS BIGINT), CAST(\(alarm.to) AS BIGINT), CAST(\(tx.now) AS BIGINT), \(tx.actor.user)
            FROM devices d WHERE d.serial = \(one.serial)
            """)
    }
}
