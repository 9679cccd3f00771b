import Domain
import TestSupport
import Testing

@testable import Storage

/// What happens in people's lives, recorded as the pages do: looked at first, then confirmed.
extension Municipality {
    /// The care recipient's identity in the register.
    func recipient(_ person: SamplePerson = .greta) async throws -> ID<CareRecipient> {
        let found = try await store.rows(
            "SELECT recipient_id FROM person_identifiers WHERE value = \(person.number)")
        return ID(stored: found[0][0])
    }

    func isKnown(_ person: SamplePerson) async throws -> Bool {
        try await store.count("person_identifiers", where: "value = \(person.number)") > 0
    }

    /// Puts the routines in force under which things go back when a service ends.
    func publishReturns() async throws {
        for name in ["alarm-return.yaml", "camera-return.yaml", "lock-unlink.yaml"] {
            try await store.write(as: .system) { try $0.publish(ShippedRoutines.file(name)) }
        }
    }

    func foresight(
        _ kind: LifeEvent.Kind, of person: SamplePerson = .greta, device: SerialNumber? = nil,
        as actor: Actor? = nil
    ) async throws -> Foresight {
        let id = try await recipient(person)
        return try await store.show(as: actor ?? orderer) {
            try $0.foresight(of: kind, device: device, for: id)
        }
    }

    @discardableResult
    func record(
        _ kind: LifeEvent.Kind, of person: SamplePerson = .greta, device: SerialNumber? = nil,
        note: String = "", on day: String? = nil, by actor: Actor? = nil
    ) async throws -> [ID<Case>] {
        let id = try await recipient(person)
        var typed = [
            "kind": kind.rawValue, "day": day ?? time.today.description, "toldBy": "Dottern Lisa",
            "note": note,
        ]
        if let device, let field = kind.deviceField { typed[field] = device.text }
        let event = try LifeEvent(Answers(typed), today: time.today)
        let foreseen = try await foresight(kind, of: person, device: device, as: actor).digest
        return try await store.write(as: actor ?? orderer) {
            try $0.record(event, about: id, foreseen: foreseen, reason: "Det har hänt något.")
        }
    }

    /// Puts the routines in force under which what fails is replaced or looked at.
    func publishRepairs() async throws {
        for name in ["device-replacement.yaml", "fault-report.yaml"] {
            try await store.write(as: .system) { try $0.publish(ShippedRoutines.file(name)) }
        }
    }

    /// A reported fault of an alarm, with a booked visit.
    func bookedFault(for person: SamplePerson = .greta) async throws -> CaseNumber {
        var answers = Answers.about(person)
        answers["device"] = "alarmBase"
        answers["problem"] = "Ingen svarar när hon larmar."
        answers["canCall"] = "yes"
        answers["bookingContacts.unit.use"] = "yes"
        answers["bookingContacts.unit.name"] = "Olga Beställare"
        answers["bookingContacts.unit.phone"] = "013-20 50 01"
        let number = try await order(under: ShippedRoutines.file("fault-report.yaml"), answers)
        try await attest("tryFromAfar", in: number, by: technician)
        try await book(number, try visit(on: time.today.adding(days: 3).description))
        return number
    }
}
