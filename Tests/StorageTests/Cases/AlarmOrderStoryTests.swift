import Domain
import TestSupport
import Testing

@testable import Storage

/// R2 from the granted service to an alarm in the register, by the people who do each part.
@Suite struct AlarmOrderStoryTests {
    @Test("R2.2 R2.6 an order becomes one numbered case that waits on the team", arguments: Engine.allCases)
    func ordered(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        #expect(number.text == "VT-2026-000001")

        let page = try await here.page(number, as: here.orderer)
        #expect(page.order.state == .submitted)
        #expect(page.order.waiting?.role == .team)
        #expect(page.order.waiting?.duty == "book")
        #expect(page.order.waiting?.dueOn == Day("2026-11-27"))
        #expect(page.unit == "Hemtjänst Ekholmen")
        #expect(page.orderedBy == "Olga Beställare")
    }

    @Test(
        "R2.3 what the form attests of Treserva is a done duty and a dated fact", arguments: Engine.allCases)
    func effectuated(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let page = try await here.page(try await here.orderedCase())
        #expect(page.order.duty("effectuate")?.state == .done)
        #expect(page.ended["effectuate"]?.evidence == ["day": "2026-11-19"])
        let recipient = try #require(page.order.recipient)
        let person = try await here.store.show(as: here.coordinator) { try $0.recipientPage(recipient) }
        #expect(person.services.map(\.effectuatedOn) == [Day("2026-11-19")])
        #expect(person.services.map(\.system) == ["treserva"])
    }

    @Test("R2.7 R2.8 R2.9 what was filled in stands in the case, word for word", arguments: Engine.allCases)
    func answers(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let page = try await here.page(try await here.orderedCase())
        #expect(page.recipient?.name == "Greta Åkerlund")
        #expect(page.recipient?.identifier.value == "196101182803")
        #expect(page.recipient?.phone == "013-20 60 01")
        #expect(
            page.home?.address
                == PostalAddress(
                    street: "Ekholmsvägen 14", apartment: "1102", postalCode: "58925", city: "Linköping"))
        #expect(page.answers["homeKeyCollected"] == "yes")
        #expect(page.answers["entranceKey"] == "notYet")
        #expect(page.answers["lockDoor"] == "Lägenhetsdörren, vred på insidan")
        #expect(page.answers["entranceCode"].isEmpty)
        #expect(page.secrets == ["entranceCode"])
        #expect(
            page.contacts == [
                BookingContact(role: .recipient, name: "Greta Åkerlund", phone: "013-20 60 01"),
                BookingContact(role: .related, name: "Karin Åkerlund", phone: "070-174 06 05"),
            ])
    }

    @Test(
        "R2.4 the keys are signed for on a numbered receipt with its custody chain",
        arguments: Engine.allCases)
    func keys(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let receipt = try await here.checkOutKeys(number)
        #expect(receipt == "N-2026-0001")
        let view = try await here.store.show(as: here.orderer) { try $0.keyReceipt(receipt, action: .viewed) }
        #expect(view.receipt == (try KeyReceipt.sample(on: here.time.today)))
        #expect(view.recipientName == "Greta Åkerlund")
        #expect(view.provider == "Leanlink Äldreomsorg")
        #expect(
            view.custody.map { "\($0.holder) \($0.name)" }
                == Array(repeating: "unit Olga Beställare", count: 2))
        #expect(view.custody.map(\.place) == ["17", "17"])
        #expect(try await here.page(number).keyReceipts == [receipt])
    }

    @Test("R2.10 the team books a visit with whom it called", arguments: Engine.allCases)
    func booked(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        let page = try await here.page(number)
        #expect(page.visits.map(\.status) == [.planned])
        #expect(page.visits.map(\.technicianName) == ["Tove Tekniker"])
        #expect(page.visits.map(\.contacted) == ["Karin Åkerlund"])
        #expect(page.visits.map(\.startsAt) == [.written("2026-11-24", "10:00")])
        #expect(page.reserved.map(\.status) == [.allocated, .allocated, .allocated])
        #expect(page.order.waiting?.duty == "installAlarm")

        let day = try #require(Day("2026-11-24"))
        let visits = try await here.store.show(as: here.technician) { try $0.visits(on: day) }
        #expect(visits.map(\.name) == ["Greta Åkerlund"])
        #expect(visits.map(\.bring) == [[.alarmBase, .alarmButton, .lockUnit]])
        #expect(visits.map(\.hasSecret) == [true])
    }

    @Test(
        "R2.12 the inventory, the dwelling and the person follow the installation", arguments: Engine.allCases
    )
    func installed(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let page = try await here.page(try await here.installedCase())
        #expect(page.installed.map(\.device.serial.text) == ["LARM-1", "KNAPP-1", "LAS-1"])
        #expect(page.installed.map(\.originalPart) == ["", "", "Skåp 3, påse 12"])
        #expect(page.reserved.isEmpty)
        #expect(page.visits.map(\.status) == [.done])

        let person = try #require(page.order.recipient)
        let home = try #require(page.order.dwelling)
        let known = try await here.store.show(as: here.coordinator) { try $0.recipientPage(person) }
        #expect(Set(known.installations.map(\.device.serial.text)) == ["LARM-1", "KNAPP-1"])
        #expect(known.locks.map(\.device.serial.text) == ["LAS-1"])
        #expect(known.residencies.map(\.home.id) == [home])
        let dwelling = try await here.store.show(as: here.coordinator) { try $0.dwellingPage(home) }
        #expect(dwelling.installations.count == 3)
        #expect(dwelling.residents.map(\.name) == ["Greta Åkerlund"])
        let device = try await here.store.show(as: here.coordinator) {
            try $0.devicePage(.sample(.alarmBase, 1))
        }
        #expect(device.device.status == .installed)
        #expect(device.tests.map(\.passed) == [true])
        #expect(device.timeline.map(\.kind) == [.deviceInstalled, .deviceReserved, .deviceReceived])
    }

    @Test("R2.11 each register is attested by the system's own name", arguments: Engine.allCases)
    func registered(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase()
        try await here.attest("registerAlarm", in: number, by: here.technician)
        try await here.attest("registerTes", in: number, by: here.technician)
        let attested = try await here.page(number).timeline.filter { $0.kind == .attested }
        #expect(attested.map { $0.details["system"] } == ["TES", "larmregistret"])
        #expect(attested.map(\.who) == ["Tove Tekniker", "Tove Tekniker"])
    }

    @Test("R2.13 the leaflet is handed over on a day, in a language", arguments: Engine.allCases)
    func leaflet(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let page = try await here.page(try await here.handledCase())
        #expect(page.ended["leaflet"]?.evidence == ["day": "2026-11-24", "language": "sv"])
        #expect(page.timeline.contains { $0.kind == .leafletHandedOver && $0.details["language"] == "sv" })
    }

    @Test("R2.14 the feedback reaches the ordering unit in its own case", arguments: Engine.allCases)
    func feedback(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.handledCase()
        let page = try await here.page(number, as: here.orderer)
        #expect(page.messages.map(\.text) == ["Larmet är på plats."])
        #expect(page.messages.map(\.isFeedback) == [true])
        #expect(page.messages.map(\.sender) == [.team])
        #expect(page.order.state == .handled)
        #expect(page.order.waiting?.role == .orderer)
    }

    @Test("R2.5 with the care record written the case closes by itself", arguments: Engine.allCases)
    func closed(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.handledCase()
        try await here.checkOutKeys(number)
        #expect(try await here.page(number).order.state == .handled)
        try await here.attest("journal", in: number, by: here.orderer)

        let page = try await here.page(number)
        #expect(page.order.state == .closed)
        #expect(page.order.waiting == nil)
        #expect(page.timeline.prefix(2).map(\.kind) == [.secretPurged, .caseClosed])
        #expect(page.secrets.isEmpty)
        #expect(try await here.store.count("secrets") == 0)
    }

    @Test("the whole story stands on the case page: who, when, what", arguments: Engine.allCases)
    func timeline(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let page = try await here.page(try await here.closedCase(withLock: false))
        let told = page.timeline.reversed().map { "\($0.at.day) \($0.who): \($0.kind.rawValue)" }
        #expect(
            told == [
                "2026-11-20 Olga Beställare: caseSubmitted",
                "2026-11-20 Olga Beställare: responsibilityBegan",
                "2026-11-20 Olga Beställare: residencyBegan",
                "2026-11-20 Olga Beställare: serviceEffectuated",
                "2026-11-20 Cecilia Samordnare: deviceReserved",
                "2026-11-20 Cecilia Samordnare: deviceReserved",
                "2026-11-20 Cecilia Samordnare: visitBooked",
                "2026-11-24 Tove Tekniker: deviceInstalled", "2026-11-24 Tove Tekniker: deviceInstalled",
                "2026-11-24 Tove Tekniker: dutyDone", "2026-11-24 Tove Tekniker: visitDone",
                "2026-11-24 Tove Tekniker: attested", "2026-11-24 Tove Tekniker: leafletHandedOver",
                "2026-11-24 Cecilia Samordnare: feedbackGiven", "2026-11-24 Olga Beställare: keysCheckedOut",
                "2026-11-24 Olga Beställare: attested", "2026-11-24 Olga Beställare: caseClosed",
                "2026-11-24 Olga Beställare: secretPurged",
            ])
    }
}
