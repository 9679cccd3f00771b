/// Which column of a list tells what.
public struct ColumnMapping: Hashable, Sendable {
    /// The first row, as it is written.
    public let headers: [String]
    /// Counted from 0.
    public let columns: [ListField: Int]

    /// What the headers' names tell; where several columns could be meant, none is taken.
    public init(guessing headers: [String], from source: ListSource) {
        self.init(headers: headers, columns: Self.guesses(headers, source))
    }

    private init(headers: [String], columns: [ListField: Int]) {
        self.headers = headers
        self.columns = columns
    }

    private static func guesses(_ headers: [String], _ source: ListSource) -> [ListField: Int] {
        let folded = headers.map { Text.folded($0).filter { $0.isLetter || $0.isNumber } }
        var columns: [ListField: Int] = [:]
        for field in source.fields {
            let places = folded.indices.filter { field.headers.contains(folded[$0]) }
            if places.count == 1 { columns[field] = places[0] }
        }
        return columns
    }

    /// What somebody has chosen, and for the rest what the headers tell.
    /// - Parameter typed: a column's header, or its place from 1, at `column.<field>`; `-` for none.
    /// - Throws: `invalid` with every fault: a column that is not there, one that tells two things, and one that is
    ///   needed and not known.
    public init(_ typed: Answers, headers: [String], from source: ListSource) throws(AppError) {
        var (columns, faults): ([ListField: Int], [Fault]) = (Self.guesses(headers, source), [])
        for field in source.fields {
            let chosen = typed[field.formName]
            if chosen.isEmpty { continue }
            columns[field] = nil
            if chosen == Self.none { continue }
            guard let place = Self.place(of: chosen, in: headers) else {
                faults.append(Fault("reconcile.column.unknown", field: field.formName))
                continue
            }
            columns[field] = place
        }
        for field in source.required where columns[field] == nil {
            if faults.contains(where: { $0.field == field.formName }) { continue }
            faults.append(Fault("reconcile.column.missing.\(field.rawValue)", field: field.formName))
        }
        for field in source.fields {
            let others = source.fields.prefix { $0 != field }
            guard let place = columns[field], others.contains(where: { columns[$0] == place }) else {
                continue
            }
            faults.append(
                Fault("reconcile.column.twice", field: field.formName, ["column": headers[place]]))
        }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        self.init(headers: headers, columns: columns)
    }

    /// Written where no column tells it.
    public static let none = "-"

    /// How the form names a column: by its header, so that the choice stays with it when the file is mended; by its place
    /// from 1 where the header is empty or stands twice.
    public static func name(of place: Int, in headers: [String]) -> String {
        let header = headers[place]
        return header.isEmpty || headers.count(where: { $0 == header }) > 1 ? "\(place + 1)" : header
    }

    private static func place(of chosen: String, in headers: [String]) -> Int? {
        let named = headers.indices.filter { Text.folded(headers[$0]) == Text.folded(chosen) }
        if named.count == 1 { return named[0] }
        return Int(chosen).flatMap { headers.indices.contains($0 - 1) ? $0 - 1 : nil }
    }
}
