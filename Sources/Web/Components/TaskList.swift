/// What is to be done here, the reader's own first. Done items stand back but stay readable.
struct TaskList: Component {
    struct Item: Sendable {
        var title: String
        var href: String?
        var detail: HTML?
        var status: Badge
        /// A button or a small form that does the task in place.
        var action: HTML?

        var isDone: Bool { status.tone == .done }
    }

    var items: [Item]
    var label: String?

    var html: HTML {
        "<ul class=\"tasks\"\(attribute: "aria-label", label)>\(each: items, row)</ul>"
    }

    private func row(_ item: Item) -> HTML {
        """
        <li class="task \(item.status.tone.cssClass)">\
        <span class="mark" aria-hidden="true"></span>\
        <div class="task-body"><div class="task-title">\(title(of: item))</div>\
        \(if: item.detail, { "<div class=\"task-detail\">\($0)</div>" })\(item.action)</div>\
        \(item.status)</li>
        """
    }

    private func title(of item: Item) -> HTML {
        guard let href = item.href else { return .text(item.title) }
        return Link(item.title, href: href).html
    }
}
