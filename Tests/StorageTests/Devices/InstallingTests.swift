import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct InstallingTests {
    private func attempt(
        _ here: Municipality, _ number: CaseNumber, base: String = "LARM-1", button: String = "KNAPP-1",
        passed: Bool = true
    ) async -> AppError? {
        await refusal {
            try await here.store.write(as: here.technician) {
                try $0.install(
                    "installAlarm", in: number,
                    devices: [
                        .tested(.alarmBase, base, passed: passed),
                        .tested(.alarmButton, button, passed: true),
                    ], originalPart: "")
            }
        }
    }

    private func nothingInstalled(_ here: Municipality, _ number: CaseNumber) async throws {
        #expect(try await here.store.count("installations") == 0)
        #expect(try await here.store.count("function_tests") == 0)
        #expect(try await here.page(number).order.duty("installAlarm")?.isOpen == true)
    }

    @Test(
        "a serial that cannot be mounted is told at its field, and nothing is written",
        arguments: Engine.allCases,
        [
            ("", "device.serial.empty"), ("LARM 🦄", "device.serial.characters"),
            ("XX", "device.serial.length"),
            ("FINNS-EJ", "device.serial.unknown"), ("KNAPP-2", "device.wrongKind"),
            ("LAS-1", "device.wrongKind"),
        ])
    func wrongSerial(engine: Engine, serial: (String, String)) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        let refused = await attempt(here, number, base: serial.0)
        #expect(refused?.told == ["alarmBase.serial: \(serial.1)"])
        try await nothingInstalled(here, number)
    }

    @Test(
        "a device that is installed elsewhere, or held for another case, is refused",
        arguments: Engine.allCases)
    func taken(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let other = try await here.orderedCase(for: .numbered(1))
        try await here.reserveDevices(other, set: 2)
        let number = try await here.orderedCase(for: .osten)
        try await here.book(number, try here.visit(at: "15:00"))
        #expect(
            await attempt(here, number)?.told == [
                "alarmBase.serial: device.installedElsewhere",
                "alarmButton.serial: device.installedElsewhere",
            ])
        #expect(
            await attempt(here, number, base: "LARM-2", button: "KNAPP-3")?.told == [
                "alarmBase.serial: device.reservedElsewhere"
            ])
        #expect(try await here.store.count("installations") == 3)
    }

    @Test(
        "a device under repair, lost or scrapped is refused", arguments: Engine.allCases,
        ["returned", "inRepair", "lost", "scrapped"])
    func unusable(engine: Engine, status: String) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        _ = try await here.store.writing {
            try $0.execute("UPDATE devices SET status = \(status) WHERE serial = 'LARM-3'")
        }
        #expect(await attempt(here, number, base: "LARM-3")?.told == ["alarmBase.serial: device.unusable"])
        try await nothingInstalled(here, number)
    }

    @Test("a serial is found however it is written", arguments: Engine.allCases)
    func spelling(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        #expect(await attempt(here, number, base: " larm - 1", button: "knapp-1 ") == nil)
    }

    @Test("every fault is told at once", arguments: Engine.allCases)
    func allFaults(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        let refused = await refusal {
            try await here.store.write(as: here.technician) {
                try $0.install(
                    "installAlarm", in: number,
                    devices: [DeviceReport(kind: .alarmBase, serial: "FINNS-EJ", test: nil)], originalPart: ""
                )
            }
        }
        #expect(
            refused?.told == [
                "alarmBase.serial: device.serial.unknown", "alarmBase.test: install.test.missing",
                "alarmButton.serial: form.required",
            ])
        let lock = await refusal {
            try await here.store.write(as: here.technician) {
                try $0.install(
                    "installLock", in: number, devices: DeviceReport.passed([.lockUnit]), originalPart: "")
            }
        }
        #expect(lock?.told == ["originalPart: install.originalPart.missing"])
        try await nothingInstalled(here, number)
    }

    @Test(
        "R2.12 an alarm that fails its test is not installed and goes to repair; the duty stays open",
        arguments: Engine.allCases)
    func failed(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        let outcome = try await here.store.write(as: here.technician) {
            try $0.install(
                "installAlarm", in: number,
                devices: [
                    .tested(.alarmBase, "LARM-1", passed: false, remark: "Ingen kontakt med larmcentralen."),
                    .tested(.alarmButton, "KNAPP-1", passed: true),
                ], originalPart: "")
        }
        #expect(outcome == .failed([.sample(.alarmBase, 1)]))
        let page = try await here.page(number)
        #expect(page.order.duty("installAlarm")?.isOpen == true)
        #expect(page.installed.isEmpty)
        #expect(page.reserved.map(\.serial.text) == ["KNAPP-1", "LAS-1"])
        #expect(page.timeline.first?.kind == .deviceFailedTest)
        let device = try await here.store.show(as: here.technician) {
            try $0.devicePage(.sample(.alarmBase, 1))
        }
        #expect(device.device.status == .inRepair)
        #expect(device.tests.map(\.remark) == ["Ingen kontakt med larmcentralen."])

        #expect(await attempt(here, number, base: "LARM-4") == nil)
        #expect(try await here.page(number).installed.map(\.device.serial.text) == ["LARM-4", "KNAPP-1"])
        #expect(try await here.store.count("function_tests") == 4)
    }

    @Test(
        "another device than the one held may be mounted; the held one goes back on the shelf",
        arguments: Engine.allCases)
    func replaced(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        #expect(await attempt(here, number, base: "LARM-4") == nil)
        let status = try await here.store.rows("SELECT status FROM devices WHERE serial = 'LARM-1'")
        #expect(status == [["inStock"]])
    }

    @Test("I10 who has an alarm does not get a second one by mistake", arguments: Engine.allCases)
    func second(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let again = try await here.orderedCase()
        try await here.book(again, try here.visit(at: "15:00"))
        let refused = await attempt(here, again, base: "LARM-2", button: "KNAPP-2")
        #expect(refused?.told == ["alarmBase.serial: install.alreadyHasAlarm"])
    }

    @Test("two technicians who mount the same device at once: one does", arguments: Engine.allCases)
    func atOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        var numbers: [CaseNumber] = []
        for (index, time) in ["10:00", "13:00"].enumerated() {
            let number = try await here.orderedCase(for: .numbered(index))
            try await here.book(number, try here.visit(at: time))
            numbers.append(number)
        }
        let refused = await withTaskGroup(of: AppError?.self) { group in
            for number in numbers { group.addTask { await attempt(here, number) } }
            var refused: [AppError] = []
            for await case let error? in group { refused.append(error) }
            return refused
        }
        #expect(
            refused.map(\.told) == [
                [
                    "alarmBase.serial: device.installedElsewhere",
                    "alarmButton.serial: device.installedElsewhere",
                ]
            ])
        #expect(try await here.store.count("installations") == 2)
        #expect(try await here.store.count("function_tests") == 2)
    }

    @Test(
        "a lock belongs to the home and is linked to the person; an alarm belongs to the person",
        arguments: Engine.allCases)
    func owners(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let order = try await here.page(try await here.installedCase()).order
        let owned = try await here.store.rows(
            """
            SELECT d.serial FROM installations i JOIN devices d ON d.id = i.device_id
            WHERE i.recipient_id = \(order.recipient) ORDER BY d.serial
            """)
        #expect(owned == [["KNAPP-1"], ["LARM-1"]])
        #expect(try await here.store.count("lock_links", where: "recipient_id = \(order.recipient)") == 1)
        #expect(try await here.store.count("installations", where: "original_part <> ''") == 1)
    }

    @Test("a long remark is refused", arguments: Engine.allCases)
    func remark(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase()
        let refused = await refusal {
            try await here.store.write(as: here.technician) {
                try $0.install(
                    "installAlarm", in: number,
                    devices: [
                        .tested(
                            .alarmBase, "LARM-1", passed: true, remark: String(repeating: "x", count: 100_000)
                        ),
                        .tested(.alarmButton, "KNAPP-1", passed: true),
                    ], originalPart: "")
            }
        }
        #expect(refused?.told == ["alarmBase.remark: form.tooLong"])
    }
}
