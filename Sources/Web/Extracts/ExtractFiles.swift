import Documents
import Domain
import Foundation
import HTTPBase
import Storage

/// Writes an extract as its files. The same draft gives the same bytes under the same settings.
struct ExtractFiles: Sendable {
    let draft: ExtractDraft
    let settings: Settings

    /// Rows beyond this stand in the other files: a paper of hundreds of pages helps nobody.
    static let rowsOnPaper = 5000

    private var text: ExtractText {
        ExtractText(
            head: ExtractHead(
                municipality: settings.municipality, scopeName: draft.scopeName, provider: draft.provider,
                moment: draft.moment, number: "\(draft.number) v\(draft.version)", madeBy: draft.madeBy,
                order: draft.order, digest: draft.digest))
    }

    func all() throws -> [ExtractFile] {
        try ExtractFormat.allCases.map { format in
            switch format {
            case .pdf: ExtractFile(format: .pdf, bytes: try pdf())
            case .csv: ExtractFile(format: .csv, bytes: try csv())
            case .xlsx: ExtractFile(format: .xlsx, bytes: try xlsx())
            }
        }
    }

    private func csv() throws -> [UInt8] {
        let bytes = Bytes()
        var file = ExtractCSV(text: text, dialect: settings.extractCSVForExcel ? .excel : .standard) {
            bytes.all += $0
        }
        try file.begin()
        for line in draft.content.customers { try file.append(line) }
        for alarm in draft.content.alarms { try file.append(alarm) }
        try file.finish()
        return bytes.all
    }

    private func xlsx() throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory
        let path = folder.appending(path: "extract-\(UUID().uuidString).xlsx").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let book = try ExtractWorkbook(text: text, at: path)
        try book.beginCustomers()
        for line in draft.content.customers { try book.append(line) }
        try book.beginAlarms()
        for alarm in draft.content.alarms { try book.append(alarm) }
        if draft.previous != nil { try book.append(draft.changes) }
        try book.finish(draft.content.totals)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw AppError(.unavailable, "document.failed")
        }
        return Array(data)
    }

    private func pdf() throws -> [UInt8] {
        try ExtractPaper(text: text).document(
            draft.content.totals, customers: draft.content.customers, alarms: draft.content.alarms,
            changes: draft.previous != nil ? draft.changes : nil
        ).pdf(createdAt: draft.moment.knownAt)
    }
}

/// Takes what a writer hands over.
private final class Bytes {
    var all: [UInt8] = []
}

/// An extract as one table without lead or totals, for machines (RFC 4180): every row says which extract it is of.
struct ExtractCSV {
    private let text: ExtractText
    private var writer: CSVWriter
    /// What every row of a customer or of an alarm begins with; made once, as there may be a million of them.
    private let customer: [Cell]
    private let emergency: [Cell]

    init(text: ExtractText, dialect: CSVWriter.Dialect = .standard, write: @escaping ([UInt8]) throws -> Void)
    {
        self.text = text
        writer = CSVWriter(dialect: dialect, write: write)
        let lead: [Cell] = [.text(text.number), .text(text.head.moment.asOf.iso8601)]
        customer = lead + [.text(text.words("extract.csv.customer"))]
        emergency = lead + [.text(text.words("extract.csv.emergency"))]
    }

    mutating func begin() throws {
        let words = text.words
        let columns =
            ["extract.csv.extract", "extract.csv.asOf", "extract.csv.kind"].map { words($0) }
            + text.customerColumns + [words("extract.serial")]
        try writer.append(columns.map { .text($0) })
    }

    mutating func append(_ line: AlarmCustomer) throws {
        let (from, association) = line.bond
        try writer.append(
            customer,
            [
                .text(text.words.name(line.shown)), .text(text.words.number(line.shown)), .text(line.unit),
                from,
                association, .empty,
            ])
    }

    mutating func append(_ alarm: EmergencyAlarm) throws {
        try writer.append(
            emergency,
            [
                .empty, .empty, .text(alarm.unit), .day(alarm.activeFrom.day), .empty,
                .text(alarm.serial.text),
            ])
    }

    mutating func finish() throws { try writer.finish() }
}

extension AlarmCustomer {
    /// Since when and by which association; of a coded row neither, as another month's file would tell whose it is.
    fileprivate var bond: (from: Cell, association: Cell) {
        isCoded ? (.empty, .empty) : (.day(activeFrom.day), .text(association.text))
    }
}

/// An extract as a workbook: the customers, the staff's alarms, the differences, and what it is of.
struct ExtractWorkbook {
    private let text: ExtractText
    private let book: Spreadsheet

    init(text: ExtractText, at path: String) throws {
        self.text = text
        book = try Spreadsheet(
            at: path,
            properties: .init(
                title: "\(text.title) \(text.number)", subject: text.title, author: text.head.municipality,
                company: text.head.municipality, createdAt: text.head.moment.knownAt))
    }

    func beginCustomers() throws {
        try begin(
            "extract.customers",
            zip(text.customerColumns, [34, 18, 30, 14, 34]).enumerated().map { index, column in
                .init(heading: column.0, width: column.1, kind: index == 3 ? .day : .text)
            })
    }

    func append(_ line: AlarmCustomer) throws {
        let words = text.words
        let (from, association) = line.bond
        try book.append([
            .text(words.name(line.shown)), .text(words.number(line.shown)), .text(line.unit), from,
            association,
        ])
    }

    func beginAlarms() throws {
        try begin(
            "extract.emergency",
            zip(text.alarmColumns, [24, 34, 14]).enumerated().map { index, column in
                .init(heading: column.0, width: column.1, kind: index == 2 ? .day : .text)
            })
    }

    func append(_ alarm: EmergencyAlarm) throws {
        try book.append([.text(alarm.serial.text), .text(alarm.unit), .day(alarm.activeFrom.day)])
    }

    func append(_ changes: [ReasonedChange]) throws {
        try begin(
            "extract.changes",
            zip(text.changeColumns, [30, 34, 18, 50]).map {
                .init(heading: $0, width: $1, kind: .text)
            })
        for line in changes { try book.append(text.cells(of: line).map { .text($0) }) }
    }

    func finish(_ totals: ExtractTotals) throws {
        let words = text.words
        try begin(
            "extract.sheet.about",
            [
                .init(heading: words("extract.totals"), width: 34, kind: .text),
                .init(heading: "", width: 14, kind: .number),
            ])
        try book.append([.text(words("extract.total")), .number(totals.total)])
        try book.append([.text(words("extract.emergency")), .number(totals.emergencyAlarms)])
        try book.append([.text(words("extract.billable")), .number(totals.billable)])
        try book.finish()
    }

    private func begin(_ key: String, _ columns: [SheetSetup.Column]) throws {
        let words = text.words
        var lead = text.facts.map { SheetSetup.Lead(label: $0.term, value: .text($0.value)) }
        lead.insert(.init(label: text.title, value: .text(text.number)), at: 0)
        if let digest = text.head.digest {
            lead.append(.init(label: words("extract.seal"), value: .text(digest)))
        }
        try book.begin(
            SheetSetup(
                name: words(key), lead: lead, columns: columns, secrecyLabel: words("extract.secrecy"),
                pageCount: words("extract.page"), orientation: .landscape))
    }
}

/// An extract on paper.
struct ExtractPaper {
    let text: ExtractText

    func document(
        _ totals: ExtractTotals, customers: [AlarmCustomer], alarms: [EmergencyAlarm],
        changes: [ReasonedChange]?
    ) -> ExtractDocument {
        let words = text.words
        let isShort = totals.customers <= ExtractFiles.rowsOnPaper
        var sections = [
            ExtractDocument.Section(
                heading: words("extract.customers"),
                lead: customers.isEmpty
                    ? words("extract.customers.none")
                    : isShort ? "" : words("extract.rows.many", ["count": "\(totals.customers)"]),
                columns: Array(text.customerColumns.dropLast()), shares: [4, 3, 4, 2],
                rows: isShort ? customers.map { text.cells(of: $0).dropLast() } : []),
            ExtractDocument.Section(
                heading: words("extract.emergency"),
                lead: words(alarms.isEmpty ? "extract.emergency.none" : "extract.emergency.lead"),
                columns: text.alarmColumns, shares: [3, 4, 2], rows: alarms.map(text.cells)),
        ]
        if let changes {
            sections.append(
                .init(
                    heading: words("extract.changes"),
                    lead: changes.isEmpty ? words("extract.changes.none") : "",
                    columns: text.changeColumns, shares: [3, 3, 2, 4], rows: changes.map(text.cells)))
        }
        return ExtractDocument(
            language: .swedish, municipality: text.head.municipality, title: text.title, number: text.number,
            secrecy: words("extract.secrecy"), pageCount: words("extract.page"), facts: text.facts,
            totalsHeading: words("extract.totals"), totals: text.totals(totals), sections: sections,
            seal: text.head.digest.map { words("extract.seal.text", ["digest": $0]) } ?? "")
    }
}
