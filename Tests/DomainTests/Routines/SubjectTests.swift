import TestSupport
import Testing

@testable import Domain

/// What a routine's orders are about: a person, or the unit itself.
@Suite struct SubjectTests {
    static let slips: [Slip] = [
        Slip(
            "a routine about the unit asks for nobody, and mounts nothing at anybody's",
            "edition: \"2026:1\"",
            "edition: \"2026:1\"\nabout: unit",
            ("nobodyConcerned", "forms[0].groups[0].fields[0].fills", "fills: recipientNumber"),
            ("nobodyConcerned", "forms[0].groups[0].fields[1].fills", "fills: recipientName"),
            ("nobodyConcerned", "forms[0].groups[0].fields[2].fills", "fills: recipientHome"),
            ("nobodyConcerned", "forms[0].groups[0].fields[3].fills", "fills: entranceCode"),
            ("bindingMissing", "forms[0]", "- party: unit"),
            ("nobodyConcerned", "preconditions[0]", "- key: ready"),
            ("nobodyConcerned", "duties[2].devices", "devices: [alarmBase]")),
        Slip(
            "I14 an emergency alarm is never mounted for a person", "devices: [alarmBase]",
            "devices: [alarmBase, providerEmergencyAlarm]",
            ("personConcerned", "duties[2].devices", "devices: [alarmBase, providerEmergencyAlarm]")),
        Slip(
            "a unit's premises in an order about a person", "fills: entranceCode", "fills: premises",
            ("bindingKind", "forms[0].groups[0].fields[3].fills", "fills: premises"),
            ("personConcerned", "forms[0].groups[0].fields[3].fills", "fills: premises")),
        Slip(
            "R4.9 an extract is the team's to make, in a routine about the unit",
            "    kind: attest\n    system: ledger", "    kind: produceExtract",
            ("preconditionNotAttest", "preconditions[0].duty", "duty: prepare"),
            ("extractMisplaced", "duties[0].kind", "kind: produceExtract")),
        Slip(
            "a deadline from the day of an extract that nobody asks for", "from: submission",
            "after: extractDay", ("bindingMissing", "duties[1].due.after", "after: extractDay")),
    ]

    @Test("a fault about whom the orders concern is told on its line", arguments: slips)
    func fault(_ slip: Slip) {
        #expect(slip.isPossible)
        #expect(slip.told == slip.expected)
    }

    @Test(
        "the shipped routines about a unit are about nobody", arguments: ["emergency-alarm", "alarm-extract"])
    func shipped(slug: String) throws {
        let routine = try ShippedRoutines.file("\(slug).yaml").edition()
        #expect(routine.subject == .unit)
        #expect(routine.forms.flatMap(\.fields).compactMap(\.fills).allSatisfy { !$0.isOfPerson })
    }

    @Test("an order about the unit is read without a person, and with its premises where it asks for them")
    func reading() throws {
        let extract = try ShippedRoutines.file("alarm-extract.yaml").edition()
        let content = try extract.read(Answers(), today: Day("2026-11-20")!, override: .refused)
        #expect(content.recipient == nil)
        #expect(content.home == nil)
        let emergency = try ShippedRoutines.file("emergency-alarm.yaml").edition()
        let error = #expect(throws: AppError.self) {
            try emergency.read(Answers(["what": "new"]), today: Day("2026-11-20")!, override: .refused)
        }
        #expect(
            error?.faults.compactMap(\.field) == [
                "reason", "place.street", "place.postalCode", "place.city", "bookingContacts",
            ])
    }

    @Test(
        "R4.1 R4.3 R4.8 R4.11 the routine on extracts has its document, its way to order, and says nothing of money"
    )
    func extractDocument() throws {
        let routine = try ShippedRoutines.file("alarm-extract.yaml").edition()
        let document = routine.document
        #expect(document.registryNumber == "VÄN 2024-759" && document.designation == "Digitalt trygghetslarm")
        #expect(
            document.responsibleFunction == "Objektledare VSOA" && document.owner == "Välfärdsteknikteamet")
        #expect(document.establishedOn == Day("2023-05-29") && document.revisedOn == Day("2024-04-01"))
        #expect(document.appliesTo == "Utförare hemtjänst" && document.consultation == "Ej aktuellt")
        #expect(routine.changeLog.count { $0.day == Day("2024-04-01") } == 2)
        #expect(routine.channel.path.map { $0(.swedish) }.suffix(1) == ["Beställ loggutdrag"])
        #expect(routine.channel.links.map(\.address) == ["https://lindesk.linkoping.se/"])
        #expect(routine.duty("produceExtract")?.kind == .produceExtract)
        #expect(routine.duty("produceExtract")?.due == Deadline(workingDays: 2, start: .extractDay))
        let fields = routine.forms.flatMap(\.fields).map(\.key)
        #expect(fields == ["asOf", "note"], "no price and no sum is asked for")
    }
}
