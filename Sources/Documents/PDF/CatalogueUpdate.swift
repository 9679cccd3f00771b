import Foundation

/// What cairo leaves out of the PDF's catalogue: that the document is tagged, its language, and that readers
/// show its title; and that a table's headings head their columns; and the language
/// of a section. Appended as an incremental update (ISO
/// 32000-1, 7.5.6), so that not a byte of what cairo wrote moves.
struct CatalogueUpdate {
    let language: PrintLanguage
    /// The language of each section, where a document has sections in several, in their order.
    var sections: [PrintLanguage] = []

    /// `pdf` with the update, or as it is where its end is not as cairo writes it.
    func appended(to pdf: [UInt8]) -> [UInt8] {
        guard let file = PDFFile(pdf), let catalogue = file.object(file.root) else { return pdf }
        var update = Update(base: pdf, file: file)
        update.replace(file.root, with: completed(catalogue))
        for number in file.offsets.indices where file.object(number, beginsWith: Self.tableHeading) {
            guard let heading = file.object(number) else { continue }
            let rest = heading.dropFirst(Self.tableHeading.count)
            update.replace(number, with: Self.tableHeading + "   /A << /O /Table /Scope /Column >>\n" + rest)
        }
        let found = file.offsets.indices.filter { file.object($0, beginsWith: Self.section) }
        for (number, language) in zip(found, sections) {
            guard let section = file.object(number) else { continue }
            let rest = section.dropFirst(Self.section.count)
            update.replace(number, with: Self.section + "   /Lang (\(language.tag))\n" + rest)
        }
        return update.finished()
    }

    private static let section = "<< /Type /StructElem\n   /S /Sect\n"
    private static let tableHeading = "<< /Type /StructElem\n   /S /TH\n"

    private func completed(_ catalogue: String) -> String {
        guard let end = catalogue.range(of: ">>", options: .backwards) else { return catalogue }
        var added = "   /Lang (\(language.tag))\n   /ViewerPreferences << /DisplayDocTitle true >>\n"
        if !catalogue.contains("/MarkInfo") { added += "   /MarkInfo << /Marked true >>\n" }
        return catalogue.replacingCharacters(in: end.lowerBound..<end.lowerBound, with: added)
    }

    /// Objects in a new version each, behind the first file's end, and the table that finds them.
    private struct Update {
        private var bytes: [UInt8]
        private var places: [(number: Int, offset: Int)] = []
        private let file: PDFFile

        init(base: [UInt8], file: PDFFile) {
            bytes = base
            self.file = file
        }

        mutating func replace(_ number: Int, with object: String) {
            places.append((number, bytes.count))
            bytes += Array("\(number) 0 obj\n\(object)\nendobj\n".utf8)
        }

        func finished() -> [UInt8] {
            var table = "xref\n"
            for (number, offset) in places.sorted(by: { $0.number < $1.number }) {
                let digits = String(offset)
                table += "\(number) 1\n" + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
                table += " 00000 n \n"
            }
            table += "trailer\n<< /Size \(file.offsets.count)\n   /Root \(file.root) 0 R\n"
            table += file.info.map { "   /Info \($0) 0 R\n" } ?? ""
            table += "   /Prev \(file.tableOffset)\n>>\nstartxref\n\(bytes.count)\n%%EOF\n"
            return bytes + Array(table.utf8)
        }
    }
}
