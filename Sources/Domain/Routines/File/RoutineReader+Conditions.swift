/// Conditions: `when: {equals: {lockNeeded: "yes"}}`, `{answered: note}`, `{not: …}`, `{any: […]}`, `{all: […]}`.
extension RoutineReader {
    static let deepestCondition = 8

    func condition(of section: Section) -> Condition? {
        section.optional("when").map { condition($0, at: section.place("when"), depth: 1) }
    }

    private func condition(_ node: RoutineNode, at path: String, depth: Int) -> Condition {
        let kinds = ["answered", "equals", "any", "all", "not"]
        let none = Condition.all([])
        guard depth <= Self.deepestCondition else {
            faults.add(.conditionTooDeep, at: path, ["limit": "\(Self.deepestCondition)"])
            return none
        }
        let part = section(node, path, kinds)
        guard case .mapping(let entries) = node.content else { return none }
        guard entries.count == 1, let entry = entries.first else {
            faults.add(.notOneCondition, at: path, ["allowed": kinds.joined(separator: ", ")])
            return none
        }
        let within = { condition($0, at: $1, depth: depth + 1) }
        return switch entry.key {
        case "answered": .answered(part.text("answered"))
        case "equals": equals(entry.value, at: part.place("equals"))
        case "any": .any(part.list("any", within))
        case "all": .all(part.list("all", within))
        case "not": .not(within(entry.value, part.place("not")))
        default: none
        }
    }

    private func equals(_ node: RoutineNode, at path: String) -> Condition {
        guard case .mapping(let entries) = node.content, entries.count == 1, let entry = entries.first else {
            faults.add(.notOneAnswer, at: path)
            return .all([])
        }
        return .equals(entry.key, faults.text(entry.value, at: path + "." + entry.key))
    }
}
