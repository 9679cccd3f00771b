import Domain
import TestSupport
import Testing

@testable import Storage

/// R3: two who live together have one lock.
@Suite struct CohabitantTests {
    private func links(_ here: Municipality) async throws -> [[String]] {
        try await here.store.rows(
            """
            SELECT d.serial, p.name FROM lock_links l JOIN devices d ON d.id = l.device_id
            JOIN care_recipients p ON p.id = l.recipient_id WHERE l.valid_to IS NULL ORDER BY d.serial, p.name
            """, columns: 2)
    }

    private func told(_ attempt: () async throws -> Void) async -> [String]? { await refusal(attempt)?.told }

    @Test(
        "R3.3 R3.4 R3.8 R3.10 R3.11 R3.12 R3.13 both at once: one lock, two links, one visit, and the case closes by itself",
        arguments: Engine.allCases)
    func bothAtOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cohabitantCase(.both)
        try await here.book(number, try here.visit())
        try await here.attest("seeInTes", in: number, by: here.coordinator)
        try await here.attest("seeCohabitantInTes", in: number, by: here.coordinator)
        here.time.set("2026-11-24", "10:00")
        #expect(
            await told { try await here.linkLock(number) } == ["-: duty.blocked"], "nothing is mounted yet")
        try await here.installLock(number)
        try await here.linkLock(number, by: here.technician)
        let visit = try #require(try await here.plannedVisit(in: number))
        try await here.store.write(as: here.technician) { try $0.finishVisit(visit) }

        #expect(try await links(here) == [["LAS-1", "Greta Åkerlund"], ["LAS-1", "Östen Ängström"]])
        #expect(try await here.store.count("installations", where: "valid_to IS NULL") == 1)
        #expect(try await here.store.count("visits") == 1)
        let stock = try await here.store.read(as: here.coordinator) {
            try $0.devices(DeviceFilter(kind: .lockUnit, status: .installed), limit: 10, offset: 0)
        }
        #expect(stock.map(\.device.serial.text) == ["LAS-1"], "R3.12 the inventory follows by itself")

        try await here.attest("registerTes", in: number, by: here.technician)
        try await here.giveFeedback(number)
        #expect(try await here.page(number, as: here.orderer).messages.map(\.isFeedback) == [true])
        try await here.attest("journal", in: number, by: here.orderer)
        #expect(try await here.page(number).order.state == .handled, "R3.5 the other journal remains")
        try await here.attest("journalCohabitant", in: number, by: here.orderer)
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "R3.3 of two locks mounted in one home at the same moment one is refused", arguments: Engine.allCases)
    func locksAtOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let cases = [
            try await here.cohabitantCase(.both),
            try await here.cohabitantCase(.both, .numbered(5), with: .numbered(6)) { answers in
                for home in ["home", "cohabitantHome"] {
                    answers["\(home).street"] = SamplePerson.greta.street
                }
            },
        ]
        for (index, number) in cases.enumerated() {
            try await here.book(number, try here.visit(on: "2026-11-24", at: "1\(index * 2):00"))
            try await here.attest("seeInTes", in: number, by: here.coordinator)
        }
        let refused = await withTaskGroup(of: [String].self) { group in
            for (index, number) in cases.enumerated() {
                group.addTask {
                    await refusal { try await here.installLock(number, set: index + 1) }?.told ?? []
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(refused) == [[], ["lockUnit.serial: install.alreadyHasLock"]])
        #expect(
            try await here.store.count("installations", where: "valid_to IS NULL AND original_part <> ''")
                == 1)
    }

    @Test("R3.3 a second lock is not mounted in a home that has one", arguments: Engine.allCases)
    func oneLock(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let number = try await here.cohabitantCase(.both)
        try await here.book(number, try here.visit(on: "2026-11-26"))
        try await here.attest("seeInTes", in: number, by: here.coordinator)
        #expect(
            await told { _ = try await here.installLock(number, set: 2) } == [
                "lockUnit.serial: install.alreadyHasLock"
            ])
        #expect(try await here.store.count("installations", where: "valid_to IS NULL") == 3)
    }

    @Test(
        "R3.4 R3.9 R3.11 later: the cohabitant is linked to the lock that is there, without a visit",
        arguments: Engine.allCases)
    func later(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        #expect(try await links(here) == [["LAS-1", "Greta Åkerlund"], ["LAS-1", "Östen Ängström"]])
        let number = CaseNumber(year: 2026, sequence: 2)
        let page = try await here.page(number)
        #expect(page.visits.isEmpty)
        #expect(page.timeline.contains { $0.kind == .lockLinked && $0.details["about"] == "cohabitant" })
        #expect(page.order.readyDuties.map(\.key) == ["feedback"])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "R3.6 a link waits until the service is effectuated and the cohabitant shows in TES",
        arguments: Engine.allCases)
    func effectuatedAndSeen(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let unmet = await refusal {
            try await here.cohabitantCase(.later) { answers in
                answers["precondition.cohabitantEffectuated.met"] = "no"
                answers["precondition.cohabitantEffectuated.day"] = ""
            }
        }
        #expect(unmet?.told == ["precondition.cohabitantEffectuated.met: precondition.unmet"])
        let number = try await here.cohabitantCase(.later)
        #expect(await told { try await here.linkLock(number) } == ["-: duty.blocked"])
        #expect(try await links(here).count == 1)
        try await here.linkCohabitant(number)
        #expect(try await links(here).count == 2)
    }

    @Test(
        "R3.6 sent before it is effectuated with a reason, the link waits all the same",
        arguments: Engine.allCases)
    func overridden(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        try await here.store.write(as: .system) { try $0.set(.preconditionOverride, to: "withReason") }
        let number = try await here.cohabitantCase(.later) { answers in
            answers["precondition.cohabitantEffectuated.met"] = "no"
            answers["precondition.cohabitantEffectuated.day"] = ""
            answers["precondition.cohabitantEffectuated.reason"] = "Beslutet väntar på underskrift."
        }
        #expect(
            await told { try await here.attest("seeCohabitantInTes", in: number, by: here.coordinator) } == [
                "-: duty.blocked"
            ])
        try await here.attest("effectuateCohabitant", in: number, by: here.orderer)
        try await here.linkCohabitant(number)
        let services = try await here.store.rows(
            """
            SELECT p.name FROM granted_services g JOIN care_recipients p ON p.id = g.recipient_id
            JOIN cases c ON c.id = g.case_id WHERE c.number = \(number)
            """)
        #expect(services == [["Östen Ängström"]], "the service is the cohabitant's")
    }

    @Test("R3.5 R3.6 each has the service and the journal of their own", arguments: Engine.allCases)
    func eachTheirOwn(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cohabitantCase(.both)
        let services = try await here.store.rows(
            """
            SELECT p.name, g.effectuated_on FROM granted_services g JOIN care_recipients p ON p.id = g.recipient_id
            ORDER BY p.name
            """, columns: 2)
        #expect(services == [["Greta Åkerlund", "2026-11-18"], ["Östen Ängström", "2026-11-19"]])
        let order = try await here.page(number).order
        let cohabitant = try #require(order.cohabitant)
        for key in ["journal", "journalCohabitant"] {
            let person = key == "journal" ? try #require(order.recipient) : cohabitant.id
            let page = try await here.store.show(as: here.coordinator) { try $0.recipientPage(person) }
            #expect(page.orders.map(\.number) == [number], "each finds the case on their own page")
            #expect(page.services.count == 1)
        }
    }

    @Test("the same person as both halves is refused at the cohabitant's number", arguments: Engine.allCases)
    func samePerson(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let events = try await here.store.count("events")
        let refused = await refusal {
            try await here.cohabitantCase(.later) { answers in
                answers["cohabitantNumber"] = "19610118-2803"
                answers["cohabitantName"] = "Greta"
            }
        }
        #expect(refused?.told == ["cohabitantNumber: cohabitant.same"])
        #expect(try await here.store.count("cases") == 0)
        #expect(try await here.store.count("care_recipients") == 0)
        #expect(try await here.store.count("events") == events + 1, "only that the routine was published")
    }

    @Test("one person under two numbers is one person", arguments: Engine.allCases)
    func twoNumbers(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let page = try await here.page(try await here.orderedCase())
        let by = here.technician.user
        try await here.store.writing {
            try $0.send(
                """
                INSERT INTO person_identifiers (value, kind, recipient_id, valid_from, valid_to, recorded_at, recorded_by)
                VALUES (\(SamplePerson.osten.number), 'personnummer', \(page.order.recipient), 0, 1, 0, \(by))
                """)
        }
        let refused = await refusal { try await here.cohabitantCase(.later) }
        #expect(refused?.told == ["cohabitantNumber: cohabitant.same"])
        #expect(try await here.store.count("cases") == 1)
    }

    @Test(
        "a lock that is not in the stated home is refused, and nothing is half done",
        arguments: Engine.allCases)
    func otherHome(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        _ = try await here.installedCase(for: .numbered(3), set: 2, at: "15:00")
        let number = try await here.cohabitantCase(.later)
        try await here.attest("seeCohabitantInTes", in: number, by: here.coordinator)
        let events = try await here.store.count("events")
        #expect(await told { try await here.linkLock(number, to: "LAS-2") } == ["serial: link.notInHome"])
        #expect(await told { try await here.linkLock(number, to: "") } == ["serial: form.choose"])
        let all = LockReport(serial: "LAS-2", day: "2099-01-01")
        #expect(
            await told {
                try await here.store.write(as: here.coordinator) {
                    try $0.linkLock("linkLock", in: number, report: all)
                }
            } == ["day: form.day.future", "serial: link.notInHome"], "every fault at once")
        #expect(try await here.store.count("events") == events)
        #expect(try await links(here).count == 2)
    }

    @Test("somebody without a lock at the stated address cannot share it", arguments: Engine.allCases)
    func noLock(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let number = try await here.cohabitantCase(.later) { answers in
            for key in ["home", "cohabitantHome"] { answers["\(key).apartment"] = "1203" }
        }
        try await here.attest("seeCohabitantInTes", in: number, by: here.coordinator)
        let linking = try #require(try await here.page(number).locks.linking)
        #expect(linking.locks.isEmpty)
        #expect(linking.elsewhere.map(\.device.serial.text) == ["LAS-1"])
        #expect(await told { try await here.linkLock(number) } == ["serial: link.noLock"])
        let seen = try await here.page(number, as: here.orderer)
        #expect(seen.locks.linking == nil, "the unit is not told where the lock is")
    }

    @Test(
        "I11 homes that differ are told, and linked only by somebody who answers for it",
        arguments: Engine.allCases)
    func differingHomes(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let number = try await here.cohabitantCase(.later) { $0["cohabitantHome.apartment"] = "1103" }
        let page = try await here.page(number)
        #expect(page.order.hasTwoHomes)
        #expect(page.locks.linking?.differences == [.stated, .registered])
        try await here.attest("seeCohabitantInTes", in: number, by: here.coordinator)
        #expect(await told { try await here.linkLock(number) } == ["confirmed: link.confirm.missing"])
        #expect(
            await told { try await here.linkLock(number, isConfirmed: true) } == [
                "reason: link.reason.missing"
            ])
        #expect(try await links(here).count == 1)
        try await here.linkLock(number, isConfirmed: true, reason: "Dörren mellan lägenheterna är öppnad.")
        #expect(try await links(here).count == 2)
        let story = try await here.page(number, as: here.orderer).timeline
        let link = try #require(story.first { $0.kind == .lockLinked })
        #expect(link.details["reason"] == "Dörren mellan lägenheterna är öppnad.")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I11 an order about sharing a lock moves nobody: what the register says otherwise is told",
        arguments: Engine.allCases)
    func registeredElsewhere(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        _ = try await here.orderedCase(for: .osten, withLock: false)
        let number = try await here.cohabitantCase(.later)
        let page = try await here.page(number)
        #expect(!page.order.hasTwoHomes)
        #expect(page.differences == ["cohabitantAddress"])
        #expect(page.locks.linking?.differences == [.registered])
        #expect(page.locks.linking?.registered?.address.street == SamplePerson.osten.street)
        try await here.attest("seeCohabitantInTes", in: number, by: here.coordinator)
        #expect(await told { try await here.linkLock(number) } == ["confirmed: link.confirm.missing"])
        let home = try await here.store.rows(
            """
            SELECT d.street FROM residencies r JOIN dwellings d ON d.id = r.dwelling_id
            JOIN care_recipients p ON p.id = r.recipient_id WHERE p.name = 'Östen Ängström' AND r.valid_to IS NULL
            """)
        #expect(home == [[SamplePerson.osten.street]])
    }

    @Test("somebody who is linked already is a conflict, told where", arguments: Engine.allCases)
    func alreadyLinked(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        let again = try await here.cohabitantCase(.later)
        try await here.attest("seeCohabitantInTes", in: again, by: here.coordinator)
        let refused = await refusal { try await here.linkLock(again) }
        #expect(refused?.told == ["serial: link.already"])
        #expect(refused?.code == .conflict)
    }

    @Test(
        "of many who link the same cohabitant at once, in one case or in two, one wins",
        arguments: Engine.allCases)
    func race(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let numbers = [try await here.cohabitantCase(.later), try await here.cohabitantCase(.later)]
        for number in numbers {
            try await here.attest("seeCohabitantInTes", in: number, by: here.coordinator)
        }
        let answers = await withTaskGroup(of: AppError?.self) { group in
            for index in 0..<6 {
                let by = index < 3 ? here.coordinator : here.technician
                group.addTask { await refusal { try await here.linkLock(numbers[index % 2], by: by) } }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.filter { $0 == nil }.count == 1)
        let told = Set(answers.compactMap(\.self).flatMap(\.told))
        #expect(told.isSubset(of: ["serial: link.already", "-: duty.alreadyEnded"]))
        #expect(answers.compactMap(\.self).allSatisfy { $0.code == .conflict })
        #expect(try await links(here).count == 2)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("what was linked cannot be called off", arguments: Engine.allCases)
    func notCancelled(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        let number = CaseNumber(year: 2026, sequence: 2)
        #expect(
            await told {
                try await here.store.write(as: here.coordinator) {
                    try $0.cancel(number, reason: "Ångrat sig")
                }
            } == ["-: case.cancel.installed"])
    }
}
