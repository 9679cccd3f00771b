import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct ImportDevicesTests {
    private func file(_ text: String) throws -> ImportFile {
        try ImportFile(
            Array(text.utf8), required: Tx.deviceColumns.required, optional: Tx.deviceColumns.optional)
    }

    private func run(_ here: Municipality, _ text: String, applying: Bool = true) async throws -> ImportPlan {
        let file = try file(text)
        return try await here.store.write(as: here.technician) {
            try $0.importDevices(file, applying: applying)
        }
    }

    private static let mixed = """
        serial,kind,model,place
        NY-1,alarmBase,Trygg 4,Hylla 9
        LARM-1,alarmBase,Trygg 5,Hylla 9
        LARM-2,alarmBase,Modell alarmBase,Hylla 1
        LARM-3,alarmButton,Modell,Hylla 1
        NY-1,alarmBase,Trygg 4,Hylla 9
        NY-2,brödrost,Trygg 4,
        NY-3,alarmBase,,
        N🦄,alarmBase,Trygg 4,
        NY-4,alarmBase
        NY-5,alarmBase,Trygg 4,Hylla 9,mer
        """

    @Test(
        "each row is told by its number: created, updated, left or refused with why",
        arguments: Engine.allCases)
    func decisions(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let plan = try await run(here, Self.mixed)
        #expect(plan.created == [2])
        #expect(plan.updated == [3])
        #expect(plan.left == [4])
        let refused = Dictionary(uniqueKeysWithValues: plan.refused.map { ($0.line, $0.faults.map(\.key)) })
        #expect(
            refused == [
                5: ["import.kindChanged"], 6: ["import.duplicateSerial"], 7: ["import.kind"],
                8: ["import.model"],
                9: ["device.serial.characters"], 10: ["import.uneven"], 11: ["import.uneven"],
            ])
        let page = try await here.store.show(as: here.coordinator) {
            try $0.devicePage(.sample(.alarmBase, 1))
        }
        #expect(page.device.model == "Trygg 5")
        #expect(page.place == "Hylla 9")
        #expect(page.timeline.first?.kind == .deviceChanged)
    }

    @Test("a dry run says the same and writes nothing", arguments: Engine.allCases)
    func dry(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let all: SQL = "SELECT serial, model, COALESCE(place_id, '') FROM devices ORDER BY serial"
        let before = try await here.store.rows(all, columns: 3)
        let events = try await here.store.count("events")
        let plan = try await run(here, Self.mixed, applying: false)
        #expect(try await here.store.rows(all, columns: 3) == before)
        #expect(try await here.store.count("events") == events)
        let real = try await run(here, Self.mixed)
        #expect(plan.created == real.created)
        #expect(plan.updated == real.updated)
        #expect(plan.left == real.left)
        #expect(plan.refused.map(\.line) == real.refused.map(\.line))
    }

    @Test("the same file again changes nothing", arguments: Engine.allCases)
    func again(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let text =
            "serial;kind;model;place\r\nNY-1;lockUnit;Lås 2;\r\n\"NY-2\";lockUnit;\"Lås; \"\"stora\"\"\";Hylla 1\r\n"
        #expect(try await run(here, text).created == [2, 3])
        let events = try await here.store.count("events")
        let plan = try await run(here, text)
        #expect(plan.left == [2, 3])
        #expect(plan.created.isEmpty && plan.updated.isEmpty && plan.refused.isEmpty)
        #expect(try await here.store.count("events") == events)
        #expect(
            try await here.store.rows("SELECT model FROM devices WHERE serial = 'NY-2'") == [
                ["Lås; \"stora\""]
            ])
    }

    @Test("a device keeps its status and its place when the file does not say", arguments: Engine.allCases)
    func kept(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.bookedCase()
        let plan = try await run(here, "serial,kind,model\nLARM-1,alarmBase,Trygg 5\n")
        #expect(plan.updated == [2])
        let row = try await here.store.rows(
            """
            SELECT d.status, p.name FROM devices d JOIN storage_places p ON p.id = d.place_id WHERE d.serial = 'LARM-1'
            """, columns: 2)
        #expect(row == [["allocated", "Hylla 1"]])
    }

    @Test("whoever keeps the inventory receives them, and nobody else; not Hemtrygg itself")
    func others() async throws {
        let here = try await Municipality.open(.sqlite, stock: 0)
        let file = try file("serial,kind,model\nNY-1,alarmBase,Trygg 4\n")
        for actor in Municipality.Person.allCases.map({ here[$0] }) + [.system] {
            let refused = await refusal {
                _ = try await here.store.write(as: actor) { try $0.importDevices(file, applying: false) }
            }
            #expect(refused == (actor.may(.keepInventory) ? nil : .forbidden("error.forbidden")))
        }
    }

    @Test("two thousand rows go in at once, or not at all", arguments: Engine.allCases)
    func many(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let rows = (1...2000).map { "S-\($0),alarmButton,Knapp 2\n" }.joined()
        let text = "serial,kind,model\n" + rows
        struct Torn: Error {}
        let file = try file(text)
        await #expect(throws: Torn.self) {
            try await here.store.write(as: here.technician) { tx in
                _ = try tx.importDevices(file, applying: true)
                throw Torn()
            }
        }
        #expect(try await here.store.count("devices") == 0)
        #expect(try await run(here, text).created.count == 2000)
        #expect(try await here.store.count("devices") == 2000)
    }
}
