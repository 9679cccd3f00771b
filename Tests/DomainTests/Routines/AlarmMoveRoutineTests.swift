import Testing

@testable import Domain

/// The shipped routine of moves says what the municipality's routine asks (R1).
@Suite struct AlarmMoveRoutineTests {
    let routine: RoutineEdition

    init() throws { routine = try ShippedRoutine.file("alarm-move.yaml").edition() }

    private func duty(_ key: String) throws -> DutyDefinition { try #require(routine.duty(key)) }

    @Test("the shipped files have no faults", arguments: ["alarm-move.yaml", "provider-change.yaml"])
    func sound(name: String) throws {
        #expect(try ShippedRoutine.file(name).problems() == [])
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
}
