import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct InventoryTests {
    private func serials(_ here: Municipality, _ filter: DeviceFilter, offset: Int = 0) async throws
        -> [String]
    {
        try await here.store.read(as: here.technician) {
            try $0.devices(filter, limit: 5, offset: offset).map(\.device.serial.text)
        }
    }

    @Test(
        "the inventory is found by serial's beginning, kind and status, a page at a time",
        arguments: Engine.allCases)
    func filters(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.bookedCase(withLock: false)
        #expect(
            try await serials(here, DeviceFilter()) == [
                "KAMERA-1", "KNAPP-1", "KNAPP-2", "KNAPP-3", "KNAPP-4",
            ])
        #expect(try await serials(here, DeviceFilter(), offset: 5).first == "LARM-1")
        #expect(
            try await serials(here, DeviceFilter(serial: " la ")) == [
                "LARM-1", "LARM-2", "LARM-3", "LARM-4", "LAS-1",
            ])
        #expect(try await serials(here, DeviceFilter(serial: "LARM", status: .allocated)) == ["LARM-1"])
        #expect(try await serials(here, DeviceFilter(kind: .safetyCamera)) == ["KAMERA-1"])
        #expect(try await serials(here, DeviceFilter(serial: "%")) == [])
        let lines = try await here.store.read(as: here.technician) {
            try $0.devices(DeviceFilter(serial: "LARM"), limit: 9, offset: 0)
        }
        #expect(lines.map(\.reservedFor) == [number, nil, nil, nil])
        #expect(Set(lines.map(\.place)) == ["Hylla 1"])
    }

    @Test("a device received twice is refused", arguments: Engine.allCases)
    func twice(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let refused = await refusal {
            try await here.store.write(as: .system) {
                try $0.receive(.sample(.alarmBase, 1), kind: .alarmBase, model: "Modell", place: "")
            }
        }
        #expect(refused?.told == ["serial: device.serial.known"])
    }

    @Test("R2.12 a device tells its whole history, each step by whom", arguments: Engine.allCases)
    func history(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase(withLock: false)
        let page = try await here.store.show(as: here.coordinator) {
            try $0.devicePage(.sample(.alarmButton, 1))
        }
        #expect(page.installations.map(\.order) == [number])
        #expect(page.installations.map(\.recipientName) == ["Greta Åkerlund"])
        #expect(page.installations.map { $0.to == nil } == [true])
        #expect(page.timeline.map(\.who) == ["Tove Tekniker", "Cecilia Samordnare", "Hemtrygg"])
    }

    @Test("a serial that is none is not found", arguments: Engine.allCases)
    func unknown(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let refused = await refusal {
            try await here.store.show(as: here.coordinator) {
                try $0.devicePage(SerialNumber(stored: "FINNS-EJ"))
            }
        }
        #expect(refused == .notFound)
    }
}
