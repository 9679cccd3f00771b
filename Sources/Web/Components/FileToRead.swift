/// A text file that the page's script reads into a text area. Without scripts it is not there, and the text is pasted.
struct FileToRead: Component {
    var label: String
    var hint: String
    /// The text area's id.
    var into: String
    var accept = ".yaml,.yml,.txt"

    var html: HTML {
        """
        <div class="group" hidden data-file-group><label for="\(into)-file">\(label)</label>\
        <p class="hint" id="\(into)-file-hint">\(hint)</p><input type="file" id="\(into)-file" \
        aria-describedby="\(into)-file-hint" accept="\(accept)" data-reads-into="\(into)"></div>
        """
    }
}
