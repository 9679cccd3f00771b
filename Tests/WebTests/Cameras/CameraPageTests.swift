import Domain
import TestSupport
import Testing

@testable import Storage
@testable import Web

@Suite("Supervision by camera, on the page")
struct CameraPageTests {
    /// An order under the camera routine, filled in and sent in a browser.
    private static func ordered(_ site: Site, _ fields: [String: String] = [:]) async throws -> String {
        try await site.here.store.write(as: .system) { try $0.publish(CameraRoutine.file) }
        let browser = try await site.browser(.orderer)
        let draft = try await browser.post("/routines/camera-order/drafts").location
        let form = try await browser.get(draft)
        for value in ["en", "fa", "ar", "so"] { #expect(form.body.contains("name=\"signs.\(value)\"")) }
        let answers = Answers.camera().values.merging(fields) { $1 }
        let checked = try await browser.post(draft, answers.merging(["act": "check"]) { $1 })
        #expect(checked.code == 303, "\(checked.listedFaults)")
        let summary = try await browser.follow(checked)
        if fields["signs.fa"] == "yes" { #expect(summary.text.contains("Persiska, Somaliska")) }
        let sent = try await browser.post(draft + "/submission")
        return sent.location.split(separator: "/").first { $0.hasPrefix("VT-") }.map(String.init) ?? ""
    }

    private static let sound: [String: String] = Dictionary(
        uniqueKeysWithValues: PlacementCheck.allCases.map { ($0.rawValue, "yes") })

    private static func mounted(_ site: Site, _ number: String) async throws {
        let order = try #require(CaseNumber(number))
        try await site.here.book(order, try site.here.visit())
        try await site.here.installCamera(order)
    }

    @Test(
        "C2 the order's own page tells that a serial number is no camera's, with everything typed still there"
    )
    func serial() async throws {
        try await Site.open { site in
            try await site.here.store.write(as: .system) { try $0.publish(CameraRoutine.file) }
            let browser = try await site.browser(.orderer)
            let draft = try await browser.post("/routines/camera-order/drafts").location
            for (serial, fault) in [
                (
                    "LARM-1",
                    "Numret gäller trygghetslarm, men här ska det vara trygghetskamera. Läs in rätt enhet."
                ),
                ("KAMERA-7", "Serienumret KAMERA-7 finns inte i inventarielistan. Läs av det igen."),
            ] {
                let answers = Answers.camera { answers in
                    answers["serial"] = serial
                    answers["signs.fa"] = "yes"
                }
                let refused = try await browser.post(draft, answers.values.merging(["act": "check"]) { $1 })
                #expect(refused.code == 422)
                #expect(refused.fault(at: "serial") == fault)
                #expect(refused.value(of: "serial") == serial)
                #expect(refused.chosen("signs.fa") == ["yes"])
                #expect(refused.chosen("signs.so") == [])
                let check = try await browser.get(draft + "/check")
                #expect(check.code == 422)
                let sent = try await browser.post(draft + "/submission")
                #expect(sent.code == 422)
            }
        }
    }

    @Test("I16 the consent's form keeps what was typed, and says what is missing at its field")
    func consent() async throws {
        try await Site.open { site in
            let number = try await Self.ordered(site, ["cohabitant": "yes"])
            let browser = try await site.browser(.technician)
            let task = "/cases/\(number)/duties/consent"
            #expect(try await browser.get(task).text.contains("Brukaren själv: Greta Åkerlund"))
            let refused = try await browser.post(
                task, ["speaker": "representative", "representativeName": "Vera Vårdag", "day": "2026-11-20"])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "representing") != nil)
            #expect(refused.fault(at: "manner") != nil)
            #expect(refused.value(of: "representativeName") == "Vera Vårdag")
            let done = try await browser.post(
                task, ["speaker": "themselves", "manner": "oral", "day": "2026-11-20", "until": ""])
            #expect(done.code == 303)
            let other = "/cases/\(number)/duties/otherConsent"
            let unnamed = try await browser.post(
                other, ["speaker": "themselves", "manner": "oral", "day": "2026-11-20"])
            #expect(unnamed.fault(at: "cohabitantName") != nil)
            let page = try await browser.get("/cases/\(number)")
            #expect(page.text.contains("Greta Åkerlund, brukarens samtycke, muntligt"))
            #expect(page.text.contains("Samtycke till tillsyn med kamera från brukaren"))
        }
    }

    @Test(
        "R5.16 R5.24 the ordered languages are ticked, Swedish cannot be unticked, and the signs are a link away"
    )
    func notices() async throws {
        try await Site.open { site in
            let number = try await Self.ordered(site, ["signs.fa": "yes", "signs.so": "yes"])
            try await Self.mounted(site, number)
            let browser = try await site.browser(.technician)
            let task = "/cases/\(number)/duties/notices"
            let form = try await browser.get(task)
            #expect(form.chosen("language.fa") == ["yes"] && form.chosen("language.so") == ["yes"])
            #expect(form.chosen("language.en") == [] && form.chosen("language.ar") == [])
            #expect(form.body.contains("id=\"f-language-sv\" checked disabled"))
            let signs = try #require(form.addresses.first { $0.contains("languages=sv,fa,so") })
            let refused = try await browser.post(
                task, ["language.fa": "yes", "visibleToVisitors": "yes", "byFloorPlan": "no"])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "byFloorPlan.reason") != nil)
            #expect(refused.fault(at: "hiddenFromFrontDoor") != nil)
            #expect(refused.fault(at: "visibleToVisitors") == nil)
            #expect(refused.chosen("language.so") == [])
            let pdf = try await browser.get(signs)
            #expect(pdf.code == 200)
            #expect(String(decoding: pdf.bytes.prefix(5), as: UTF8.self) == "%PDF-")
            #expect(
                String(decoding: pdf.bytes, as: UTF8.self).matches("/S /Sect\n   /Lang \\(([a-z]+)\\)")
                    == ["sv", "fa", "so"])
            let done = try await browser.post(
                task, Self.sound.merging(["language.fa": "yes", "language.so": "yes"]) { $1 })
            #expect(done.code == 303)
            let page = try await browser.get("/cases/\(number)")
            #expect(page.text.contains("KAMERA-1: svenska, persiska, somaliska"))
        }
    }

    @Test("I16 a sign tells of nobody: asked for anything, it is printed in the languages that there are")
    func signs() async throws {
        try await Site.open { site in
            let number = try await Self.ordered(site)
            let browser = try await site.browser(.orderer)
            for (query, languages) in [
                ("", ["sv"]), ("?languages=xx,%3Cb%3E", ["sv"]), ("?languages=so,sv,so", ["sv", "so"]),
                ("?languages=ar", ["ar"]),
            ] {
                let pdf = try await browser.get("/cases/\(number)/notices\(query)")
                #expect(pdf.code == 200)
                let text = String(decoding: pdf.bytes, as: UTF8.self)
                #expect(text.matches("/S /Sect\n   /Lang \\(([a-z]+)\\)") == languages)
                #expect(pdf.tells(of: .greta).isEmpty)
            }
            let elsewhere = try await site.browser(.otherOrderer)
            #expect(try await elsewhere.get("/cases/\(number)/notices").code == 404)
        }
    }

    @Test("R5.27 I16 supervision that cannot begin says why, on the form and when it is sent all the same")
    func supervision() async throws {
        try await Site.open { site in
            let number = try await Self.ordered(site)
            let browser = try await site.browser(.technician)
            let task = "/cases/\(number)/duties/start"
            let form = try await browser.get(task)
            #expect(form.value(of: "centre") == "Larmcentralen")
            #expect(form.text.contains("Skylten på svenska sitter inte uppe."))
            let fields = ["day": "2026-11-20", "time": "09:00", "centre": "Larmcentralen Öst"]
            let refused = try await browser.post(task, fields)
            #expect(refused.code == 422)
            #expect(
                refused.listedFaults == [
                    "Ingen kamera är installerad och provad hos brukaren.",
                    "Skylten på svenska sitter inte uppe.",
                    "Brukarens samtycke saknas eller gäller inte längre.",
                ])
            #expect(refused.value(of: "centre") == "Larmcentralen Öst")
            try await Self.mounted(site, number)
            for (duty, fields) in [
                ("consent", ["speaker": "themselves", "manner": "written", "day": "2026-11-20"]),
                ("notices", Self.sound), ("start", fields),
            ] {
                let done = try await browser.post("/cases/\(number)/duties/\(duty)", fields)
                #expect(done.code == 303, "\(duty): \(done.listedFaults)")
            }
            let page = try await browser.get("/cases/\(number)")
            #expect(page.text.contains("Pågår från Larmcentralen Öst"))
        }
    }

    @Test("I16 a consent is taken back in the case, which then says that nobody may look")
    func withdrawal() async throws {
        try await Site.open { site in
            let number = try await site.here.supervisedCase()
            let browser = try await site.browser(.coordinator)
            let page = try await browser.get("/cases/\(number)")
            let route = try #require(
                page.addresses.first { $0.hasPrefix("/people/") && $0.hasSuffix("/events") })
            let form = try await browser.get(route)
            #expect(form.text.contains("Brukaren vill inte längre ha tillsyn med kamera"))
            #expect(!form.text.contains("Den sammanboende vill inte längre"), "nobody has asked them")
            let typed = [
                "kind": "consentWithdrawn", "day": site.here.time.today.description, "toldBy": "Greta själv",
                "note": "Hon ringde.",
            ]
            let preview = try await browser.post(route, typed)
            for said in [
                "Samtycken som upphör", "Greta Åkerlund", "KAMERA-1, Larmcentralen Öst",
                "Ring larmcentralen på en gång",
            ] { #expect(preview.text.withoutTags.contains(said), "\(said)") }
            #expect(try await browser.get("/cases/\(number)").text.contains("Pågår från Larmcentralen Öst"))
            let foreseen = try #require(preview.value(of: "foreseen"))
            let done = try await browser.post(route, typed.merging(["foreseen": foreseen]) { $1 })
            #expect(done.code == 303)
            let after = try await browser.get("/cases/\(number)")
            #expect(
                after.text.contains(
                    "Ett samtycke togs tillbaka, och tillsynen med kamera är avslutad. Kameran sitter kvar."))
            #expect(!after.addresses.contains(route))
            #expect(after.text.contains("Brukarens samtycke togs tillbaka"))
            let twice = try await browser.post(route, typed.merging(["foreseen": foreseen]) { $1 })
            #expect(twice.code == 409)
            #expect(try await !browser.get(route).text.contains("vill inte längre ha tillsyn"))
            let unit = try await site.browser(.orderer)
            #expect(try await unit.get("/cases/\(number)").text.contains("Brukarens samtycke togs tillbaka"))
            let person = route.replacing("/events", with: "")
            #expect(try await unit.get(person).text.contains("Greta själv"))
        }
    }

    @Test(
        "R1.22 R5.18 the answer's form shows the number that goes with it, and the unit reads it in the answer"
    )
    func feedback() async throws {
        try await Site.open { site in
            let number = try await site.here.supervisedCase()
            let coordinator = try await site.browser(.coordinator)
            let task = "/cases/\(number)/duties/feedback"
            #expect(
                try await coordinator.get(task).text.contains(
                    "Verksamheten får också veta: Trygghetskamera KAMERA-1"))
            let silent = try await coordinator.post(task, ["text": "Klart.", "phonedTo": ""])
            #expect(silent.fault(at: "phonedTo") != nil)
            let done = try await coordinator.post(task, ["text": "Klart.", "phonedTo": "Anna Ek"])
            #expect(done.code == 303)
            let unit = try await site.browser(.orderer).get("/cases/\(number)")
            #expect(unit.body.contains("Trygghetskamera: <strong>KAMERA-1</strong>"))
            let device = try await coordinator.get("/devices/KAMERA-1")
            #expect(
                device.text.contains(
                    "Serienumret KAMERA-1 lämnades till Hemtjänst Ekholmen. Också sagt i telefon till Anna Ek"
                ))
        }
    }

    @Test(
        "C11 C12 C13 the routine's page says that it may be superseded, and who established it under which name"
    )
    func routine() async throws {
        try await Site.open { site in
            try await site.here.store.write(as: .system) { try $0.publish(CameraRoutine.file) }
            let browser = try await site.browser(.orderer)
            let page = try await browser.get("/routines/camera-order")
            #expect(page.text.contains("Rutinen kan ha ersatts av en senare"))
            #expect(page.text.contains("Upprättad av") && page.text.contains("Valfärdsteamet"))
            let draft = try await browser.post("/routines/camera-order/drafts").location
            #expect(try await browser.get(draft).text.contains("Rutinen kan ha ersatts av en senare"))
            let other = try await browser.get("/routines/alarm-order")
            #expect(!other.text.contains("ersatts"))
        }
    }
}
