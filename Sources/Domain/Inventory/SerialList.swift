/// Serial numbers as they were typed or read by a scanner, one on each line.
public struct SerialList: Hashable, Sendable {
    public struct Line: Hashable, Sendable {
        /// From 1.
        public let number: Int
        public let serial: SerialNumber

        public init(number: Int, serial: SerialNumber) {
            self.number = number
            self.serial = serial
        }
    }

    public static let lineLimit = 2000

    /// Each serial once, where it stood first.
    public private(set) var lines: [Line] = []
    /// The lines that are no serial number, or repeat one, with why.
    public private(set) var faults: [(line: Int, fault: Fault)] = []

    public var serials: [SerialNumber] { lines.map(\.serial) }

    /// Blank lines are passed over, but counted.
    public init(_ text: String) {
        var seen: [SerialNumber: Int] = [:]
        let typed = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, part) in typed.enumerated() where !part.allSatisfy(\.isWhitespace) {
            do {
                let serial = try SerialNumber.parse(String(part))
                if let first = seen[serial] {
                    faults.append((index + 1, Self.repeated(serial, first: first)))
                } else {
                    seen[serial] = index + 1
                    lines.append(Line(number: index + 1, serial: serial))
                }
            } catch { faults += error.faults.map { (index + 1, $0) } }
        }
    }

    private static func repeated(_ serial: SerialNumber, first: Int) -> Fault {
        Fault("serials.repeated", ["serial": serial.text, "first": "\(first)"])
    }

    /// - Throws: `serials.line` for each line that cannot be read, `serials.none` for none, `serials.tooMany`.
    public static func read(_ text: String, field: String) throws(AppError) -> SerialList {
        let list = SerialList(text)
        if let first = list.faults.first {
            throw .invalid("serials.line", field: field, ["line": "\(first.line)"])
        }
        guard !list.lines.isEmpty else { throw .invalid("serials.none", field: field) }
        guard list.lines.count <= lineLimit else {
            throw .invalid("serials.tooMany", field: field, ["limit": "\(lineLimit)"])
        }
        return list
    }

    public static func == (left: SerialList, right: SerialList) -> Bool {
        left.lines == right.lines && left.faults.map(\.line) == right.faults.map(\.line)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(lines) }
}
