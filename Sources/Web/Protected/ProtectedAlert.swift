import HTTPBase

/// Somebody has let themselves in to protected data, or nobody is let in who should be: on the page where one lands.
struct ProtectedAlert: Component {
    let call: Call
    /// `protected.alert`, `protected.unseen` or `protected.unsent`.
    let key: String
    let count: Int

    var html: HTML {
        guard count > 0 else { return "" }
        let words = call.words
        return Notice(
            content: """
                <p>\(words(key, count: count)) \
                \(Link(words("\(key).look"), href: Route.protected.path))</p>
                """, tone: .danger
        ).html
    }
}
