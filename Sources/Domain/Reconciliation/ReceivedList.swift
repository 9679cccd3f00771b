/// A list as another system had it on a day: all of its rows, or everything that is wrong with them.
public struct ReceivedList: Sendable {
    /// Something wrong with a row.
    public struct RowFault: Hashable, Sendable {
        /// In the file, whose header is line 1.
        public let line: Int
        public let fault: Fault
    }

    /// More faults than this are counted and not kept: who has so many mends the whole file.
    public static let faultLimit = 200

    public let source: ListSource
    /// The day that the list tells of; a row that ended that day stands no longer.
    public let asOf: Day
    public let mapping: ColumnMapping
    public private(set) var rows: [ListRow] = []
    public private(set) var faults: [RowFault] = []
    public private(set) var faultCount = 0

    /// How many rows the file has, sound or not.
    public var rowCount: Int { rows.count + refusedRows }
    private var refusedRows = 0

    /// Reads the form: `source`, `asOf`, and the columns where somebody has chosen them.
    /// - Throws: `invalid` at `source`, `asOf`, `file` and `column.<field>`; faults of single rows are in `faults`.
    public init(_ bytes: [UInt8], _ typed: Answers, today: Day) throws(AppError) {
        let (source, asOf) = try Self.head(typed, today: today)
        self.source = source
        self.asOf = asOf
        try ListEncoding.check(bytes)
        var reader = try Self.reader(bytes)
        guard let header = try Self.next(&reader) else { throw .invalid("import.empty", field: "file") }
        mapping = try ColumnMapping(typed, headers: header.values.map(Text.cleaned), from: source)
        try read(&reader, today: today)
        guard rowCount > 0 else { throw .invalid("reconcile.noRows", field: "file") }
    }

    /// The names of a file's columns, for choosing among them; none for a file that cannot be read.
    public static func headers(of bytes: [UInt8]) -> [String] {
        guard (try? ListEncoding.check(bytes)) != nil, var reader = try? CSVReader(bytes) else { return [] }
        return (try? reader.next())?.values.map(Text.cleaned) ?? []
    }

    private static func head(_ typed: Answers, today: Day) throws(AppError) -> (ListSource, Day) {
        var faults: [Fault] = []
        let (source, asOf) = (ListSource(rawValue: typed["source"]), Day(typed["asOf"]))
        if source == nil { faults.append(Fault("form.choose", field: "source")) }
        switch asOf {
        case nil:
            faults.append(Fault(typed["asOf"].isEmpty ? "form.required" : "form.day.wrong", field: "asOf"))
        case let day? where day > today: faults.append(Fault("form.day.future", field: "asOf"))
        default: break
        }
        guard faults.isEmpty, let source, let asOf else { throw AppError(.invalid, faults) }
        return (source, asOf)
    }

    private static func reader(_ bytes: [UInt8]) throws(AppError) -> CSVReader {
        do { return try CSVReader(bytes) } catch {
            throw AppError(.invalid, error.faults.map { $0.at("file") })
        }
    }

    private static func next(
        _ reader: inout CSVReader
    ) throws(AppError) -> (line: Int, values: [String])? {
        do { return try reader.next() } catch { throw AppError(.invalid, error.faults.map { $0.at("file") }) }
    }

    private mutating func read(_ reader: inout CSVReader, today: Day) throws(AppError) {
        var seen: [String: Int] = [:]
        while let record = try Self.next(&reader) {
            guard rowCount < ImportFile.rowLimit else {
                throw .invalid("import.tooMany", field: "file", ["limit": "\(ImportFile.rowLimit)"])
            }
            do throws(AppError) {
                guard record.values.count == mapping.headers.count else { throw .invalid("import.uneven") }
                let row = try ListRow(record.line, record.values, mapping, from: source, today: today)
                try requireNew(row, &seen)
                rows.append(row)
            } catch { refuse(record.line, error.faults) }
        }
    }

    /// A person may stand there again with what has ended; what stands, stands once.
    private func requireNew(_ row: ListRow, _ seen: inout [String: Int]) throws(AppError) {
        guard let number = row.number?.value, row.isActive(on: asOf) else { return }
        if let first = seen[number] {
            throw .invalid("reconcile.duplicatePerson", ["first": "\(first)"])
        }
        seen[number] = row.line
    }

    private mutating func refuse(_ line: Int, _ found: [Fault]) {
        refusedRows += 1
        faultCount += found.count
        let room = max(0, Self.faultLimit - faults.count)
        faults += found.prefix(room).map { RowFault(line: line, fault: $0) }
    }
}
