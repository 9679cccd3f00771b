import TestSupport
import Testing

@testable import Domain

/// The shipped routine says what the municipality's routine asks (R5), so that no code has to.
@Suite struct CameraMoveRoutineTests {
    let routine: RoutineEdition
    let giver: OrderForm
    let receiver: OrderForm

    init() throws {
        let read = try ShippedRoutines.file("camera-move.yaml").edition()
        routine = read
        giver = try #require(read.forms.first { $0.party == "giver" })
        receiver = try #require(read.forms.first { $0.party == "receiver" })
    }

    private func duty(_ key: String) throws -> DutyDefinition { try #require(routine.duty(key)) }

    /// The duties that an order with this change has.
    private func applying(_ change: String) -> Set<String> {
        let answers = Answers(["change": change, "cohabitant": "no", "keysHeld": "yes"])
        return Set(
            routine.duties.filter { $0.arises == nil && $0.condition?.holds(for: answers) ?? true }.map(\.key)
        )
    }

    private func asked(_ form: OrderForm, _ change: String) -> Set<String> {
        let answers = Answers(["change": change])
        return Set(form.fields.filter { $0.condition?.holds(for: answers) ?? true }.map(\.key))
    }

    private func waits(_ key: String, for other: String) throws -> Bool {
        let before = try duty(key).after
        return try before.contains(other) || before.contains { try waits($0, for: other) }
    }

    @Test("the shipped file has no faults") func sound() throws {
        #expect(try ShippedRoutines.file("camera-move.yaml").problems() == [])
    }

    @Test("R5.1 C11 C12 C13 the document says what it says of itself, and that it may be superseded")
    func document() {
        var expected = RoutineDocument(owner: "Välfärdsteknikteamet")
        expected.area = "Digital tillsyn under Coronapandemin"
        expected.establishedBy = "Valfärdsteamet"
        expected.establishedOn = Day("2021-04-01")
        expected.version = "2021:1"
        expected.appliesTo = "Ordinärt boende"
        expected.status = .perhapsSuperseded
        #expect(routine.document == expected)
        #expect(routine.document.revisedBy == nil && routine.document.revisedOn == nil)
        #expect(routine.edition == "2021:1")
        #expect(routine.changeLog.isEmpty)
    }

    @Test("R5.2 a move, a change of providers, or both; R5.3 local routines are not part of it")
    func triggers() throws {
        let kind = try #require(giver.field("change")?.kind)
        guard case .choice(let choices) = kind else {
            Issue.record("change is a choice")
            return
        }
        #expect(choices.map(\.value) == ["move", "provider", "both"])
        #expect(routine.appliesWhen.sv.contains("lokala rutiner"))
        #expect(try duty("orderReceiver").condition != nil)
        #expect(!applying("move").contains("orderReceiver"), "one order suffices where the unit stays (C7)")
        #expect(applying("both").contains("passResponsibility"))
    }

    @Test("R5.4 what was signed for is given back: keys and tags to the home and the entrance")
    func keysBack() throws {
        #expect(try duty("giveBackKeys").kind == .keyReceipt(.giveBack))
        #expect(try duty("giveBackKeys").party == "giver")
        #expect(try duty("giveBackKeys").guidance?.sv.contains("ytterporten") == true)
    }

    @Test("R5.5 R5.14 C1 both sides report by the routine's own channel, the support form")
    func channel() throws {
        #expect(routine.channel.name == "Supportformulär")
        #expect(routine.channel.links.map(\.address) == ["https://www.linkoping.se/anvandarstod"])
        #expect(try duty("orderGiver").kind == .order && duty("orderReceiver").kind == .order)
    }

    @Test(
        "R5.7 R5.8 R5.15 both forms ask for the sender, and for the person's number, name, address and phone")
    func people() {
        for form in [giver, receiver] {
            for key in ["senderName", "senderMail", "senderPhone"] {
                #expect(form.field(key)?.isRequired == true, "\(key)")
            }
            for binding in [Field.Binding.recipientNumber, .recipientName, .recipientHome, .recipientPhone] {
                #expect(form.field(filling: binding)?.isRequired == true, "\(binding)")
            }
        }
    }

    @Test("R5.9 R5.15 contacts for booking are asked for only where somebody moves")
    func contacts() {
        #expect(asked(giver, "both").contains("bookingContacts"))
        #expect(asked(giver, "move").contains("bookingContacts"))
        #expect(!asked(giver, "provider").contains("bookingContacts"))
        #expect(asked(receiver, "both").contains("bookingContacts"))
        #expect(!asked(receiver, "provider").contains("bookingContacts"))
    }

    @Test("R5.10 C2 the giver may give the camera's serial number; the receiver is not asked")
    func serial() {
        #expect(giver.field("cameraSerial")?.kind == .serial(.safetyCamera))
        #expect(giver.field("cameraSerial")?.isRequired == false)
        #expect(!receiver.fields.contains { if case .serial = $0.kind { true } else { false } })
    }

    @Test("R5.11 R5.15 both give the day of the move or the change")
    func day() {
        for form in [giver, receiver] { #expect(form.field(filling: .movesOn)?.isRequired == true) }
    }

    @Test(
        "R5.13 R5.15 the receiver signs for key and entrance key or tag, and says whether they are obtained")
    func keys() throws {
        #expect(try duty("keyReceipt").kind == .keyReceipt(.checkOut))
        #expect(try duty("keyReceipt").party == "receiver")
        #expect(receiver.field("homeKeyCollected")?.kind == .yesNo)
        #expect(receiver.field("entranceKey")?.isRequired == true)
    }

    @Test("R5.16 other languages than Swedish are asked for by whoever has the person in the new home")
    func signs() throws {
        for (form, change) in [(receiver, "both"), (giver, "move")] {
            let field = try #require(form.field(filling: .signLanguages))
            guard case .choiceMany(let choices) = field.kind else {
                Issue.record("not many")
                return
            }
            #expect(choices.map(\.value) == ["en", "fa", "ar", "so"])
            #expect(asked(form, change).contains(field.key))
        }
        #expect(!asked(giver, "both").contains("signs"))
    }

    @Test("R5.12 R5.17 R5.18 C3 the care record and the serial number follow the feedback, each side its own")
    func afterFeedback() throws {
        #expect(try duty("journalGiver").after == ["feedbackGiver", "feedbackStaying"])
        #expect(try duty("journalReceiver").after == ["feedbackReceiver"])
        #expect(try duty("keepSerial").after == ["feedbackReceiver"])
        #expect(try duty("keepSerial").party == "receiver")
    }

    @Test("R5.20 the team attests that the systems are updated, whatever changes")
    func systems() throws {
        for change in ["move", "provider", "both"] { #expect(applying(change).contains("updateSystems")) }
        #expect(try duty("updateSystems").kind == .attest(system: "cameraSystems"))
    }

    @Test("R5.21 R5.22 R5.23 R5.24 only a new address asks for visits, taking down, mounting and signs")
    func onlyMoves() {
        let work: Set = ["book", "uninstall", "install", "notices", "start", "consent"]
        #expect(applying("move").isSuperset(of: work))
        #expect(applying("both").isSuperset(of: work))
        #expect(applying("provider").isDisjoint(with: work))
    }

    @Test(
        "R5.21 R5.24 R5.27 booked, taken down, mounted, signs, then supervision with the consents, then the answers"
    )
    func inOrder() throws {
        let way = ["book", "uninstall", "install", "notices", "start", "feedbackReceiver"]
        for (later, earlier) in zip(way.dropFirst(), way) {
            #expect(try waits(later, for: earlier), "\(later) after \(earlier)")
        }
        for consent in ["consent", "consentCohabitant"] { #expect(try waits("start", for: consent)) }
        #expect(try waits("feedbackGiver", for: "start"))
        #expect(try duty("book").kind == .book(.both))
    }

    @Test(
        "R5.27 R5.28 C8 the receiver is told by phone and in its case, with the serial; the giver in its case alone"
    )
    func feedback() throws {
        guard case .giveFeedback(let receiving) = try duty("feedbackReceiver").kind,
            case .giveFeedback(let handingOver) = try duty("feedbackGiver").kind
        else {
            Issue.record("no feedback")
            return
        }
        #expect(Set(receiving.channels) == [.phone, .caseMessage])
        #expect(receiving.tells == [.safetyCamera])
        #expect(handingOver.channels == [.caseMessage])
        #expect(handingOver.tells.isEmpty)
        #expect(receiving.message.sv.contains("tillsynen från larmcentralen"))
    }

    @Test("R5.18 R5.27 a unit that keeps the person through the move is told as one that receives them")
    func staying() throws {
        guard case .giveFeedback(let staying) = try duty("feedbackStaying").kind else {
            Issue.record("no feedback")
            return
        }
        #expect(staying.party == "giver")
        #expect(Set(staying.channels) == [.phone, .caseMessage])
        #expect(staying.tells == [.safetyCamera])
        #expect(applying("move").isSuperset(of: ["feedbackStaying", "keepSerialStaying"]))
        #expect(!applying("move").contains("feedbackGiver"))
        for change in ["provider", "both"] {
            #expect(applying(change).isDisjoint(with: ["feedbackStaying", "keepSerialStaying"]))
        }
    }
}
