/// The hidden value that proves that a form came from a page of ours.
struct FormToken: Component {
    static let fieldName = "csrf"

    var value: String

    var html: HTML { HiddenField(name: Self.fieldName, value: value).html }
}

struct HiddenField: Component {
    var name: String
    var value: String

    var html: HTML { "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">" }
}

/// A form that changes something. The server lists every fault at once, so the browser's own checks are off.
struct Form: Component {
    /// Where to keep the draft while it is written, and what to say about it.
    struct Autosave: Sendable {
        var action: String
        var saving: String
        var saved: String
        var failed: String
        /// Where two may write the same: that another has saved meanwhile.
        var outdated: String?
    }

    var action: String
    var token: FormToken
    var autosave: Autosave?
    var id: String?
    var isInline = false
    var content: HTML

    var html: HTML {
        """
        <form method="post" action="\(action)" novalidate\(attribute: "id", id)\
        \(attribute: "class", isInline ? "inline" : nil)\
        \(attribute: "data-autosave", autosave?.action)>\(token)\(content)\(if: autosave, state)</form>
        """
    }

    private func state(_ autosave: Autosave) -> HTML {
        """
        <p class="autosave" role="status" data-autosave-state data-saving="\(autosave.saving)" \
        data-saved="\(autosave.saved)" data-failed="\(autosave.failed)"\
        \(attribute: "data-outdated", autosave.outdated)></p>
        """
    }
}

/// A form that is only its button.
struct FormButton: Component {
    var action: String
    var token: FormToken
    var button: Button
    var hidden: [HiddenField] = []

    var html: HTML { Form(action: action, token: token, isInline: true, content: "\(hidden)\(button)").html }
}
