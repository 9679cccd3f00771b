import Domain
import TestSupport
import Testing

@testable import Storage

@Suite("Models and places")
struct ModelAndPlaceTests {
    @Test(
        "I17 a model's new name is that of its devices; two of a kind never share one",
        arguments: Engine.allCases)
    func names(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.decide(.alarmBase, ["name": "Trygg 5"])
        #expect(try await here.devicePage(.sample(.alarmBase, 1)).device.model == "Trygg 5")
        #expect(try await here.store.verify { _ in } == [])
        let (base, button) = (
            Answers(["name": "TRYGG 5", "kind": "alarmBase"]),
            Answers(["name": "TRYGG 5", "kind": "alarmButton"])
        )
        let refused = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.addModel(base) }
        }
        #expect(refused?.told == ["name: model.name.known"])
        try await here.store.write(as: here.coordinator) { _ = try $0.addModel(button) }
        let empty = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.addModel(Answers(["batteryMonths": "0", "testMonths": "x", "minimum": "-1"]))
            }
        }
        #expect(
            empty?.told == [
                "batteryMonths: model.months", "kind: form.choose", "minimum: model.minimum.wrong",
                "name: model.name.missing", "testMonths: model.months",
            ])
        let technician = await refusal {
            try await here.store.write(as: here.technician) { try $0.addModel(button) }
        }
        #expect(technician == .forbidden("error.forbidden"))
    }

    @Test("I17 devices are moved all at once, or none where a line is wrong", arguments: Engine.allCases)
    func moving(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase(withLock: false, set: 3)
        let car = try await here.addPlace("Bil 7")
        let move = { (serials: String) in
            try await here.store.write(as: here.technician) {
                try $0.moveDevices(Answers(["serials": serials, "place": car.text]))
            }
        }
        let refused = await refusal { try await move("LARM-1\nFINNS-EJ\nLARM-3") }
        #expect(refused?.faults.map(\.key) == ["serials.unknown", "serials.notHere"])
        #expect(refused?.faults.map { $0.arguments["line"] } == ["2", "3"])
        #expect(try await here.devicePage(.sample(.alarmBase, 1)).place == "Hylla 1")
        #expect(try await move("LARM-1\nKNAPP-2") == 2)
        #expect(try await move("LARM-1") == 0, "it lay there already")
        let page = try await here.devicePage(.sample(.alarmBase, 1))
        #expect(page.place == "Bil 7")
        #expect(page.timeline.first?.details["place"] == "Bil 7")
        #expect(try await here.page(number).installed.count == 2)
    }

    @Test("I17 a place is closed only when nothing lies there and nobody counts", arguments: Engine.allCases)
    func closing(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let (shelf, car) = (try await here.place(), try await here.addPlace("Bil 7"))
        let close = { (id: ID<StoragePlace>) in
            try await here.store.write(as: here.technician) { try $0.closePlace(id) }
        }
        #expect(await refusal { try await close(shelf) } == .conflict("place.inUse", ["place": "Hylla 1"]))
        let count = try await here.store.write(as: here.technician) { try $0.beginStocktake(at: car) }
        #expect(await refusal { try await close(car) } == .conflict("place.inUse", ["place": "Bil 7"]))
        try await here.finish(count)
        try await close(car)
        let twice = await refusal { try await here.addPlace("BIL 7") }
        #expect(twice?.told == ["name: place.name.known"])
        let gone = await refusal {
            try await here.store.write(as: here.technician) { try $0.beginStocktake(at: car) }
        }
        #expect(gone?.told == ["place: place.unknown"])
    }

    /// As version 14 had them: the model and the place as free text.
    private static let before: [SQL] = [
        """
        INSERT INTO devices (id, serial, kind, model, place, status, received_at)
        VALUES ('a', 'A-1', 'alarmBase', 'Trygg', 'Hylla 1', 'inStock', 5),
            ('b', 'A-2', 'alarmBase', 'Trygg', '', 'inStock', 5),
            ('c', 'B-1', 'alarmButton', 'Trygg', 'Hylla 1', 'inStock', 5),
            ('d', 'B-2', 'alarmButton', '', 'Hylla 2', 'inStock', 5)
        """
    ]

    @Test(
        "I17 what devices said of their model and place is carried over, each once",
        arguments: Engine.allCases)
    func carriedOver(engine: Engine) async throws {
        let database = try await engine.open(clock: .fixed(.written("2026-11-20")), migrated: false)
        let store = database.store
        try await store.migrate(to: 14)
        for statement in Self.before { try await store.writing { try $0.send(statement) } }
        try await store.migrate()
        #expect(
            try await store.rows(
                """
                SELECT d.serial, m.kind, m.name, COALESCE(p.name, '-') FROM devices d
                JOIN device_models m ON m.id = d.model_id LEFT JOIN storage_places p ON p.id = d.place_id
                ORDER BY d.serial
                """, columns: 4)
                == [
                    ["A-1", "alarmBase", "Trygg", "Hylla 1"], ["A-2", "alarmBase", "Trygg", "-"],
                    ["B-1", "alarmButton", "Trygg", "Hylla 1"], ["B-2", "alarmButton", "–", "Hylla 2"],
                ])
        #expect(try await store.count("device_models") == 3)
        #expect(try await store.count("storage_places") == 2)
        let ids = try await store.rows("SELECT id FROM device_models UNION SELECT id FROM storage_places")
        #expect(ids.allSatisfy { ID<DeviceModel>($0[0]) != nil }, "they can stand in an address: \(ids)")
        #expect(try await store.verify { _ in } == [])
    }
}
