/// A moment as people say it, with the exact one for machines and in the tooltip.
struct TimeText: Component {
    var text: String
    /// ISO 8601, as the `datetime` attribute takes it.
    var iso: String
    var exact: String?

    var html: HTML { "<time datetime=\"\(iso)\"\(attribute: "title", exact)>\(text)</time>" }
}
