import Domain
import TestSupport
import Testing

@testable import Storage

/// Somebody protected is not told of by the way: by a count, a test of a device, a move, or whom another is ordered for with. And
/// whoever is let in to one case, and knows the home by it, is in the read log where that is shown.
@Suite struct ProtectedGlimpsesTests {
    /// Whom the latest reading tells of.
    private static func lastTold(_ here: Municipality) async throws -> [String] {
        try await here.store.rows(
            """
            SELECT p.recipient_id FROM reading_people p JOIN readings r ON r.id = p.reading_id
            WHERE r.position = (SELECT MAX(position) FROM readings)
            """
        ).map { $0[0] }
    }

    @Test(
        "the log says that the home was shown to whoever is let in to one case, though no name is",
        arguments: Engine.allCases)
    func homeByOneCase(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let number = try await here.submit(try await here.draft())
        try await here.reserveDevices(number, set: 2)
        try await here.book(number, try here.visit(on: "2026-11-26", at: "09:00"))
        try await here.protect(.greta)
        let (greta, technician) = (try await here.id(of: .greta), here.technician)
        for text in ["Ekholmsvägen 14", "LARM-1"] {
            let found = try await here.store.show(as: technician) {
                try $0.search(SearchTerm(text, today: $0.today))
            }
            #expect(found.dwellings.lines.count + found.devices.lines.count == 1, "\(text)")
            #expect(found.dwellings.lines.flatMap(\.residents).isEmpty)
            #expect(found.devices.lines.flatMap(\.people).isEmpty)
            #expect(try await Self.lastTold(here) == [greta.text], "\(text)")
        }
        let home = try await here.store.read(as: .system) {
            try $0.one("SELECT dwelling_id FROM residencies WHERE valid_to IS NULL") {
                $0.id() as ID<Dwelling>
            }
        }
        let page = try await here.store.show(as: technician) { try $0.dwellingPage(home) }
        #expect(page.residents.isEmpty)
        #expect(try await Self.lastTold(here) == [greta.text])
        let stranger = here.secondTechnician
        let hidden = await refusal { try await here.store.show(as: stranger) { try $0.dwellingPage(home) } }
        #expect(hidden == .notFound)
    }

    @Test("a merge lists no case that is hidden from whoever looks", arguments: Engine.allCases)
    func mergePreview(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let shared = try await here.cohabitantCase(.later)
        let other = try await here.orderedCase(for: .numbered(50), withLock: false)
        let (greta, kept) = (
            try await here.id(of: .greta), try await here.page(other).order.requireRecipient().id
        )
        try await here.protect(.osten)
        let orders = { (actor: Actor) in
            try await here.store.show(as: actor) { try $0.mergePreview(of: greta, into: kept) }.orders.map(
                \.number)
        }
        #expect(try await orders(here.coordinator) == [shared])
        let stranger = try await here.anotherCoordinator()
        #expect(try await orders(stranger) == [])
    }

    @Test("keys to a hidden home are counted for whoever sees them in the list", arguments: Engine.allCases)
    func keyCounts(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.checkOutKeys(try await here.orderedCase())
        let counted = { (actor: Actor) in
            try await here.store.show(as: actor) { try $0.unitPage(here.ekholmen) }.keys.map(\.count).reduce(
                0, +)
        }
        let all = try await counted(here[.unitManager])
        #expect(all > 0)
        try await here.protect(.greta)
        #expect(try await counted(here[.unitManager]) == 0)
        #expect(try await counted(here.orderer) == all)
    }

    @Test(
        "what was seen when a device was tested in a hidden home is told with the case",
        arguments: Engine.allCases)
    func tests(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.installedCase()
        let tests = { (actor: Actor) in
            try await here.store.show(as: actor) { try $0.devicePage(.sample(.alarmBase, 1)) }.tests.count
        }
        let stranger = here.secondTechnician
        #expect(try await tests(stranger) == 1)
        try await here.protect(.greta)
        #expect(try await tests(stranger) == 0)
        #expect(try await tests(here.coordinator) == 1)
    }

    @Test(
        "a move is told to whoever is let in to it, and not by way of another case",
        arguments: Engine.allCases)
    func moves(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        _ = try await here.half(.handingOver, .moving(.handingOver))
        try await here.reserveDevices(number)
        try await here.book(number, try here.visit(on: "2026-12-03", at: "09:00"))
        try await here.protect(.greta)
        here.time.set("2026-11-30", "08:00")
        let moves = { (actor: Actor) in
            try await here.store.show(as: actor) { try $0.overview() }.moves.count
        }
        #expect(try await here.page(number, as: here.technician).order.number == number)
        #expect(try await moves(here.technician) == 0)
        #expect(try await moves(here.coordinator) == 1)
        let greta = try await here.id(of: .greta)
        #expect(try await Self.lastTold(here) == [greta.text])
    }
}
