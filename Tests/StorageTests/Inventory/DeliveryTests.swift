import Domain
import TestSupport
import Testing

@testable import Storage

@Suite("Receiving a delivery")
struct DeliveryTests {
    private func plan(_ here: Municipality, _ typed: Answers) async throws -> DeliveryPlan {
        try await here.store.read(as: here.technician) { try $0.planDelivery(typed) }
    }

    private func receive(_ here: Municipality, _ typed: Answers) async throws -> ID<DeliveryNote> {
        try await here.store.write(as: here.technician) { try $0.receiveDelivery(typed) }
    }

    @Test(
        "I17 what was scanned is received at once, and each device knows its delivery",
        arguments: Engine.allCases)
    func scanned(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let typed = try await here.delivery("ny-1\n\n NY-2 ")
        #expect(try await plan(here, typed).lines.map(\.number) == [1, 3])
        #expect(try await here.store.count("deliveries") == 0, "looking writes nothing")
        let id = try await receive(here, typed)
        let page = try await here.store.read(as: here.technician) { try $0.delivery(id) }
        #expect(page.devices.map(\.serial.text) == ["NY-1", "NY-2"])
        #expect(page.delivery.who == "Tove Tekniker")
        let device = try await here.devicePage(SerialNumber(stored: "NY-1"))
        #expect(device.care.delivery?.number == "F-1")
        #expect(device.place == "Hylla 1")
        #expect(device.device.model == "Modell alarmBase")
        #expect(device.timeline.map(\.kind) == [.deviceDelivered])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I17 a device that is received twice, in the list or before, is told by its line and state, and nothing is half received",
        arguments: Engine.allCases)
    func twice(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase(withLock: false)
        let typed = try await here.delivery("NY-1\nLARM-1\nNY-1\nÅ\nLARM-2")
        let refused = try await plan(here, typed).refused
        #expect(
            refused.map { "\($0.number): \($0.faults.map(\.key).joined())" } == [
                "2: delivery.known", "3: serials.repeated", "4: device.serial.characters",
                "5: delivery.known",
            ])
        #expect(refused[0].faults[0].arguments == ["serial": "LARM-1", "status": "installed"])
        #expect(refused[1].faults[0].arguments == ["serial": "NY-1", "first": "1"])
        let error = await refusal { try await receive(here, typed) }
        #expect(error == .invalid("delivery.refused", ["count": "4"]))
        #expect(try await here.store.count("deliveries") == 0)
        #expect(try await here.store.count("devices", where: "serial = 'NY-1'") == 0)
        #expect(try await here.devicePage(.sample(.alarmBase, 1)).device.status == .installed)
    }

    @Test("I17 the same delivery note twice is refused with its day", arguments: Engine.allCases)
    func sameNote(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await receive(here, try await here.delivery("NY-1"))
        var again = try await here.delivery("NY-2")
        again["supplier"] = "LARMBOLAGET"
        let typed = again
        let error = await refusal { try await receive(here, typed) }
        #expect(error?.code == .conflict)
        #expect(error?.told == ["number: delivery.twice"])
        #expect(error?.faults.first?.arguments["day"] == "2026-11-20")
        #expect(try await here.store.count("devices", where: "serial = 'NY-2'") == 0)
    }

    @Test("I17 of two who receive the same at once one is told that it is there", arguments: Engine.allCases)
    func atOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let (one, two) = (
            try await here.delivery("NY-1\nNY-2"), try await here.delivery("NY-2\nNY-3", number: "F-2")
        )
        async let first = refusal { try await receive(here, one) }
        async let second = refusal { try await receive(here, two) }
        let told = await [first, second].compactMap { $0?.told }
        #expect(told == [["-: delivery.refused"]])
        #expect(try await here.store.count("deliveries") == 1)
        #expect(try await here.store.count("devices", where: "serial LIKE 'NY-%'") == 2)
    }

    @Test(
        "I17 a file brings several models to several places; unknown names are told on their lines",
        arguments: Engine.allCases)
    func file(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        var answers = try await here.delivery("")
        answers["manner"] = "file"
        answers["file"] = """
            serial;kind;model;place
            NY-1;alarmBase;modell ALARMBASE;
            NY-2;lockUnit;Modell lockUnit;hylla 2
            NY-3;lockUnit;Modell alarmBase;Hylla 1
            NY-4;brödrost;Modell alarmBase;Hylla 1
            NY-5;alarmBase;Modell alarmBase;Hylla 99
            NY-1;alarmBase;Modell alarmBase;Hylla 1
            NY-6;alarmBase
            """
        let lines = try await plan(here, answers).lines
        #expect(lines.filter(\.faults.isEmpty).map(\.serial) == ["NY-1", "NY-2"])
        #expect(lines.filter(\.faults.isEmpty).map { $0.place?.name } == ["Hylla 1", "Hylla 2"])
        #expect(
            lines.filter { !$0.faults.isEmpty }.map { "\($0.number): \($0.faults.map(\.key).joined())" } == [
                "4: delivery.model.unknown", "5: import.kind", "6: delivery.place.unknown",
                "7: serials.repeated", "8: import.uneven",
            ])
    }

    @Test("I17 the form's own faults are told all at once")
    func faults() async throws {
        let here = try await Municipality.open(.sqlite)
        let empty = await refusal { try await plan(here, Answers()) }
        #expect(
            empty?.told == [
                "day: form.required", "manner: form.choose", "number: form.required",
                "place: place.unknown", "supplier: form.required",
            ])
        var late = try await here.delivery("")
        (late["day"], late["model"]) = ("2026-11-21", "")
        let typed = late
        #expect(
            await refusal { try await plan(here, typed) }?.told == [
                "day: form.day.future", "model: delivery.model.missing",
            ])
    }

    @Test("I17 only the team receives")
    func others() async throws {
        let here = try await Municipality.open(.sqlite)
        let typed = try await here.delivery("NY-1")
        for person in [Municipality.Person.orderer, .routineOwner, .auditor, .administrator] {
            let refused = await refusal {
                try await here.store.write(as: here[person]) { try $0.receiveDelivery(typed) }
            }
            #expect(refused == .forbidden("error.forbidden"), "\(person)")
        }
    }
}
