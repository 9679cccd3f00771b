/// One box for everything that can be searched. `/` moves to it.
///
/// The words are posted: a name or an identity number must not end up in an address.
struct SearchBox: Component {
    var action: String
    var name = "q"
    var label: String
    var button: String
    var value = ""
    var token: FormToken?
    var id = "search"
    /// What was typed could not be searched for; the page says why.
    var isFaulty = false

    var html: HTML {
        """
        <form class="search" role="search" method="\(token == nil ? "get" : "post")" action="\(action)">\
        \(token)<label class="unseen" for="\(id)">\(label)</label>\
        <input id="\(id)" type="search" name="\(name)" value="\(value)" placeholder="\(label)" \
        maxlength="100" autocomplete="off" spellcheck="false"\(attribute: "aria-invalid", isFaulty ? "true" : nil) data-search>\
        <button class="button secondary">\(button)</button></form>
        """
    }
}
