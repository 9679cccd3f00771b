/// A routine file as a tree of texts: what it says, without YAML's guesses at which texts are numbers,
/// dates or truths (`no` is a word, not a falsehood).
struct RoutineNode: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        case text(String)
        case list([RoutineNode])
        case mapping([Entry])
    }

    struct Entry: Hashable, Sendable {
        let key: String
        /// Where the key stands.
        let line: Int
        let value: RoutineNode
    }

    let content: Content
    let line: Int
}

/// Where each part of the tree stands.
struct RoutinePlaces {
    private var lines: [String: Int] = ["": 1]
    private var names: [String: String] = ["": ""]

    init(_ root: RoutineNode?) {
        if let root { walk(root, path: "", name: "") }
    }

    /// The line and the readable name of a path; of what should have held it, where it is missing itself.
    func find(_ path: String) -> (line: Int, name: String) {
        if let line = lines[path], let name = names[path] { return (line, name) }
        guard let end = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return (1, path) }
        let (line, name) = find(String(path[..<end]))
        return (line, name + path[end...])
    }

    private mutating func walk(_ node: RoutineNode, path: String, name: String) {
        switch node.content {
        case .text: break
        case .list(let items):
            for (index, item) in items.enumerated() {
                let label = item.ownName.map { ".\($0)" } ?? "[\(index)]"
                note(item, path: "\(path)[\(index)]", name: name + label, line: item.line)
            }
        case .mapping(let entries):
            for entry in entries {
                let dot = path.isEmpty ? "" : "."
                note(
                    entry.value, path: path + dot + entry.key, name: name + dot + entry.key, line: entry.line)
            }
        }
    }

    private mutating func note(_ node: RoutineNode, path: String, name: String, line: Int) {
        // Of a key that stands twice the first one counts.
        guard lines[path] == nil else { return }
        lines[path] = line
        names[path] = name
        walk(node, path: path, name: name)
    }
}

extension RoutineNode {
    /// What a party, a duty or a field is called: the text of its own `key`.
    fileprivate var ownName: String? {
        guard case .mapping(let entries) = content,
            case .text(let text)? = entries.first(where: { $0.key == "key" })?.value.content
        else { return nil }
        return Naming.isName(text) ? text : nil
    }
}
