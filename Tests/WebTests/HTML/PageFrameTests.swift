import Domain
import Testing

@testable import Web

@Suite("The page's frame")
struct PageFrameTests {
    private func page(_ change: (inout PageFrame) -> Void = { _ in }) -> String {
        var frame = PageFrame(
            language: .swedish, title: "Kö & plan", heading: "Kö", skipText: "Hoppa till innehållet",
            main: "<p>hej</p>",
            municipality: "Demokommunen", assetVersion: "7f3")
        change(&frame)
        return frame.html.description
    }

    @Test("is a whole document in its language, with one main and one first heading")
    func document() {
        let html = page()
        #expect(html.hasPrefix("<!doctype html>\n<html lang=\"sv\">"))
        #expect(html.contains("<title>Kö &amp; plan – Hemtrygg</title>"))
        #expect(html.contains("<a class=\"skip\" href=\"#main\">Hoppa till innehållet</a>"))
        #expect(html.components(of: "<main id=\"main\"") == 1 && html.components(of: "<h1>") == 1)
        #expect(html.contains("<header") && html.contains("<footer"))
    }

    @Test("loads only its own files, and holds nothing that the content policy forbids")
    func policy() {
        let html = page { $0.signOut = .init(action: "/ut", token: FormToken(value: "t"), label: "Logga ut") }
        #expect(html.contains("href=\"/assets/hemtrygg.css?v=7f3\""))
        #expect(html.contains("<script defer src=\"/assets/hemtrygg.js?v=7f3\"></script>"))
        for forbidden in ["style=", "<style", "onclick", "javascript:", "data:", "http://", "https://"] {
            #expect(!html.contains(forbidden))
        }
    }

    @Test("names its navigation, marks the current place and says what a count counts")
    func navigation() {
        let html = page {
            $0.navLabel = "Huvudmeny"
            $0.nav = [.init(text: "Kö", href: "/queue", isCurrent: true, count: 12, countLabel: "väntar")]
        }
        #expect(html.contains("aria-label=\"Huvudmeny\""))
        #expect(html.contains("<a href=\"/queue\" aria-current=\"page\">Kö <span class=\"count\">12"))
        #expect(html.contains("<span class=\"unseen\"> väntar</span>"))
    }

    @Test("shows who is signed in under which assignment, and signs out by a form with proof")
    func account() {
        let html = page {
            $0.user = "A <Ek>"
            $0.userDetail = "Samordnare"
            $0.signOut = .init(action: "/signout", token: FormToken(value: "tok"), label: "Logga ut")
        }
        #expect(html.contains("A &lt;Ek&gt;") && html.contains("Samordnare"))
        #expect(html.contains("action=\"/signout\"") && html.contains("name=\"csrf\" value=\"tok\""))
        #expect(!page().contains("class=\"account\""))
    }

    @Test("leads to the other language in that language")
    func language() {
        let html = page {
            $0.languageSwitch = .init(text: "In English", href: "/lang/en", language: .english)
        }
        #expect(html.contains("<a href=\"/lang/en\" lang=\"en\" hreflang=\"en\">In English</a>"))
    }

    @Test("what stands beside the work is a named landmark, one link away on narrow screens")
    func aside() {
        let html = page {
            $0.aside = .init(label: "Rutinen", jumpText: "Läs rutinen", content: "<h2>Rutin</h2>")
        }
        #expect(html.contains("<div class=\"columns with-aside\">"))
        #expect(html.contains("<a href=\"#beside\">Läs rutinen</a>"))
        #expect(html.contains("<aside id=\"beside\" aria-label=\"Rutinen\" tabindex=\"0\">"))
        #expect(!page().contains("<aside"))
    }

    @Test("says once what was done, and lets single keys be switched off")
    func flashAndKeys() {
        let html = page {
            $0.flash = "Besöket är bokat."
            $0.hasKeys = false
        }
        #expect(html.contains("<p class=\"flash\" role=\"status\">Besöket är bokat.</p>"))
        #expect(html.contains("<body data-keys=\"off\">"))
        #expect(page().contains("<body>"))
    }
}

extension String {
    /// How often `part` stands in the text.
    fileprivate func components(of part: String) -> Int {
        split(separator: part, omittingEmptySubsequences: false).count - 1
    }
}
