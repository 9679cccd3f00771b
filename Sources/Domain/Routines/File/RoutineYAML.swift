import Foundation
import Yams

/// Reads YAML into a `RoutineNode`. The only file that knows Yams.
struct RoutineYAML {
    static let deepest = 32
    private static let mostAliases = 10
    private static let mostTwins = 20

    let faults: FaultList

    /// `nil` where the text is not one document of plain YAML; the reason is then among the faults.
    func tree(of text: String) -> RoutineNode? {
        let text = Self.withoutWindowsMarks(text)
        if let line = Self.lineOfTooManyAliases(in: text) {
            faults.add(.anchor, at: "", line: line)
            return nil
        }
        do {
            return try plainTree(of: text)
        } catch let error as YamlError {
            report(error, in: text)
        } catch {
            faults.add(.syntax, at: "", ["reason": "\(error)"])
        }
        return nil
    }

    /// Windows editors may begin the file with a byte order mark and end its lines with two characters.
    private static func withoutWindowsMarks(_ text: String) -> String {
        let isMarked = text.unicodeScalars.first == "\u{FEFF}"
        let rest = isMarked ? String(text.unicodeScalars.dropFirst()) : text
        return rest.replacing("\r\n", with: "\n")
    }

    /// Aliases multiply: ten lines of them can stand for a million. So they are counted before anything is
    /// built, by what stands before each asterisk; one in running text is seldom counted.
    private static func lineOfTooManyAliases(in text: String) -> Int? {
        let newline = UInt8(ascii: "\n")
        let openers = Set("\n\r-?:[{,".utf8)
        var (line, count, previous) = (1, 0, newline)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "*"), openers.contains(previous) || previous > 127 { count += 1 }
            if count > mostAliases { return line }
            if byte == newline { line += 1 }
            if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") { previous = byte }
        }
        return nil
    }

    private func plainTree(of text: String) throws -> RoutineNode? {
        let (parser, root) = try composed(text)
        guard let root else {
            faults.add(.empty, at: "")
            return nil
        }
        let before = faults.all.count
        // Nodes hold their anchors weakly; the parser owns them.
        let tree = withExtendedLifetime(parser) { node(root, at: "", depth: 1) }
        let isPlain = !faults.all[before...].contains { $0.kind == .anchor || $0.kind == .tooDeep }
        return isPlain ? tree : nil
    }

    /// Yams stops at two equal keys in one mapping and tells where the first one is.
    private func composed(_ text: String, twins: Int = 0) throws -> (Parser, Node?) {
        do {
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            return (parser, try parser.singleRoot())
        } catch YamlError.duplicatedKeysInMapping(let names, let context) {
            guard twins < Self.mostTwins, let name = names.first,
                let marked = TwinKeys.marking(
                    name, afterLine: context.mark.line, column: context.mark.column, in: text)
            else { throw YamlError.duplicatedKeysInMapping(duplicates: names, context: context) }
            return try composed(marked, twins: twins + 1)
        }
    }

    private func node(_ yaml: Node, at path: String, depth: Int) -> RoutineNode {
        let line = yaml.mark?.line ?? 1
        if yaml.anchor != nil {
            faults.add(.anchor, at: "", line: line)
        } else if depth > Self.deepest {
            faults.add(.tooDeep, at: "", ["limit": "\(Self.deepest)"], line: line)
        } else {
            return RoutineNode(content: content(of: yaml, at: path, depth: depth), line: line)
        }
        return RoutineNode(content: .text(""), line: line)
    }

    private func content(of yaml: Node, at path: String, depth: Int) -> RoutineNode.Content {
        switch yaml {
        case .scalar(let scalar):
            let isNull = scalar.style == .plain && ["~", "null", "Null", "NULL"].contains(scalar.string)
            return .text(isNull ? "" : scalar.string)
        case .sequence(let items):
            return .list(items.enumerated().map { node($1, at: "\(path)[\($0)]", depth: depth + 1) })
        case .mapping(let pairs):
            return .mapping(entries(of: pairs, at: path, depth: depth))
        case .alias:
            return .text("")
        }
    }

    private func entries(of pairs: Node.Mapping, at path: String, depth: Int) -> [RoutineNode.Entry] {
        var seen: Set<String> = []
        return pairs.compactMap { key, value in
            let line = key.mark?.line ?? 1
            guard case .scalar(let scalar) = key, key.anchor == nil else {
                faults.add(key.anchor == nil ? .keyNotText : .anchor, at: path, line: line)
                return nil
            }
            let name = TwinKeys.unmarked(scalar.string)
            if !seen.insert(name).inserted {
                faults.add(.duplicateKey, at: path, ["name": name], line: line)
            }
            let place = path.isEmpty ? name : path + "." + name
            return RoutineNode.Entry(key: name, line: line, value: node(value, at: place, depth: depth + 1))
        }
    }

    private func report(_ error: YamlError, in text: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            // Its own words for this tell of a setting that nobody here can reach.
            let isDeep = problem.hasPrefix("Maximum nesting")
            if isDeep { return faults.add(.tooDeep, at: "", ["limit": "\(Self.deepest)"], line: mark.line) }
            faults.add(.syntax, at: "", ["reason": problem], line: mark.line)
        case .reader(let problem, let offset, _, _):
            let line = text.prefix(offset ?? 0).reduce(1) { $1.isNewline ? $0 + 1 : $0 }
            faults.add(.syntax, at: "", ["reason": problem], line: line)
        case .duplicatedKeysInMapping(let names, let context):
            for name in names.map(TwinKeys.unmarked) {
                faults.add(.duplicateKey, at: "", ["name": name], line: context.mark.line)
            }
        default:
            faults.add(.syntax, at: "", ["reason": "\(error)"])
        }
    }
}
