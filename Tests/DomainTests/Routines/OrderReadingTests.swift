import TestSupport
import Testing

@testable import Domain

@Suite struct OrderReadingTests {
    private let routine: RoutineEdition
    private let today = Day.written("2026-11-20")

    init() throws { routine = try ShippedRoutines.alarmOrder.get() }

    private func read(
        _ answers: Answers, override: PreconditionOverride = .refused
    ) throws(AppError) -> OrderContent { try routine.read(answers, today: today, override: override) }

    private func faults(
        override: PreconditionOverride = .refused, _ change: (inout Answers) -> Void
    ) -> [String] {
        do throws(AppError) {
            _ = try read(.order(change), override: override)
            return []
        } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" }.sorted() }
    }

    @Test("R2.7 R2.8 R2.9 a whole order is read to its values")
    func whole() throws {
        let content = try read(.order())
        #expect(
            content.recipient?.identifier == PersonIdentifier(stored: "196101182803", kind: .personnummer))
        #expect(content.recipient?.name == "Greta Åkerlund")
        #expect(content.recipient?.phone == "013-20 60 01")
        #expect(
            content.home
                == PostalAddress(
                    street: "Ekholmsvägen 14", apartment: "1102", postalCode: "58925", city: "Linköping"))
        #expect(content.contacts.map(\.role) == [.recipient, .related])
        #expect(content.secrets == ["entranceCode": "4711"])
        #expect(content.attested == ["effectuate": Day.written("2026-11-19")])
        #expect(content.overridden.isEmpty)
        #expect(content.answers["entranceCode"].isEmpty)
        #expect(content.answers["recipientNumber"] == "196101182803")
    }

    @Test("an empty form tells everything that is missing, at once")
    func empty() {
        do throws(AppError) {
            _ = try read(Answers())
            Issue.record("an empty order was taken")
        } catch {
            #expect(
                Set(error.faults.map { "\($0.field ?? "-"): \($0.key)" }) == [
                    "recipientNumber: identity.empty", "recipientName: form.required",
                    "recipientPhone: form.required", "home.street: form.required", "home.city: form.required",
                    "home.postalCode: form.required", "homeKeyCollected: form.choose",
                    "entranceKey: form.choose",
                    "bookingContacts: form.contacts.none", "lockNeeded: form.choose",
                    "precondition.effectuated.met: form.choose",
                ])
        }
    }

    @Test(
        "one wrong answer is told at its own field",
        arguments: [
            ("recipientNumber", "19610118-2804", "identity.checksum"),
            ("recipientNumber", "196102302803", "identity.date"),
            ("recipientNumber", "20270101-2399", "identity.future"),
            ("recipientNumber", "212000-0449", "identity.organisation"),
            ("recipientNumber", "162120000449", "identity.organisation"),
            ("recipientNumber", "1961 0118 2803", "identity.spaces"),
            ("recipientNumber", "61011", "identity.length"),
            ("recipientName", "", "form.required"), ("recipientName", "Greta 🦄", "form.name.wrong"),
            ("recipientName", String(repeating: "å", count: 100_000), "form.tooLong"),
            ("recipientName", "a" + String(repeating: "\u{301}", count: 100_000), "form.tooLong"),
            ("recipientName", "<script>", "form.name.wrong"),
            ("recipientPhone", "ring mig", "form.phone.wrong"),
            ("recipientPhone", String(repeating: "0", count: 100_000), "form.tooLong"),
            ("home.street", "", "form.required"),
            ("home.street", String(repeating: "a", count: 201), "form.tooLong"),
            ("home.apartment", String(repeating: "1", count: 21), "form.tooLong"),
            ("home.postalCode", "58 92", "form.postalCode.wrong"),
            ("home.postalCode", "０8925", "form.postalCode.wrong"),
            ("home.postalCode", "08925", "form.postalCode.wrong"), ("home.city", "", "form.required"),
            ("entranceCode", String(repeating: "1", count: 101), "form.tooLong"),
            ("homeKeyCollected", "", "form.choose"),
            ("homeKeyCollected", "kanske", "form.choice.unknown"),
            ("entranceKey", "lost", "form.choice.unknown"),
            ("lockDoor", String(repeating: "a", count: 201), "form.tooLong"),
            ("note", String(repeating: "a", count: 4001), "form.tooLong"),
            ("bookingContacts.related.name", "", "form.required"),
            ("bookingContacts.related.name", String(repeating: "a", count: 201), "form.tooLong"),
            ("bookingContacts.related.phone", "", "form.contacts.phone"),
            ("bookingContacts.related.phone", "nej", "form.phone.wrong"),
            (
                "bookingContacts.related.phone", "013" + String(repeating: " ", count: 100_000) + "206001",
                "form.tooLong"
            ),
            ("precondition.effectuated.day", "", "form.required"),
            ("precondition.effectuated.day", "2026-11-31", "form.day.wrong"),
            ("precondition.effectuated.day", "2026-11-21", "form.day.future"),
            ("precondition.effectuated.met", "kanske", "form.choose"),
        ])
    func single(field: String, answer: String, key: String) {
        #expect(faults { $0[field] = answer } == ["\(field): \(key)"])
    }

    @Test("spaces and control characters at the ends do not matter")
    func trimmed() throws {
        let content = try read(
            .order { answers in
                answers["recipientName"] = "  Greta\u{0} Åkerlund \r\n"
                answers["home.postalCode"] = " 589 25 "
            })
        #expect(content.recipient?.name == "Greta Åkerlund")
        #expect(content.home?.postalCode == "58925")
    }

    @Test("a question that is not asked is neither checked nor kept")
    func notAsked() throws {
        let content = try read(
            .order(withLock: false) { $0["lockDoor"] = String(repeating: "x", count: 5000) })
        #expect(content.answers["lockDoor"].isEmpty)
        #expect(!routine.askedFields(for: Answers(["lockNeeded": "no"])).contains { $0.key == "lockDoor" })
    }

    @Test("what was typed in a field that is no longer asked calls for no other field")
    func notAskedAnyMore() throws {
        let report = try ShippedRoutines.file("fault-report.yaml").edition()
        let asked = { (answers: [String: String]) in
            Set(report.askedFields(for: Answers(answers)).map(\.key)).intersection([
                "canCall", "canEnter", "fallback",
            ])
        }
        #expect(asked(["device": "alarmBase", "canCall": "no"]) == ["canCall", "fallback"])
        #expect(asked(["device": "lockUnit", "canCall": "no"]) == ["canEnter"])
        #expect(
            asked(["device": "lockUnit", "canCall": "no", "canEnter": "no"]) == ["canEnter", "fallback"])
        #expect(asked(["device": "safetyCamera", "canCall": "no"]) == ["fallback"])
    }

    @Test("a field that the form does not have is not kept")
    func stranger() throws {
        let content = try read(.order { $0["diagnosis"] = "…" })
        #expect(content.answers["diagnosis"].isEmpty)
    }

    @Test("the recipient as contact needs no name or number of their own")
    func recipientContact() throws {
        let content = try read(.order { $0["bookingContacts.related.use"] = "" })
        #expect(
            content.contacts == [
                BookingContact(role: .recipient, name: "Greta Åkerlund", phone: "013-20 60 01")
            ])
    }

    @Test("what was written beside a box that is not ticked is not sent")
    func unticked() throws {
        let content = try read(.order { $0["bookingContacts.related.use"] = "" })
        #expect(content.answers["bookingContacts.related.name"].isEmpty)
        #expect(
            faults { answers in
                answers["bookingContacts.related.use"] = ""
                answers["bookingContacts.recipient.use"] = ""
            } == ["bookingContacts: form.contacts.none"])
    }

    @Test("R2.3 an unmet precondition stops the order, or asks why, as the municipality decides")
    func precondition() throws {
        let no = { (answers: inout Answers) in
            answers["precondition.effectuated.met"] = "no"
            answers["precondition.effectuated.day"] = ""
        }
        #expect(faults(override: .refused, no) == ["precondition.effectuated.met: precondition.unmet"])
        #expect(faults(override: .withReason, no) == ["precondition.effectuated.reason: precondition.reason"])
        let long = faults(override: .withReason) { answers in
            no(&answers)
            answers["precondition.effectuated.reason"] = String(repeating: "x", count: 4001)
        }
        #expect(long == ["precondition.effectuated.reason: form.tooLong"])
        let content = try read(.orderBeforeEffectuation(), override: .withReason)
        #expect(content.attested.isEmpty)
        #expect(content.overridden == ["effectuated": "Beslutet väntar på underskrift."])
    }

    @Test(
        "every kind of identity number orders",
        arguments: ["199008672397", "191500722390", "98240301AA06", "610118-2803"])
    func identities(number: String) throws {
        let content = try read(.order { $0["recipientNumber"] = number })
        #expect(content.recipient?.identifier.value.count == 12)
    }

    @Test(
        "whatever is typed is answered with faults or an order, never with a secret in it", arguments: 0..<200
    )
    func anything(seed: Int) {
        var random = Seeded(UInt64(seed))
        let typed = [
            "", " ", "yes", "no", "å", "🦄", "2026-02-30", "196101182803", "4711hemlig", "\u{0}", "a\nb",
            "'; --",
        ]
        let answers = Answers.order { answers in
            answers["entranceCode"] = "4711hemlig"
            for key in answers.values.keys.sorted() where Bool.random(using: &random) && key != "entranceCode"
            {
                answers[key] = typed.filter { $0 != "4711hemlig" }.randomElement(using: &random) ?? ""
            }
        }
        do throws(AppError) {
            let content = try read(answers, override: .withReason)
            #expect(!content.answers.values.values.contains { $0.contains("4711hemlig") })
        } catch {
            #expect(error.code == .invalid)
            #expect(!error.faults.isEmpty)
            #expect(error.faults.allSatisfy { $0.field != nil })
            #expect(!error.faults.contains { $0.arguments.values.contains { $0.contains("4711hemlig") } })
        }
    }
}
