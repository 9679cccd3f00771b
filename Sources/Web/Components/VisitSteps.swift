/// A visit as one page of big steps. The step to do now is open, the others are one line.
struct VisitSteps: Component {
    struct Step: Sendable {
        var title: String
        var state: ProgressSteps.State
        var stateText: String
        /// What was recorded, or what the step will ask for.
        var summary: HTML?
        /// The form; shown while the step is current, behind its title otherwise.
        var content: HTML?
        var id: String?
    }

    var steps: [Step]

    var html: HTML { "<ol class=\"big-steps\">\(each: steps, item)</ol>" }

    private func item(_ step: Step) -> HTML {
        """
        <li class="big-step \(step.state.rawValue)"\(attribute: "id", step.id)\
        \(attribute: "aria-current", step.state == .current ? "step" : nil)>\(body(of: step))</li>
        """
    }

    private func body(of step: Step) -> HTML {
        let heading: HTML = "<h2>\(step.title) <span class=\"big-step-state\">\(step.stateText)</span></h2>"
        let summary: HTML = "\(if: step.summary, { "<div class=\"big-step-summary\">\($0)</div>" })"
        guard let content = step.content else { return "\(heading)\(summary)" }
        let form: HTML = "<div class=\"big-step-body\">\(content)</div>"
        if step.state == .current { return "\(heading)\(summary)\(form)" }
        return "<details><summary>\(heading)</summary>\(form)</details>\(summary)"
    }
}
