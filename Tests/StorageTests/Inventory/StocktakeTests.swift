import Domain
import TestSupport
import Testing

@testable import Storage

@Suite("A count of a place against the register")
struct StocktakeTests {
    private func status(_ here: Municipality, _ serial: SerialNumber) async throws -> String {
        try await here.store.rows("SELECT status FROM devices WHERE serial = \(serial)").first?.first ?? ""
    }

    @Test("I17 where everything agrees there is nothing to settle", arguments: Engine.allCases)
    func agrees(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let id = try await here.count()
        #expect(try await here.differences(in: id) == [])
        try await here.finish(id)
        let line = try await here.store.read(as: here.technician) { try $0.stocktakes() }
        #expect(line.map(\.counted) == [12])
        #expect(line.first?.finishedBy == "Tove Tekniker")
        let places = try await here.store.read(as: here.technician) { try $0.storagePlaces() }
        let counted = places.first { $0.place.name == "Hylla 1" }?.lastCountedAt
        #expect(counted != nil && counted == line.first?.finishedAt)
    }

    @Test(
        "I17 what is missing, found from another place, lost before or unknown is settled one by one, and the register follows",
        arguments: Engine.allCases)
    func differences(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let car = try await here.addPlace("Bil 7")
        try await here.act(.loss, on: .sample(.alarmBase, 4), ["reason": "Låg inte i bilen."])
        let id = try await here.count(
            without: [.sample(.alarmBase, 1), .sample(.alarmBase, 2), .sample(.alarmBase, 3)],
            and: ["kamera-1", "LARM-4", "NY-99"])
        let found = try await here.differences(in: id)
        #expect(
            Dictionary(uniqueKeysWithValues: found.map { ($0.serial.text, $0.kind) }) == [
                "LARM-1": .missing, "LARM-2": .missing, "LARM-3": .missing, "KAMERA-1": .elsewhere,
                "LARM-4": .lost, "NY-99": .unknown,
            ])
        try await here.finish(
            id,
            [
                "decision.LARM-1": "overlooked", "decision.LARM-2": "moved", "place.LARM-2": car.text,
                "decision.LARM-3": "lost", "note.LARM-3": "Hyllan är genomsökt.",
                "decision.KAMERA-1": "here", "decision.LARM-4": "here", "decision.NY-99": "deviation",
                "note.NY-99": "Följesedeln saknas.",
            ])
        #expect(try await status(here, .sample(.alarmBase, 1)) == "inStock")
        #expect(try await here.devicePage(.sample(.alarmBase, 2)).place == "Bil 7")
        #expect(try await status(here, .sample(.alarmBase, 3)) == "lost")
        #expect(try await here.devicePage(.sample(.safetyCamera, 1)).place == "Hylla 1")
        let found4 = try await here.devicePage(.sample(.alarmBase, 4))
        #expect(found4.device.status == .returned, "it has to be looked over before it is used")
        #expect(found4.place == "Hylla 1")
        #expect(found4.timeline.map(\.kind).prefix(2) == [.devicePlaced, .deviceFound])
        let lost = try await here.devicePage(.sample(.alarmBase, 3))
        #expect(lost.timeline.first?.details["reason"] == "Hyllan är genomsökt.")
        let settled = try await here.store.read(as: here.technician) { try $0.settledDifferences(of: id) }
        #expect(settled.count == 6)
        #expect(settled.first { $0.serial.text == "NY-99" }?.note == "Följesedeln saknas.")
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I17 every difference needs its decision, and what is lost or deviates an explanation; nothing is written until then",
        arguments: Engine.allCases)
    func undecided(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let id = try await here.count(
            without: [.sample(.alarmBase, 1), .sample(.alarmBase, 2), .sample(.alarmBase, 3)], and: ["NY-99"])
        let refused = await refusal {
            try await here.finish(
                id,
                [
                    "decision.LARM-1": "lost", "decision.LARM-2": "moved", "decision.LARM-3": "here",
                    "decision.NY-99": "deviation",
                ])
        }
        #expect(
            refused?.told == [
                "decision.LARM-3: stocktake.undecided", "note.LARM-1: stocktake.unexplained",
                "note.NY-99: stocktake.unexplained", "place.LARM-2: stocktake.noPlace",
            ])
        #expect(try await status(here, .sample(.alarmBase, 1)) == "inStock")
        #expect(try await here.store.count("stocktake_differences") == 0)
        #expect(try await here.store.count("stocktakes", where: "finished_at IS NULL") == 1)
    }

    @Test(
        "I17 a device that was mounted after it was counted is shown as that, and the register's word or an explanation settles it",
        arguments: Engine.allCases, [("miscounted", ""), ("deviation", "Ligger i lådan, fel nummer satt?")])
    func mountedMeanwhile(engine: Engine, answer: (String, String)) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase(withLock: false)
        here.time.set("2026-11-24", "09:30")
        let id = try await here.count()
        let before = try await here.differences(in: id)
        #expect(before == [])
        here.time.set("2026-11-24", "10:00")
        try await here.installAlarm(number)

        let stale = await refusal { try await here.finish(id, seeing: before) }
        #expect(stale == .conflict("stocktake.changed"))
        #expect(try await here.store.count("stocktakes", where: "finished_at IS NULL") == 1)
        #expect(try await here.store.count("stocktake_counts") == 12, "nothing that was counted is lost")

        let differences = try await here.differences(in: id)
        #expect(differences.map(\.kind) == [.installed, .installed])
        #expect(differences.allSatisfy { ($0.since ?? $0.countedAt!) > $0.countedAt! })
        #expect(differences.first?.choices == [.miscounted, .deviation])
        try await here.finish(
            id,
            [
                "decision.LARM-1": answer.0, "note.LARM-1": answer.1, "decision.KNAPP-1": "miscounted",
            ])
        #expect(try await status(here, .sample(.alarmBase, 1)) == "installed")
        #expect(try await here.page(number).installed.map(\.device.serial.text) == ["LARM-1", "KNAPP-1"])
        let overview = try await here.store.read(as: here.coordinator) { try $0.stockOverview() }
        #expect(overview.deviations.map(\.serial.text) == (answer.0 == "deviation" ? ["LARM-1"] : []))
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I17 a device that a case holds and that is lost is let go, so that the case takes another",
        arguments: Engine.allCases)
    func heldAndLost(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase(withLock: false)
        let id = try await here.count(without: [.sample(.alarmBase, 1)])
        try await here.finish(id, ["decision.LARM-1": "lost", "note.LARM-1": "Ingen vet."])
        let page = try await here.page(number)
        #expect(page.reserved.map(\.serial.text) == ["KNAPP-1"])
        #expect(page.timeline.first?.kind == .deviceReleased)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I17 two who count the same place share the count, and neither takes away what the other has ticked",
        arguments: Engine.allCases)
    func together(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let place = try await here.place()
        let id = try await here.store.write(as: here.technician) { try $0.beginStocktake(at: place) }
        let again = try await here.store.write(as: here.secondTechnician) { try $0.beginStocktake(at: place) }
        #expect(again == id)
        let (one, two): (SerialNumber, SerialNumber) = (.sample(.alarmBase, 1), .sample(.alarmBase, 2))
        try await here.store.write(as: here.technician) {
            try $0.count(ticked: [one], shown: [], typed: "", in: id)
        }
        try await here.store.write(as: here.secondTechnician) {
            try $0.count(ticked: [two], shown: [], typed: "LARM-3\nlarm-3\n\nLARM-1", in: id)
        }
        let counted = { try await here.store.read(as: here.technician) { try $0.stocktake(id) }.counted.keys }
        #expect(Set(try await counted().map(\.text)) == ["LARM-1", "LARM-2", "LARM-3"])
        try await here.store.write(as: here.technician) {
            try $0.count(ticked: [], shown: [one], typed: "", in: id)
        }
        #expect(Set(try await counted().map(\.text)) == ["LARM-2", "LARM-3"])
    }

    @Test("I17 a line that is no serial number is told by its number, and a finished count takes no more")
    func refused() async throws {
        let here = try await Municipality.open(.sqlite)
        let id = try await here.count()
        let wrong = await refusal {
            try await here.store.write(as: here.technician) {
                try $0.count(ticked: [], shown: [], typed: "LARM-1\nÅÅÅ", in: id)
            }
        }
        #expect(wrong == .invalid("serials.line", field: "serials", ["line": "2"]))
        try await here.finish(id)
        let late = await refusal {
            try await here.store.write(as: here.technician) {
                try $0.count(ticked: [], shown: [], typed: "LARM-1", in: id)
            }
        }
        #expect(late == .conflict("stocktake.finished"))
        #expect(await refusal { try await here.finish(id) } == .conflict("stocktake.finished"))
    }
}
