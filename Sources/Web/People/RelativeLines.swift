import Domain
import HTTPBase
import Storage

/// Those close to a person, with how to call them and which case named them.
struct RelativeLines: Component {
    let call: Call
    let lines: [RelativeLine]
    /// Of a past day no cases are told.
    let isStory: Bool

    var html: HTML {
        PagePart(call.words("recipient.relatives"), PlainList(lines.map(line)).html).html
    }

    private func line(_ line: RelativeLine) -> HTML {
        let words = call.words
        return """
            \(line.name), \(PhoneLink(phone: line.phone, name: line.name)), \
            \(PersonPages.period(call, line.from, line.to))\
            \(if: isStory ? line.order : nil, { ", \(words("recipient.relatives.order")) \(Link($0.text, href: Route.order($0.text).path))" })\
            \(if: isStory && line.to == nil, ending(line))
            """
    }

    private func ending(_ line: RelativeLine) -> HTML {
        guard (try? call.actor)?.may(.plan) ?? false else { return "" }
        let link = Link(
            call.words("relative.end"), href: Route.relative(line.id.text).path, context: line.name)
        return " · \(link)"
    }
}
