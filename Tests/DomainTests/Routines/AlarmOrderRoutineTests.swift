import TestSupport
import Testing

@testable import Domain

/// The shipped routine says what the municipality's routine asks (R2), so that no code has to.
@Suite struct AlarmOrderRoutineTests {
    let routine: RoutineEdition
    let form: OrderForm
    let withLock = Answers(["lockNeeded": "yes"])
    let withoutLock = Answers(["lockNeeded": "no"])

    init() throws {
        routine = try ShippedRoutines.alarmOrder.get()
        form = try #require(routine.orderForm)
    }

    private func duty(_ key: String) throws -> DutyDefinition { try #require(routine.duty(key)) }

    private func applying(_ answers: Answers) -> Set<String> {
        Set(routine.duties.filter { $0.condition?.holds(for: answers) ?? true }.map(\.key))
    }

    @Test("the shipped file has no faults") func sound() throws {
        #expect(try ShippedRoutines.file("alarm-order.yaml").problems() == [])
        #expect(routine.slug == "alarm-order")
        #expect(routine.edition == "2024-04-01")
    }

    @Test(
        "R2.1 C12 no metadata but owner, contact and revision survives; the log has four entries of 2024-04-01"
    )
    func document() throws {
        let day = try #require(Day("2024-04-01"))
        var expected = RoutineDocument(owner: "Välfärdsteknikteamet")
        expected.contact = "vof.valfardsteknik@linkoping.se"
        expected.revisedOn = day
        #expect(routine.document == expected)
        #expect(routine.changeLog.map(\.day) == [day, day, day, day])
        #expect(Set(routine.changeLog.map(\.text.sv)).count == 4)
    }

    @Test("R2.2 the routine applies to a granted safety alarm, with a lock unit where one is needed")
    func trigger() throws {
        #expect(routine.appliesWhen.sv.contains("beviljad"))
        #expect(routine.appliesWhen.sv.contains("låsenhet"))
        #expect(form.field("lockNeeded")?.kind == .yesNo)
        #expect(form.field("lockNeeded")?.isRequired == true)
        #expect(form.field("lockDoor")?.condition == .equals("lockNeeded", "yes"))
        #expect(applying(withLock).subtracting(applying(withoutLock)) == ["installLock", "registerTes"])
        #expect(applying(withoutLock).count == 8)
    }

    @Test(
        "R2.3 before the order the unit attests that the service is effectuated in Treserva, for it governs invoicing"
    )
    func effectuated() throws {
        let precondition = try #require(routine.preconditions.first)
        #expect(routine.preconditions.count == 1)
        #expect(precondition.duty == "effectuate")
        #expect(precondition.reason.sv.contains("faktureras"))
        let effectuate = try duty("effectuate")
        #expect(effectuate.party == "unit")
        #expect(effectuate.kind == .attest(system: "treserva"))
        #expect(effectuate.after.isEmpty)
        #expect(effectuate.condition == nil)
        #expect(routine.system("treserva")?.name == "Treserva")
    }

    @Test("R2.4 the unit signs for an ordinary key and keeps it in its key cabinet") func key() throws {
        let receipt = try duty("keyReceipt")
        #expect(receipt.party == "unit")
        #expect(receipt.kind == .keyReceipt(.checkOut))
        #expect(receipt.guidance?.sv.contains("nyckelskåp") == true)
    }

    @Test("R2.5 C3 the unit notes in the Treserva journal, after the feedback") func journal() throws {
        let journal = try duty("journal")
        #expect(journal.party == "unit")
        #expect(journal.kind == .attest(system: "treservaJournal"))
        #expect(journal.after == ["feedback"])
    }

    @Test("R2.6 C1 the order goes to the team, by the menu path of Lindesk") func channel() {
        #expect(routine.channel.name == "Lindesk")
        #expect(
            routine.channel.path.map(\.sv)
                == ["Vård, Stöd och Omsorg", "Välfärdsteknik", "Beställ digitalt trygghetslarm"])
        #expect(routine.party(form.party)?.role == .orderer)
        #expect(routine.parties.filter { $0.role == .team }.map(\.name.sv) == ["Välfärdsteknikteamet"])
    }

    @Test(
        "R2.7 the order gives name, identity number, address and phone, and an entrance code if any",
        arguments: [
            ("recipientName", Field.Kind.personName, Field.Binding.recipientName, true),
            ("recipientNumber", .identityNumber, .recipientNumber, true),
            ("home", .address, .recipientHome, true),
            ("recipientPhone", .phone, .recipientPhone, true),
            ("entranceCode", .secret, .entranceCode, false),
        ])
    func recipient(key: String, kind: Field.Kind, binding: Field.Binding, isRequired: Bool) throws {
        let field = try #require(form.field(key))
        #expect(field.kind == kind)
        #expect(field.fills == binding)
        #expect(field.isRequired == isRequired)
        #expect(field.condition == nil)
    }

    @Test(
        "R2.8 the order says whether the home key is collected, and the key or tag to the entrance where needed"
    )
    func keys() throws {
        let home = try #require(form.field("homeKeyCollected"))
        #expect(home.kind == .yesNo)
        #expect(home.isRequired)
        let entrance = try #require(form.field("entranceKey"))
        #expect(entrance.isRequired)
        guard case .choice(let choices) = entrance.kind else {
            Issue.record("the entrance key is no choice")
            return
        }
        #expect(choices.map(\.value) == ["notNeeded", "collected", "notYet"])
    }

    @Test("R2.9 the order names whom to call: the care recipient, relatives or the unit") func contacts()
        throws
    {
        let contacts = try #require(form.field(filling: .bookingContacts))
        #expect(contacts.kind == .contacts([.recipient, .related, .secondRelated, .unit]))
        #expect(contacts.isRequired)
    }

    @Test(
        "R2.10 the team books the installation, first of what it does; five working days are its own target")
    func booking() throws {
        let book = try duty("book")
        #expect(book.party == "team")
        #expect(book.kind == .book(.install))
        #expect(book.after.isEmpty)
        #expect(book.due == Deadline(workingDays: 5, start: .submission))
        #expect(book.guidance?.sv.contains("eget mål") == true)
    }

    @Test("R2.11 the team registers the alarm, and the lock in TES where there is one") func registration()
        throws
    {
        let alarm = try duty("registerAlarm")
        #expect(alarm.kind == .attest(system: "alarmRegister"))
        #expect(alarm.after == ["installAlarm"])
        let tes = try duty("registerTes")
        #expect(tes.kind == .attest(system: "tes"))
        #expect(tes.after == ["installLock"])
        #expect(tes.condition == .equals("lockNeeded", "yes"))
        #expect([alarm.party, tes.party] == ["team", "team"])
    }

    @Test(
        "R2.12 installations name their devices, from which the inventory follows; updating it is nobody's duty"
    )
    func inventory() throws {
        let alarm = DutyKind.Installation(devices: [.alarmBase, .alarmButton], keepsOriginalPart: false)
        let lock = DutyKind.Installation(devices: [.lockUnit], keepsOriginalPart: true)
        #expect(try duty("installAlarm").kind == .install(alarm))
        #expect(try duty("installLock").kind == .install(lock))
        #expect(try duty("installAlarm").after == ["book"])
        #expect(try duty("installLock").after == ["book"])
        #expect(!routine.systems.contains { $0.name.lowercased().contains("inventarie") })
    }

    @Test("R2.13 the team informs and hands over written information") func leaflet() throws {
        let leaflet = try duty("leaflet")
        #expect(leaflet.party == "team")
        #expect(leaflet.kind == .handOverLeaflet)
        #expect(leaflet.after == ["installAlarm"])
        #expect(leaflet.condition == nil)
    }

    @Test("R2.14 C8 the unit gets feedback in the case, when all that the team does is done") func feedback()
        throws
    {
        let feedback = try duty("feedback")
        guard case .giveFeedback(let content) = feedback.kind else {
            Issue.record("the feedback is of another kind")
            return
        }
        #expect(content.party == "unit")
        #expect(content.channels == [.caseMessage])
        let others = routine.duties.filter { $0.party == "team" && $0.key != "feedback" && $0.key != "book" }
        #expect(Set(feedback.after) == Set(others.map(\.key)))
        #expect(feedback.due == Deadline(workingDays: 2, start: .duty("installAlarm")))
    }

    @Test("R2.15 the routine links to Lindesk and to the key receipt, with the way to find it") func links()
        throws
    {
        #expect(
            routine.channel.links.map(\.address)
                == ["https://lindesk.linkoping.se/", "https://www.linkoping.se/ehalsa"])
        let note = try #require(routine.channel.links.last?.note)
        #expect(note.sv.contains("Trygghetsskapande teknik via välfärdsteknikteamet"))
        #expect(note.sv.contains("Digitalt trygghetslarm"))
    }

    @Test("R2.1–R2.15 every duty says why it is there and what to do, and every field has a hint")
    func words() {
        for duty in routine.duties {
            #expect(duty.source?.hasPrefix("R2.") == true)
            #expect(duty.guidance != nil)
        }
        #expect(form.fields.allSatisfy { $0.hint != nil })
    }

    @Test("the form asks in the order that an orderer thinks, and the case is seen to take five steps")
    func order() {
        #expect(form.groups.map(\.key) == ["who", "home", "keys", "contact", "technology", "other"])
        #expect(
            routine.milestones.map(\.title.sv)
                == ["Beställd", "Bokad", "Installerad och provad", "Återkopplad", "Klar"])
        #expect(routine.milestones.first?.duties == [])
    }

    @Test("Swedish and English texts differ, but for names") func bilingual() {
        let texts =
            routine.duties.flatMap { [$0.title, $0.guidance].compactMap(\.self) } + form.fields.map(\.label)
        #expect(texts.allSatisfy { $0.sv != $0.en })
    }
}
