/// A make and type of device, and what follows from it for every one of them.
public struct DeviceModel: Hashable, Sendable {
    public let id: ID<DeviceModel>
    public let kind: DeviceKind
    public let terms: ModelTerms

    public init(id: ID<DeviceModel>, kind: DeviceKind, terms: ModelTerms) {
        self.id = id
        self.kind = kind
        self.terms = terms
    }
}

/// What somebody has decided about a model.
public struct ModelTerms: Hashable, Sendable {
    public let name: String
    /// Months between two changes of the battery; `nil` where it is never changed.
    public let batteryMonths: Int?
    /// Months between two tests where it is mounted; `nil` where none is asked for.
    public let testMonths: Int?
    /// How many there should be in stock at least; 0 where nobody minds.
    public let minimum: Int

    public static let allowedMonths = 1...240
    public static let allowedMinimum = 0...9999

    public init(name: String, batteryMonths: Int? = nil, testMonths: Int? = nil, minimum: Int = 0) {
        self.name = name
        self.batteryMonths = batteryMonths
        self.testMonths = testMonths
        self.minimum = minimum
    }

    /// Reads the form of a model.
    /// - Throws: `invalid` with every fault, at `name`, `batteryMonths`, `testMonths` and `minimum`.
    public init(_ typed: Answers) throws(AppError) {
        var faults: [Fault] = []
        name = Text.cleaned(typed["name"])
        if name.isEmpty { faults.append(Fault("model.name.missing", field: "name")) }
        if Text.isLonger(name, than: Text.shortLimit) {
            faults.append(Fault("form.tooLong", field: "name", ["limit": "\(Text.shortLimit)"]))
        }
        batteryMonths = Self.number("batteryMonths", in: Self.allowedMonths, typed, "model.months", &faults)
        testMonths = Self.number("testMonths", in: Self.allowedMonths, typed, "model.months", &faults)
        minimum = Self.number("minimum", in: Self.allowedMinimum, typed, "model.minimum.wrong", &faults) ?? 0
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
    }

    private static func number(
        _ name: String, in range: ClosedRange<Int>, _ typed: Answers, _ key: String, _ faults: inout [Fault]
    ) -> Int? {
        guard !typed[name].isEmpty else { return nil }
        guard let number = Int(typed[name]), range.contains(number) else {
            faults.append(Fault(key, field: name, ["most": "\(range.upperBound)"]))
            return nil
        }
        return number
    }

    /// Whether two names are the same to those who read them.
    public func isNamed(_ other: String) -> Bool { Text.folded(name) == Text.folded(other) }
}

extension Day {
    /// The same day of the month so many months later, or the month's last day where it has no such day.
    public func adding(months: Int) -> Day {
        let count = year * 12 + (month - 1) + months
        let (year, month) = (Int((Double(count) / 12).rounded(.down)), ((count % 12) + 12) % 12 + 1)
        let candidates = (0...3).lazy.compactMap { Day(year: year, month: month, day: day - $0) }
        return candidates.first ?? self
    }
}
