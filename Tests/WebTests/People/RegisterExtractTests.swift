import Domain
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("A register extract, for the person")
struct RegisterExtractTests {
    private var words: Words { Words.of(.swedish) }
    private static let asked = "Greta själv, visade legitimation"

    /// Ordered and mounted for Greta, with a relative, a message and a lock.
    private static func opened(_ visit: @escaping @Sendable (Site, Browser, String) async throws -> Void)
        async throws
    {
        try await Site.open(stock: 9) { site in
            let things = try await site.things()
            try await site.browser(.orderer).post(
                "/cases/\(things.order)/messages", ["text": "Grannen Stina har nyckel"])
            let browser = try await site.browser(.coordinator)
            try await visit(site, browser, "/people/\(things.recipient.text)/register-extract")
        }
    }

    @Test("holds who somebody is, what was ordered, and who has read about them")
    func whole() async throws {
        try await Self.opened { site, browser, address in
            let page = try await browser.post(address, ["askedBy": Self.asked])
            #expect(page.code == 200)
            for part in [
                SamplePerson.greta.name, SamplePerson.greta.phone, SamplePerson.greta.street,
                "Hemtjänst Ekholmen", "VT-2026-", words("registerExtract.readings"), "Olga Beställare",
                words("registerExtract.without.others"), words("registerExtract.without.messages"),
            ] { #expect(page.text.contains(part), "\(part)") }
            #expect(!page.text.contains("4711"), "the entrance code is shown on demand only")
            #expect(page.text.contains(words("secret.given")), "and that there is one is said")
        }
    }

    @Test("names others, and what was written, only where that was ticked")
    func others() async throws {
        try await Self.opened { site, browser, address in
            let relative = try await site.column("SELECT name FROM related_persons")[0]
            let bare = try await browser.post(address, ["askedBy": Self.asked])
            #expect(!bare.text.contains(relative) && !bare.text.contains("Grannen Stina"))
            let full = try await browser.post(
                address, ["askedBy": Self.asked, "others": "yes", "messages": "yes"])
            #expect(full.text.contains(relative) && full.text.contains("Grannen Stina"))
            #expect(!full.text.contains(words("registerExtract.without.others")))
        }
    }

    @Test("is logged as fetched, and told in the person's history with who asked")
    func logged() async throws {
        try await Self.opened { site, browser, address in
            let refused = try await browser.post(address, ["others": "yes"])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "askedBy") == words("form.required"))
            #expect(refused.chosen("others") == ["yes"])
            #expect(try await site.event(.registerExtractGiven) == 0)
            try await browser.post(address, ["askedBy": Self.asked])
            #expect(try await site.event(.registerExtractGiven) == 1)
            let rows = try await site.column(
                "SELECT action FROM readings WHERE page = 'registerExtract' ORDER BY position")
            #expect(rows.last == "downloaded")
            let person = try await browser.get(String(address.dropLast("/register-extract".count)))
            #expect(person.text.contains(words("event.registerExtractGiven")))
            #expect(person.text.contains(Self.asked))
        }
    }

    @Test("is not made where it cannot be logged")
    func closed() async throws {
        try await Self.opened { site, browser, address in
            site.store.breakWriting()
            let answer = try await browser.post(address, ["askedBy": Self.asked])
            #expect(answer.code == 503)
            #expect(answer.tells(of: .greta).isEmpty)
        }
    }

    @Test("has a name for every value that a row of it may say", arguments: Language.allCases)
    func labels(language: Language) {
        let words = Words.of(language)
        for kind in ArchivedKind.allCases {
            for name in kind.extractedNames {
                #expect(ExtractedRecordsView.label(of: name, in: kind, words) != nil, "\(kind) \(name)")
            }
        }
        #expect(ArchivedKind.event.extractedNames.isEmpty && ArchivedKind.visit.extractedNames.count > 10)
    }

    /// With a camera and its consent, a lost key, and an order about two.
    private static func lived(_ site: Site) async throws -> ID<CareRecipient> {
        let here = site.here
        try await here.publishKeyLoss()
        let number = try await here.closedCase()
        let greta = try await here.page(number).order.requireRecipient().id
        _ = try await here.supervisedCase(withCohabitant: true)
        try await here.linkCohabitant(try await here.cohabitantCase(.later))
        let keys = try #require(try await here.holdings().first).keys
        _ = try await here.store.write(as: here.orderer) {
            try $0.reportLost([keys.id], typed: here.lossForm(keys)) { _ in "En nyckel" }
        }
        _ = try await here.move()
        return greta
    }

    @Test(
        "is read on paper: each kind under its heading, in words, with no code, column or moment as they are kept",
        arguments: Language.allCases)
    func printed(language: Language) async throws {
        try await Site.open { site in
            let greta = try await Self.lived(site)
            let words = Words.of(language)
            let browser = try await site.browser(.coordinator)
            browser.cookies[Cookies.language] = language.rawValue
            let page = try await browser.post(
                "/people/\(greta.text)/register-extract",
                ["askedBy": Self.asked, "others": "yes", "messages": "yes"])
            #expect(page.code == 200)
            let read = page.body.withoutTags.readBack
            #expect(read.contains(words("registerExtract.more")))
            for kind: ArchivedKind in [
                .supervision, .consent, .orderPerson, .contact, .duty, .sharedDuty, .visit, .functionTest,
                .notice, .key, .keyLoss,
            ] { #expect(read.contains(words("registerExtract.kind.\(kind.rawValue)")), "\(kind)") }
            for said in [
                words("registerExtract.consentAbout.cameraSupervision"), words("consent.manner.oral"),
                words.heading(words("sign.fa")), words("visit.status.planned"),
                words("visit.minutes", count: 60),
                words("registerExtract.passed.1"), "\(words("device.kind.alarmBase")) LARM-1",
                "Nyckeln låg inte på sin plats vid passets slut.",
            ] { #expect(read.contains(said), "\(said)") }
            let routine = try ShippedRoutines.file("alarm-order.yaml").edition()
            for duty in routine.duties where ["installAlarm", "journal"].contains(duty.key) {
                #expect(read.contains(duty.title(language)), "\(duty.key)")
            }
            #expect(read.matches("\\d{4}-\\d\\d-\\d\\dT") == [])
            let relative = ["today", "yesterday", "tomorrow"].map { words("day.\($0)") }.joined(
                separator: "|")
            #expect(read.matches("\\b(?:\(relative)) \\d\\d:\\d\\d") == [], "it is read on another day")
            #expect(read.matches("\\b[a-z]+_[a-z_]+\\b") == [])
            #expect(read.matches("\\[[a-z][A-Za-z0-9]*(?:\\.[A-Za-z0-9_-]+)+\\]") == [])
            #expect(read.matches("\\{[a-zA-Z]+\\}") == [])
            for code in [
                "installAlarm", "alarmBase", "cameraSupervision", "checkOut", "homeKey", "feedbackGiver",
                "passResponsibility", "registerTes", "registerAlarm",
            ] { #expect(!read.contains(code), "\(code)") }
        }
    }

    @Test("says of somebody else's order no more than that the person stands in it")
    func second() async throws {
        try await Site.open { site in
            let here = site.here
            _ = try await here.closedCase()
            let number = try await here.cohabitantCase(.later)
            let osten = try await here.id(of: .osten)
            let browser = try await site.browser(.coordinator)
            let page = try await browser.post(
                "/people/\(osten.text)/register-extract", ["askedBy": Self.asked])
            for part in [
                number.text, words("registerExtract.asCohabitant"), words("registerExtract.role.cohabitant"),
            ] { #expect(page.text.contains(part), "\(part)") }
            for other in [SamplePerson.greta.name, SamplePerson.greta.number, SamplePerson.greta.phone] {
                #expect(!page.text.contains(other), "\(other)")
            }
        }
    }
}
