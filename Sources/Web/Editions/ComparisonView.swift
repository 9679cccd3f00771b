import Domain
import HTTPBase

/// What differs between two editions, part by part, with what stood and what stands.
struct ComparisonView: Component {
    let comparison: RoutineComparison
    let old: RoutineEdition
    let new: RoutineEdition
    let words: Words

    private var language: Language { words.language }

    var html: HTML {
        guard !comparison.changes.isEmpty else { return "<p>\(words("compare.nothing"))</p>" }
        var parts: [String] = []
        for change in comparison.changes where parts.last != change.part { parts.append(change.part) }
        return "\(each: parts, part)"
    }

    private func part(_ part: String) -> HTML {
        let changes = comparison.changes.filter { $0.part == part }
        return """
            \(Heading(.text(words.ifAny("compare.part.\(part)") ?? part), level: .two))\
            <ul class="plain changes">\(each: changes, { "<li>\(change($0))</li>" })</ul>
            """
    }

    private func change(_ change: RoutineComparison.Change) -> HTML {
        let tone: Tone =
            switch change.kind {
            case .added: .done
            case .removed: .danger
            case .changed, .moved: .attention
            }
        let title = change.title?(language) ?? change.name
        let rows = change.details.map { detail in
            DefinitionList.Row(aspect(detail.aspect), "\(text(detail, of: change))")
        }
        return """
            \(Badge(text: words("compare.kind.\(change.kind.rawValue)"), tone: tone)) \
            <strong>\(title)</strong>\(unless: rows.isEmpty, "\(DefinitionList(rows: rows))")
            """
    }

    private func aspect(_ key: String) -> String { words.ifAny("compare.aspect.\(key)") ?? key }

    private func text(_ detail: RoutineComparison.Detail, of change: RoutineComparison.Change) -> HTML {
        var (was, stands) = (
            detail.old.map { said($0, detail.aspect, change, in: old) },
            detail.new.map { said($0, detail.aspect, change, in: new) }
        )
        // The difference lies in the other language, or in what the words do not show.
        if was == stands { (was, stands) = (detail.old.map(Self.plain), detail.new.map(Self.plain)) }
        return """
            \(if: was, { "<del>\($0)</del> " })\(if: stands, { "<ins>\($0)</ins>" })
            """
    }

    private func said(
        _ said: Said, _ aspect: String, _ change: RoutineComparison.Change, in routine: RoutineEdition
    ) -> String {
        let told = RoutineSentences(routine: routine, words: words)
        if aspect == "when", let condition = condition(of: change, in: routine) {
            return told.sentence(condition)
        }
        if aspect == "due", change.part == "duties", let due = routine.duty(change.name)?.due {
            return told.sentence(due)
        }
        switch said {
        case .text(let text): return word(text, aspect, told)
        case .bilingual(let text): return text(language)
        case .list(let items):
            return items.map { self.said($0, aspect, change, in: routine) }.joined(separator: ", ")
        case .mapping(let parts):
            if let label = said["label"]?.bilingual { return label(language) }
            return parts.map { "\(self.aspect($0.key)): \(self.said($0.value, $0.key, change, in: routine))" }
                .joined(separator: "; ")
        }
    }

    private func condition(of change: RoutineComparison.Change, in routine: RoutineEdition) -> Condition? {
        change.part == "duties"
            ? routine.duty(change.name)?.condition : routine.orderForm?.field(change.name)?.condition
    }

    private func word(_ text: String, _ aspect: String, _ told: RoutineSentences) -> String {
        switch aspect {
        case "after", "duties", "duty": told.duty(text)
        case "party", "to": told.party(text)
        case "system": told.system(text)
        case "devices", "tells": words.ifAny("device.kind.\(text)") ?? text
        case "required", "keepsOriginalPart", "movesAlong":
            text == "true" ? words("form.yes") : text == "false" ? words("form.no") : text
        default: text
        }
    }

    private static func plain(_ said: Said) -> String {
        switch said {
        case .text(let text): text
        case .bilingual(let text): "\(text.sv) / \(text.en)"
        case .list(let items): items.map(plain).joined(separator: ", ")
        case .mapping(let parts): parts.map { "\($0.key): \(plain($0.value))" }.joined(separator: "; ")
        }
    }
}
