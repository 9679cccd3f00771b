import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// Everything that is kept about somebody, for them to have.
@Suite struct RegisterExtractTests {
    private static let whole = RegisterExtractScope(hasOthers: true, hasMessages: true)
    private static let bare = RegisterExtractScope(hasOthers: false, hasMessages: false)

    /// Names, numbers and telephones of others that stand somewhere in Greta's file.
    private static let others = [
        "Karin Åkerlund", "070-174 06 05", "Dottern Lisa", "Sixten Åkerlund", "Siv Svarar",
        SamplePerson.osten.name, SamplePerson.osten.number, SamplePerson.osten.phone,
    ]

    /// Greta has lived through something of every kind.
    private static func lived(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        try await here.publishReturns()
        try await here.publishKeyLoss()
        let first = try await here.closedCase()
        try await here.store.write(as: here.orderer) {
            try $0.sendMessage("Grannen Stina har nyckel.", in: first)
        }
        try await Self.merge(here)
        try await Self.supervise(here)
        try await here.linkCohabitant(try await here.cohabitantCase(.later))
        try await Self.compare(here)
        try await Self.lose(here)
        let greta = try await here.recipient()
        let phone = Answers(["value": "013-11 11 11", "how": "wrong", "reason": "Hon ringde och sa det."])
        try await here.store.write(as: here.coordinator) { try $0.change(.phone, of: greta, phone) }
        let osten = try await here.recipient(.osten)
        try await here.store.write(as: here.coordinator) {
            try $0.distinguish(greta, from: osten, Answers(["reason": "De bor ihop och är två."]))
        }
        _ = try await here.record(.hospital, note: "Avdelning 9 har hennes nyckel.")
        try await here.hold(greta, .hold)
        try await here.release(greta, .hold)
        _ = try await here.move()
        return here
    }

    /// She was ordered for under a coordination number too.
    private static func merge(_ here: Municipality) async throws {
        let again = SamplePerson.greta.renumbered(onDay: 60)
        _ = try await here.orderedCase(for: again, withLock: false)
        let (greta, other) = (try await here.recipient(), try await here.recipient(again))
        let why = Answers(["reason": "Hennes dotter har visat passet.", "home": "kept", "unit": "kept"])
        try await here.store.write(as: here.coordinator) { try $0.merge(other, into: greta, why) }
    }

    /// A camera with a sign whose place is not as it should be; one of the consents is taken back.
    private static func supervise(_ here: Municipality) async throws {
        let number = try await here.cameraCase { $0["cohabitant"] = "yes" }
        try await here.consent(number)
        try await here.consent(number, "otherConsent", from: .cohabitant)
        try await here.book(
            number, try here.visit(on: here.time.today.adding(days: 2).description, at: "16:00"))
        try await here.installCamera(number)
        let holds = PlacementCheck.allCases.map { ($0, $0 != .byFloorPlan) }
        let posting = try NoticePosting(
            languages: [.swedish], holds: Dictionary(uniqueKeysWithValues: holds),
            reasons: [.byFloorPlan: "Hallen är för smal."])
        try await here.store.write(as: here.technician) {
            try $0.postNotices("notices", in: number, posting: posting)
        }
        try await here.startSupervision(number)
        try await here.store.write(as: here.coordinator) {
            try $0.giveFeedback("feedback", in: number, text: "Kameran är på plats.", phonedTo: "Siv Svarar")
        }
        _ = try await here.record(.cohabitantConsentWithdrawn)
    }

    private static func compare(_ here: Municipality) async throws {
        try await here.take(.treserva, ["\(SamplePerson.greta.number);Greta;;2026-10-01;;"])
        let line = try #require(try await here.standing().first)
        try await here.decide(
            line.id, ["decision": "explained", "note": "Beslutet är på väg till Treserva."])
    }

    private static func lose(_ here: Municipality) async throws {
        let keys = try #require(try await here.holdings().first { $0.keys.item.kind == .homeKey }).keys
        _ = try await here.store.write(as: here.orderer) {
            try $0.reportLost([keys.id], typed: here.lossForm(keys)) { _ in "En nyckel" }
        }
    }

    private static func extract(
        _ here: Municipality, of person: ID<CareRecipient>, _ scope: RegisterExtractScope,
        as actor: Actor? = nil
    ) async throws -> RegisterExtract {
        try await here.store.show(as: actor ?? here.coordinator) { try $0.registerExtract(of: person, scope) }
    }

    /// All that it says; a number does not let itself be printed.
    private static func text(of extract: RegisterExtract) -> String {
        let numbers =
            extract.person.past.numbers.map(\.identifier.value) + [extract.person.recipient.identifier.value]
        return "\(extract)".replacingOccurrences(of: "\\\"", with: "\"") + numbers.joined(separator: "\n")
    }

    /// What is kept as one text in its parts; not what points from row to row.
    private static func parts(of text: String) -> [String] {
        let parts = text.hasPrefix("{") ? (try? JSON.decode(text) as [String: String]) : nil
        return (parts.map { Array($0.values) } ?? [text]).filter { !$0.isEmpty && ID<Case>($0) == nil }
    }

    @Test(
        "GDPR 15 all that a disposal would take away is in it, where others and what was written were asked for",
        arguments: Engine.allCases)
    func everything(engine: Engine) async throws {
        let here = try await Self.lived(engine)
        let greta = try await here.recipient()
        let extract = try await Self.extract(here, of: greta, Self.whole)
        let told = Self.text(of: extract)
        let kinds = Set(extract.more.map(\.kind))
        for kind: ArchivedKind in [
            .supervision, .consent, .orderPerson, .contact, .duty, .sharedDuty, .visit, .functionTest,
            .notice, .toldSerial, .key, .keyLoss, .difference, .differenceAct, .merge, .distinction, .hold,
        ] { #expect(kinds.contains(kind), "\(kind)") }
        #expect(extract.more.contains { $0.kind == .consent && $0.isPast }, "and what was said before")
        let before = try await here.texts()
        try await here.dispose(ofFiles: [greta])
        let gone = ArchiveTransferTests.gone(before, try await here.texts())
        #expect(gone.count > 50)
        for (place, text) in gone {
            for part in Self.parts(of: text) { #expect(told.contains(part), "\(place): \(part)") }
        }
    }

    @Test(
        "GDPR 15 after random lives too, all that a disposal would take away is in somebody's extract",
        arguments: Engine.allCases, [3, 14] as [UInt64])
    func randomLives(engine: Engine, seed: UInt64) async throws {
        let here = try await RandomLives.lived(engine, seed: seed)
        let people = try await here.people()
        var told = ""
        for person in people {
            told += Self.text(of: try await Self.extract(here, of: person, Self.whole))
        }
        let before = try await here.texts()
        try await here.dispose(ofFiles: people)
        let gone = ArchiveTransferTests.gone(before, try await here.texts())
        #expect(gone.count > 100)
        for (place, text) in gone {
            for part in Self.parts(of: text) { #expect(told.contains(part), "\(place): \(part)") }
        }
    }

    @Test("names nobody else, and tells no message, unless that was asked for", arguments: Engine.allCases)
    func withoutOthers(engine: Engine) async throws {
        let here = try await Self.lived(engine)
        let greta = try await here.recipient()
        let whole = Self.text(of: try await Self.extract(here, of: greta, Self.whole))
        let extract = try await Self.extract(here, of: greta, Self.bare)
        let bare = Self.text(of: extract)
        for other in Self.others {
            #expect(whole.contains(other), "\(other)")
            #expect(!bare.contains(other), "\(other)")
        }
        #expect(whole.contains("Grannen Stina") && !bare.contains("Grannen Stina"))
        #expect(extract.more.allSatisfy { $0.kind != .distinction && $0.kind != .relative })
        #expect(
            extract.more.filter { $0.kind == .contact }.allSatisfy {
                $0["role"] == ContactRole.recipient.rawValue
            })
        for own in [
            "Hallen är för smal.", "Beslutet är på väg till Treserva.", "Hennes dotter har visat passet.",
            "Nyckeln låg inte på sin plats vid passets slut.", "Avdelning 9 har hennes nyckel.",
        ] { #expect(bare.contains(own), "\(own)") }
    }

    @Test(
        "of an order in which somebody is the second one it tells that it is there, and the rest where others were asked for",
        arguments: Engine.allCases)
    func second(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let number = try await here.cohabitantCase(.later)
        try await here.linkCohabitant(number)
        let osten = try await here.recipient(.osten)
        let bare = try await Self.extract(here, of: osten, Self.bare)
        let order = try #require(bare.orders.first)
        #expect(bare.orders.map(\.order.number) == [number])
        #expect(order.role == .cohabitant && order.unit.isEmpty && order.history.isEmpty)
        #expect(order.answers["cohabitantNumber"] == SamplePerson.osten.number)
        #expect(order.answers["recipientNumber"].isEmpty)
        let own = bare.more.filter { $0.kind == .orderPerson }
        #expect(own.map { $0["ordered_name"] } == [SamplePerson.osten.name])
        #expect(bare.more.allSatisfy { ![.duty, .visit, .contact].contains($0.kind) })
        for other in [SamplePerson.greta.name, SamplePerson.greta.number, SamplePerson.greta.phone] {
            #expect(!Self.text(of: bare).contains(other), "\(other)")
        }

        let whole = try await Self.extract(here, of: osten, Self.whole)
        #expect(whole.orders.first?.answers["recipientNumber"] == SamplePerson.greta.number)
        #expect(whole.more.contains { $0.kind == .duty && $0["order"] == number.text })
        #expect(whole.orders.first?.history.isEmpty == false)
        let preview = try await here.store.show(as: here.coordinator) {
            try $0.registerExtractPreview(of: osten)
        }
        #expect(preview.orders == 1)
    }

    @Test(
        "a case that is also about somebody protected, to whom the actor is not let in, gives nothing",
        arguments: Engine.allCases)
    func unseen(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let number = try await here.cohabitantCase(.later)
        try await here.linkCohabitant(number)
        try await here.protect(.greta)
        let osten = try await here.recipient(.osten)
        let stranger = try await here.anotherCoordinator()
        let told = try await Self.extract(here, of: osten, Self.whole, as: stranger)
        #expect(told.orders.isEmpty)
        let text = Self.text(of: told)
        for part in [number.text, SamplePerson.greta.name, SamplePerson.greta.number] {
            #expect(!text.contains(part), "\(part)")
        }
        #expect(told.more.allSatisfy { $0.kind != .orderPerson && $0.kind != .duty })
        // Whoever is let in gives it out.
        let seen = try await Self.extract(here, of: osten, Self.whole)
        #expect(seen.orders.map(\.order.number) == [number])
    }

    @Test("two who were one for a time: the number of the other is theirs", arguments: Engine.allCases)
    func merged(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        let again = SamplePerson.greta.renumbered(onDay: 60)
        _ = try await here.orderedCase(for: again, withLock: false)
        let (greta, other) = (try await here.recipient(), try await here.recipient(again))
        let why = Answers(["reason": "Hennes dotter har visat passet.", "home": "kept", "unit": "kept"])
        try await here.store.write(as: here.coordinator) { try $0.merge(other, into: greta, why) }
        let one = try await Self.extract(here, of: greta, Self.bare)
        #expect(one.more.contains { $0.kind == .merge && $0["reason"] == why["reason"] })
        #expect(one.more.contains { $0.kind == .detail && !$0.isPast }, "what stays with the other identity")

        let wrong = Answers(["reason": "Det var hennes syster."])
        try await here.store.write(as: here.coordinator) {
            try $0.undoMerge(of: other, into: greta, wrong)
        }
        for (person, theirs, others) in [
            (greta, SamplePerson.greta, again), (other, again, SamplePerson.greta),
        ] {
            let bare = try await Self.extract(here, of: person, Self.bare)
            #expect(
                bare.more.contains { $0.kind == .merge } && bare.more.contains { $0.kind == .mergeUndone })
            #expect(!Self.text(of: bare).contains(others.number))
            #expect(Self.text(of: bare).contains(theirs.number))
            let whole = try await here.store.read(as: here.coordinator) {
                try $0.registerExtract(of: person, Self.whole)
            }
            #expect(Self.text(of: whole.value).contains(others.number))
            #expect(Set(whole.disclosure.people) == [greta, other], "the log has whose number it tells")
        }
    }
}
