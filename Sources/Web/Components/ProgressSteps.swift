/// How far something has come: Ordered ─ Booked ─ Installed ─ Answered.
struct ProgressSteps: Component {
    enum State: String, Sendable { case done, current, upcoming }

    struct Step: Sendable {
        var text: String
        var state: State
        /// Such as the day on which it was done.
        var detail: String?
    }

    /// What a screen reader hears of a state that others see.
    struct StateWords: Sendable {
        var done: String
        var current: String
        var upcoming: String

        func word(for state: State) -> String {
            switch state {
            case .done: done
            case .current: current
            case .upcoming: upcoming
            }
        }
    }

    var label: String
    var steps: [Step]
    var words: StateWords

    var html: HTML {
        "<ol class=\"steps\" aria-label=\"\(label)\">\(each: steps, item)</ol>"
    }

    private func item(_ step: Step) -> HTML {
        """
        <li class="step \(step.state.rawValue)"\
        \(attribute: "aria-current", step.state == .current ? "step" : nil)>\
        <span class="step-text">\(step.text)\
        <span class="unseen">, \(words.word(for: step.state))</span></span>\
        \(if: step.detail, { "<span class=\"step-detail\">\($0)</span>" })</li>
        """
    }
}
