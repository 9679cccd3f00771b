import Domain
import TestSupport
import Testing

@testable import Storage

/// What is found by what, and by whom.
@Suite struct SearchTests {
    private func found(
        _ here: Municipality, _ text: String, as actor: Actor? = nil
    ) async throws -> SearchResults {
        let term = try SearchTerm(text, today: here.time.today)
        return try await here.store.show(as: actor ?? here.coordinator) { try $0.search(term) }
    }

    private func names(_ here: Municipality, _ text: String, as actor: Actor? = nil) async throws -> [String]
    {
        try await found(here, text, as: actor).people.lines.map(\.person.name)
    }

    private func add(_ names: [String], to here: Municipality) async throws {
        for (index, name) in names.enumerated() {
            let number = SamplePerson.numbered(index).number
            _ = try await here.store.write(as: .system) { tx in
                try tx.addRecipient(
                    name: name, identifier: try PersonIdentifier.parse(number, today: tx.now.day), phone: "")
            }
        }
    }

    @Test(
        "names are found by the beginnings of their words in any order, å, ä and ö kept apart",
        arguments: Engine.allCases)
    func names(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let register = [
            "Greta Åkerlund", "Greta Akerlund", "Anna-Karin Ek", "Karin Eklund", "André O’Brien",
            "Åke Greta-Ek",
            "Gretavägen 1",
        ]
        try await add(register, to: here)
        for (text, expected) in [
            ("greta åk", ["Greta Åkerlund", "Åke Greta-Ek"]), ("ÅKERLUND GRETA", ["Greta Åkerlund"]),
            ("ak", ["Greta Akerlund"]), ("karin ek", ["Anna-Karin Ek", "Karin Eklund"]),
            ("obrien", ["André O’Brien"]), ("o'b andré", ["André O’Brien"]), ("ANDRÉ", ["André O’Brien"]),
            ("ek gre", ["Åke Greta-Ek"]), ("lund", []), ("%", nil), ("gr%ta", []), ("__", nil),
            ("'; DELETE FROM cases; --", []),
        ] as [(String, [String]?)] {
            guard let expected else {
                await #expect(throws: AppError.self) { _ = try await names(here, text) }
                continue
            }
            #expect(try await names(here, text) == expected, "\(text)")
        }
    }

    @Test(
        "a whole word comes before longer ones, and who has more hits is told so", arguments: Engine.allCases)
    func many(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await add((0..<15).map { "Ekström \(["A", "B", "C"][$0 % 3])" } + ["Zara Ek"], to: here)
        let people = try await found(here, "ek").people
        #expect(people.lines.count == 10)
        #expect(people.hasMore)
        #expect(people.lines.first?.person.name == "Zara Ek")
        #expect(Set(people.lines.map(\.person.id)).count == 10)
        #expect(try await !found(here, "zara").people.hasMore)
    }

    @Test("somebody renamed is found by the new name only", arguments: Engine.allCases)
    func renamed(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await add(["Prov Gammal"], to: here)
        let columns = "identity;name;street;apartment;postalCode;city;phone;unit"
        let person = "\(SamplePerson.numbered(0).number);Prov Ny;Gatan 1;;58000;Orten;;Hemtjänst Ekholmen"
        let file = try ImportFile(
            Array("\(columns)\n\(person)\n".utf8), required: Tx.recipientColumns.required,
            optional: Tx.recipientColumns.optional)
        _ = try await here.store.write(as: here.coordinator) { try $0.importRecipients(file, applying: true) }
        #expect(try await found(here, "gammal").people.lines.isEmpty)
        #expect(try await found(here, "ny prov").people.lines.count == 1)
    }

    @Test(
        "a person and the cases about them by any number they have had, however it is written",
        arguments: Engine.allCases)
    func numbers(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        for text in ["196101182803", "19610118-2803", "610118-2803", "6101182803", "610118+2803"] {
            let found = try await found(here, text)
            #expect(found.people.lines.map(\.person.name) == ["Greta Åkerlund"], "\(text)")
            #expect(found.cases.lines.map(\.number) == [number], "\(text)")
        }
        #expect(try await found(here, "196101182804").isEmpty)
        let newer = SamplePerson.numbered(7).number
        _ = try await here.store.writing { connection in
            try connection.send("UPDATE person_identifiers SET valid_to = valid_from + 1")
            try connection.send(
                """
                INSERT INTO person_identifiers (value, kind, recipient_id, valid_from, recorded_at, recorded_by)
                SELECT \(newer), kind, recipient_id, valid_from, recorded_at, recorded_by FROM person_identifiers
                """)
        }
        for text in ["196101182803", newer] {
            let line = try await found(here, text).people.lines.first
            #expect(line?.identifier.value == newer, "the number in force")
        }
    }

    @Test("a case by its number; what runs stands before what has ended", arguments: Engine.allCases)
    func cases(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let first = try await here.orderedCase()
        let second = try await here.orderedCase()
        try await here.store.write(as: here.orderer) { try $0.cancel(second, reason: "Dubbel") }
        for text in ["VT-2026-000001", "vt 2026 1", "2026-1", "1", "000001"] {
            #expect(try await found(here, text).cases.lines.map(\.number) == [first], "\(text)")
        }
        #expect(try await found(here, "greta").cases.lines.map(\.number) == [first, second])
        #expect(try await found(here, "2025-1").cases.lines.isEmpty)
    }

    @Test(
        "a home by its street and number, the whole number first, with who lives there",
        arguments: Engine.allCases)
    func homes(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        for (index, street) in ["Ågatan 14", "Ågatan 1", "Ågatan 1 B", "Agatan 1"].enumerated() {
            let person = SamplePerson.numbered(index)
            _ = try await here.orderedCase(
                for: SamplePerson(name: "Prov", number: person.number, phone: person.phone, street: street))
        }
        let homes = { (text: String) in
            try await found(here, text).dwellings.lines.map(\.home.address.street)
        }
        #expect(try await homes("ågatan 1") == ["Ågatan 1", "Ågatan 1 B", "Ågatan 14"])
        #expect(try await homes("ågatan 14, lgh 1102") == ["Ågatan 14"])
        #expect(try await homes("ågatan 14 lgh 9999").isEmpty)
        #expect(try await homes("ÅGATAN 14") == ["Ågatan 14"])
        #expect(try await homes("aga") == ["Agatan 1"])
        #expect(try await homes("gatan").isEmpty, "from its beginning")
        let first = try #require(try await found(here, "ågatan 14").dwellings.lines.first)
        #expect(first.residents.map(\.name) == ["Prov"])
    }

    @Test("a device by the beginning of its number, with where it is and whose", arguments: Engine.allCases)
    func devices(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let devices = try await found(here, "la").devices
        #expect(devices.lines.isEmpty, "two letters are no serial number")
        let lines = try await found(here, "lar").devices.lines
        #expect(lines.map(\.device.serial.text) == ["LARM-1", "LARM-2", "LARM-3", "LARM-4"])
        #expect(lines[0].people.map(\.name) == ["Greta Åkerlund"])
        #expect(lines[0].home?.street == "Ekholmsvägen 14")
        #expect(lines[1].people.isEmpty && lines[1].place == "Hylla 1")
        let lock = try await found(here, "las-1").devices.lines
        #expect(lock.map { $0.people.map(\.name) } == [["Greta Åkerlund"]], "who is linked to the lock")
    }

    @Test(
        "I1 a unit finds those whom it serves and its own cases, and nobody else", arguments: Engine.allCases)
    func units(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let greta = try await here.installedCase()
        let osten = try await here.orderedCase(for: .osten, by: here.otherOrderer)
        for text in [
            "Greta", "196101182803", "610118-2803", greta.text, "1", "Ekholmsvägen 14", "LARM-1", "LAS-1",
        ] {
            #expect(try await found(here, text, as: here.otherOrderer).isEmpty, "\(text)")
            #expect(try await !found(here, text, as: here.orderer).isEmpty, "\(text)")
        }
        let own = try await found(here, "östen", as: here.otherOrderer)
        #expect(own.people.lines.map(\.person.name) == ["Östen Ängström"])
        #expect(own.people.lines.map(\.unit) == [nil])
        #expect(own.cases.lines.map(\.number) == [osten])
        #expect(
            try await found(here, "larm", as: here.orderer).devices.lines.isEmpty, "a unit writes all of it")
        #expect(try await found(here, "LARM-2", as: here.orderer).isEmpty, "what is in stock is the team's")
        for person in [Municipality.Person.auditor, .routineOwner, .administrator] {
            #expect(
                await refusal { _ = try await found(here, "greta", as: here[person]) }?.code == .forbidden)
        }
    }

    @Test(
        "I1 of somebody whom another unit serves a unit finds its own order by their number, as it wrote it",
        arguments: Engine.allCases)
    func foreign(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.orderedCase()
        let stranger = SamplePerson(
            name: "Gerda Ekman", number: SamplePerson.greta.number, phone: "013-20 60 09", street: "Nygatan 5"
        )
        let own = try await here.orderedCase(for: stranger, by: here.otherOrderer)
        let found = try await found(here, "196101182803", as: here.otherOrderer)
        #expect(found.people.lines.isEmpty)
        #expect(found.cases.lines.map(\.number) == [own])
        #expect(found.cases.lines.map(\.recipientName) == ["Gerda Ekman"])
        #expect(try await self.found(here, "åkerlund", as: here.otherOrderer).isEmpty)
    }

    @Test(
        "each search is in the read log with whom it showed, and none of what was typed",
        arguments: Engine.allCases)
    func log(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase()
        let greta = try await here.page(number).order.requireRecipient().id
        let rows = """
            SELECT r.action || ' ' || r.page, COALESCE(MIN(p.recipient_id), '-') FROM readings r
            LEFT JOIN reading_people p ON p.reading_id = r.id WHERE r.action = 'searched' GROUP BY r.id, r.action, r.page
            ORDER BY r.id
            """ as SQL
        for text in ["Greta", "610118-2803", "Ekholmsvägen 14", "LARM-1", number.text, "Nobody"] {
            _ = try await found(here, text)
        }
        #expect(
            try await here.store.rows(rows, columns: 2)
                == Array(repeating: ["searched search", greta.text], count: 5) + [["searched search", "-"]])
    }

    @Test("a search is one statement for each kind, however much there is", arguments: Engine.allCases)
    func cost(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        var costs: [[String: [Int]]] = []
        for range in [0..<5, 5..<60] {
            for index in range { _ = try await here.orderedCase(for: .numbered(index), withLock: false) }
            var cost: [String: [Int]] = [:]
            for text in ["prov", "Provgatan 1", "196101182803", "LARM-1", "1"] {
                let store = WatchedStore(base: here.store)
                let term = try SearchTerm(text, today: here.time.today)
                _ = try await store.show(as: here.coordinator) { try $0.search(term) }
                cost[text] = [store.statements.reading, store.statements.writing]
                #expect(store.statements.reading <= 4 && store.statements.writing <= 2, "\(text)")
            }
            costs.append(cost)
        }
        #expect(costs[0] == costs[1])
    }

    @Test("each way of finding goes by an index", arguments: Engine.allCases)
    func plans(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        for index in 0..<40 { _ = try await here.orderedCase(for: .numbered(index), withLock: false) }
        for text in ["prov a", "Provgatan 1", "196101182803", "LARM-1", "VT-2026-000003"] {
            for actor in [here.coordinator, here.orderer] {
                let term = try SearchTerm(text, today: here.time.today)
                let store = PlannedStore(base: here.store)
                _ = try await store.read(as: actor) { try $0.search(term) }
                // Those whose data are protected are few, and an index has them all and nobody else.
                let scans = store.plans.all.flatMap { $0 }.filter(PlannedStore.isScan)
                    .filter { !$0.contains("care_recipients_protected") }
                #expect(scans == [], "\(text)")
            }
        }
    }
}
