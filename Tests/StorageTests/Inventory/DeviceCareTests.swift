import Domain
import TestSupport
import Testing

@testable import Storage

@Suite("The care of devices, and the way from one state to the next")
struct DeviceCareTests {
    private func overview(_ here: Municipality, as actor: Actor? = nil) async throws -> StockOverview {
        try await here.store.read(as: actor ?? here.technician) { try $0.stockOverview() }
    }

    @Test(
        "I17 a device goes to repair and back, is lost and found, each with its reason",
        arguments: Engine.allCases)
    func states(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let (serial, place) = (SerialNumber.sample(.alarmBase, 1), try await here.place("Hylla 2"))
        try await here.act(.repair, on: serial, ["reason": "Glapp i kontakten."])
        #expect(try await here.devicePage(serial).device.status == .inRepair)
        #expect(try await here.devicePage(serial).place == "", "it is on no shelf")
        try await here.store.write(as: here.coordinator) { try $0.restock(serial, in: place) }
        #expect(try await here.devicePage(serial).place == "Hylla 2")
        try await here.act(.loss, on: serial, ["reason": "Borta efter flytten."])
        try await here.act(.finding, on: serial, ["reason": "Låg i bil 3."])
        let page = try await here.devicePage(serial)
        #expect(page.device.status == .returned)
        #expect(
            page.timeline.map(\.kind).prefix(5) == [
                .deviceFound, .deviceLost, .devicePlaced, .deviceRestocked, .deviceToRepair,
            ])
        #expect(page.timeline.compactMap { $0.details["reason"] }.contains("Glapp i kontakten."))
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I17 a device is scrapped only when somebody attests that its memory is wiped, and comes back only if that was wrong",
        arguments: Engine.allCases)
    func scrapping(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let serial = SerialNumber.sample(.safetyCamera, 1)
        let empty = await refusal { try await here.act(.scrapping, on: serial) }
        #expect(
            empty?.told == [
                "day: form.required", "reason: form.required", "wipedBy: form.required",
                "wiping: form.choose",
            ])
        #expect(try await here.devicePage(serial).device.status == .inStock)
        try await here.act(
            .scrapping, on: serial,
            [
                "reason": "Sprucken lins.", "wiping": "erased", "wipedBy": "Åke Tekniker",
                "day": "2026-11-19",
            ])
        let end = try #require(try await here.devicePage(serial).care.scrapping)
        #expect(end.wipedBy == "Åke Tekniker" && end.wiping == .erased && end.recordedBy == "Tove Tekniker")
        for act in DeviceAct.allCases where act != .unscrapping {
            #expect(
                await refusal { try await here.act(act, on: serial, ["reason": "Ångrar mig."]) }?.code
                    == .conflict)
        }
        #expect(
            await refusal { try await here.store.write(as: here.coordinator) { try $0.restock(serial) } }?
                .told
                == ["serial: device.notBack"])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I17 a scrapping that was wrong is withdrawn with a reason; the device may be scrapped again, and both stay to be read",
        arguments: Engine.allCases)
    func unscrapping(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let serial = SerialNumber.sample(.safetyCamera, 1)
        let attested = [
            "reason": "Sprucken lins.", "wiping": "erased", "wipedBy": "Åke Tekniker", "day": "2026-11-19",
        ]
        try await here.act(.scrapping, on: serial, attested)
        let silent = await refusal { try await here.act(.unscrapping, on: serial) }
        #expect(silent?.told == ["reason: form.required"])
        #expect(try await here.store.verify { _ in } == [])
        try await here.act(.unscrapping, on: serial, ["reason": "Det var kameran bredvid."])
        let back = try await here.devicePage(serial)
        #expect(back.device.status == .returned && back.care.scrapping == nil)
        #expect(back.timeline.first?.kind == .scrappingWithdrawn)
        #expect(back.timeline.first?.details["reason"] == "Det var kameran bredvid.")
        #expect(try await here.store.verify { _ in } == [])
        try await here.act(.scrapping, on: serial, attested.merging(["wiping": "destroyed"]) { $1 })
        #expect(try await here.devicePage(serial).care.scrapping?.wiping == .destroyed)
        #expect(try await here.store.count("scrappings") == 2)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I17 what a case holds or has mounted leaves that state only in its case",
        arguments: Engine.allCases)
    func inCases(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.bookedCase(withLock: false)
        for act in [DeviceAct.repair, .loss, .scrapping, .finding] {
            let refused = await refusal {
                try await here.act(act, on: .sample(.alarmBase, 1), ["reason": "Test."])
            }
            #expect(refused == .conflict("device.act.impossible", ["status": "allocated"]), "\(act)")
        }
    }

    @Test(
        "I17 a battery is due so many months after it was mounted, or changed since; to the day",
        arguments: Engine.allCases)
    func battery(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.decide(.alarmBase, ["batteryMonths": "3"])
        _ = try await here.installedCase(withLock: false)
        here.time.set("2027-02-23", "12:00")
        #expect(try await overview(here).batteries == [])
        here.time.set("2027-02-24", "01:00")
        let due = try await overview(here).batteries
        #expect(due.map(\.device.serial.text) == ["LARM-1"])
        #expect(due.map(\.due.description) == ["2027-02-24"])
        let future = await refusal {
            try await here.act(.battery, on: .sample(.alarmBase, 1), ["day": "2027-02-25"])
        }
        #expect(future?.told == ["day: form.day.future"])
        try await here.act(.battery, on: .sample(.alarmBase, 1), ["day": "2027-02-24"])
        #expect(try await overview(here).batteries == [])
        #expect(
            try await here.devicePage(.sample(.alarmBase, 1)).care.batteryDue?.description == "2027-05-24")
    }

    @Test(
        "I17 a test alarm is due so many months after the last that passed; one that fails does not count",
        arguments: Engine.allCases)
    func test(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.decide(.alarmBase, ["testMonths": "1"])
        _ = try await here.installedCase(withLock: false)
        here.time.set("2026-12-24", "12:00")
        #expect(try await overview(here).tests.map(\.device.serial.text) == ["LARM-1"])
        let silent = await refusal {
            try await here.act(.test, on: .sample(.alarmBase, 1), ["test": "failed"])
        }
        #expect(silent?.told == ["remark: form.required"])
        try await here.act(.test, on: .sample(.alarmBase, 1), ["test": "failed", "remark": "Tyst."])
        #expect(try await overview(here).tests.count == 1)
        try await here.act(.test, on: .sample(.alarmBase, 1), ["test": "passed"])
        #expect(try await overview(here).tests == [])
        #expect(
            try await here.devicePage(.sample(.alarmBase, 1)).care.testDue?.description == "2027-01-24")
        #expect(try await here.devicePage(.sample(.alarmBase, 1)).tests.map(\.passed) == [true, false, true])
    }

    @Test(
        "I17 what has not come back is told after seven days from the end of the need, until it is taken down",
        arguments: Engine.allCases)
    func unreturned(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let number = try await here.returnCase { $0["endedOn"] = "2026-11-20" }
        here.time.set("2026-11-26", "12:00")
        #expect(try await overview(here).unreturned == [])
        here.time.set("2026-11-27", "12:00")
        let late = try await overview(here).unreturned
        #expect(Set(late.map(\.device.serial.text)) == ["LARM-1", "KNAPP-1", "LAS-1"])
        #expect(Set(late.map(\.order)) == [number])
        #expect(Set(late.map(\.endedOn.description)) == ["2026-11-20"])
        try await here.uninstall(number, .allWorking())
        #expect(try await overview(here).unreturned == [])
    }

    @Test(
        "I17 the stock is counted by model and state, and says where there are too few",
        arguments: Engine.allCases)
    func stock(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.bookedCase(withLock: false)
        try await here.act(.loss, on: .sample(.alarmBase, 4), ["reason": "Borta."])
        try await here.decide(.alarmBase, ["minimum": "3"])
        let lines = try await overview(here, as: here[.routineOwner]).stock
        let bases = try #require(lines.first { $0.model.kind == .alarmBase })
        #expect(bases.inStock == 2 && bases.held == 1 && bases.counts[.lost] == 1 && bases.inUse == 4)
        #expect(bases.isShort)
        #expect(lines.filter(\.isShort).count == 1)
        #expect(lines.map(\.model.kind) == [.alarmBase, .alarmButton, .lockUnit, .safetyCamera])
        for person in [Municipality.Person.orderer, .auditor, .administrator] {
            #expect(
                await refusal { try await overview(here, as: here[person]) } == .forbidden("error.forbidden"))
        }
    }

    @Test(
        "I17 a device that is held where nothing is booked is for others again after the set days; one that is booked stays",
        arguments: Engine.allCases)
    func expiring(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let waiting = try await here.orderedCase(withLock: false)
        try await here.reserveDevices(waiting, withLock: false)
        _ = try await here.bookedCase(for: .osten, withLock: false, set: 2)
        try await here.store.write(as: .system) { try $0.set(.reservationDays, to: "7") }
        let job = try #require(Job.all.first { $0.name == "expireReservations" })
        here.time.set("2026-11-27", "08:59")
        #expect(try await here.store.doIfDue(job)?.count == 0)
        here.time.set("2026-11-27", "10:00")
        #expect(try await here.store.doIfDue(job)?.count == 2)
        #expect(try await here.page(waiting).reserved == [])
        #expect(try await here.page(waiting).timeline.first?.kind == .reservationExpired)
        #expect(try await here.devicePage(.sample(.alarmBase, 1)).device.status == .inStock)
        #expect(try await here.devicePage(.sample(.alarmBase, 2)).device.status == .allocated)
        for other in Job.all { _ = try await here.store.doIfDue(other) }
        #expect(try await here.store.verify { _ in } == [])
    }
}
