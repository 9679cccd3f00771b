/// What is done with one device outside a case: the steps between its states, and the care of it.
public enum DeviceAct: String, Sendable, CaseIterable {
    case repair, loss, finding, scrapping, battery, test
    /// It was scrapped by mistake, or somebody took one for another: the scrapping is withdrawn.
    case unscrapping

    /// From which states it can be done. What a case holds, or has mounted, leaves it in that case.
    public func isPossible(from status: Device.Status) -> Bool {
        switch self {
        case .repair: [.inStock, .returned].contains(status)
        case .loss, .scrapping: [.inStock, .returned, .inRepair].contains(status)
        case .finding: status == .lost
        case .battery: ![.lost, .scrapped].contains(status)
        case .test: status == .installed
        case .unscrapping: status == .scrapped
        }
    }

    /// The state that it leads to; `nil` where the device stays as it is.
    public var result: Device.Status? {
        switch self {
        case .repair: .inRepair
        case .loss: .lost
        case .finding, .unscrapping: .returned
        case .scrapping: .scrapped
        case .battery, .test: nil
        }
    }

    /// Why has to be told.
    public var needsReason: Bool { ![.battery, .test].contains(self) }
}

/// How what a device remembers of people was made unreadable before it was thrown away.
public enum Wiping: String, Sendable, CaseIterable {
    case erased, destroyed
    /// It has never held anything.
    case noMemory
}

/// What somebody says of an act.
public struct DeviceActReport: Hashable, Sendable {
    public let reason: String
    /// On which day the battery was changed or the memory wiped.
    public let day: Day?
    public let wiping: Wiping?
    /// Who wiped it.
    public let wipedBy: String
    public let test: FunctionTest?

    /// Reads the form of an act.
    /// - Throws: `invalid` with every fault, at `reason`, `day`, `wiping`, `wipedBy`, `test` and `remark`.
    public init(_ typed: Answers, of act: DeviceAct, today: Day) throws(AppError) {
        var faults: [Fault] = []
        reason = Self.text("reason", typed, isNeeded: act.needsReason, &faults)
        wiping = Wiping(rawValue: typed["wiping"])
        wipedBy = Self.text("wipedBy", typed, isNeeded: act == .scrapping, &faults)
        day = act == .battery || act == .scrapping ? Self.day(typed["day"], today: today, &faults) : nil
        if act == .scrapping, wiping == nil { faults.append(Fault("form.choose", field: "wiping")) }
        test = ["passed": true, "failed": false][typed["test"]].map {
            FunctionTest(passed: $0, remark: Text.cleaned(typed["remark"]))
        }
        if act == .test, test == nil { faults.append(Fault("install.test.missing", field: "test")) }
        if let test, !test.passed, test.remark.isEmpty {
            faults.append(Fault("form.required", field: "remark"))
        }
        if Text.isLonger(test?.remark ?? "", than: Text.shortLimit) {
            faults.append(Fault("form.tooLong", field: "remark", ["limit": "\(Text.shortLimit)"]))
        }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
    }

    private static func text(
        _ name: String, _ typed: Answers, isNeeded: Bool, _ faults: inout [Fault]
    ) -> String {
        let text = Text.cleaned(typed[name])
        if isNeeded, text.isEmpty { faults.append(Fault("form.required", field: name)) }
        if Text.isLonger(text, than: Text.shortLimit) {
            faults.append(Fault("form.tooLong", field: name, ["limit": "\(Text.shortLimit)"]))
        }
        return text
    }

    private static func day(_ text: String, today: Day, _ faults: inout [Fault]) -> Day? {
        guard let day = Day(text) else {
            faults.append(Fault(text.isEmpty ? "form.required" : "form.day.wrong", field: "day"))
            return nil
        }
        if day > today { faults.append(Fault("form.day.future", field: "day")) }
        return day
    }
}
