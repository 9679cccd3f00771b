import Domain
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("What was typed outlives the session")
struct CarriedFormTests {
    private static let password = "korrekt häst batteri"
    private static let typed = "Rad ett\nRad \"två\" <b>&amp;</b> Åäö"

    private func open(_ visit: @escaping @Sendable (Site, Browser, CaseNumber) async throws -> Void)
        async throws
    {
        let hash = try await PasswordHash.make(Self.password)
        try await Site.open { site in
            try await site.here.store.write(as: .system) { try $0.setPassword(hash, login: "orderer") }
            let number = try await site.here.orderedCase()
            let browser = site.visitor()
            try await browser.get("/sign-in")
            try await browser.signIn("orderer", Self.password)
            site.here.time.advance(minutes: 61)
            try await visit(site, browser, number)
        }
    }

    @Test("a form that was sent too late is carried through signing in, and one button sends it")
    func carried() async throws {
        try await open { site, browser, number in
            let path = "/cases/\(number)/messages"
            let late = try await browser.post(path, ["text": Self.typed], .sameOrigin)
            #expect(late.code == 401)
            #expect(late.value(of: "carried.text") == Self.typed)
            #expect(late.text.contains(Words.of(.swedish)("signIn.carried")))
            #expect(try await site.count("messages") == 0)

            let fields = [
                "carried.text": Self.typed,
                "carried.carried-to": try #require(late.value(of: "carried.carried-to")),
                "login": "orderer",
            ]
            let wrong = try await browser.post(
                "/sign-in", fields.merging(["password": "fel lösenord 1"]) { $1 })
            #expect(wrong.code == 422)
            #expect(wrong.value(of: "carried.text") == Self.typed, "a mistyped password loses nothing")

            let right = try await browser.post("/sign-in", fields.merging(["password": Self.password]) { $1 })
            #expect(right.code == 200)
            #expect(right.body.contains("action=\"\(path)\""))
            #expect(right.value(of: "text") == Self.typed)
            #expect(right.token == browser.formToken)
            #expect(try await site.count("messages") == 0, "nothing is sent until the button is pressed")

            let sent = try await browser.postBare(
                path, ["text": try #require(right.value(of: "text")), "csrf": try #require(right.token)])
            #expect(sent.code == 303)
            #expect(try await site.column("SELECT text FROM messages") == [Self.typed])
        }
    }

    @Test("a form that may have come from elsewhere is not carried")
    func fromElsewhere() async throws {
        try await open { _, browser, number in
            for headers in [.crossSite, [:]] as [HTTPFields] {
                let late = try await browser.post("/cases/\(number)/messages", ["text": Self.typed], headers)
                #expect(late.code == 401)
                #expect(!late.body.contains("carried."))
                #expect(!late.text.contains("Rad ett"))
            }
        }
    }

    @Test("the page's script is told by the status that the draft was not kept")
    func autosave() async throws {
        try await open { site, browser, _ in
            let draft = try await site.here.draft()
            let late = try await browser.post(
                "/drafts/\(draft)", ["recipientName": "Ny"], .sameOrigin.with(.autosave))
            #expect(late.code == 401)
            #expect(!late.body.contains("carried."))
        }
    }

    @Test(
        "a carried form can be sent to a page of ours only",
        arguments: ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", ""])
    func elsewhere(target: String) async throws {
        try await open { _, browser, _ in
            try await browser.get("/sign-in")
            let answer = try await browser.post(
                "/sign-in",
                [
                    "login": "orderer", "password": Self.password, "carried.carried-to": target,
                    "carried.text": "x",
                ])
            #expect(answer.code == 200)
            let actions = answer.body.matches("<form method=\"post\" action=\"([^\"]*)\"").map(\.readBack)
            #expect(actions.filter { $0 != "/sign-out" } == ["/"])
        }
    }
}

extension HTTPFields {
    fileprivate func with(_ others: HTTPFields) -> HTTPFields {
        var all = self
        for field in others { all[field.name] = field.value }
        return all
    }
}
