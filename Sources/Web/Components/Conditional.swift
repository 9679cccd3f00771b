/// Fields that are asked only when other answers make them matter. Without scripts they always show, under
/// `explanation`; with scripts they show while `condition` holds.
///
/// A condition is `or` between `&` between terms: `field=value`, `field=one|two`, `field!=value`, `field`
/// (answered), `!field` (not answered): `lock=yes & entry=key|tag or floor`.
struct Conditional: Component {
    var condition: String
    /// Such as "If a key is needed:"; said only while scripts do not hide the group.
    var explanation: String?
    var content: HTML

    var html: HTML {
        """
        <div class="conditional" data-shows-when="\(condition)">\
        \(if: explanation, { "<p class=\"hint\" data-plain>\($0)</p>" })\(content)</div>
        """
    }
}
