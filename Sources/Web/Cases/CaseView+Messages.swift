import Domain
import HTTPBase
import Storage

extension CaseView {
    var messages: HTML {
        let none: HTML = "<p class=\"hint\">\(words("message.none"))</p>"
        let write = Details(
            summary: words("message.write"), content: messageForm, isOpen: !message.faults.isEmpty, id: nil)
        return PagePart(
            words("message.title"),
            "\(page.messages.map(card))\(if: page.messages.isEmpty, none)\(write)"
        ).html
    }

    private func card(_ message: Message) -> HTML {
        let content: HTML = """
            <p class="prewrap">\(message.text)</p>\
            \(each: message.devices, { "<p>\(words("device.kind.\($0.kind.rawValue)")): <strong>\($0.serial.text)</strong></p>" })\
            \(each: message.extracts, { ExtractFileLinks(words: words, line: $0).html })\
            <p class="hint">\(message.who), \(call.moment(message.at))</p>
            """
        return Card(
            heading: message.isFeedback ? words("message.feedback") : nil, headingLevel: .three, href: nil,
            content: content, footer: nil, tone: message.isFeedback ? .done : .calm
        ).html
    }

    private var messageForm: HTML {
        let text = TextArea(
            words.field("text", "message.text", in: message), value: message["text"], rows: 4,
            maxLength: Text.longLimit)
        return Form(
            action: Route.messages(order.number.text).path, token: call.token,
            content: "\(text)\(Actions([Button(words("message.send")).html]))"
        ).html
    }
}
