import Domain
import HTTPBase

/// What a routine's file says with names and keys, in words.
struct RoutineSentences {
    let routine: RoutineEdition
    let words: Words

    private var language: Language { words.language }

    func duty(_ key: String) -> String { routine.duty(key)?.title(language) ?? key }
    func party(_ key: String) -> String { routine.party(key)?.name(language) ?? key }
    func system(_ key: String) -> String { routine.system(key)?.name ?? key }

    func sentence(_ due: Deadline) -> String {
        let days = words("drawing.days", count: due.workingDays)
        return switch due.start {
        case .submission: words("drawing.due.submission", ["days": days])
        case .duty(let key): words("drawing.due.duty", ["days": days, "duty": duty(key)])
        case .move: words("drawing.due.move", ["days": days])
        case .extractDay: words("drawing.due.extractDay", ["days": days])
        }
    }

    func sentence(_ condition: Condition) -> String {
        switch condition {
        case .answered(let name): words("condition.answered", ["question": question(name)])
        case .equals(let name, let value):
            words("condition.equals", ["question": question(name), "answer": answer(value, to: name)])
        case .any(let parts): joined(parts, by: "condition.or")
        case .all(let parts): joined(parts, by: "condition.and")
        case .not(.equals(let name, let value)):
            words("condition.notEquals", ["question": question(name), "answer": answer(value, to: name)])
        case .not(.answered(let name)): words("condition.notAnswered", ["question": question(name)])
        case .not(let part): words("condition.not", ["condition": sentence(part)])
        }
    }

    private func joined(_ parts: [Condition], by word: String) -> String {
        parts.map(sentence).joined(separator: " \(words(word)) ")
    }

    private func field(_ name: String) -> Domain.Field? {
        let key = name.prefix { $0 != "." }
        return routine.forms.flatMap(\.fields).first { $0.key == key }
    }

    private func question(_ name: String) -> String {
        guard let field = field(name) else { return name }
        let part = name.split(separator: ".").dropFirst().last.map(String.init)
        guard let part else { return field.label(language) }
        let word = words.ifAny("address.\(part)") ?? words.ifAny("contact.\(part)") ?? part
        return "\(field.label(language)) (\(word.lowercased()))"
    }

    private func answer(_ value: String, to name: String) -> String {
        switch field(name)?.kind {
        case .yesNo: value == "yes" ? words("form.yes") : value == "no" ? words("form.no") : value
        case .choice(let choices): choices.first { $0.value == value }?.label(language) ?? value
        default: value
        }
    }
}
