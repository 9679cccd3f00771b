import TestSupport
import Testing

@testable import Domain

/// The shipped routine of moves says what the municipality's routine asks (R1).
@Suite struct AlarmMoveRoutineTests {
    let routine: RoutineEdition

    init() throws { routine = try ShippedRoutines.file("alarm-move.yaml").edition() }

    private func duty(_ key: String) throws -> DutyDefinition { try #require(routine.duty(key)) }

    @Test("the shipped files have no faults", arguments: ["alarm-move.yaml", "provider-change.yaml"])
    func sound(name: String) throws {
        #expect(try ShippedRoutines.file(name).problems() == [])
    }

    @Test("R1.1 the document says all that its template has, and neither number nor version")
    func document() throws {
        var expected = RoutineDocument(owner: "Välfärdsteknikteamet")
        expected.designation = "Digitalt trygghetslarm"
        expected.responsibleFunction = "Objektledare VSOA"
        expected.establishedOn = Day("2015-11-22")
        expected.appliesTo = "Utförare hemtjänst"
        expected.consultation = "Ej aktuellt"
        expected.revisedOn = Day("2024-04-01")
        expected.contact = "vof.valfardsteknik@linkoping.se"
        #expect(routine.document == expected)
    }

    @Test("R1.23 the links lead to Lindesk, the key receipt's form and the camera's routine, and say how")
    func links() {
        let links = routine.channel.links
        #expect(
            links.map(\.address) == [
                "https://lindesk.linkoping.se/", "https://www.linkoping.se/ehalsa",
                "https://www.linkoping.se/ehalsa",
            ])
        #expect(links[1].note?.sv.contains("Digitalt trygghetslarm") == true)
        #expect(links[2].note?.sv.contains("Trygghetskamera") == true)
    }

    @Test("R1.24 the change log has four entries of 2024-04-01") func changeLog() throws {
        let day = try #require(Day("2024-04-01"))
        #expect(routine.changeLog.map(\.day) == [day, day, day, day])
        #expect(Set(routine.changeLog.map(\.text.sv)).count == 4)
    }

    @Test("R1.12 whoever has night supervision by camera is moved under the camera's routine too")
    func camera() throws {
        for (key, party) in [("orderCameraGiver", "giver"), ("orderCameraReceiver", "receiver")] {
            let order = try duty(key)
            #expect(order.kind == .linkedOrder(routine: "camera-move"))
            #expect(order.party == party)
            #expect(order.condition == .equals("hasCamera", "yes"))
        }
    }

    @Test("R1.19 the registers are attested by name once the alarm is mounted and tested")
    func registers() throws {
        #expect(try duty("registerAlarm").kind == .attest(system: "alarmRegister"))
        #expect(try duty("registerAlarm").after == ["installAlarm"])
        #expect(try duty("registerTes").kind == .attest(system: "tes"))
        #expect(try duty("passResponsibility").kind == .passResponsibility(system: "alarmRegister"))
        for key in ["feedbackGiver", "feedbackReceiver"] {
            #expect(Set(try duty(key).after).isSuperset(of: ["registerAlarm", "passResponsibility"]))
        }
    }

    @Test("R1.7 R1.14 both sides order by the menu path of Lindesk, each its own half, and the team receives")
    func channel() {
        #expect(routine.channel.name == "Lindesk")
        #expect(routine.channel.path.dropLast().map(\.sv) == ["Vård, Stöd och Omsorg", "Välfärdsteknik"])
        #expect(routine.orderers.map(\.side) == [.handingOver, .receiving])
        #expect(Set(routine.forms.map(\.party)) == Set(routine.orderers.map(\.key)))
        #expect(routine.parties.filter { $0.role == .team }.map(\.name.sv) == ["Välfärdsteknikteamet"])
    }

    @Test(
        "R1.8 R1.10 R1.11 R1.15 R1.16 R1.17 a half without who, from where, to where, when or whom to call is refused",
        arguments: ["giver", "receiver"])
    func nothingLeftOut(party: String) throws {
        let today = try #require(Day("2026-11-20"))
        let error = #expect(throws: AppError.self) {
            try routine.half(of: party).read(Answers(), today: today, override: .refused)
        }
        let told = Set(try #require(error).faults.compactMap(\.field))
        #expect(
            told.isSuperset(of: [
                "recipientNumber", "recipientName", "recipientPhone", "home.street", "home.postalCode",
                "home.city", "newHome.street", "newHome.postalCode", "newHome.city", "movesOn",
                "bookingContacts",
            ]), "\(told)")
    }

    @Test("R1.22 C2 the camera's number goes with the receiver's answer alone")
    func cameraNumber() throws {
        guard case .giveFeedback(let receiving) = try duty("feedbackReceiver").kind,
            case .giveFeedback(let handingOver) = try duty("feedbackGiver").kind
        else {
            Issue.record("no feedback")
            return
        }
        #expect(receiving.tells == [.safetyCamera])
        #expect(handingOver.tells.isEmpty)
    }
}
