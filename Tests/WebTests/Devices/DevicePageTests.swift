import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("The inventory on the web")
struct DevicePageTests {
    @Test("is found by serial number, sort and status, page by page")
    func list() async throws {
        try await Site.open(stock: 40) { site in
            let browser = try await site.browser(.technician)
            let serials = { (page: Answer) in
                page.body.matches("<th scope=\"row\"><a href=\"/devices/([A-Z0-9-]+)\"")
            }
            let first = try await browser.get("/devices")
            #expect(serials(first).count == 50)
            let next = try #require(first.body.firstMatch("<a rel=\"next\" href=\"([^\"]*)\"")?.readBack)
            let rest = try await browser.get(next)
            #expect(Set(serials(first)).isDisjoint(with: serials(rest)))

            let one = try await browser.get("/devices?serial=larm-7&kind=&status=")
            #expect(serials(one) == ["LARM-7"])
            #expect(one.value(of: "serial")?.lowercased() == "larm-7")
            let cameras = try await browser.get("/devices?serial=&kind=safetyCamera&status=")
            #expect(serials(cameras) == ["KAMERA-1"])
            let none = try await browser.get("/devices?status=lost")
            #expect(serials(none).isEmpty)
            #expect(none.text.contains(Words.of(.swedish)("device.none")))
        }
    }

    @Test("R2.12 a device's page tells its whole story, and a lock's its home")
    func story() async throws {
        try await Site.open { site in
            _ = try await site.here.installedCase()
            let browser = try await site.browser(.coordinator)
            let alarm = try await browser.get("/devices/LARM-1")
            for said in [
                "LARM-1", "Modell alarmBase", "Greta Åkerlund", "Ekholmsvägen 14", "VT-2026-000001",
                Words.of(.swedish)("device.status.installed"), Words.of(.swedish)("install.test.passed"),
            ] { #expect(alarm.text.contains(said), "\(said)") }
            #expect(alarm.body.matches("<time datetime=").count >= 4)
            let lock = try await browser.get("/devices/LAS-1")
            #expect(lock.text.contains(Words.of(.swedish)("install.forHome")))
            #expect(
                lock.text.contains("Greta Åkerlund"), "a lock is the home's, and tells who is linked to it")
        }
    }

    @Test("a serial number may hold what an address must escape")
    func slash() async throws {
        try await Site.open { site in
            try await site.here.store.write(as: .system) {
                _ = try $0.receive(SerialNumber(stored: "A/B:1"), kind: .lockUnit, model: "M", place: "H")
            }
            let browser = try await site.browser(.technician)
            let list = try await browser.get("/devices?serial=A")
            let address = try #require(list.body.firstMatch("href=\"(/devices/A[^\"]*)\"")?.readBack)
            let page = try await browser.get(address)
            #expect(page.code == 200)
            #expect(page.text.contains("A/B:1"))
        }
    }

    @Test("reserving offers what is in stock, takes a typed number too, and can be undone")
    func reserving() async throws {
        try await Site.open(stock: 2) { site in
            let number = try await site.here.orderedCase()
            let browser = try await site.browser(.coordinator)
            let page = try await browser.get("/cases/\(number)/reservations")
            for serial in ["LARM-1", "KNAPP-1", "LAS-1"] { #expect(page.text.contains(serial), "\(serial)") }
            #expect(!page.text.contains("KAMERA-1"))
            let words = Words.of(.swedish)
            for (typed, key, arguments) in [
                ("LARM-404", "device.serial.unknown", ["serial": "LARM-404"]),
                ("", "device.serial.empty", [:]),
                ("?", "device.serial.characters", [:]),
                ("KAMERA-1", "device.notNeeded", ["kind": "safetyCamera"]),
            ] {
                let answer = try await browser.post("/cases/\(number)/reservations", ["serial": typed])
                #expect([409, 422].contains(answer.code), "\(typed)")
                let said = words(Fault(key, field: "serial", arguments))
                #expect(answer.text.contains(said), "\(typed)")
            }
            #expect(try await site.count("reservations") == 0)

            #expect(
                try await browser.post("/cases/\(number)/reservations", ["serial": " larm-2 "]).code == 303)
            #expect(try await browser.get("/cases/\(number)").text.contains("LARM-2"))
            let freed = try await browser.post("/cases/\(number)/reservations/release", ["serial": "LARM-2"])
            #expect(freed.code == 303)
            #expect(try await browser.follow(freed).text.contains(words("said.released")))
        }
    }
}
