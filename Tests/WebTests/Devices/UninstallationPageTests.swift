import Domain
import TestSupport
import Testing

@testable import Storage
@testable import Web

@Suite("Taking devices down, on the page")
struct UninstallationPageTests {
    @Test("each task asks about its own devices, and keeps what was answered where something is missing")
    func ownDevices() async throws {
        try await Site.open { site in
            let here = site.here
            _ = try await here.closedCase(withLock: false)
            var answers = Answers.about(.greta)
            for (name, value) in [
                ("device", "several"), ("problem", "Sprucken."), ("canCall", "yes"),
                ("bookingContacts.recipient.use", "yes"),
            ] { answers[name] = value }
            let number = try await here.order(
                under: try ShippedRoutines.file("device-replacement.yaml"), answers)
            try await here.book(number, try here.visit(on: "2026-11-25"))
            let browser = try await site.browser(.technician)
            let task = "/cases/\(number)/duties/uninstallAlarm"
            let page = try await browser.get(task)
            #expect(page.body.contains("condition.LARM-1"))
            #expect(!page.body.contains("condition.KNAPP-1"))
            let refused = try await browser.post(task, ["condition.KNAPP-1": "working"])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "condition.LARM-1") != nil)
            let done = try await browser.post(task, ["condition.LARM-1": "broken"])
            #expect(done.code == 303)
            #expect(
                try await site.column("SELECT status FROM devices WHERE serial = 'LARM-1'") == ["inRepair"])
            #expect(
                try await site.column("SELECT status FROM devices WHERE serial = 'KNAPP-1'") == ["installed"])
        }
    }

    @Test("a unit that orders about somebody whom another serves learns nothing of what was there")
    func ofOthers() async throws {
        try await Site.open { site in
            let here = site.here
            _ = try await here.closedCase(withLock: false)
            let number = try await here.returnCase(by: here.otherOrderer)
            try await here.uninstall(number, .allWorking(withLock: false))
            for (person, isTold) in [(Municipality.Person.otherOrderer, false), (.coordinator, true)] {
                let page = try await site.browser(person).get("/cases/\(number)")
                #expect(page.code == 200)
                #expect(page.body.contains("LARM-1") == isTold)
            }
        }
    }
}
