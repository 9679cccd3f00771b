import Domain
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("Whose data are protected is shown to nobody who is not let in, on any page")
struct ProtectedPagesTests {
    /// Those who have nothing to do with the person by the time when the protection is recorded.
    private static let strangers: [Municipality.Person] = [
        .unitManager, .otherOrderer, .secondTechnician, .routineOwner, .auditor, .administrator,
    ]

    private static func protected(_ site: Site) async throws -> Things {
        let things = try await site.things()
        let number = try await site.here.installedCase(for: .greta, set: 2, at: "13:00")
        _ = try await site.here.checkOutKeys(number)
        try await site.here.protect(.greta)
        return things
    }

    @Test("every page of the table, as everybody who is not let in", arguments: strangers)
    func pages(person: Municipality.Person) async throws {
        try await Site.open { site in
            let things = try await Self.protected(site)
            let browser = try await site.browser(person)
            for row in EndpointTable.rows where row.isGet {
                let answer = try await browser.get(things.address(of: row.pattern, for: person))
                #expect(answer.tells(of: .greta).isEmpty, "\(row.pattern)")
                #expect(answer.code < 500, "\(row.pattern)")
            }
            for view in QueueView.allCases {
                let answer = try await browser.get("/cases?view=\(view.rawValue)")
                #expect(answer.tells(of: .greta).isEmpty)
            }
        }
    }

    @Test(
        "no search finds them",
        arguments: [Municipality.Person.unitManager, .otherOrderer, .secondTechnician])
    func search(person: Municipality.Person) async throws {
        try await Site.open { site in
            let things = try await Self.protected(site)
            let browser = try await site.browser(person)
            for typed in ["Greta", SamplePerson.greta.number, SamplePerson.greta.street, things.order.text] {
                let answer = try await browser.post("/search", ["q": typed])
                let words = answer.tells(of: .greta).filter { !typed.contains($0) }
                #expect(words.isEmpty, "\(typed)")
                #expect(!answer.text.contains("/people/\(things.recipient)"))
                #expect(!answer.text.contains("/cases/\(things.order)"))
            }
        }
    }

    @Test("who is let in sees them where they stand")
    func letIn() async throws {
        try await Site.open { site in
            let things = try await Self.protected(site)
            let coordinator = try await site.browser(.coordinator)
            #expect(!(try await coordinator.get("/people/\(things.recipient)")).tells(of: .greta).isEmpty)
            #expect(!(try await coordinator.get("/cases?view=all")).tells(of: .greta).isEmpty)
            let orderer = try await site.browser(.orderer)
            #expect(!(try await orderer.get("/cases/\(things.order)")).tells(of: .greta).isEmpty)
        }
    }

    @Test("the glass is broken on the page, for a reason that is asked for, and the case opens")
    func brokenGlass() async throws {
        try await Site.open { site in
            let things = try await Self.protected(site)
            let manager = try await site.browser(.unitManager)
            let list = try await manager.get("/protected")
            #expect(list.text.contains(things.order.text) && list.tells(of: .greta).isEmpty)
            let door = "/protected/cases/\(things.order)"
            let bare = try await manager.post(door, ["reason": "nu"])
            #expect(bare.code == 422)
            #expect(bare.fault(at: "reason") == Self.words("protected.reason.short"))
            let reason = "Grannen larmar att dörren inte går att öppna."
            let opened = try await manager.post(door, ["reason": reason])
            #expect(opened.headers[.location] == "/cases/\(things.order)")
            #expect(!(try await manager.get("/cases/\(things.order)")).tells(of: .greta).isEmpty)

            let owner = try await site.browser(.routineOwner)
            #expect(try await owner.get("/").text.contains(Self.words("protected.alert.one")))
            let log = try await owner.get("/protected")
            #expect(log.text.contains(reason) && log.text.contains("Ulf Chef"))
            let id = try #require(
                try await site.column("SELECT id FROM protected_access WHERE ground = 'brokenGlass'").first)
            let refused = try await owner.post("/protected/broken/\(id)", [:])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "outcome-\(id)") == Self.words("form.required"))
            let reviewed = try await owner.post("/protected/broken/\(id)", ["outcome-\(id)": "justified"])
            #expect(reviewed.code == 303)
            #expect(!(try await owner.get("/").text.contains(Self.words("protected.alert.one"))))
        }
    }

    @Test("whoever plans is told on the queue of a case that nobody in the team sees")
    func unseen() async throws {
        try await Site.open { site in
            _ = try await Self.protected(site)
            let (coordinator, owner) = (try await site.browser(.coordinator), site.here[.routineOwner])
            let before = try await coordinator.get("/cases?view=all")
            let accesses = try await site.column(
                "SELECT id FROM protected_access WHERE user_id = \(site.here.coordinator.user)")
            for access in accesses {
                try await site.here.store.write(as: owner) { try $0.shutOut(ID(stored: access)) }
            }
            let count = try await site.here.store.read(as: owner) { try $0.protectedWithoutReader() }
            #expect(count > 0)
            let queue = try await coordinator.get("/cases?view=all")
            let told = Words.of(.swedish)("protected.unseen", count: count)
            #expect(queue.text.contains(told) && !before.text.contains(told))
            #expect(queue.tells(of: .greta).isEmpty)
        }
    }

    @Test("an order that nobody in the unit can send is told where its manager and whoever answers land")
    func unsent() async throws {
        try await Site.open { site in
            let number = try await site.here.closedCase()
            let greta = try await site.here.page(number).order.requireRecipient().id
            let coordinator = site.here.coordinator
            try await site.here.store.write(as: .system) {
                try $0.publish(ShippedRoutines.file("alarm-return.yaml"))
            }
            let event = try LifeEvent(
                Answers([
                    "kind": "serviceEnded", "day": site.here.time.today.description, "toldBy": "Dottern Lisa",
                    "note": "",
                ]), today: site.here.time.today)
            let foreseen = try await site.here.store.show(as: coordinator) {
                try $0.foresight(of: .serviceEnded, for: greta)
            }.digest
            let drafts = try await site.here.store.write(as: coordinator) {
                try $0.record(event, about: greta, foreseen: foreseen, reason: "Det har hänt något.")
            }
            #expect(drafts.count == 1)
            let told = Words.of(.swedish)("protected.unsent", count: 1)
            let (manager, owner) = (
                try await site.browser(.unitManager), try await site.browser(.routineOwner)
            )
            #expect(!(try await manager.get("/")).text.contains(told))
            try await site.here.protect(.greta)
            for browser in [manager, owner] {
                let page = try await browser.get("/")
                #expect(page.text.contains(told) && page.tells(of: .greta).isEmpty)
            }
        }
    }

    @Test("a person is found by a number that is known already, and by no address")
    func found() async throws {
        try await Site.open { site in
            let things = try await Self.protected(site)
            let manager = try await site.browser(.unitManager)
            let found = try await manager.post("/protected/search", ["number": SamplePerson.greta.number])
            #expect(found.headers[.location] == "/protected/people/\(things.recipient)")
            let none = try await manager.post("/protected/search", ["number": SamplePerson.osten.number])
            #expect(none.code == 422)
            let door = try await manager.get("/protected/people/\(things.recipient)")
            #expect(door.code == 200 && door.tells(of: .greta).isEmpty)
        }
    }

    private static func words(_ key: String) -> String { Words.of(.swedish)(key) }
}
