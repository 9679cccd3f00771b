import Foundation

/// What other programs read out of a PDF: an independent witness of what was written.
struct Poppler {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let pdf: [UInt8]

    init(_ pdf: [UInt8]) { self.pdf = pdf }

    /// The text as it stands on the pages.
    func text() throws -> String { try run("pdftotext", "-layout", "-enc", "UTF-8", file, "-") }

    /// The text of each page by itself.
    func pages() throws -> [String] {
        try text().split(separator: "\u{0C}", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// The text as readers say it: every element of the structure on a line of its own.
    func structure() throws -> String { try run("pdfinfo", "-struct-text", file) }

    /// What `pdfinfo` says of the document, by its names: `Title`, `Pages`, `Tagged` …
    func info() throws -> [String: String] {
        let lines = try run("pdfinfo", file).split(separator: "\n").map {
            $0.split(separator: ":", maxSplits: 1)
        }
        let entries = lines.filter { $0.count == 2 }.map { line in
            (String(line[0]), line[1].trimmingCharacters(in: .whitespaces))
        }
        return Dictionary(entries) { first, _ in first }
    }

    /// Each font's line: name, type, encoding, then `emb`, `sub` and `uni` as `yes` or `no`.
    func fonts() throws -> [String] {
        try run("pdffonts", file).split(separator: "\n").dropFirst(2).map(String.init)
    }

    /// The sizes of type in use, in whole points.
    func sizesOfType() throws -> [Int] {
        let xml = try run("pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", file)
        return xml.matches(of: /<fontspec id="\d+" size="(\d+)"/).compactMap { Int($0.output.1) }
    }

    /// A piece of text and where it stands on its page, in points from the top left corner.
    struct Place {
        let text: String
        let left: Double
        let top: Double
        let right: Double
        let bottom: Double
    }

    func places() throws -> [Place] {
        let word = /<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)<\/word>/
        return try run("pdftotext", "-bbox", "-enc", "UTF-8", file, "-").matches(of: word).compactMap {
            match in
            let (_, xMin, yMin, xMax, yMax, text) = match.output
            guard let left = Double(xMin), let top = Double(yMin), let right = Double(xMax),
                let bottom = Double(yMax)
            else { return nil }
            return Place(text: String(text), left: left, top: top, right: right, bottom: bottom)
        }
    }

    /// What a reader of codes finds on each label of the sheets, drawn at 200 dots to the inch: 3 × 8 on a page. It is given
    /// one at a time, for of many in one picture it overlooks some.
    func codes(pages: Int) throws -> [String] {
        let look = """
            for page in $(seq 1 \(pages)); do for i in $(seq 0 23); do
            pdftoppm -r 200 -png -singlefile -f $page -l $page -x $((i % 3 * 1654 / 3)) -y $((i / 3 * 2339 / 8)) \\
            -W 551 -H 292 \(file) label; zbarimg --nodbus --quiet --raw label.png; done; done; true
            """
        return try run("bash", "-c", look).split(separator: "\n").map(String.init)
    }

    /// The plain PDF objects, for what no tool prints.
    var source: String { String(decoding: pdf, as: UTF8.self) }

    private let file = "document.pdf"

    private func run(_ tool: String, _ arguments: String...) throws -> String {
        let folder = URL.temporaryDirectory.appending(path: "documents-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(pdf).write(to: folder.appending(path: file))

        let process = Process()
        let (output, complaints) = (Pipe(), Pipe())
        process.executableURL = try Self.find(tool)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = output
        process.standardError = complaints
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = complaints.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0, complaint.isEmpty else {
            throw Failure(description: "\(tool): " + String(decoding: complaint, as: UTF8.self))
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func find(_ tool: String) throws -> URL {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let candidates = folders.map { URL(filePath: String($0)).appending(path: tool) }
        guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
        else {
            throw Failure(
                description:
                    "\(tool) is missing: these tests need the Debian packages poppler-utils and zbar-tools")
        }
        return found
    }
}
