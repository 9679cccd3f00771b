/// How loud something is. Colour never says it alone: each tone also has its own mark and its own words.
enum Tone: String, Sendable, CaseIterable {
    /// Nothing that the reader needs to do.
    case calm
    /// Somebody should act.
    case attention
    /// A person's safety or a deadline is at stake.
    case danger
    case done

    var cssClass: String {
        switch self {
        case .calm: "tone-calm"
        case .attention: "tone-attention loud"
        case .danger: "tone-danger loud"
        case .done: "tone-done"
        }
    }
}
