import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct ReservingTests {
    private func reserve(_ here: Municipality, _ serial: String, _ number: CaseNumber) async -> AppError? {
        await refusal {
            try await here.store.write(as: here.coordinator) { try $0.reserve(serial, in: number) }
        }
    }

    @Test(
        "I17 a device is held for one case, of each kind that the order asks for", arguments: Engine.allCases)
    func reserved(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase(withLock: false)
        let other = try await here.orderedCase(for: .osten)
        #expect(await reserve(here, "larm-1", number) == nil)
        #expect(await reserve(here, "LARM-1", other)?.told == ["serial: device.notInStock"])
        #expect(await reserve(here, "LARM-2", number)?.told == ["serial: device.alreadyReserved"])
        #expect(await reserve(here, "LAS-1", number)?.told == ["serial: device.notNeeded"])
        #expect(await reserve(here, "KAMERA-1", number)?.told == ["serial: device.notNeeded"])
        #expect(await reserve(here, "FINNS-EJ", number)?.told == ["serial: device.serial.unknown"])
        #expect(await reserve(here, " ", number)?.told == ["serial: device.serial.empty"])
        #expect(try await here.page(number).reserved.map(\.status) == [.reserved])
        #expect(try await here.store.count("reservations") == 1)
    }

    @Test(
        "I17 booking allocates what is held; what is held after booking is allocated at once",
        arguments: Engine.allCases)
    func allocated(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        #expect(await reserve(here, "LARM-1", number) == nil)
        try await here.book(number, try here.visit())
        #expect(await reserve(here, "KNAPP-1", number) == nil)
        #expect(try await here.page(number).reserved.map(\.status) == [.allocated, .allocated])
    }

    @Test("a released device is free for another case", arguments: Engine.allCases)
    func released(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let other = try await here.orderedCase(for: .osten)
        #expect(await reserve(here, "LARM-1", number) == nil)
        let wrong = await refusal {
            try await here.store.write(as: here.coordinator) { try $0.release("LARM-1", in: other) }
        }
        #expect(wrong == .notFound)
        try await here.store.write(as: here.coordinator) { try $0.release("LARM-1", in: number) }
        #expect(await reserve(here, "LARM-1", other) == nil)
        #expect(try await here.page(number).timeline.first?.kind == .deviceReleased)
    }

    @Test("only the coordinator holds devices", arguments: Engine.allCases)
    func permitted(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        for actor in [here.technician, here.orderer] {
            let refused = await refusal {
                try await here.store.write(as: actor) { try $0.reserve("LARM-1", in: number) }
            }
            #expect(refused == .forbidden("error.forbidden"))
        }
    }

    @Test("the stock to choose from holds what is free, of the kinds asked for", arguments: Engine.allCases)
    func stock(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        #expect(await reserve(here, "LARM-1", number) == nil)
        let stock = try await here.store.read(as: here.coordinator) {
            try $0.stock(for: [.alarmBase, .lockUnit])
        }
        #expect(stock[.alarmBase]?.map(\.serial.text) == ["LARM-2", "LARM-3", "LARM-4"])
        #expect(stock[.lockUnit]?.count == 4)
        #expect(stock[.alarmButton] == nil)
    }
}
