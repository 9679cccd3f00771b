/// Reads single parts, wherever they stand: in a mapping or in a list.
extension FaultList {
    /// Without blanks at its ends; empty where it is no text.
    func text(_ node: RoutineNode, at path: String) -> String {
        guard case .text(let text) = node.content else {
            add(.expectedText, at: path)
            return ""
        }
        let cleaned = Text.cleaned(text)
        if cleaned.isEmpty { add(.emptyText, at: path) }
        return cleaned
    }

    func word(_ node: RoutineNode, of allowed: [String], at path: String) -> String? {
        let word = text(node, at: path)
        if allowed.contains(word) { return word }
        if !word.isEmpty {
            add(.unknownValue, at: path, ["value": word, "allowed": allowed.joined(separator: ", ")])
        }
        return nil
    }

    /// `{sv: …, en: …}`, both written.
    func bilingual(_ node: RoutineNode, at path: String) -> BilingualText {
        let languages = Language.allCases.map(\.rawValue)
        let section = Section(node, at: path, keys: languages, into: self)
        guard case .mapping = node.content else { return BilingualText(sv: "", en: "") }
        for language in languages where !section.has(language) {
            add(.missingTranslation, at: path, ["language": language])
        }
        return BilingualText(
            sv: section.optionalText(Language.swedish.rawValue) ?? "",
            en: section.optionalText(Language.english.rawValue) ?? "")
    }

    func list<Item>(
        _ node: RoutineNode, at path: String, mayBeEmpty: Bool, _ read: (RoutineNode, String) -> Item
    ) -> [Item] {
        guard case .list(let nodes) = node.content else {
            add(.expectedList, at: path)
            return []
        }
        if nodes.isEmpty, !mayBeEmpty { add(.emptyList, at: path) }
        return nodes.enumerated().map { read($1, "\(path)[\($0)]") }
    }
}
