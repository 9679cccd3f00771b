/// Small changes to a file that leave every other byte of it as its author wrote it.
extension RoutineFile {
    /// The same text with a new edition's name, revised on `day`. Where the text is written in some way that
    /// hinders this, it is left as it is, and its author changes it by hand.
    public func begun(as edition: String, on day: Day) -> RoutineFile {
        var lines = FileLines(text)
        guard let tree = tree(into: FaultList()), let name = tree.entry("edition") else { return self }
        guard lines.replaceValue(of: "edition", at: name.line, with: Self.quoted(edition)) else {
            return self
        }
        if let document = tree.entry("document") { lines.setRevised(day, in: document) }
        let begun = RoutineFile(name: self.name, text: lines.text)
        let own: Set<String> = ["edition", "document"]
        let isSound =
            begun.said?["edition"] == .text(edition) && begun.said?.without(own) == said?.without(own)
            && begun.said?["document"]?.without(["revisedOn"]) == said?["document"]?.without(["revisedOn"])
        return isSound ? begun : self
    }

    /// The same text with one more entry at the head of its change log.
    /// - Throws: `invalid` where the text is written in some way that hinders this.
    public func adding(_ entry: ChangeLogEntry) throws(AppError) -> RoutineFile {
        let written = Self.flow(entry)
        guard let tree = tree(into: FaultList()) else {
            throw .invalid("edition.news.byHand", field: "newsSv")
        }
        var lines = FileLines(text)
        if let log = tree.entry("changeLog") {
            lines.insert(written, intoListAt: log.line)
        } else {
            lines.append(["changeLog:", "  - \(written)"])
        }
        let grown = RoutineFile(name: name, text: lines.text)
        let old = said?["changeLog"]?.items ?? []
        guard grown.said?.without(["changeLog"]) == said?.without(["changeLog"]),
            grown.said?["changeLog"]?.items == [Said(entry)] + old,
            Set(grown.problems().map(\.key)).isSubset(of: problems().map(\.key))
        else { throw .invalid("edition.news.byHand", field: "newsSv") }
        return grown
    }

    private static func flow(_ entry: ChangeLogEntry) -> String {
        "{day: \(entry.day), text: {sv: \(quoted(entry.text.sv)), en: \(quoted(entry.text.en))}}"
    }

    /// A text between quotation marks (YAML 1.2, 7.3.1), on one line whatever it holds.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            default: quoted += isPrinting(scalar) ? String(scalar) : escaped(scalar)
            }
        }
        return quoted + "\""
    }

    private static func isPrinting(_ scalar: Unicode.Scalar) -> Bool {
        ![.control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator]
            .contains(scalar.properties.generalCategory)
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}

extension Said {
    init(_ entry: ChangeLogEntry) {
        let text = BilingualText(sv: Text.cleaned(entry.text.sv), en: Text.cleaned(entry.text.en))
        self = .mapping([
            Part(key: "day", value: .text(entry.day.description)), Part(key: "text", value: .bilingual(text)),
        ])
    }
}

extension RoutineNode {
    fileprivate func entry(_ key: String) -> Entry? {
        if case .mapping(let entries) = content { entries.first { $0.key == key } } else { nil }
    }
}

/// A text as its lines, each with whatever stands at its end but the line feed.
private struct FileLines {
    private var lines: [String]

    init(_ text: String) {
        lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    var text: String { lines.joined(separator: "\n") }

    /// The carriage return that lines of a file from Windows end with.
    private func ending(of line: String) -> String { line.utf8.last == UInt8(ascii: "\r") ? "\r" : "" }

    /// Of a key with a value on its own line; `line` is counted from 1. What follows the value stays.
    mutating func replaceValue(of key: String, at line: Int, with value: String) -> Bool {
        guard lines.indices.contains(line - 1) else { return false }
        let old = lines[line - 1]
        let pattern =
            #/^(\u{FEFF}?[ ]*(?:"[a-zA-Z]+"|[a-zA-Z]+)[ ]*:[ ]+)("[^"\\]*"|'[^']*'|[^"'#\s][^#\r]*?)([ ]*(?:[ ]#[^\r]*)?\r?)$/#
        guard let match = old.wholeMatch(of: pattern), match.1.contains(key) else { return false }
        lines[line - 1] = String(match.1) + value + String(match.3)
        return true
    }

    mutating func setRevised(_ day: Day, in document: RoutineNode.Entry) {
        guard case .mapping(let parts) = document.value.content, let first = parts.first,
            first.line > document.line, lines.indices.contains(first.line - 1)
        else { return }
        if let known = parts.first(where: { $0.key == "revisedOn" }) {
            _ = replaceValue(of: "revisedOn", at: known.line, with: day.description)
        } else {
            let line = lines[first.line - 1]
            let indent = line.prefix { $0 == " " }
            lines.insert(indent + "revisedOn: \(day)" + ending(of: line), at: first.line - 1)
        }
    }

    /// Into a list that begins at its key's line or further down, in block or in flow style.
    mutating func insert(_ item: String, intoListAt line: Int) {
        for index in lines.indices.dropFirst(line - 1) {
            let content = lines[index].drop { $0 == " " }
            if index == line - 1 {
                if let bracket = content.firstRange(of: "[") {
                    return insert(item, after: bracket, in: index)
                }
            } else if content.hasPrefix("- ") || content == "-" || content == "-\r" {
                let indent = lines[index].prefix { $0 == " " }
                return lines.insert("\(indent)- \(item)\(ending(of: lines[index]))", at: index)
            } else if content.hasPrefix("[") {
                return insert(
                    item, after: content.startIndex..<content.index(after: content.startIndex), in: index)
            } else if !content.isEmpty, content != "\r", !content.hasPrefix("#") {
                return
            }
        }
    }

    private mutating func insert(_ item: String, after bracket: Range<Substring.Index>, in index: Int) {
        let rest = lines[index][bracket.upperBound...]
        let isEmpty = rest.drop { $0 == " " }.hasPrefix("]")
        lines[index] = lines[index][..<bracket.upperBound] + item + (isEmpty ? "" : ", ") + rest
    }

    mutating func append(_ more: [String]) {
        let ending = lines.first.map { self.ending(of: $0) } ?? ""
        if lines.last == "" { lines.removeLast() }
        lines += more.map { $0 + ending } + [""]
    }
}
