import Documents
import Domain
import Foundation
import HTTPBase
import Storage

/// Writes an extract straight to a file, row by row, without sealing it: memory does not grow with the rows.
public struct ExtractExport: Sendable {
    public let scope: ExtractScope
    public let moment: ExtractMoment
    public let format: ExtractFormat
    /// Of CSV: as Excel opens it without asking; `nil` where the municipality's setting decides.
    public let isForExcel: Bool?

    public init(scope: ExtractScope, moment: ExtractMoment, format: ExtractFormat, isForExcel: Bool? = nil) {
        self.scope = scope
        self.moment = moment
        self.format = format
        self.isForExcel = isForExcel
    }

    /// - Parameter progress: called with how many rows are written, now and then.
    /// - Returns: what was counted.
    public func write(
        to path: String, reading: Reader, progress: (Int) -> Void
    ) throws -> ExtractTotals {
        let (names, settings) = (try reading.extractNames(of: scope), try reading.settings())
        let text = ExtractText(
            head: ExtractHead(
                municipality: settings.municipality, scopeName: names.scope,
                provider: names.provider, moment: moment, number: nil, madeBy: reading.actor.name, order: nil,
                digest: nil))
        return switch format {
        case .csv:
            try writeCSV(
                text, isForExcel ?? settings.extractCSVForExcel ? .excel : .standard, to: path, reading,
                progress)
        case .xlsx: try writeXLSX(text, to: path, reading, progress)
        case .pdf: try writePDF(text, to: path, reading, progress)
        }
    }

    private func writeCSV(
        _ text: ExtractText, _ dialect: CSVWriter.Dialect, to path: String, _ reading: Reader,
        _ progress: (Int) -> Void
    ) throws -> ExtractTotals {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw AppError(.unavailable, "document.failed") }
        defer { try? file.close() }
        var csv = ExtractCSV(text: text, dialect: dialect) {
            try file.write(contentsOf: Data($0))
        }
        try csv.begin()
        var count = 0
        try reading.eachCustomer(of: scope, at: moment) { line in
            try csv.append(line)
            count += 1
            if count.isMultiple(of: Self.step) { progress(count) }
        }
        let alarms = try reading.emergencyAlarms(of: scope, at: moment)
        for alarm in alarms { try csv.append(alarm) }
        try csv.finish()
        try file.synchronize()
        return ExtractTotals(customers: count, emergencyAlarms: alarms.count)
    }

    private func writeXLSX(
        _ text: ExtractText, to path: String, _ reading: Reader, _ progress: (Int) -> Void
    ) throws -> ExtractTotals {
        let book = try ExtractWorkbook(text: text, at: path)
        try book.beginCustomers()
        var count = 0
        try reading.eachCustomer(of: scope, at: moment) { line in
            try book.append(line)
            count += 1
            if count.isMultiple(of: Self.step) { progress(count) }
        }
        let alarms = try reading.emergencyAlarms(of: scope, at: moment)
        try book.beginAlarms()
        for alarm in alarms { try book.append(alarm) }
        let totals = ExtractTotals(customers: count, emergencyAlarms: alarms.count)
        try book.finish(totals)
        return totals
    }

    private func writePDF(
        _ text: ExtractText, to path: String, _ reading: Reader, _ progress: (Int) -> Void
    ) throws -> ExtractTotals {
        var (count, shown): (Int, [AlarmCustomer]) = (0, [])
        try reading.eachCustomer(of: scope, at: moment) { line in
            count += 1
            if count <= ExtractFiles.rowsOnPaper { shown.append(line) }
            if count.isMultiple(of: Self.step) { progress(count) }
        }
        let alarms = try reading.emergencyAlarms(of: scope, at: moment)
        let totals = ExtractTotals(customers: count, emergencyAlarms: alarms.count)
        let document = ExtractPaper(text: text).document(
            totals, customers: shown, alarms: alarms, changes: nil)
        let bytes = try document.pdf(createdAt: moment.knownAt)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return totals
    }

    private static let step = 20_000
}
