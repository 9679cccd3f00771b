/// How loud something is. Colour never says it alone: each tone also has its own mark and its own words.
enum Tone: String, Sendable, CaseIterable {
    /// Nothing that the reader needs to do.
    case calm
    /// Somebody should act.
    case attention
    /// A person's safety or a deadline is at stake.
    case danger
    case done

    var isLoud: Bool { self == .attention || self == .danger }

    var cssClass: HTML { "tone-\(rawValue)\(if: isLoud, " loud")" }
}
