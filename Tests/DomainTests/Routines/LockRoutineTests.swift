import TestSupport
import Testing

@testable import Domain

/// The shipped routine says what the municipality's routine on cohabitants asks (R3).
@Suite struct LockRoutineTests {
    let routine: RoutineEdition
    let form: OrderForm
    let both = Answers(["situation": "both"])
    let later = Answers(["situation": "later"])

    init() throws {
        routine = try ShippedRoutines.file("lock-cohabitants.yaml").edition()
        form = try #require(routine.orderForm)
    }

    private func duty(_ key: String) throws -> DutyDefinition { try #require(routine.duty(key)) }

    private func applying(_ answers: Answers) -> [String] {
        routine.duties(for: answers, attested: [], at: Instant(milliseconds: 0), calendar: WorkingCalendar())
            .map(\.key)
    }

    private func asked(_ answers: Answers) -> Set<String> {
        Set(routine.askedFields(for: answers).map(\.key))
    }

    @Test("both shipped files have no faults", arguments: ["lock-cohabitants", "lock-unlink"])
    func sound(name: String) throws {
        let file = try ShippedRoutines.file("\(name).yaml")
        #expect(file.problems() == [])
        #expect(try file.edition().slug == name)
    }

    @Test("R3.1 three changes on 2024-04-01, no metadata but owner and contact, Lindesk the only link")
    func document() throws {
        let day = try #require(Day("2024-04-01"))
        #expect(routine.edition == "2024-04-01")
        #expect(routine.changeLog.map(\.day) == [day, day, day])
        #expect(Set(routine.changeLog.map(\.text.sv)).count == 3)
        var expected = RoutineDocument(owner: "Välfärdsteknikteamet")
        expected.contact = "vof.valfardsteknik@linkoping.se"
        #expect(routine.document == expected)
        #expect(routine.channel.links.map(\.address) == ["https://lindesk.linkoping.se/"])
    }

    @Test("R3.2 it applies to two in one household with home care, home nursing or both, and digital keys")
    func trigger() {
        for words in ["bor ihop", "hemtjänst", "hemsjukvård", "bådadera", "digital"] {
            #expect(routine.appliesWhen.sv.contains(words))
        }
    }

    @Test("R3.3 one lock is mounted, once, and both are linked to it")
    func oneLock() throws {
        let mounted = routine.duties.flatMap(\.devices)
        #expect(mounted == [.lockUnit])
        #expect(try duty("linkLock").kind == .linkLock(system: "tes"))
        #expect(try duty("linkLock").after.contains("installLock"))
    }

    @Test(
        "R3.4 R3.10 R3.11 at the same time or later: booked only where a lock is to be mounted, linked in TES always"
    )
    func sameTimeOrLater() throws {
        let mounting: Set = ["effectuate", "book", "seeInTes", "installLock", "registerTes"]
        #expect(Set(applying(both)).subtracting(applying(later)) == mounting)
        #expect(
            applying(later) == [
                "effectuateCohabitant", "journal", "journalCohabitant", "seeCohabitantInTes", "linkLock",
                "feedback",
            ])
        #expect(try duty("book").kind == .book(.install))
        #expect(routine.system("tes")?.name == "TES")
        guard case .choice(let choices)? = form.field("situation")?.kind else {
            Issue.record("not a choice")
            return
        }
        #expect(choices.map(\.value) == ["both", "later"])
        #expect(form.fields.first?.key == "situation")
    }

    @Test("R3.5 the journal is written for each of the two, after the answer")
    func journals() throws {
        let journals = routine.duties.filter { $0.kind == .attest(system: "treservaJournal") }
        #expect(journals.map(\.about) == [.recipient, .cohabitant])
        #expect(journals.allSatisfy { $0.after == ["feedback"] && $0.party == "unit" })
    }

    @Test("R3.6 C14 effectuated in Treserva and seen in TES come before each link, as data of the routine")
    func preconditions() throws {
        #expect(routine.askedPreconditions(for: both).map(\.duty) == ["effectuate", "effectuateCohabitant"])
        #expect(routine.askedPreconditions(for: later).map(\.duty) == ["effectuateCohabitant"])
        #expect(try duty("effectuateCohabitant").about == .cohabitant)
        #expect(try duty("effectuate").about == .recipient)
        #expect(try duty("seeCohabitantInTes").after == ["effectuateCohabitant"])
        #expect(try duty("seeCohabitantInTes").kind == .attest(system: "tes"))
        #expect(try duty("linkLock").after.contains("seeCohabitantInTes"))
        #expect(try duty("seeInTes").after == ["effectuate"])
        #expect(try duty("installLock").after == ["book", "seeInTes"])
        #expect(routine.preconditions.allSatisfy { $0.reason.sv.contains("TES") })
    }

    @Test("R3.7 ordered in Lindesk by the same path as the others")
    func channel() {
        #expect(routine.channel.name == "Lindesk")
        #expect(routine.channel.path.dropLast().map(\.sv) == ["Vård, Stöd och Omsorg", "Välfärdsteknik"])
    }

    @Test(
        "R3.8 C5 at the same time: who and where of both, whom to call, and the entrance code if there is one"
    )
    func sameTimeFields() throws {
        for key in [
            "recipientNumber", "recipientName", "home", "cohabitantNumber", "cohabitantName",
            "cohabitantHome", "bookingContacts",
        ] { #expect(form.field(key)?.isRequired == true, "\(key)") }
        #expect(asked(both).isSuperset(of: ["bookingContacts", "entranceCode", "lockDoor"]))
        #expect(form.field("entranceCode")?.isRequired == false)
        #expect(form.field("cohabitantPhone")?.isRequired == false)
    }

    @Test("R3.9 C5 later: who and where of both, and nothing about a visit")
    func laterFields() {
        #expect(asked(both).subtracting(asked(later)) == ["bookingContacts", "entranceCode", "lockDoor"])
        #expect(
            asked(later).isSuperset(of: [
                "recipientNumber", "recipientName", "home", "cohabitantNumber", "cohabitantName",
                "cohabitantHome",
            ]))
    }

    @Test("R3.13 the answer goes to the unit in the case, after everything else of the team's")
    func feedback() throws {
        guard case .giveFeedback(let feedback) = try duty("feedback").kind else {
            Issue.record("no feedback")
            return
        }
        #expect(feedback.party == "unit")
        #expect(feedback.channels == [.caseMessage])
        #expect(try duty("feedback").after == ["registerTes", "linkLock"])
    }

    @Test("I7 I15 the end of the last link makes a booking and a removal, and nothing else does")
    func lastLink() throws {
        let unlink = try ShippedRoutines.file("lock-unlink.yaml").edition()
        let withOrder = unlink.duties(
            for: Answers(), attested: [], at: Instant(milliseconds: 0), calendar: WorkingCalendar())
        #expect(withOrder.map(\.key) == ["journal", "unlinkLock", "feedback"])
        let arising = unlink.duties.filter { $0.arises == .lastLinkEnds }
        #expect(arising.map(\.kind) == [.book(.uninstall), .uninstall([.lockUnit], movesAlong: false)])
        #expect(unlink.duty("feedback")?.after == ["unlinkLock", "uninstall"])
    }
}
