import Domain
import HTTPBase

/// What a form shows: what was typed, and what is wrong with it.
struct FormState: Sendable {
    var answers = Answers()
    var faults: [Fault] = []

    init(_ answers: Answers = Answers(), faults: [Fault] = []) {
        self.answers = answers
        self.faults = faults
    }

    /// What was posted, with what was wrong.
    init(_ form: FormBody, _ error: AppError) {
        answers = form.answers
        faults = error.faults
    }

    subscript(name: String) -> String { answers[name] }

    func error(_ name: String, _ words: Words) -> String? {
        faults.first { $0.field == name }.map { words($0) }
    }
}

extension Words {
    /// A field's parts from the catalogue and the state; `key` gives the label and, where it exists, `key.hint`.
    func field(
        _ name: String, _ key: String, in state: FormState, isRequired: Bool = true
    ) -> Field {
        Field(
            name, label: self(key), hint: ifAny("\(key).hint"), error: state.error(name, self),
            mark: isRequired ? nil : self("form.optional"), isRequired: isRequired)
    }

    /// The list at the top of a form with faults; nothing where there are none. A sentence that does not say which
    /// field it means has the field's label before it.
    func summary(of state: FormState, labels: [String: String] = [:]) -> HTML {
        guard !state.faults.isEmpty else { return "" }
        let items = state.faults.map { fault -> ErrorSummary.Item in
            let isVague = ["form.", "device.", "install."].contains { fault.key.hasPrefix($0) }
            let label = isVague ? fault.field.flatMap { labels[$0] } : nil
            return .init(
                text: (label.map { $0.hasSuffix("?") ? "\($0) " : "\($0): " } ?? "") + self(fault),
                field: fault.field)
        }
        return ErrorSummary(heading: self("form.faults"), items: items).html
    }
}
