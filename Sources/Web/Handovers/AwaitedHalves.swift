import Domain
import HTTPBase
import Storage

/// Moves that another unit has ordered its half of, and that wait for this unit's.
struct AwaitedHalves: Component {
    let call: Call
    let halves: [AwaitedHalf]

    private var words: Words { call.words }

    var html: HTML {
        guard !halves.isEmpty else { return "" }
        return "\(Heading(.text(words("awaited.title")), level: .two))\(each: halves, card)"
    }

    private func card(_ half: AwaitedHalf) -> HTML {
        let (title, party) = (half.title(words.language), half.partyName(words.language))
        let who = half.recipientName.map { words("awaited.person", ["name": $0]) } ?? words("awaited.nobody")
        let reminder: HTML? = half.remindedAt.map {
            "<p>\(words("awaited.reminded")) \(call.moment($0)).</p>"
        }
        let phone: HTML? = half.phone.isEmpty ? nil : "<p>\(half.unit): \(PhoneLink(phone: half.phone))</p>"
        let order = FormButton(
            action: Route.newDraft(half.slug).path, token: call.token,
            button: Button(words("order.beginAs", ["party": party])),
            hidden: [HiddenField(name: "party", value: half.party)])
        return Card(
            heading: title, headingLevel: .three, href: nil,
            content: """
                <p>\(words("awaited.lead", ["unit": half.unit])) \(call.day(half.movesOn)). \(who)</p>\(reminder)\(phone)\
                <div class="actions">\(order)</div>
                """, footer: nil, tone: half.remindedAt == nil ? .calm : .attention
        ).html
    }
}
