import Domain
import TestSupport
import Testing

@testable import Storage

/// Orders about the unit itself, and about nobody.
@Suite struct UnitOrderTests {
    private static let stock: [SerialNumber] = (1...3).map { .sample(.providerEmergencyAlarm, $0) }

    private static func municipality(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        try await here.store.write(as: .system) { tx in
            for serial in stock {
                try tx.receive(serial, kind: .providerEmergencyAlarm, model: "Akut 1", place: "Hylla 3")
            }
        }
        return here
    }

    private static func answers(_ what: String, _ more: [String: String]) -> Answers {
        var answers = Answers([
            "what": what, "place.street": "Ekholmsvägen 1", "place.postalCode": "589 29",
            "place.city": "Linköping", "spot": "Personalrummet", "bookingContacts.unit.use": "yes",
            "bookingContacts.unit.name": "Ulf Chef", "bookingContacts.unit.phone": "013-20 50 00",
        ])
        for (name, value) in more { answers[name] = value }
        return answers
    }

    private static func order(
        _ here: Municipality, _ what: String, _ more: [String: String] = [:], by actor: Actor? = nil
    ) async throws -> CaseNumber {
        try await here.order(
            under: ShippedRoutines.file("emergency-alarm.yaml"), answers(what, more), by: actor)
    }

    private static func install(_ here: Municipality, _ number: CaseNumber, set: Int) async throws {
        let report = DeviceReport.passed([.providerEmergencyAlarm], set: set)
        _ = try await here.store.write(as: here.technician) {
            try $0.install("install", in: number, devices: report, originalPart: "")
        }
    }

    /// A new alarm, installed; alarm number `set` of the stock.
    private static func delivered(
        _ here: Municipality, set: Int, at clock: String = "10:00", by actor: Actor? = nil
    ) async throws -> CaseNumber {
        let number = try await order(here, "new", ["reason": "Ny lokal."], by: actor)
        try await here.book(number, try here.visit(on: here.time.today.description, at: clock))
        try await install(here, number, set: set)
        return number
    }

    private static func owners(_ here: Municipality) async throws -> [[String]] {
        try await here.store.rows(
            """
            SELECT d.serial, COALESCE(u.name, '-'), COALESCE(i.recipient_id, '-') FROM installations i
            JOIN devices d ON d.id = i.device_id LEFT JOIN provider_units u ON u.id = i.unit_id
            WHERE i.valid_to IS NULL ORDER BY d.serial
            """, columns: 3)
    }

    @Test(
        "I14 an emergency alarm is the unit's own, from order to closed case, and nobody's in the register",
        arguments: Engine.allCases)
    func delivered(engine: Engine) async throws {
        let here = try await Self.municipality(engine)
        let people = try await here.store.count("care_recipients")
        let number = try await Self.delivered(here, set: 1)
        #expect(try await Self.owners(here) == [["AKUT-1", "Hemtjänst Ekholmen", "-"]])
        try await here.attest("registerAlarm", in: number, by: here.technician)
        try await here.giveFeedback(number)
        try await here.attest("noteLocally", in: number, by: here.orderer)

        let page = try await here.page(number)
        #expect(page.order.state == .closed)
        #expect(page.name == "Hemtjänst Ekholmen")
        #expect(page.recipient == nil)
        #expect(page.home?.address.street == "Ekholmsvägen 1")
        #expect(try await here.store.count("care_recipients") == people)
        #expect(try await here.store.count("residencies") == 0)
        #expect(try await here.store.count("reading_people") == 0)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a unit sees the number of its own alarm, and another unit not even the case",
        arguments: Engine.allCases)
    func ownSerial(engine: Engine) async throws {
        let here = try await Self.municipality(engine)
        let number = try await Self.delivered(here, set: 1)
        let page = try await here.page(number, as: here.orderer)
        #expect(page.installed.map(\.device.serial.text) == ["AKUT-1"])
        let refused = await refusal { _ = try await here.page(number, as: here.otherOrderer) }
        #expect(refused?.code == .notFound)
    }

    @Test(
        "of several alarms the one that is handed in goes, and the others stay with the unit",
        arguments: Engine.allCases)
    func oneOfTwo(engine: Engine) async throws {
        let here = try await Self.municipality(engine)
        _ = try await Self.delivered(here, set: 1)
        _ = try await Self.delivered(here, set: 2, at: "11:30")
        _ = try await Self.delivered(here, set: 3, at: "13:00", by: here.otherOrderer)
        let number = try await Self.order(here, "return", ["whichAlarm": "akut-2"])
        try await here.attest("handIn", in: number, by: here.orderer)
        #expect(try await here.page(number).mounted.map(\.device.serial.text) == ["AKUT-1", "AKUT-2"])

        let unsaid = UninstallationReport(
            conditions: [.sample(.providerEmergencyAlarm, 2): .working], partIsBack: nil, remark: "")
        let told = await refusal { try await here.uninstall(number, unsaid) }?.told
        #expect(told == ["condition.AKUT-1: form.choose"])
        let nothing = UninstallationReport(
            conditions: [:], kept: Set(Self.stock), partIsBack: nil, remark: "")
        let refused = await refusal { try await here.uninstall(number, nothing) }?.told
        #expect(refused == ["condition.AKUT-1: uninstall.allKept"])

        try await here.uninstall(
            number,
            UninstallationReport(
                conditions: [.sample(.providerEmergencyAlarm, 2): .working],
                kept: [.sample(.providerEmergencyAlarm, 1)], partIsBack: nil, remark: ""))
        #expect(try await Self.owners(here).map { $0[0] } == ["AKUT-1", "AKUT-3"])
        #expect(try await here.page(number).ended["uninstall"]?.evidence["serials"] == "AKUT-2")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I14 I15 an alarm that a unit was to hand in is asked for after a week; not the others, nor one that is exchanged",
        arguments: Engine.allCases)
    func notReturned(engine: Engine) async throws {
        let here = try await Self.municipality(engine)
        _ = try await Self.delivered(here, set: 1)
        _ = try await Self.delivered(here, set: 2, at: "11:30")
        let number = try await Self.order(here, "return", ["whichAlarm": "akut-2"])
        _ = try await Self.order(
            here, "exchange", ["whichAlarm": "akut-1", "problem": "Det svarar inte."])
        let late = { @Sendable () async throws -> [String] in
            try await here.store.read(as: here.coordinator) { try $0.stockOverview() }
                .unreturned.map { "\($0.device.serial) \($0.order)" }
        }
        #expect(try await late() == [])
        here.time.advance(days: 8)
        #expect(try await late() == ["AKUT-2 \(number)"])
        try await here.attest("handIn", in: number, by: here.orderer)
        try await here.uninstall(
            number,
            UninstallationReport(
                conditions: [.sample(.providerEmergencyAlarm, 2): .working],
                kept: [.sample(.providerEmergencyAlarm, 1)], partIsBack: nil, remark: ""))
        #expect(try await late() == [])
    }

    @Test("a broken alarm is exchanged on one visit", arguments: Engine.allCases)
    func exchanged(engine: Engine) async throws {
        let here = try await Self.municipality(engine)
        _ = try await Self.delivered(here, set: 1)
        let number = try await Self.order(here, "exchange", ["problem": "Det svarar inte."])
        try await here.book(number, try here.visit(on: "2026-11-24"))
        try await here.uninstall(
            number,
            UninstallationReport(
                conditions: [.sample(.providerEmergencyAlarm, 1): .broken], partIsBack: nil, remark: ""))
        try await Self.install(here, number, set: 2)
        #expect(try await Self.owners(here).map { $0[0] } == ["AKUT-2"])
        #expect(
            try await here.store.rows("SELECT status FROM devices WHERE serial = 'AKUT-1'") == [["inRepair"]])
    }

    @Test(
        "a personal alarm is not for a unit, nor an unknown one, and nothing is installed",
        arguments: Engine.allCases)
    func wrongDevice(engine: Engine) async throws {
        let here = try await Self.municipality(engine)
        let number = try await Self.order(here, "new", ["reason": "Ny lokal."])
        try await here.book(number, try here.visit())
        for (serial, fault) in [("LARM-1", "device.wrongKind"), ("AKUT-9", "device.serial.unknown")] {
            let report = DeviceReport.tested(.providerEmergencyAlarm, serial, passed: true)
            let refused = await refusal {
                _ = try await here.store.write(as: here.technician) {
                    try $0.install("install", in: number, devices: [report], originalPart: "")
                }
            }
            #expect(refused?.told == ["providerEmergencyAlarm.serial: \(fault)"])
        }
        #expect(try await Self.owners(here).isEmpty)
    }

    @Test(
        "R4.8 R4.9 an extract is ordered about nobody and no place, is due in two working days and closes by itself",
        arguments: Engine.allCases)
    func extract(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let routine = try ShippedRoutines.file("alarm-extract.yaml")
        let number = try await here.order(under: routine, Answers(["note": "För november."]))
        let page = try await here.page(number)
        #expect(page.home == nil)
        #expect(page.order.dueOn(for: .team) == Day("2026-11-24"))
        for actor in [here.coordinator, here.orderer] {
            let queue = try await here.store.show(as: actor) { try $0.queue(.all, offset: 0) }
            #expect(queue.lines.map(\.unit) == ["Hemtjänst Ekholmen"])
            #expect(queue.lines.map(\.recipientName) == [nil])
        }
        try await here.makeExtract(in: number)
        try await here.giveFeedback(number)
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("an order about the unit itself is called off like any other", arguments: Engine.allCases)
    func cancelled(engine: Engine) async throws {
        let here = try await Self.municipality(engine)
        let number = try await Self.order(here, "new", ["reason": "Ny lokal."])
        try await here.store.write(as: here.orderer) { try $0.cancel(number, reason: "Behövs inte längre.") }
        #expect(try await here.page(number).order.state == .cancelled)
        #expect(try await here.store.verify { _ in } == [])
    }
}
