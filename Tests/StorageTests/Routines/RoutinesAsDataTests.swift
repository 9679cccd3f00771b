import Domain
import TestSupport
import Testing

@testable import Storage

/// Routines are data: what they ask is done by verbs that know none of them.
@Suite struct RoutinesAsDataTests {
    /// A routine that the product has never seen.
    private static let pillDispenser = RoutineFile(
        name: "pill-dispenser.yaml",
        text: """
            slug: pill-dispenser
            edition: "1"
            title: {sv: Beställa medicinrobot, en: Order a pill dispenser}
            appliesWhen: {sv: När det behövs., en: When it is needed.}
            retention: personalFile
            document: {owner: Välfärdsteknikteamet}
            channel: {name: Hemtrygg, path: [{sv: Robot, en: Robot}]}
            parties:
              - {key: ward, role: orderer, name: {sv: avdelningen, en: the ward}}
              - {key: team, role: team, name: {sv: teamet, en: the team}}
            systems:
              - {key: pharmacy, name: Apoteket}
            forms:
              - party: ward
                groups:
                  - key: who
                    heading: {sv: Vem?, en: Who?}
                    fields:
                      - {key: number, kind: identityNumber, label: {sv: Nummer, en: Number}, required: true, fills: recipientNumber}
                      - {key: name, kind: personName, label: {sv: Namn, en: Name}, required: true, fills: recipientName}
                      - {key: place, kind: address, label: {sv: Adress, en: Address}, required: true, fills: recipientHome}
                      - {key: needsVisit, kind: yesNo, label: {sv: Besök?, en: A visit?}, required: true}
            duties:
              - {key: prescribe, party: ward, kind: attest, system: pharmacy, title: {sv: Recept, en: Prescribe}}
              - key: visit
                party: team
                kind: book
                purpose: install
                title: {sv: Boka, en: Book}
                when: {equals: {needsVisit: "yes"}}
                after: [prescribe]
              - key: answer
                party: team
                kind: giveFeedback
                to: ward
                channels: [caseMessage]
                message: {sv: Klart., en: Done.}
                title: {sv: Svara, en: Answer}
                after: [prescribe, visit]
            milestones:
              - {title: {sv: Klar, en: Done}, duties: [answer]}
            """)

    @Test(
        "a routine that the product has never seen is ordered under, worked on in its order, and closed",
        arguments: Engine.allCases, ["yes", "no"])
    func unseen(engine: Engine, needsVisit: String) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.order(
            under: Self.pillDispenser,
            Answers([
                "number": SamplePerson.greta.number, "name": SamplePerson.greta.name,
                "place.street": "Storgatan 1", "place.postalCode": "582 23", "place.city": "Linköping",
                "needsVisit": needsVisit,
            ]))
        let duties = try await here.page(number).order.duties.map(\.key)
        #expect(
            duties == (needsVisit == "yes" ? ["prescribe", "visit", "answer"] : ["prescribe", "answer"]))
        let tooSoon = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.giveFeedback("answer", in: number, text: "Klart.", phonedTo: "")
            }
        }
        #expect(tooSoon?.told == ["-: duty.blocked"])
        try await here.attest("prescribe", in: number, by: here.orderer)
        if needsVisit == "yes" {
            let visit = try here.visit()
            try await here.store.write(as: here.coordinator) {
                try $0.book("visit", in: number, visit: visit)
            }
        }
        try await here.store.write(as: here.coordinator) {
            try $0.giveFeedback("answer", in: number, text: "Klart.", phonedTo: "")
        }
        #expect(try await here.page(number).order.state == .closed)
        #expect(try await here.store.verify { _ in } == [])
    }

    private func contacts(_ answers: inout Answers) {
        answers["bookingContacts.unit.use"] = "yes"
        answers["bookingContacts.unit.name"] = "Anna Ek"
        answers["bookingContacts.unit.phone"] = "013-20 50 00"
    }

    @Test(
        "I10 a replaced button: the old one's time ends, the new one's begins, and the alarm was never gone",
        arguments: Engine.allCases)
    func replaced(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        var answers = Answers.about(.greta)
        answers["device"] = "alarmButton"
        answers["problem"] = "Knappen är sprucken."
        answers["canCall"] = "yes"
        contacts(&answers)
        let number = try await here.order(
            under: try ShippedRoutines.file("device-replacement.yaml"), answers)
        try await here.book(number, try here.visit(on: "2026-11-25"))
        #expect(try await here.page(number).mounted.map(\.device.serial.text) == ["KNAPP-1"])
        let broken = UninstallationReport(
            conditions: [.sample(.alarmButton, 1): .broken], partIsBack: nil, remark: "")
        try await here.uninstall(number, broken, duty: "uninstallButton")
        _ = try await here.store.write(as: here.technician) {
            try $0.install(
                "installButton", in: number, devices: DeviceReport.passed([.alarmButton], set: 2),
                originalPart: "")
        }
        let current = try await here.store.rows(
            """
            SELECT d.serial FROM installations i JOIN devices d ON d.id = i.device_id WHERE i.valid_to IS NULL
            ORDER BY d.serial
            """)
        #expect(current == [["KNAPP-2"], ["LARM-1"]])
        try await here.attest("registerAlarm", in: number, by: here.technician)
        try await here.giveFeedback(number)
        try await here.attest("journal", in: number, by: here.orderer)
        #expect(try await here.page(number).order.state == .closed)
        let old = try await here.store.show(as: here.coordinator) {
            try $0.devicePage(.sample(.alarmButton, 1))
        }
        #expect(old.device.status == .inRepair)
        #expect(old.installations.first?.to != nil)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "a fault that is mended from afar needs no visit, once the coordinator says why",
        arguments: Engine.allCases)
    func mendedFromAfar(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        var answers = Answers.about(.greta)
        answers["device"] = "alarmBase"
        answers["problem"] = "Ingen svarar när hon larmar."
        contacts(&answers)
        answers["canCall"] = "no"
        let report = try ShippedRoutines.file("fault-report.yaml")
        let silent = answers
        let unsafe = await refusal { try await here.order(under: report, silent) }
        #expect(unsafe?.told == ["fallback: form.required"])
        answers["fallback"] = "Vi ringer henne varje timme."
        let number = try await here.order(under: report, answers)
        try await here.attest("tryFromAfar", in: number, by: here.technician)
        try await here.store.write(as: here.coordinator) {
            try $0.waive("book", in: number, reason: "Larmcentralen startade om larmet, det svarar nu.")
        }
        try await here.attest("mended", in: number, by: here.technician)
        try await here.giveFeedback(number)
        try await here.attest("journal", in: number, by: here.orderer)
        #expect(try await here.page(number).order.state == .closed)
    }
}
