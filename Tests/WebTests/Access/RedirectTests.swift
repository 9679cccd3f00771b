import Domain
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("A redirect leads to a page of ours and nowhere else")
struct RedirectTests {
    static let elsewhere = [
        "//evil.example", "///evil.example", "https://evil.example", "http:/evil.example", "evil.example",
        "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example",
        " //evil.example", "/\r\nSet-Cookie: session=x", "/cases\r\n\r\n<script>", "javascript:alert(1)",
        "/%0d%0a//", "/\u{0}/evil.example", "/ /evil.example", "/å//", "/\u{2028}",
    ]

    static let ours = [
        "/", "/cases", "/cases/VT-2026-000001/duties/keyReceipt", "/today?day=2026-11-24", "/a//b",
    ]

    @Test("changing the language", arguments: elsewhere + ours)
    func language(back: String) async throws {
        try await Site.open(stock: 0) { site in
            let answer = try await site.visitor().get("/language?to=en&back=\(back.encoded)")
            #expect(answer.code == 303)
            Self.holds(answer, for: back)
            #expect(answer.cookie("language")?.hasPrefix("language=en;") == true)
        }
    }

    @Test("signing in", arguments: elsewhere + ours)
    func signIn(back: String) async throws {
        try await Site.open(stock: 0) { site in
            let hash = try await PasswordHash.make("korrekt häst batteri")
            try await site.here.store.write(as: .system) { try $0.setPassword(hash, login: "orderer") }
            let browser = site.visitor()
            let page = try await browser.get("/sign-in?back=\(back.encoded)")
            let answer = try await browser.signIn(
                "orderer", "korrekt häst batteri", back: try #require(page.value(of: "back")))
            #expect(answer.code == 303)
            Self.holds(answer, for: back)
        }
    }

    private static func holds(_ answer: Answer, for back: String) {
        let isOurs = ours.contains(back) || back == "/%0d%0a//"
        #expect(answer.location == (isOurs ? back : "/"))
        #expect(!answer.location.utf8.contains { $0 < 0x21 || $0 > 0x7e })
        #expect(answer.headers[values: .location].count == 1)
        #expect(!answer.cookies.contains { $0.hasPrefix("session=x") })
    }

    @Test("an unknown language is Swedish, and the choice is kept for a year")
    func languages() async throws {
        try await Site.open(stock: 0) { site in
            let browser = site.visitor()
            #expect(try await browser.get("/sign-in").body.contains("<html lang=\"sv\">"))
            let english = try await browser.get("/language?to=en&back=/sign-in")
            #expect(english.cookie("language")?.lowercased().contains("max-age=31536000") == true)
            #expect(try await browser.follow(english).body.contains("<html lang=\"en\">"))
            let other = try await browser.get("/language?to=%3Cscript%3E&back=/sign-in")
            #expect(other.cookie("language")?.hasPrefix("language=sv;") == true)
        }
    }
}
