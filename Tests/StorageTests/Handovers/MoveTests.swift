import Domain
import TestSupport
import Testing

@testable import Storage

/// R1: a move in two halves, through the real verbs by the people who take part.
@Suite struct MoveTests {
    /// Greta has an alarm at Ekholmen's, and both units have ordered their half.
    private func moving(
        _ engine: Engine, withLock: Bool = false, _ change: (inout Answers) -> Void = { _ in }
    ) async throws -> (here: Municipality, giver: CaseNumber, receiver: CaseNumber) {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: withLock)
        here.time.set("2026-11-25", "09:00")
        let (giver, receiver) = try await here.move(change)
        return (here, giver, receiver)
    }

    @Test(
        "R1.7 R1.14 R1.18 R1.21 I2: two halves, two cases, one booking, one move; each unit gets its own answer and ends its own case",
        arguments: Engine.allCases)
    func wholeMove(engine: Engine) async throws {
        let (here, giver, receiver) = try await moving(engine)
        #expect(try await here.page(giver).move?.halves.count == 2)
        let shared = try await here.page(giver).order.duties.filter { $0.isOpen }.map(\.key)
        #expect(shared.contains("book"))
        #expect(!shared.contains("keyReceipt"))
        #expect(!shared.contains("feedbackReceiver"))
        try await here.moveAlarm(in: giver)
        // What is done in one is done in the other.
        let received = try await here.page(receiver)
        #expect(received.order.duty("installAlarm")?.state == .done)
        #expect(received.visits.map(\.purpose) == [.uninstall, .install])
        let (fetching, mounting) = (received.visits[0].id, received.visits[1].id)
        let early = await refusal {
            try await here.store.write(as: here.technician) { try $0.finishVisit(fetching) }
        }
        #expect(early?.told == ["-: visit.unfinished"])
        try await here.store.write(as: here.technician) { try $0.finishVisit(mounting) }
        try await here.uninstall(
            receiver, UninstallationReport(conditions: [:], partIsBack: nil, remark: ""), duty: "unlinkLock")
        try await here.store.write(as: here.technician) { try $0.finishVisit(fetching) }
        try await here.attest("registerAlarm", in: receiver, by: here.technician)
        try await here.store.write(as: here.technician) {
            try $0.passResponsibility("passResponsibility", in: receiver, on: "2026-12-01", note: "")
        }
        for (number, key) in [(giver, "feedbackGiver"), (receiver, "feedbackReceiver")] {
            try await here.store.write(as: here.coordinator) {
                try $0.giveFeedback(key, in: number, text: "Flytten är klar.", phonedTo: "Anders Annan")
            }
        }
        #expect(try await here.page(giver, as: here.orderer).messages.count == 1)
        #expect(try await here.page(receiver, as: here.otherOrderer).messages.count == 1)
        #expect(try await here.page(giver).order.state == .handled)
        try await here.attest("journalGiver", in: giver, by: here.orderer)
        try await here.attest("journalReceiver", in: receiver, by: here.otherOrderer)
        let receipt = try KeyReceipt.sample(on: here.time.today)
        _ = try await here.store.write(as: here.otherOrderer) {
            try $0.checkOutKeys("keyReceipt", in: receiver, receipt: receipt)
        }
        try await here.giveBackAllKeys("giveBackKeys", in: giver)
        for number in [giver, receiver] {
            let page = try await here.page(number)
            #expect(page.order.state == .closed)
            #expect(page.timeline.count { $0.kind == .caseClosed } == 1)
        }
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "R1.2 R1.20 I5 I10: the alarm follows the person, is nobody else's on the way, and the home is the new one",
        arguments: Engine.allCases)
    func alarmFollows(engine: Engine) async throws {
        let (here, giver, _) = try await moving(engine)
        let pair = try here.pair()
        try await here.store.write(as: here.coordinator) { try $0.book("book", in: giver, pair: pair) }
        here.time.set("2026-12-01", "09:00")
        try await here.uninstall(giver, .allWorking(withLock: false), duty: "uninstallAlarm")
        let onTheWay = try await here.page(giver)
        #expect(onTheWay.reserved.map(\.serial.text).sorted() == ["KNAPP-1", "LARM-1"])
        let other = try await here.orderedCase(for: .osten)
        let refused = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.reserve("LARM-1", in: other) }
        }
        #expect(refused?.told == ["serial: device.notInStock"])
        here.time.set("2026-12-01", "13:10")
        _ = try await here.store.write(as: here.technician) {
            try $0.install(
                "installAlarm", in: giver, devices: DeviceReport.passed([.alarmBase, .alarmButton], set: 1),
                originalPart: "")
        }
        let homes = try await here.store.rows(
            """
            SELECT e.serial || ' ' || d.street FROM installations i JOIN devices e ON e.id = i.device_id
            JOIN dwellings d ON d.id = i.dwelling_id WHERE i.valid_to IS NULL ORDER BY e.serial
            """)
        #expect(homes == [["KNAPP-1 Nygatan 5"], ["LARM-1 Nygatan 5"]])
        let residence = try await here.store.rows(
            "SELECT d.street FROM residencies r JOIN dwellings d ON d.id = r.dwelling_id WHERE r.valid_to IS NULL AND d.street LIKE 'Ny%'"
        )
        #expect(residence == [["Nygatan 5"]])
        // R1.20: the inventory follows by itself.
        let device = try await here.store.show(as: here.coordinator) {
            try $0.devicePage(.sample(.alarmBase, 1))
        }
        #expect(device.device.status == .installed)
        #expect(device.installations.map(\.home.address.street) == ["Nygatan 5", "Ekholmsvägen 14"])
        #expect(device.installations.map { $0.to == nil } == [true, false])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "R1.8 R1.9 R1.10 R1.11 R1.15 R1.16 R1.17: each half says who, from where, to where, when and whom to call"
    )
    func fields() throws {
        let routine = try ShippedRoutines.file("alarm-move.yaml").edition()
        for party in ["giver", "receiver"] {
            let form = try #require(routine.half(of: party).orderForm)
            let bindings: [Field.Binding] = [
                .recipientNumber, .recipientName, .recipientPhone, .recipientHome, .newHome, .movesOn,
                .otherUnit, .bookingContacts,
            ]
            for binding in bindings { #expect(form.field(filling: binding) != nil, "\(party) \(binding)") }
        }
        let giver = try #require(routine.half(of: "giver").orderForm?.field(filling: .otherUnit))
        #expect(giver.condition == .equals("providerChange", "yes"))
    }

    @Test(
        "R1.9 R1.15 C4 C5 C6: both addresses are asked apart, the entrance is optional, and the unit is the one signed in",
        arguments: Engine.allCases)
    func conflicts(engine: Engine) async throws {
        let (here, giver, receiver) = try await moving(engine)
        for (number, unit) in [(giver, "Hemtjänst Ekholmen"), (receiver, "Hemtjänst Lambohov")] {
            let page = try await here.page(number)
            #expect(page.unit == unit)
            #expect(page.move?.oldHome.address.street == "Ekholmsvägen 14")
            #expect(page.move?.newHome.address.street == "Nygatan 5")
        }
        #expect(try await here.store.count("secrets") == 0, "nobody had to give a code")
        let routine = try ShippedRoutines.file("alarm-move.yaml").edition()
        for party in ["giver", "receiver"] {
            let form = try #require(routine.half(of: party).orderForm)
            #expect(form.field(filling: .entranceCode)?.isRequired == false)
            #expect(form.fields.filter { $0.kind == .address }.map(\.key) == ["home", "newHome"])
        }
    }

    @Test(
        "I19 an edition published between the halves: each half keeps the one it came under, the common work the first's",
        arguments: Engine.allCases)
    func editionBetween(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let giver = try await here.half(.handingOver, .moving(.handingOver))
        let shipped = try ShippedRoutines.file("alarm-move.yaml")
        let text = shipped.text.replacing("edition: \"2024-04-01\"", with: "edition: \"2026-11-25\"")
            .replacing(
                "due: {workingDays: 5, from: submission}", with: "due: {workingDays: 1, from: submission}"
            )
            .replacing(
                "due: {workingDays: 2, from: installAlarm}", with: "due: {workingDays: 4, from: installAlarm}"
            )
        try await here.store.write(as: .system) {
            try $0.publish(RoutineFile(name: shipped.name, text: text))
        }
        let receiver = try await here.half(.receiving, .moving(.receiving), publishing: false)

        let (first, second) = (try await here.page(giver).order, try await here.page(receiver).order)
        #expect([first.routine.edition, second.routine.edition] == ["2024-04-01", "2026-11-25"])
        #expect(try await here.page(giver).move?.halves.map(\.order) == [giver, receiver])
        for order in [first, second] {
            #expect(order.duty("book")?.dueOn == Day("2026-12-02"), "five working days, as when it began")
        }
        try await here.moveAlarm(in: giver)
        try await here.finishMove(in: giver)
        try await here.store.write(as: here.coordinator) {
            try $0.passResponsibility("passResponsibility", in: giver, on: "2026-12-01", note: "")
        }
        #expect(try await here.page(giver).order.duty("feedbackGiver")?.dueOn == Day("2026-12-03"))
        #expect(try await here.page(receiver).order.duty("feedbackReceiver")?.dueOn == Day("2026-12-07"))
        try await here.answer(.handingOver, in: giver)
        try await here.answer(.receiving, in: receiver)
        #expect(try await here.page(receiver).order.openDuties(of: .team).isEmpty)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("R1.8: a move to the same address is refused at the new address", arguments: Engine.allCases)
    func sameAddress(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        var answers = Answers.moving(.handingOver)
        answers["newHome.street"] = SamplePerson.greta.street.uppercased()
        answers["newHome.apartment"] = "1102"
        answers["newHome.postalCode"] = "589 25"
        let typed = answers
        #expect(
            await refusal { _ = try await here.half(.handingOver, typed) }?.told
                == ["newHome.street: move.sameAddress"])
    }

    @Test(
        "R1.9: the other unit is one of the municipality's, and not one's own", arguments: Engine.allCases,
        [("Hemtjänst Någonstans", "form.unit.unknown"), ("Hemtjänst Ekholmen", "form.unit.own")])
    func otherUnit(engine: Engine, wrong: (name: String, fault: String)) async throws {
        let here = try await Municipality.open(engine)
        var answers = Answers.moving(.handingOver)
        answers["receivingUnit"] = wrong.name
        let typed = answers
        #expect(
            await refusal { _ = try await here.half(.handingOver, typed) }?.told
                == ["receivingUnit: \(wrong.fault)"])
        #expect(try await here.store.count("cases") == 0)
    }

    @Test(
        "R1.3 R1.4 R1.5 R1.6 R1.13 C7: with the same provider one order is enough, and its unit signs for the new key itself",
        arguments: Engine.allCases)
    func oneOrder(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        var answers = Answers.moving(.handingOver)
        answers["providerChange"] = "no"
        answers["lockNeeded"] = "no"
        let number = try await here.half(.handingOver, answers)
        let page = try await here.page(number)
        #expect(page.order.duty("orderReceiver") == nil)
        #expect(page.order.duty("passResponsibility") == nil)
        #expect(page.order.duty("checkOutKeys")?.definition.kind == .keyReceipt(.checkOut))
        #expect(page.order.duty("giveBackKeys")?.isOpen == true)
        #expect(page.order.duty("journalGiver")?.definition.after == ["feedbackGiver"])
        #expect(page.order.waiting(on: .team)?.duty == "book")
        let both = try await here.move()
        #expect(try await here.page(both.receiver).order.duty("keyReceipt")?.isOpen == true)
        #expect(try await here.page(both.receiver).order.duty("journalReceiver")?.isOpen == true)
        #expect(
            try await here.page(number).move?.halves.count == 1, "an order that is whole waits for no half")
        #expect(try await here.page(both.receiver).move?.halves.map(\.order) == [both.giver, both.receiver])
    }

    @Test(
        "I1: neither unit sees the other's contacts, whom the team called, or a serial; the giver not even what was mounted",
        arguments: Engine.allCases)
    func visibility(engine: Engine) async throws {
        let (here, giver, receiver) = try await moving(engine)
        try await here.moveAlarm(in: giver)
        let given = try await here.page(giver, as: here.orderer)
        #expect(given.contacts.map(\.name) == ["Olga Beställare"])
        #expect(given.visits.map(\.contacted) == ["", ""])
        #expect(given.installed.isEmpty)
        #expect(given.move?.half(.receiving)?.unit == "Hemtjänst Lambohov")
        #expect(given.move?.half(.receiving)?.order == nil)
        let told = given.timeline.flatMap(\.details.values) + given.ended.values.flatMap(\.evidence.values)
        #expect(!told.contains { $0.contains("LARM-1") || $0.contains("Karin Åkerlund") })
        let taken = try await here.page(receiver, as: here.otherOrderer)
        #expect(taken.contacts.map(\.name) == ["Anders Annan"])
        #expect(
            await refusal { _ = try await here.page(receiver, as: here.orderer) }?.code == .notFound)
        // Until the responsibility passes the giver serves her still, and opens her own page.
        let greta = try given.order.requireRecipient().id
        for (actor, isTold) in [(here.orderer, false), (here.coordinator, true)] {
            let known = try await here.store.show(as: actor) { try $0.recipientPage(greta) }
            let mounted = known.installations.filter { $0.to == nil }.map(\.device.serial.text)
            #expect(Set(mounted) == (isTold ? ["LARM-1", "KNAPP-1"] : []))
        }
        let team = try await here.page(giver)
        #expect(Set(team.contacts.map(\.name)) == ["Olga Beställare", "Anders Annan"])
        #expect(
            team.contacts.compactMap { team.contactUnits[$0] }
                == team.contacts.map {
                    $0.name == "Olga Beställare" ? "Hemtjänst Ekholmen" : "Hemtjänst Lambohov"
                }, "R1.10 R1.16 whom to call about which home")
    }

    @Test(
        "I3: a half that is missing holds the work, is reminded of, escalated, and can be gone on without, with a reason",
        arguments: Engine.allCases)
    func missingHalf(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-20", "09:00")
        let giver = try await here.half(.handingOver, .moving(.handingOver))
        let page = try await here.page(giver)
        #expect(page.order.waiting?.duty == "orderReceiver")
        #expect(page.order.waiting?.isOtherHalfs == true)
        #expect(page.order.waiting(on: .orderer)?.duty != "orderReceiver")
        #expect(page.order.duty("orderReceiver")?.dueOn == Day("2026-11-27"))
        let pair = try here.pair()
        let held = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.book("book", in: giver, pair: pair) }
        }
        #expect(held?.told == ["-: duty.blocked"])
        let awaited = try await here.store.show(as: here.otherOrderer) { try $0.awaitedHalves() }
        #expect(awaited.map(\.party) == ["receiver"])
        #expect(awaited.map(\.recipientName) == [nil])
        #expect(try await here.store.write(as: .system) { try $0.remindOfHalves() } == 0)
        here.time.set("2026-11-24", "09:00")
        #expect(try await here.store.write(as: .system) { try $0.remindOfHalves() } == 1)
        #expect(try await here.store.write(as: .system) { try $0.remindOfHalves() } == 0)
        here.time.set("2026-11-27", "09:00")
        #expect(try await here.store.write(as: .system) { try $0.remindOfHalves() } == 1)
        here.time.set("2026-11-28", "09:00")
        let late = try await here.store.show(as: here.coordinator) { try $0.queue(.late, offset: 0) }
        #expect(late.lines.map(\.number) == [giver])
        let without = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.waive("orderReceiver", in: giver, reason: "nej")
            }
        }
        #expect(without?.told == ["reason: duty.waive.reason"])
        try await here.store.write(as: here.coordinator) {
            try $0.waive("orderReceiver", in: giver, reason: "Svarar inte, brukaren får inte bli utan larm.")
        }
        try await here.store.write(as: here.coordinator) { try $0.book("book", in: giver, pair: pair) }
        // The half comes after all: it finds the move, and both are told.
        let receiver = try await here.half(.receiving, .moving(.receiving))
        #expect(try await here.page(receiver).move?.halves.count == 2)
        #expect(try await here.page(receiver).order.duty("book")?.state == .done)
        #expect(try await here.page(giver).timeline.contains { $0.kind == .halfLate })
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I2 I3: the receiver may order first; a unit that does not serve the person learns no name, the one that does sees it",
        arguments: Engine.allCases)
    func receiverFirst(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let receiver = try await here.half(.receiving, .moving(.receiving))
        #expect(try await here.page(receiver).order.waiting?.duty == "orderGiver")
        let awaited = try await here.store.show(as: here.orderer) { try $0.awaitedHalves() }
        #expect(awaited.map(\.recipientName) == ["Greta Åkerlund"])
        let served = try await here.store.rows(
            "SELECT u.name FROM provider_responsibilities r JOIN provider_units u ON u.id = r.unit_id WHERE r.valid_to IS NULL"
        )
        #expect(served == [["Hemtjänst Ekholmen"]])
        let giver = try await here.half(.handingOver, .moving(.handingOver))
        #expect(try await here.page(receiver).order.waiting(on: .team)?.duty == "book")
        #expect(try await here.page(giver).order.waiting(on: .team)?.duty == "book")
        #expect(try await here.store.show(as: here.orderer) { try $0.awaitedHalves() }.isEmpty)
    }

    @Test(
        "I2: halves whose days or addresses differ make a task; what the team finds out holds for both",
        arguments: Engine.allCases)
    func differences(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let giver = try await here.half(.handingOver, .moving(.handingOver))
        var answers = Answers.moving(.receiving, on: "2026-12-03")
        answers["newHome.street"] = "Nygatan 7"
        let receiver = try await here.half(.receiving, answers)
        let page = try await here.page(receiver)
        #expect(page.order.duty("agree")?.isOpen == true)
        #expect(page.order.waiting(on: .team)?.duty == "agree")
        #expect(
            Set(page.timeline.filter { $0.kind == .halvesDiffer }.compactMap { $0.details["half"] })
                == ["movesOn", "newHome"])
        let pair = try here.pair()
        let held = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.book("book", in: giver, pair: pair) }
        }
        #expect(held?.told == ["-: duty.blocked"])
        let terms = try #require(page.move?.half(.receiving)?.terms)
        let other = try #require(page.move?.half(.handingOver)?.terms)
        let nowhere = Settlement(
            movesOn: terms.movesOn, oldHome: terms.newHome.id, newHome: terms.oldHome.id, note: "")
        let wrong = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.settleDifferences("agree", in: giver, nowhere)
            }
        }
        #expect(wrong?.told == ["newHome: form.choose", "note: form.required", "oldHome: form.choose"])
        let settled = Settlement(
            movesOn: terms.movesOn, oldHome: other.oldHome.id, newHome: terms.newHome.id,
            note: "Greta själv")
        try await here.store.write(as: here.coordinator) {
            try $0.settleDifferences("agree", in: giver, settled)
        }
        for number in [giver, receiver] {
            let after = try await here.page(number)
            #expect(after.move?.movesOn == Day("2026-12-03"))
            #expect(after.move?.newHome.address.street == "Nygatan 7")
            #expect(after.order.waiting(on: .team)?.duty == "book")
        }
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I2: halves too far apart do not find each other, and are joined by hand, once, by whoever is first",
        arguments: Engine.allCases)
    func pairedByHand(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let giver = try await here.half(.handingOver, .moving(.handingOver))
        let partners = [
            try await here.half(.receiving, .moving(.receiving, on: "2027-01-12")),
            try await here.half(.receiving, .moving(.receiving, on: "2027-02-16")),
        ]
        let page = try await here.page(giver)
        #expect(page.move?.halves.count == 1)
        #expect(page.move?.candidates == partners)
        let coordinators = [here.coordinator, try await here.anotherCoordinator()]
        let outcomes = await withTaskGroup(of: (CaseNumber, [String]?).self) { group in
            for (actor, partner) in zip(coordinators, partners) {
                group.addTask {
                    let refused = await refusal {
                        try await here.store.write(as: actor) { try $0.pair(giver, with: partner) }
                    }
                    return (partner, refused?.told)
                }
            }
            return await group.reduce(into: [(CaseNumber, [String]?)]()) { $0.append($1) }
        }
        let paired = try #require(outcomes.first { $0.1 == nil }?.0)
        let left = try #require(outcomes.first { $0.1 != nil })
        #expect(left.1 == ["-: handover.alreadyPaired"])
        #expect(try await here.page(giver).move?.halves.map(\.order) == [giver, paired])
        #expect(try await here.page(left.0).move?.halves.map(\.order) == [left.0], "it waits as before")
        let after = try await here.page(paired)
        #expect(after.move?.halves.count == 2)
        #expect(after.order.duty("agree")?.isOpen == true)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I2 I8 halves joined by hand: what either asks for is to be done, from whichever page they are joined",
        arguments: Engine.allCases, [true, false])
    func pairedWithAll(engine: Engine, fromGiver: Bool) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        var answers = Answers.moving(.receiving, on: "2027-01-12")
        answers["lockNeeded"] = "yes"
        let receiver = try await here.half(.receiving, answers)
        var own = Answers.moving(.handingOver)
        own["providerChange"] = "no"
        own["lockNeeded"] = "no"
        let alone = own
        let giver = try await here.half(.handingOver, alone)
        let (page, other) = fromGiver ? (giver, receiver) : (receiver, giver)
        try await here.store.write(as: here.coordinator) { try $0.pair(page, with: other) }
        for number in [giver, receiver] {
            let order = try await here.page(number).order
            for key in ["installLock", "registerTes", "passResponsibility", "agree"] {
                #expect(order.duty(key)?.isOpen == true, "\(number) \(key)")
            }
        }
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I8 R1.19 a lock that the receiver needs is mounted in the new home on the same visit, and registered",
        arguments: Engine.allCases)
    func newLock(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        here.time.set("2026-11-25", "09:00")
        let giver = try await here.half(.handingOver, .moving(.handingOver))
        var answers = Answers.moving(.receiving)
        answers["lockNeeded"] = "yes"
        answers["lockDoor"] = "Lägenhetsdörren"
        let receiver = try await here.half(.receiving, answers)
        try await here.moveAlarm(in: giver)
        _ = try await here.store.write(as: here.technician) {
            try $0.install(
                "installLock", in: receiver, devices: DeviceReport.passed([.lockUnit], set: 2),
                originalPart: "Skåp 3, påse 12")
        }
        try await here.uninstall(giver, .lockBack(), duty: "unlinkLock")
        #expect(
            try await here.store.rows(
                """
                SELECT e.serial || ' ' || d.street FROM installations i JOIN devices e ON e.id = i.device_id
                JOIN dwellings d ON d.id = i.dwelling_id WHERE i.valid_to IS NULL ORDER BY e.serial
                """) == [["KNAPP-1 Nygatan 5"], ["LARM-1 Nygatan 5"], ["LAS-2 Nygatan 5"]])
        try await here.attest("registerTes", in: giver, by: here.technician)
        #expect(try await here.page(receiver).order.duty("registerTes")?.state == .done)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "R1.22 the receiving unit, and no other, gets the camera's serial number with the answer, and that it did is kept",
        arguments: Engine.allCases)
    func cameraSerial(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.supervisedCase(for: .greta)
        _ = try await here.installedCase(withLock: false, at: "14:00")
        here.time.set("2026-11-25", "09:00")
        let (giver, receiver) = try await here.move()
        try await here.moveAlarm(in: giver)
        try await here.finishMove(in: giver)
        try await here.store.write(as: here.coordinator) {
            try $0.passResponsibility("passResponsibility", in: giver, on: "2026-12-01", note: "")
        }
        try await here.answer(.handingOver, in: giver)
        try await here.answer(.receiving, in: receiver)
        #expect(
            try await here.store.rows(
                """
                SELECT u.name, d.serial, c.number FROM told_serials t JOIN provider_units u ON u.id = t.unit_id
                JOIN devices d ON d.id = t.device_id JOIN cases c ON c.id = t.case_id
                """, columns: 3) == [["Hemtjänst Lambohov", "KAMERA-1", receiver.text]])
    }

    @Test(
        "I2 I3 how many days halves may differ, and when one is reminded, are settings",
        arguments: Engine.allCases)
    func settings(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-16", "09:00")
        try await here.store.write(as: .system) { tx in
            for (setting, value) in [
                (SettingName.moveToleranceDays, "1"), (.halfReminderDays, "8"), (.halfEscalationDays, "6"),
            ] { try tx.set(setting, to: value) }
        }
        let giver = try await here.half(.handingOver, .moving(.handingOver))
        let near = try await here.half(.receiving, .moving(.receiving, on: "2026-12-03"))
        #expect(try await here.page(near).move?.halves.map(\.order) == [near], "two days are too many")
        for (day, kinds) in [
            ("2026-11-18", []), ("2026-11-19", [Event.Kind.halfReminded]),
            ("2026-11-23", [.halfReminded, .halfEscalated]),
        ] {
            here.time.set(day, "09:00")
            _ = try await here.store.write(as: .system) { try $0.remindOfHalves() }
            let told = try await here.page(giver).timeline.map(\.kind)
            #expect(
                told.filter { [.halfReminded, .halfEscalated].contains($0) }.sorted {
                    $0.rawValue > $1.rawValue
                } == kinds, "\(day)")
        }
    }

    @Test(
        "a half that is withdrawn: the visits are called off, the other unit waits again, and another order finds it",
        arguments: Engine.allCases)
    func withdrawn(engine: Engine) async throws {
        let (here, giver, receiver) = try await moving(engine)
        let pair = try here.pair()
        try await here.store.write(as: here.coordinator) { try $0.book("book", in: giver, pair: pair) }
        try await here.store.write(as: here.otherOrderer) {
            try $0.cancel(receiver, reason: "Hon flyttar till en annan del av staden.")
        }
        let left = try await here.page(giver)
        #expect(left.visits.allSatisfy { $0.status == .cancelled })
        #expect(left.order.waiting?.duty == "orderReceiver")
        #expect(left.timeline.contains { $0.kind == .halfWithdrawn })
        #expect(try await here.store.verify { _ in } == [])
        let again = try await here.half(.receiving, .moving(.receiving))
        #expect(try await here.page(again).move?.halves.count == 2)
        #expect(try await here.page(giver).order.waiting(on: .team)?.duty == "book")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("two halves sent at the same moment find each other", arguments: Engine.allCases)
    func atOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        try await here.publishMoves()
        let numbers = try await withThrowingTaskGroup(of: CaseNumber.self) { group in
            for side in Side.allCases {
                group.addTask { try await here.half(side, .moving(side)) }
            }
            return try await group.reduce(into: [CaseNumber]()) { $0.append($1) }
        }
        for number in numbers { #expect(try await here.page(number).move?.halves.count == 2) }
        #expect(try await here.store.count("handovers") == 1)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "R1.12: the camera's case is begun from the alarm's, with what both forms ask filled in, and the two are linked",
        arguments: Engine.allCases)
    func cameraCase(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        _ = try await here.cameraHalf(.receiving)
        var answers = Answers.moving(.handingOver)
        answers["hasCamera"] = "yes"
        let giver = try await here.half(.handingOver, answers)
        let foreign = await refusal {
            _ = try await here.store.write(as: here.coordinator) {
                try $0.beginLinkedDraft("orderCameraGiver", in: giver)
            }
        }
        #expect(foreign?.code == .forbidden)
        let draft = try await here.store.write(as: here.orderer) {
            try $0.beginLinkedDraft("orderCameraGiver", in: giver)
        }
        let begun = try await here.store.show(as: here.orderer) { try $0.draft(draft) }
        #expect(begun.answers["recipientNumber"] == SamplePerson.greta.number)
        #expect(begun.answers["newHome.street"] == "Nygatan 5")
        #expect(begun.answers["keysHeld"] == "yes")
        let whole = Answers(
            begun.answers.values.merging(Answers.cameraMove(.handingOver).values) { typed, _ in typed })
        let camera = try await here.store.write(as: here.orderer) { tx in
            try tx.saveDraft(draft, answers: whole)
            return try tx.submit(draft)
        }
        let page = try await here.page(giver)
        #expect(page.order.duty("orderCameraGiver")?.state == .done)
        #expect(page.timeline.contains { $0.kind == .orderLinked && $0.details["number"] == camera.text })
        let linked = try await here.page(camera)
        #expect(linked.timeline.contains { $0.kind == .orderLinked && $0.details["number"] == giver.text })
        #expect(linked.move?.halves.count == 2)
        #expect(try await here.store.verify { _ in } == [])
    }
}
