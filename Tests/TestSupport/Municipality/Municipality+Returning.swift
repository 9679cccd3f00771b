import Domain
import Storage

/// The steps of returning an alarm, taken through the real verbs by the people who take them.
extension Municipality {
    /// An order of return for `person` by the first unit, under the shipped routine.
    public func returnCase(
        for person: SamplePerson = .greta, _ change: @escaping @Sendable (inout Answers) -> Void = { _ in }
    ) async throws -> CaseNumber {
        try await store.write(as: .system) { try $0.publish(ShippedRoutines.file("alarm-return.yaml")) }
        let today = time.today
        return try await store.write(as: orderer) { tx in
            var answers = Answers([
                "reason": "serviceEnded", "endedOn": today.description, "recipientNumber": person.number,
                "recipientName": person.name, "home.street": person.street, "home.apartment": "1102",
                "home.postalCode": "589 25", "home.city": "Linköping", "handover": "handIn",
            ])
            change(&answers)
            let draft = try tx.beginDraft(of: "alarm-return")
            try tx.saveDraft(draft, answers: answers)
            return try tx.submit(draft)
        }
    }

    /// Takes down what the case is about.
    public func uninstall(_ number: CaseNumber, _ report: UninstallationReport) async throws {
        try await store.write(as: technician) { try $0.uninstall("uninstall", in: number, report: report) }
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
