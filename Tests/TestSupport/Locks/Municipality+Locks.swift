import Domain
import Storage

/// R3 and what ends it, taken through the real verbs by the people who take them.
extension Municipality {
    /// An order about two people, under R3.
    public func cohabitantCase(
        _ situation: Answers.Situation, _ first: SamplePerson = .greta, with second: SamplePerson = .osten,
        by actor: Actor? = nil, _ change: (inout Answers) -> Void = { _ in }
    ) async throws -> CaseNumber {
        let answers = Answers.cohabitants(situation, first, with: second, change)
        return try await order(
            under: try ShippedRoutines.file("lock-cohabitants.yaml"), answers, by: actor)
    }

    /// The cohabitant shows in TES, and is linked to the lock of the first; as the team does it.
    public func linkCohabitant(
        _ number: CaseNumber, to serial: String = "LAS-1", isConfirmed: Bool = false, reason: String = ""
    ) async throws {
        try await attest("seeCohabitantInTes", in: number, by: coordinator)
        try await linkLock(number, to: serial, isConfirmed: isConfirmed, reason: reason)
    }

    public func linkLock(
        _ number: CaseNumber, to serial: String = "LAS-1", isConfirmed: Bool = false, reason: String = "",
        by actor: Actor? = nil
    ) async throws {
        let report = LockReport(
            serial: serial, day: time.today.description, isConfirmed: isConfirmed, reason: reason)
        try await store.write(as: actor ?? coordinator) {
            try $0.linkLock("linkLock", in: number, report: report)
        }
    }

    /// Two who share the first one's lock LAS-1, the first by an alarm with a lock and the second by R3.
    public func sharedLock(secondOrderer: Actor? = nil) async throws {
        _ = try await closedCase()
        try await linkCohabitant(try await cohabitantCase(.later, by: secondOrderer))
    }

    /// An order to end `person`'s link to the lock at the first one's address.
    public func unlinkCase(
        for person: SamplePerson, at home: SamplePerson = .greta, by actor: Actor? = nil,
        _ change: (inout Answers) -> Void = { _ in }
    ) async throws -> CaseNumber {
        var answers = Answers.about(person)
        answers["home.street"] = home.street
        answers["recipientPhone"] = ""
        answers["reason"] = "movedOut"
        answers["endedOn"] = time.today.description
        answers["othersStay"] = "unknown"
        answers.addUnitContact()
        change(&answers)
        return try await order(under: try ShippedRoutines.file("lock-unlink.yaml"), answers, by: actor)
    }

    public func unlink(_ number: CaseNumber, from serial: String = "LAS-1") async throws {
        let report = LockReport(serial: serial, day: time.today.description)
        try await store.write(as: coordinator) { try $0.unlinkLock("unlinkLock", in: number, report: report) }
    }
}

extension Answers {
    public enum Situation: String, Sendable, CaseIterable { case both, later }

    /// A whole order under R3; both live at the first one's address.
    public static func cohabitants(
        _ situation: Situation, _ first: SamplePerson = .greta, with second: SamplePerson = .osten,
        _ change: (inout Answers) -> Void = { _ in }
    ) -> Answers {
        var answers = Answers.about(first)
        answers["situation"] = situation.rawValue
        answers["cohabitantNumber"] = second.number
        answers["cohabitantName"] = second.name
        answers["cohabitantPhone"] = second.phone
        for (part, value) in [
            ("street", first.street), ("apartment", "1102"), ("postalCode", "589 25"), ("city", "Linköping"),
        ] { answers["cohabitantHome.\(part)"] = value }
        for key in ["effectuated", "cohabitantEffectuated"] where situation == .both || key != "effectuated" {
            answers["precondition.\(key).met"] = "yes"
            answers["precondition.\(key).day"] = key == "effectuated" ? "2026-11-18" : "2026-11-19"
        }
        if situation == .both { answers.addUnitContact() }
        change(&answers)
        return answers
    }

    public mutating func addUnitContact() {
        self["bookingContacts.unit.use"] = "yes"
        self["bookingContacts.unit.name"] = "Anna Ek"
        self["bookingContacts.unit.phone"] = "013-20 50 00"
    }
}

extension UninstallationReport {
    /// A working lock taken down, its own part back in the door.
    public static func lockBack(_ serial: String = "LAS-1") -> UninstallationReport {
        UninstallationReport(
            conditions: [SerialNumber(stored: serial): .working], partIsBack: true, remark: "")
    }
}
