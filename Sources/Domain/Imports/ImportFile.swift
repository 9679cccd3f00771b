/// A file to import: its known columns by name, and its rows.
public struct ImportFile: Sendable {
    /// More is refused, so that one import never holds up everybody's work for long; the file can be divided.
    public static let rowLimit = 200_000

    public struct Row: Sendable, Hashable {
        /// The line in the file, the header being line 1.
        public let line: Int
        public let values: [String: String]

        public subscript(column: String) -> String { values[column] ?? "" }
    }

    public let rows: [Row]
    /// Rows that have more or fewer values than the header.
    public let uneven: [Int]

    /// - Throws: `import.columns` naming every required column that is missing, `import.duplicateColumn`,
    ///   `import.tooMany`, and what `CSVReader` throws.
    public init(_ bytes: [UInt8], required: [String], optional: [String]) throws(AppError) {
        var reader = try CSVReader(bytes)
        guard let header = try reader.next() else { throw .invalid("import.empty") }
        let names = header.values.map { Text.cleaned($0).lowercased() }
        let missing = required.filter { !names.contains($0.lowercased()) }
        guard missing.isEmpty else {
            throw .invalid("import.columns", ["columns": missing.joined(separator: ", ")])
        }
        guard Set(names).count == names.count else { throw .invalid("import.duplicateColumn") }
        let columns = (required + optional).compactMap { column in
            names.firstIndex(of: column.lowercased()).map { (column, $0) }
        }
        var (rows, uneven): ([Row], [Int]) = ([], [])
        while let record = try reader.next() {
            guard rows.count + uneven.count < Self.rowLimit else {
                throw .invalid("import.tooMany", ["limit": String(Self.rowLimit)])
            }
            guard record.values.count == names.count else {
                uneven.append(record.line)
                continue
            }
            let values = columns.map { ($0.0, Text.cleaned(record.values[$0.1])) }
            rows.append(Row(line: record.line, values: Dictionary(uniqueKeysWithValues: values)))
        }
        self.rows = rows
        self.uneven = uneven
    }
}

/// What an import would do, or did, with each row.
public struct ImportPlan: Sendable {
    public enum Decision: Sendable, Hashable {
        case create, update, leave
        case refuse([Fault])
    }

    public private(set) var created: [Int] = []
    public private(set) var updated: [Int] = []
    public private(set) var left: [Int] = []
    public private(set) var refused: [(line: Int, faults: [Fault])] = []

    public init() {}

    public mutating func add(_ decision: Decision, line: Int) {
        switch decision {
        case .create: created.append(line)
        case .update: updated.append(line)
        case .leave: left.append(line)
        case .refuse(let faults): refused.append((line, faults))
        }
    }
}
