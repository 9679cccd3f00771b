import Domain
import Foundation

/// Fields that are asked only when other answers make them matter. Without scripts they always show, under
/// `explanation`; with scripts they show while `condition` holds, which the script reckons as `Condition.holds` does.
struct Conditional: Component {
    var condition: Condition
    /// Such as "If a key is needed:"; said only while scripts do not hide the group.
    var explanation: String?
    var content: HTML

    var html: HTML {
        """
        <div class="conditional" data-shows-when="\(condition.json)">\
        \(if: explanation, { "<p class=\"hint\" data-plain>\($0)</p>" })\(content)</div>
        """
    }
}

extension Condition {
    /// For the page's script: `{"all":[{"equals":["entry","key"]},{"not":{"answered":"note"}}]}`.
    fileprivate var json: String {
        // Texts and lists of them can always be written as JSON.
        let data = try? JSONSerialization.data(
            withJSONObject: tree, options: [.sortedKeys, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private var tree: [String: Any] {
        switch self {
        case .answered(let field): ["answered": field]
        case .equals(let field, let value): ["equals": [field, value]]
        case .any(let parts): ["any": parts.map(\.tree)]
        case .all(let parts): ["all": parts.map(\.tree)]
        case .not(let part): ["not": part.tree]
        }
    }
}
