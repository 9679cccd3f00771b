/// A delivery as its note says: what came, from whom, on which day.
public struct DeliveryNote: Hashable, Sendable {
    /// The supplier's own number.
    public let number: String
    public let supplier: String
    public let day: Day

    /// Reads the head of the form of a delivery.
    /// - Throws: `invalid` with every fault, at `number`, `supplier` and `day`.
    public init(_ typed: Answers, today: Day) throws(AppError) {
        var faults: [Fault] = []
        number = Text.cleaned(typed["number"])
        supplier = Text.cleaned(typed["supplier"])
        for (name, text) in [("number", number), ("supplier", supplier)] {
            if text.isEmpty { faults.append(Fault("form.required", field: name)) }
            if Text.isLonger(text, than: Text.shortLimit) {
                faults.append(Fault("form.tooLong", field: name, ["limit": "\(Text.shortLimit)"]))
            }
        }
        let day = Day(typed["day"])
        switch day {
        case nil:
            faults.append(Fault(typed["day"].isEmpty ? "form.required" : "form.day.wrong", field: "day"))
        case let day? where day > today: faults.append(Fault("form.day.future", field: "day"))
        default: break
        }
        guard faults.isEmpty, let day else { throw AppError(.invalid, faults) }
        self.day = day
    }
}

/// How what came is written down.
public enum DeliveryManner: String, Sendable, CaseIterable {
    /// Serial numbers of one model.
    case scan
    /// A file of several.
    case file
}

/// What would be received, line by line. Nothing of it is, as long as a line has a fault.
public struct DeliveryPlan: Hashable, Sendable {
    public struct Line: Hashable, Sendable {
        /// In what was typed, from 1; in a file its header is line 1.
        public let number: Int
        /// As it was typed where it is none.
        public let serial: String
        public let model: DeviceModel?
        public let place: StoragePlace?
        public let faults: [Fault]

        public init(
            number: Int, serial: String, model: DeviceModel?, place: StoragePlace?, faults: [Fault] = []
        ) {
            self.number = number
            self.serial = serial
            self.model = model
            self.place = place
            self.faults = faults
        }
    }

    public let lines: [Line]

    public init(lines: [Line]) { self.lines = lines.sorted { $0.number < $1.number } }

    public var refused: [Line] { lines.filter { !$0.faults.isEmpty } }
}
