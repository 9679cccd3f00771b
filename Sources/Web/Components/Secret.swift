/// Something shown only on demand, each time logged: first a button, then, in the answer, the secret itself.
struct Secret: Component {
    var label: String
    /// `nil` until it was asked for.
    var value: String?
    var reveal: FormButton

    var html: HTML {
        """
        <div class="secret"><span class="secret-label">\(label)</span> \
        \(if: value, { "<output class=\"secret-value\">\($0)</output>" })\
        \(unless: value != nil, reveal.html)</div>
        """
    }
}
