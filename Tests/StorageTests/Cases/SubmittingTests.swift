import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct SubmittingTests {
    @Test("the same form sent twice is one case", arguments: Engine.allCases)
    func twice(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let draft = try await here.draft()
        let first = try await here.submit(draft)
        #expect(try await here.submit(draft) == first)
        #expect(try await here.store.count("cases") == 1)
        #expect(try await here.store.count("submissions") == 1)
        #expect(try await here.store.count("events", where: "kind = 'caseSubmitted'") == 1)
    }

    @Test(
        "the same form sent ten times at once is one case, and all are told its number",
        arguments: Engine.allCases)
    func atOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let draft = try await here.draft()
        let numbers = try await withThrowingTaskGroup(of: CaseNumber.self) { group in
            for _ in 0..<10 { group.addTask { try await here.submit(draft) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(numbers == Array(repeating: CaseNumber(year: 2026, sequence: 1), count: 10))
        #expect(try await here.store.count("cases") == 1)
    }

    @Test(
        "a case's number is the next of its year, without gaps after orders that failed",
        arguments: Engine.allCases)
    func noGaps(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        #expect(try await here.orderedCase(for: .numbered(0)).text == "VT-2026-000001")
        let faulty = try await here.draft(.order { $0["recipientName"] = "" })
        #expect(await refusal { try await here.submit(faulty) }?.code == .invalid)
        struct Torn: Error {}
        let torn = try await here.draft(.order(for: .numbered(1)))
        await #expect(throws: Torn.self) {
            try await here.store.write(as: here.orderer) { tx in
                try tx.submit(torn)
                throw Torn()
            }
        }
        #expect(try await here.store.count("cases") == 1)
        #expect(try await here.submit(torn).text == "VT-2026-000002")
        here.time.set("2027-01-04")
        #expect(try await here.orderedCase(for: .numbered(2)).text == "VT-2027-000001")
    }

    @Test("many orders at once get each its own number, in an unbroken row", arguments: Engine.allCases)
    func manyAtOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let numbers = try await withThrowingTaskGroup(of: CaseNumber.self) { group in
            for index in 0..<20 { group.addTask { try await here.orderedCase(for: .numbered(index)) } }
            return try await group.reduce(into: []) { $0.append($1.text) }
        }
        #expect(numbers.sorted() == (1...20).map { CaseNumber(year: 2026, sequence: $0).text })
    }

    @Test("every fault is told at once, and nothing typed is lost", arguments: Engine.allCases)
    func faults(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let answers = Answers.order { answers in
            answers["recipientNumber"] = "196101182804"
            answers["recipientName"] = "Greta 🦄"
            answers["home.postalCode"] = "12"
            answers["lockNeeded"] = ""
        }
        let draft = try await here.draft(answers)
        let refused = try #require(await refusal { try await here.submit(draft) })
        #expect(
            refused.told == [
                "home.postalCode: form.postalCode.wrong", "lockNeeded: form.choose",
                "recipientName: form.name.wrong", "recipientNumber: identity.checksum",
            ])
        let kept = try await here.store.show(as: here.orderer) { try $0.draft(draft) }
        #expect(kept.answers == answers)
        for table in ["cases", "care_recipients", "dwellings", "duties", "submissions"] {
            #expect(try await here.store.count(table) == 0, "\(table)")
        }
    }

    @Test(
        "R2.3 an order that does not meet the precondition is stopped with the reason",
        arguments: Engine.allCases)
    func stopped(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let draft = try await here.draft(.orderBeforeEffectuation())
        #expect(
            await refusal { try await here.submit(draft) }
                == .invalid("precondition.unmet", field: "precondition.effectuated.met"))
        #expect(try await here.store.count("cases") == 0)
    }

    @Test(
        "R2.3 I4 where the setting allows, a written reason lets it through and the duty stays open",
        arguments: Engine.allCases)
    func overridden(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.store.write(as: .system) { try $0.set(.preconditionOverride, to: "withReason") }
        let short = try await here.draft(.orderBeforeEffectuation(reason: "Bråttom"))
        #expect(
            await refusal { try await here.submit(short) }
                == .invalid("precondition.reason", field: "precondition.effectuated.reason"))

        let number = try await here.submit(try await here.draft(.orderBeforeEffectuation()))
        let page = try await here.page(number)
        #expect(page.order.duty("effectuate")?.state == .open)
        let told = page.timeline.first { $0.kind == .preconditionOverridden }
        #expect(told?.details["reason"] == "Beslutet väntar på underskrift.")
        #expect(try await here.store.count("granted_services") == 0)

        try await here.attest("effectuate", in: number, by: here.orderer)
        #expect(try await here.store.count("granted_services") == 1)
    }

    @Test(
        "the received document is what was typed; the code and what was not asked are not in it",
        arguments: Engine.allCases)
    func document(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let answers = Answers.order(withLock: false) { $0["lockDoor"] = "Altandörren" }
        let number = try await here.submit(try await here.draft(answers))
        let page = try await here.page(number)
        #expect(page.answers["lockDoor"].isEmpty)
        #expect(page.answers["note"] == "Parkering på gården.")
        let stored = try await here.store.rows("SELECT answers FROM submissions")
        #expect(!stored.joined().joined().contains("4711"))
        #expect(!page.order.duties.contains { $0.key == "installLock" || $0.key == "registerTes" })
    }

    @Test("only those who order may, and only their own unit's drafts", arguments: Engine.allCases)
    func permitted(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        for person in [Municipality.Person.coordinator, .technician, .auditor, .routineOwner, .administrator]
        {
            let refused = await refusal {
                try await here.store.write(as: here[person]) { try $0.beginDraft(of: "alarm-order") }
            }
            #expect(refused == .forbidden("error.forbidden"), "\(person)")
        }
        let draft = try await here.draft()
        #expect(await refusal { try await here.submit(draft, by: here.otherOrderer) } == .notFound)
        #expect(try await here.submit(draft, by: here[.unitManager]).text == "VT-2026-000001")
        #expect(await refusal { try await here.submit(draft, by: here.otherOrderer) } == .notFound)
    }

    @Test("a person ordered for again is the same person in the same home", arguments: Engine.allCases)
    func samePerson(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let first = try await here.page(try await here.orderedCase()).order
        let answers = Answers.order { answers in
            answers["recipientNumber"] = "610118-2803"
            answers["home.street"] = "  EKHOLMSVÄGEN 14 "
        }
        let second = try await here.page(try await here.submit(try await here.draft(answers)))
        #expect(second.order.recipient == first.recipient)
        #expect(second.order.dwelling == first.dwelling)
        #expect(second.differences.isEmpty)
    }

    @Test(
        "what the order says otherwise than the register is told, never taken over",
        arguments: Engine.allCases)
    func differences(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let answers = Answers.order { answers in
            answers["recipientName"] = "Margareta Åkerlund"
            answers["recipientPhone"] = "013-99 99 99"
            answers["home.street"] = "Annan gata 1"
        }
        let number = try await here.submit(
            try await here.draft(answers, by: here.otherOrderer), by: here.otherOrderer)
        let page = try await here.page(number)
        #expect(Set(page.differences) == ["address", "name", "phone", "unit"])
        #expect(page.recipient?.name == "Greta Åkerlund")
        let recipient = try #require(page.order.recipient)
        let known = try await here.store.show(as: here.coordinator) { try $0.recipientPage(recipient) }
        #expect(known.unit == "Hemtjänst Ekholmen")
        #expect(known.residencies.map(\.home.address.street) == ["Ekholmsvägen 14"])
    }

    @Test(
        "who has no alarm mounted moves with the order, and the old home stays in the history",
        arguments: Engine.allCases)
    func moved(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.orderedCase()
        let answers = Answers.order { $0["home.street"] = "Nygatan 1" }
        let page = try await here.page(try await here.submit(try await here.draft(answers)))
        let recipient = try #require(page.order.recipient)
        let known = try await here.store.show(as: here.coordinator) { try $0.recipientPage(recipient) }
        #expect(known.residencies.map(\.home.address.street) == ["Nygatan 1", "Ekholmsvägen 14"])
        #expect(known.residencies.map { $0.to == nil } == [true, false])
    }
}
