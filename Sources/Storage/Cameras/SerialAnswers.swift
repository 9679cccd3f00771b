import Domain

extension Reading {
    /// Asks the inventory about the serial numbers that an order gives (C2). Says only that there is no such device, or
    /// of which kind it is: nothing of where it is or whose.
    /// - Throws: `invalid` with every fault, at the field.
    public func requireKnownSerials(in content: OrderContent, of routine: RoutineEdition) throws {
        var faults: [Fault] = []
        for form in routine.forms {
            for field in form.fields {
                guard case .serial(let wanted) = field.kind, !content.answers[field.key].isEmpty else {
                    continue
                }
                faults += try fault(of: content.answers[field.key], wanted).map { [$0.at(field.key)] } ?? []
            }
        }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
    }

    private func fault(of serial: String, _ wanted: DeviceKind?) throws -> Fault? {
        let kind: DeviceKind? = try first("SELECT kind FROM devices WHERE serial = \(serial)") {
            try $0.value()
        }
        guard let kind else { return Fault("device.serial.unknown", ["serial": serial]) }
        guard let wanted, kind != wanted else { return nil }
        return Fault("device.wrongKind", ["kind": kind.rawValue, "wanted": wanted.rawValue])
    }
}
