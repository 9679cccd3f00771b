/// Something shown only on demand, each time logged: first a button, then, in the answer, the secret itself.
struct Secret: Component {
    var label: String
    /// `nil` until it was asked for.
    var value: String?
    /// Why it cannot be shown, where it was asked for.
    var fault: String?
    var reveal: FormButton

    var html: HTML {
        """
        <div class="secret"><span class="secret-label">\(label)</span> \
        \(if: value, { "<output class=\"secret-value\">\($0)</output>" })\
        \(if: fault, { "<p class=\"error\" role=\"alert\">\($0)</p>" })\
        \(unless: value != nil, reveal.html)</div>
        """
    }
}
