import Domain
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Everybody's accounts")
struct AccountsPagesTests {
    private var words: Words { Words.of(.swedish) }

    private static func typed(_ site: Site, _ more: [String: String] = [:]) -> [String: String] {
        [
            "name": "Nina Ny", "login": "nina.ny", "phone": "010-123 45 67", "role": "orderer",
            "place": "unit:\(site.here.ekholmen.text)",
        ].merging(more) { $1 }
    }

    @Test("an account is added; its password is shown once, and changed before anything else is seen")
    func added() async throws {
        try await Site.open { site in
            let administrator = try await site.browser(.administrator)
            let shown = try await administrator.post("/accounts", Self.typed(site))
            #expect(shown.code == 200)
            let password = try #require(shown.body.firstMatch("<code>([A-Z2-7-]+)</code>"))
            let page = try #require(shown.addresses.first { $0.hasPrefix("/accounts/") })
            #expect(try await !administrator.get(page).text.contains(password))

            let browser = site.visitor()
            try await browser.get("/sign-in")
            #expect(try await browser.signIn("nina.ny", password).code == 303)
            #expect(try await browser.get("/cases").location == "/account")
            #expect(try await browser.post("/routines/alarm-order/drafts").code == 403)
            let new = "hallon och blåbär"
            try await browser.post(
                "/account/password", ["password": password, "new-password": new, "new-password-again": new])
            #expect(try await browser.get("/cases").code == 200)
        }
    }

    @Test("what is wrong with a new account is told where it is, and what was typed stays")
    func refused() async throws {
        try await Site.open { site in
            let administrator = try await site.browser(.administrator)
            for (change, field, key) in [
                (["login": "Nina Ny"], "login", "user.login"), (["login": "orderer"], "login", "user.exists"),
                (["name": " "], "name", "user.name"), (["role": ""], "role", "form.choose"),
                (["place": ""], "place", "accounts.place.missing"),
                (["place": "unit:x"], "place", "accounts.place.missing"),
                (["role": "technician"], "role", "user.rolePlace"),
            ] {
                let answer = try await administrator.post("/accounts", Self.typed(site, change))
                #expect(answer.code == 422, "\(change)")
                #expect(answer.fault(at: field) == words(key), "\(change)")
                #expect(answer.value(of: "phone") == "010-123 45 67")
            }
            #expect(try await site.column("SELECT login FROM users WHERE login LIKE 'nina%'") == [])
        }
    }

    @Test("are found by a part of the name, and no name is in an address")
    func search() async throws {
        try await Site.open { site in
            let administrator = try await site.browser(.administrator)
            let all = try await administrator.get("/accounts")
            #expect(all.text.contains("Olga Beställare") && all.text.contains("Gun Granskare"))
            let found = try await administrator.post("/accounts/search", ["search": "olga"])
            #expect(found.text.contains("Olga Beställare") && !found.text.contains("Gun Granskare"))
            #expect(found.value(of: "search") == "olga")
            for odd in ["%", "_", "\\", "'; DROP TABLE users; --"] {
                let none = try await administrator.post("/accounts/search", ["search": odd])
                #expect(none.text.contains(words("accounts.none")), "\(odd)")
            }
        }
    }

    @Test("an assignment is given and ended; who acted under it is out")
    func assignments() async throws {
        try await Site.open { site in
            let (administrator, orderer) = (try await site.browser(.administrator), site.here.orderer)
            let browser = try await site.browser(.orderer)
            let page = "/accounts/\(orderer.user.text)"
            let wanted = ["role": "unitManager", "place": "unit:\(site.here.lambohov.text)"]
            #expect(try await administrator.post("\(page)/assignments", wanted).code == 303)
            let again = try await administrator.post("\(page)/assignments", wanted)
            #expect(again.fault(at: "role") == words("accounts.assignment.held"))
            #expect(try await browser.get("/").text.contains("Hemtjänst Lambohov"))
            let end = "\(page)/assignments/\(orderer.assignment.text)/end"
            #expect(try await administrator.post(end).location == "\(page)?said=assignmentEnded")
            #expect(try await browser.get("/cases").code == 303)
            #expect(try await administrator.post(end).code == 404)
            #expect(try await site.event(.assignmentEnded) == 1)
        }
    }

    @Test("somebody who has left is locked out at once, and let in again")
    func locked() async throws {
        try await Site.open { site in
            let (administrator, orderer) = (try await site.browser(.administrator), site.here.orderer)
            let browser = try await site.browser(.orderer)
            let lock = "/accounts/\(orderer.user.text)/lock"
            #expect(try await administrator.post(lock, ["locked": "yes"]).code == 303)
            #expect(try await browser.get("/cases").code == 303)
            #expect(try await administrator.get("/accounts").text.contains(words("accounts.state.locked")))
            #expect(try await administrator.post(lock, ["locked": "no"]).code == 303)
            #expect(
                try await site.here.store.read(as: .system) { try $0.credentials(login: "orderer") }?
                    .isLocked == false)
        }
    }

    @Test("somebody is always left who can look after accounts, and nobody changes their own")
    func last() async throws {
        try await Site.open { site in
            let (browser, own) = (try await site.browser(.administrator), site.here[.administrator])
            let page = "/accounts/\(own.user.text)"
            let end = "\(page)/assignments/\(own.assignment.text)/end"
            for (address, key) in [
                ("\(page)/lock", "accounts.own"), ("\(page)/password", "accounts.own"),
                ("\(page)/second-factor/removal", "accounts.own"), ("\(page)/assignments", "accounts.own"),
                (end, "accounts.lastAdministrator"),
            ] {
                let typed = ["locked": "yes", "role": "auditor"]
                let answer = try await browser.post(address, typed)
                #expect(answer.code == 409, "\(address)")
                #expect(answer.text.contains(words(key)), "\(address)")
            }
            #expect(try await site.count("assignments", where: "role = 'auditor'") == 1)
            let offered = "\(page)/assignments"
            #expect(try await !browser.get(page).addresses.contains(offered))
            let another = "/accounts/\(site.here.orderer.user.text)"
            #expect(try await browser.get(another).addresses.contains("\(another)/assignments"))
            let other = try await site.here.store.write(as: .system) { tx in
                let user = try tx.addUser(login: "andra", name: "Andra", phone: "", passwordHash: nil)
                try tx.assign(user, role: .administrator, in: .municipality)
                return user
            }
            #expect(try await browser.post("/accounts/\(other.text)/lock", ["locked": "yes"]).code == 303)
            #expect(try await browser.post(end).code == 409, "who is locked is nobody")
            #expect(try await browser.post("/accounts/\(other.text)/lock", ["locked": "no"]).code == 303)
            #expect(try await browser.post(end).code == 303)
        }
    }

    @Test("a forgotten password is made anew, and its sessions and the old one are worth nothing")
    func forgotten() async throws {
        try await Site.open { site in
            let (administrator, orderer) = (try await site.browser(.administrator), site.here.orderer)
            let browser = try await site.browser(.orderer)
            let shown = try await administrator.post("/accounts/\(orderer.user.text)/password")
            #expect(shown.body.firstMatch("<code>([A-Z2-7-]+)</code>") != nil)
            #expect(try await browser.get("/cases").code == 303)
            #expect(
                try await administrator.get("/accounts").text.contains(words("accounts.state.firstPassword")))
        }
    }
}
