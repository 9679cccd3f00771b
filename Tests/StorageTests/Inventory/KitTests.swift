import Domain
import TestSupport
import Testing

@testable import Storage

@Suite("Devices that are packed together")
struct KitTests {
    private static func kits(_ here: Municipality) async throws -> [Kit] {
        try await here.store.read(as: here.technician) { try $0.kits() }
    }

    private static func serials(_ set: Int, _ kinds: [DeviceKind] = [.alarmBase, .alarmButton, .lockUnit])
        -> [String]
    {
        kinds.map { SerialNumber.sample($0, set).text }
    }

    @Test(
        "I17 what is packed has a number of its own, and is reserved by it in one", arguments: Engine.allCases
    )
    func packed(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let id = try await here.packKit(set: 2)
        let kit = try #require(try await Self.kits(here).first)
        #expect(kit.id == id && kit.number.text == "SATS-0001" && kit.isFree)
        #expect(kit.devices.map(\.serial.text).sorted() == Self.serials(2).sorted())
        let number = try await here.orderedCase()
        let offered = try await here.store.read(as: here.coordinator) {
            try $0.kits(with: [.alarmBase, .alarmButton, .lockUnit])
        }
        #expect(offered.map(\.number) == [kit.number])
        try await here.store.write(as: here.coordinator) { try $0.reserve("sats-0001", in: number) }
        let page = try await here.page(number)
        #expect(Set(page.reserved.map(\.serial.text)) == Set(Self.serials(2)))
        #expect(try await Self.kits(here).map(\.isFree) == [false])
        let again = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.reserve("SATS-0001", in: number) }
        }
        #expect(again?.told == ["serial: kit.notNeeded"])
        try await here.store.write(as: here.coordinator) { try $0.cancel(number, reason: "Ångrat") }
        #expect(try await Self.kits(here).map(\.isFree) == [true], "the bag is as it was")
        let device = try await here.devicePage(.sample(.alarmBase, 2))
        #expect(device.timeline.contains { $0.kind == .kitPacked })
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I17 before a device is lost or scrapped it is told what that leaves: the kit and the stock",
        arguments: Engine.allCases)
    func foreseen(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.packKit(set: 2)
        let device = try await here.devicePage(.sample(.alarmBase, 2)).device
        let foreseen = try await here.store.read(as: here.technician) {
            try $0.deviceForesight(of: device, .loss)
        }
        let foresight = try #require(foreseen)
        #expect(foresight.kit?.number.text == "SATS-0001")
        let ready = try await here.store.read(as: here.technician) { try $0.stock() }
        let line = try #require(ready.first { $0.model.kind == .alarmBase })
        #expect(foresight.stock == .init(model: line.model.terms.name, now: line.inStock, minimum: 0))
        try await here.act(.loss, on: device.serial, ["reason": "Borta efter flytten."])
        let after = try await here.store.read(as: here.technician) { try $0.stock() }
        #expect(after.first { $0.model.id == line.model.id }?.inStock == foresight.stock?.then)
        #expect(try await Self.kits(here).map(\.devices.count) == [2], "as foreseen it has left the kit")
        for act in [DeviceAct.finding, .battery, .test] {
            let none = try await here.store.read(as: here.technician) {
                try $0.deviceForesight(of: device, act)
            }
            #expect(none == nil)
        }
    }

    @Test("what lies ready falls short when the last that is wanted goes")
    func short() {
        let stock = { DeviceForesight.Stock(model: "Larm", now: $0, minimum: 3) }
        #expect([2, 3, 4].map { stock($0).becomesShort } == [false, true, false])
        #expect(stock(3).then == 2)
    }

    @Test("a case takes of a kit what it needs, and what is mounted has left it", arguments: Engine.allCases)
    func mounted(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.packKit(set: 1)
        let number = try await here.orderedCase(withLock: false)
        try await here.store.write(as: here.coordinator) { try $0.reserve("SATS-0001", in: number) }
        #expect(try await here.page(number).reserved.map(\.kind) == [.alarmBase, .alarmButton])
        try await here.book(number, try here.visit())
        here.time.set("2026-11-24", "10:20")
        try await here.installAlarm(number)
        #expect(try await Self.kits(here) == [], "a lock unit alone is no kit")
        #expect(try await here.store.verify { _ in } == [])
        try await here.packKit(Self.serials(1, [.lockUnit]) + Self.serials(2, [.alarmBase, .alarmButton]))
        #expect(try await Self.kits(here).map(\.number.text) == ["SATS-0002"])
    }

    @Test("a kit is moved by its number; what is moved alone leaves it", arguments: Engine.allCases)
    func moved(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.packKit(set: 2)
        let car = try await here.addPlace("Bil 2")
        let typed = Answers(["serials": "SATS-0001", "place": car.text])
        let count = try await here.store.write(as: here.technician) { try $0.moveDevices(typed) }
        #expect(count == 3)
        #expect(try await Self.kits(here).map(\.place) == ["Bil 2"])
        let shelf = try await here.place()
        let alone = Answers(["serials": Self.serials(2)[0], "place": shelf.text])
        _ = try await here.store.write(as: here.technician) { try $0.moveDevices(alone) }
        #expect(try await Self.kits(here).map(\.devices.count) == [2])
        try await here.act(.loss, on: .sample(.alarmButton, 2), ["reason": "Tappad i hissen."])
        #expect(try await Self.kits(here) == [])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("bad input: every fault at once, and nothing is packed", arguments: Engine.allCases)
    func refusals(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let car = try await here.addPlace("Bil 2")
        let away = Answers(["serials": Self.serials(3)[0], "place": car.text])
        _ = try await here.store.write(as: here.technician) { try $0.moveDevices(away) }
        let faults: [([String], [String])] = [
            ([], ["serials: serials.none"]),
            ([Self.serials(2)[0]], ["serials: kit.tooFew"]),
            ([Self.serials(2)[0], "FINNS-INTE"], ["serials: serials.unknown"]),
            ([Self.serials(2)[0], Self.serials(1)[0]], ["serials: kit.twoOfAKind"]),
            ([Self.serials(3)[0], Self.serials(3)[1]], ["serials: kit.elsewhere"]),
        ]
        for (serials, told) in faults {
            #expect(await refusal { try await here.packKit(serials) }?.told == told, "\(serials)")
        }
        try await here.packKit(set: 2)
        let twice = await refusal { try await here.packKit(set: 2) }
        #expect(twice?.told == ["serials: kit.packedAlready"])
        #expect(try await Self.kits(here).count == 1)
        let unit = await refusal { try await here.packKit(set: 1, by: here.orderer) }
        #expect(unit?.code == .forbidden)
    }

    @Test("a kit is unpacked, and its devices lie there one by one", arguments: Engine.allCases)
    func unpacked(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let id = try await here.packKit(set: 2)
        try await here.store.write(as: here.technician) { try $0.unpackKit(id) }
        #expect(try await Self.kits(here) == [])
        let gone = await refusal { try await here.store.write(as: here.technician) { try $0.unpackKit(id) } }
        #expect(gone?.code == .notFound)
        try await here.packKit(set: 2)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("two who pack the same device: one does", arguments: Engine.allCases)
    func twoAtOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let told = await withTaskGroup { group in
            for _ in 0..<2 {
                group.addTask { await refusal { try await here.packKit(set: 2) }?.told ?? [] }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(told.count { $0 == [] } == 1 && told.contains(["serials: kit.packedAlready"]))
        #expect(try await Self.kits(here).count == 1)
    }

    @Test("a file that moves a whole kit leaves it whole", arguments: Engine.allCases)
    func imported(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.packKit(set: 2)
        let kinds = [DeviceKind.alarmBase, .alarmButton, .lockUnit]
        let lines = kinds.map {
            "\(SerialNumber.sample($0, 2).text);\($0.rawValue);Modell \($0.rawValue);Bil 9"
        }
        let file = try ImportFile(
            Array((["serial;kind;model;place"] + lines).joined(separator: "\n").utf8),
            required: Tx.deviceColumns.required, optional: Tx.deviceColumns.optional)
        _ = try await here.store.write(as: here.coordinator) { try $0.importDevices(file, applying: true) }
        #expect(try await Self.kits(here).map(\.place) == ["Bil 9"])
        #expect(try await Self.kits(here).map(\.devices.count) == [3])
    }
}
