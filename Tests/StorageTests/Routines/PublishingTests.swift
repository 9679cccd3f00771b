import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct PublishingTests {
    private func file(edition: String, title: String? = nil) throws -> RoutineFile {
        let shipped = try ShippedRoutines.file("alarm-order.yaml")
        var text = shipped.text.replacing("edition: \"2024-04-01\"", with: "edition: \"\(edition)\"")
        if let title { text = text.replacing("sv: Beställa digitalt trygghetslarm", with: "sv: \(title)") }
        return RoutineFile(name: shipped.name, text: text)
    }

    @Test("the same file again changes nothing", arguments: Engine.allCases)
    func again(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await here.store.write(as: .system) { try $0.publish(try file(edition: "2024-04-01")) }
        #expect(try await here.store.count("routine_editions") == 1)
        #expect(try await here.store.count("events", where: "kind = 'routinePublished'") == 1)
    }

    @Test("I19 another text under a published edition's name is refused", arguments: Engine.allCases)
    func changed(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        await #expect(throws: StorageFault.self) {
            try await here.store.write(as: .system) {
                try $0.publish(try file(edition: "2024-04-01", title: "Beställa annat"))
            }
        }
        let title = try await here.store.read(as: .system) { try $0.routineInForce("alarm-order").title.sv }
        #expect(title == "Beställa digitalt trygghetslarm")
    }

    @Test(
        "I19 a new edition is in force for new orders; a running case keeps its own",
        arguments: Engine.allCases)
    func newEdition(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let old = try await here.orderedCase()
        here.time.advance(days: 1)
        try await here.store.write(as: .system) {
            try $0.publish(try file(edition: "2026-11-21", title: "Beställa trygghetslarm"))
        }
        let new = try await here.orderedCase(for: .osten)
        #expect(try await here.page(old).order.routine.edition == "2024-04-01")
        #expect(try await here.page(new).order.routine.edition == "2026-11-21")
        let titles = try await here.store.read(as: here.orderer) { try $0.routinesInForce().map(\.title.sv) }
        #expect(titles == ["Beställa trygghetslarm"])
    }

    @Test("a faulty file is not published, and tells its faults", arguments: Engine.allCases)
    func faulty(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        await #expect(throws: RoutineFaults.self) {
            try await here.store.write(as: .system) {
                try $0.publish(RoutineFile(name: "alarm-order.yaml", text: "slug: alarm-order\n"))
            }
        }
    }
}
