import Domain
import Storage

/// Orders under other routines than R2, taken through the real verbs by the people who take them.
extension Municipality {
    /// Publishes a routine and sends an order under it, by the first unit.
    public func order(
        under routine: RoutineFile, _ answers: Answers, by actor: Actor? = nil
    ) async throws -> CaseNumber {
        let slug = try routine.edition().slug
        try await store.write(as: .system) { try $0.publish(routine) }
        return try await store.write(as: actor ?? orderer) { tx in
            let draft = try tx.beginDraft(of: slug)
            try tx.saveDraft(draft, answers: answers)
            return try tx.submit(draft)
        }
    }

    /// An order of return for `person`, whose alarm the unit has handed in unless `change` says otherwise.
    public func returnCase(
        for person: SamplePerson = .greta, by actor: Actor? = nil,
        _ change: (inout Answers) -> Void = { _ in }
    ) async throws -> CaseNumber {
        var answers = Answers.about(person)
        answers["reason"] = "serviceEnded"
        answers["endedOn"] = time.today.description
        answers["handover"] = "handIn"
        answers["keysHeld"] = "yes"
        change(&answers)
        let routine = try ShippedRoutines.file("alarm-return.yaml")
        let number = try await order(under: routine, answers, by: actor)
        if answers["handover"] == "handIn" { try await attest("handIn", in: number, by: actor ?? orderer) }
        return number
    }

    /// Takes down what the duty is about.
    public func uninstall(
        _ number: CaseNumber, _ report: UninstallationReport, duty: String = "uninstall"
    ) async throws {
        try await store.write(as: technician) { try $0.uninstall(duty, in: number, report: report) }
    }

    /// Ends the case's feedback duty.
    public func giveFeedback(_ number: CaseNumber) async throws {
        try await store.write(as: coordinator) {
            try $0.giveFeedback("feedback", in: number, text: "Det är gjort.", phonedTo: "")
        }
    }
}

extension Answers {
    /// What the forms of most routines ask about the person.
    public static func about(_ person: SamplePerson) -> Answers {
        Answers([
            "recipientNumber": person.number, "recipientName": person.name,
            "recipientPhone": person.phone, "home.street": person.street,
            "home.apartment": "1102", "home.postalCode": "589 25", "home.city": "Linköping",
        ])
    }
}

extension UninstallationReport {
    /// Set number `set` of the stock, all working, the lock's own part back in the door.
    public static func allWorking(set: Int = 1, withLock: Bool = true) -> UninstallationReport {
        let kinds: [DeviceKind] = [.alarmBase, .alarmButton] + (withLock ? [.lockUnit] : [])
        return UninstallationReport(
            conditions: Dictionary(
                uniqueKeysWithValues: kinds.map { (SerialNumber.sample($0, set), DeviceCondition.working) }),
            partIsBack: withLock ? true : nil, remark: "")
    }
}
