import Domain
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("An order with faults: each beside its field, all at once, in the reader's language, nothing lost")
struct OrderFaultTests {
    /// What is typed wrong, and the word that stands at which field.
    struct Slip: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let typed: [String: String]
        let faults: [String: String]
        var arguments: [String: String] = [:]

        init(
            _ description: String, _ typed: [String: String], _ faults: [String: String],
            _ arguments: [String: String] = [:]
        ) {
            testDescription = description
            self.typed = typed
            self.faults = faults
            self.arguments = arguments
        }

        static func number(_ text: String, _ fault: String, _ description: String) -> Slip {
            Slip(description, ["recipientNumber": text], ["recipientNumber": "identity.\(fault)"])
        }
    }

    static let slips: [Slip] = [
        .number("", "empty", "no number"),
        .number("196101182804", "checksum", "a wrong checksum"),
        .number("19610230-2803", "date", "an impossible date"),
        .number("202612012384", "future", "a birth date to come"),
        .number("556703-7485", "organisation", "an organisation's number"),
        .number("16556703-7485", "organisation", "an organisation's number of twelve digits"),
        .number("19610118👵803", "characters", "an emoji in the number"),
        .number("1961011828", "organisation", "digits left out, so that it looks like an organisation's"),
        .number("19610118-283", "length", "a digit left out"),
        .number(String(repeating: "1", count: 100_000), "length", "100,000 digits"),
        .number("<script>alert(1)</script>", "characters", "a script for a number"),
        Slip("an emoji in a name", ["recipientName": "Greta 👵"], ["recipientName": "form.name.wrong"]),
        Slip("digits in a name", ["recipientName": "Greta 1"], ["recipientName": "form.name.wrong"]),
        Slip(
            "100,000 letters in a name", ["recipientName": String(repeating: "å", count: 99_000)],
            ["recipientName": "form.tooLong"], ["limit": "200"]),
        Slip("no name but spaces", ["recipientName": " \t "], ["recipientName": "form.required"]),
        Slip("words for a phone", ["recipientPhone": "ring dottern"], ["recipientPhone": "form.phone.wrong"]),
        Slip("no street", ["home.street": ""], ["home.street": "form.required"]),
        Slip(
            "a postal code of four", ["home.postalCode": "5892"], ["home.postalCode": "form.postalCode.wrong"]
        ),
        Slip(
            "a long apartment number", ["home.apartment": String(repeating: "1", count: 21)],
            ["home.apartment": "form.tooLong"], ["limit": "20"]),
        Slip(
            "a long code", ["entranceCode": String(repeating: "1", count: 101)],
            ["entranceCode": "form.tooLong"], ["limit": "100"]),
        Slip("no answer about the key", ["homeKeyCollected": ""], ["homeKeyCollected": "form.choose"]),
        Slip("an answer nobody offered", ["entranceKey": "perhaps"], ["entranceKey": "form.choice.unknown"]),
        Slip("an answer not of the two", ["lockNeeded": "maybe"], ["lockNeeded": "form.choice.unknown"]),
        Slip(
            "nobody to call",
            [
                "bookingContacts.recipient.use": "", "bookingContacts.related.use": "",
                "bookingContacts.related.name": "", "bookingContacts.related.phone": "",
            ], ["bookingContacts": "form.contacts.none"]),
        Slip(
            "a relative without a number", ["bookingContacts.related.phone": ""],
            ["bookingContacts.related.phone": "form.contacts.phone"]),
        Slip(
            "not effectuated, and no exception allowed", ["precondition.effectuated.met": "no"],
            ["precondition.effectuated.met": "precondition.unmet"]),
        Slip(
            "effectuated on a day to come", ["precondition.effectuated.day": "2026-11-21"],
            ["precondition.effectuated.day": "form.day.future"]),
        Slip(
            "effectuated on a day that is none", ["precondition.effectuated.day": "2026-02-30"],
            ["precondition.effectuated.day": "form.day.wrong"]),
        Slip(
            "no day", ["precondition.effectuated.day": ""],
            ["precondition.effectuated.day": "form.required"]),
        Slip(
            "a message of a book's length", ["note": String(repeating: "x", count: 4001)],
            ["note": "form.tooLong"], ["limit": "4000"]),
        Slip(
            "four slips at once",
            ["recipientNumber": "1", "recipientName": "", "home.city": "", "lockNeeded": ""],
            [
                "recipientNumber": "identity.length", "recipientName": "form.required",
                "home.city": "form.required", "lockNeeded": "form.choose",
            ]),
    ]

    @Test("R2 each slip of the order's form", arguments: slips)
    func slip(slip: Slip) async throws {
        try await Site.open(stock: 0) { site in
            for language in Language.allCases {
                let browser = try await site.browser(.orderer)
                browser.cookies[Cookies.language] = language.rawValue
                let draft = try await browser.post("/routines/alarm-order/drafts").location
                let typed = Answers.order().values.merging(slip.typed) { $1 }
                let answer = try await browser.post(draft, typed.merging(["act": "check"]) { $1 })
                #expect(answer.code == 422)
                #expect(answer.body.contains("<html lang=\"\(language.rawValue)\">"))
                Self.holds(slip, answer, Words.of(language))
                #expect(answer.lost(of: typed).isEmpty)
                #expect(try await browser.get(draft).lost(of: typed).isEmpty, "the draft has it too")
            }
            #expect(try await site.count("cases") == 0)
            #expect(try await site.count("care_recipients") == 0)
        }
    }

    private static func holds(_ slip: Slip, _ answer: Answer, _ words: Words) {
        let said = slip.faults.mapValues { words($0, slip.arguments) }
        #expect(answer.listedFaults.count == said.count)
        for (field, fault) in said {
            #expect(answer.fault(at: field) == fault)
            #expect(answer.listedFaults.contains { $0.hasSuffix(fault) })
            #expect(answer.body.contains("href=\"#f-\(field.replacing(".", with: "-"))\""))
        }
        #expect(!answer.body.contains("<script>alert"))
    }

    @Test("R2 an empty order names every field that must be filled in, in the form's own order")
    func empty() async throws {
        try await Site.open(stock: 0) { site in
            let browser = try await site.browser(.orderer)
            let draft = try await browser.post("/routines/alarm-order/drafts").location
            let answer = try await browser.post(draft, ["act": "check"])
            #expect(answer.code == 422)
            let linked = answer.body.matches("<li><a href=\"#(f-[^\"]*)\">")
            #expect(
                linked.filter { $0.hasPrefix("f-") } == [
                    "f-precondition-effectuated-met", "f-recipientNumber", "f-recipientName",
                    "f-recipientPhone",
                    "f-home-street", "f-home-postalCode", "f-home-city", "f-homeKeyCollected",
                    "f-entranceKey",
                    "f-bookingContacts", "f-lockNeeded",
                ])
            for target in linked {
                #expect(answer.body.contains("id=\"\(target)\""), "\(target) can be gone to")
            }
        }
    }

    @Test(
        "R2.3 why an order is stopped stands in the form, and with the setting a reason lets it pass"
    )
    func override() async throws {
        try await Site.open(stock: 0) { site in
            let browser = try await site.browser(.orderer)
            let typed = Answers.orderBeforeEffectuation(reason: "kort").values.merging(["act": "check"]) {
                $1
            }
            let draft = try await browser.post("/routines/alarm-order/drafts").location
            let stopped = try await browser.post(draft, typed)
            #expect(stopped.code == 422)
            #expect(
                stopped.fault(at: "precondition.effectuated.met") == Words.of(.swedish)("precondition.unmet"))
            #expect(stopped.text.contains("Verkställ insatsen i Treserva innan ni skickar beställningen."))

            try await site.here.store.write(as: .system) {
                try $0.set(.preconditionOverride, to: "withReason")
            }
            let short = try await browser.post(draft, typed)
            #expect(
                short.fault(at: "precondition.effectuated.reason")
                    == Words.of(.swedish)("precondition.reason"))
            let reasoned = ["precondition.effectuated.reason": "Beslutet väntar på underskrift."]
            let passed = try await browser.post(draft, typed.merging(reasoned) { $1 })
            #expect(passed.code == 303)
            #expect(passed.location == draft + "/check")
        }
    }

    @Test("a page that has been open for long: what is wrong by now is told when the order is sent")
    func late() async throws {
        try await Site.open(stock: 0) { site in
            let browser = try await site.browser(.orderer)
            let spoiled = Answers.order { $0["recipientName"] = "Greta 1" }
            let draft = "/drafts/\(try await site.here.draft(spoiled))"
            for answer in [
                try await browser.get(draft + "/check"), try await browser.post(draft + "/submission"),
            ] {
                #expect(answer.code == 422)
                #expect(answer.fault(at: "recipientName") == Words.of(.swedish)("form.name.wrong"))
                #expect(answer.value(of: "recipientName") == "Greta 1")
            }
            #expect(try await site.count("cases") == 0)
        }
    }
}

extension Answer {
    /// The fields that the form on the page does not hold as they were typed, but for blanks at the ends.
    fileprivate func lost(of typed: [String: String]) -> [String] {
        typed.filter { name, value in
            let isKept = self.value(of: name) == Text.cleaned(value) || chosen(name) == [value]
            let isNoChoice = chosen(name).isEmpty && !value.isEmpty && ["perhaps", "maybe"].contains(value)
            return !isKept && !isNoChoice && !(value.isEmpty && chosen(name).isEmpty)
        }.keys.sorted()
    }
}
