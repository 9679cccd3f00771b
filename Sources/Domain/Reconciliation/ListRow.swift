/// A row of another system's list, read and found sound.
public struct ListRow: Hashable, Sendable {
    /// In the file, whose header is line 1.
    public let line: Int
    /// None for an emergency alarm, and where the alarm centre has a customer without a number.
    public let number: PersonIdentifier?
    /// As the other system writes it; may be empty.
    public let name: String
    public let serial: SerialNumber?
    /// As the other system writes it; may be empty.
    public let unit: String
    public let isEmergency: Bool
    public let decided: Day?
    public let effectuated: Day?
    public let ended: Day?

    /// Whether it still stands on the list's day.
    public func isActive(on day: Day) -> Bool { ended.map { $0 > day } ?? true }
}

extension ListRow {
    /// Reads a row.
    /// - Throws: `invalid` with every fault of it.
    init(
        _ line: Int, _ values: [String], _ mapping: ColumnMapping, from source: ListSource, today: Day
    ) throws(AppError) {
        let text = { (field: ListField) in mapping.columns[field].map { Text.cleaned(values[$0]) } ?? "" }
        var faults: [Fault] = []
        self.line = line
        (name, unit) = (text(.name), text(.unit))
        for field in [name, unit] where Text.isLonger(field, than: Text.shortLimit) {
            faults.append(Fault("form.tooLong", ["limit": "\(Text.shortLimit)"]))
        }
        isEmergency = Self.isEmergency(text(.kind))
        var serial: SerialNumber?
        if !text(.serial).isEmpty {
            do { serial = try SerialNumber.parse(text(.serial)) } catch { faults += error.faults }
        }
        self.serial = serial
        var number: PersonIdentifier?
        // The alarm centre may have an emergency alarm as a customer without a number: that is to be found.
        let mayLackNumber = source == .alarmCentre && !text(.serial).isEmpty && text(.number).isEmpty
        if !isEmergency, !mayLackNumber {
            do { number = try PersonIdentifier.parse(text(.number), today: today) } catch {
                faults += error.faults
            }
        } else if serial == nil, faults.isEmpty {
            faults.append(Fault("device.serial.empty"))
        }
        self.number = number
        decided = Self.day(text(.decided), &faults)
        effectuated = Self.day(text(.effectuated), &faults)
        ended = Self.day(text(.ended), &faults)
        if let ended, let effectuated, ended < effectuated { faults.append(Fault("reconcile.daysOrder")) }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
    }

    private static func isEmergency(_ kind: String) -> Bool {
        let folded = Text.folded(kind)
        let isDenied = ["ej ", "inte ", "icke ", "not "].contains { folded.hasPrefix($0) }
        return !isDenied && ["akut", "emergency"].contains { folded.contains($0) }
    }

    /// `2026-11-20`, also with a time of day after it as spreadsheets add one, or `20261120`; nothing for no text.
    private static func day(_ text: String, _ faults: inout [Fault]) -> Day? {
        guard !text.isEmpty else { return nil }
        let digits = Array(text.utf8)
        if digits.count == 8, let year = digits[0..<4].asciiNumber, let month = digits[4..<6].asciiNumber,
            let day = digits[6..<8].asciiNumber, let found = Day(year: year, month: month, day: day)
        {
            return found
        }
        let isTimed = digits.count > 10 && [UInt8(ascii: " "), UInt8(ascii: "T")].contains(digits[10])
        if let found = Day(isTimed ? String(text.prefix(10)) : text) { return found }
        faults.append(Fault("reconcile.day"))
        return nil
    }
}
