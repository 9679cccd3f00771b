import Domain
import HTTPBase
import Storage

/// What has happened to a person, on their page: what holds first, and the way to say that something else has.
struct LifeEventList: Component {
    let call: Call
    let person: ID<CareRecipient>
    let events: [LifeEventLine]

    private var words: Words { call.words }
    private var mayRecord: Bool { (try? call.actor)?.may(.recordLifeEvents) ?? false }

    var html: HTML {
        let current = events.filter { $0.isCurrent && $0.kind.isStanding }
        let rest = events.filter { !$0.isCurrent || !$0.kind.isStanding }
        let link: HTML? =
            mayRecord
            ? ButtonLink(words("life.begin"), href: Route.lifeEvents(person.text).path, .secondary).html : nil
        let older: HTML? =
            rest.isEmpty
            ? nil
            : Details(summary: words("life.past"), content: PlainList(rest.map(line)).html, id: "past-life")
                .html
        return """
            \(each: current, { Notice(heading: nil, content: "<p>\(line($0))</p>", tone: $0.kind.tone).html })\
            \(older)\(if: link, { "<div class=\"actions\">\($0)</div>" })
            """
    }

    private func line(_ event: LifeEventLine) -> HTML {
        let more: HTML? = mayRecord ? " · \(LifeEventLink(call: call, event: event))" : nil
        return "\(LifeEventSentence(call: call, event: event))\(more)"
    }
}

/// `Avliden 20 november. Enligt dottern Lisa.`
struct LifeEventSentence: Component {
    let call: Call
    let event: LifeEventLine

    var html: HTML {
        let words = call.words
        let day = words.plainDay(event.day, today: call.today)
        let what = words("life.said.\(event.kind.rawValue)")
        let until = event.overOn.map { words("life.until", ["day": words.plainDay($0, today: call.today)]) }
        let undone = event.undone.map { words("life.undone", ["who": $0.by, "reason": $0.reason]) }
        let told = words("life.toldBy.said", ["who": event.toldBy])
        let device = event.device.map { words("device.kind.\($0.kind.rawValue)") + " " + $0.serial.text }
        return
            "\(what) \(day)\(if: device, { " (\($0))" })\(if: until, { " \($0)" }). \(told)\(if: undone, { " \($0)" })"
    }
}

struct LifeEventLink: Component {
    let call: Call
    let event: LifeEventLine

    var html: HTML {
        Link(
            call.words("life.open"), href: Route.lifeEvent(event.id.text).path,
            context: call.words("life.kind.\(event.kind.rawValue)")
        ).html
    }
}

extension LifeEvent.Kind {
    var tone: Tone { lasts ? .attention : .calm }

    /// Tells how it is, and not only what happened on a day.
    var isStanding: Bool { endsService || lasts }
}

/// What a unit is told of the people it serves, on its start page.
struct RecentLifeEvents: Component {
    let call: Call
    let events: [LifeEventLine]

    var html: HTML {
        guard !events.isEmpty else { return "" }
        let words = call.words
        let lines = events.map { event -> HTML in
            "\(Link(event.recipientName, href: Route.person(event.recipient.text).path)): \(LifeEventSentence(call: call, event: event))"
        }
        return "\(Heading(.text(words("life.recent")), level: .two))\(PlainList(lines))"
    }
}

/// What would otherwise wait on somebody's desk: alarms that are mounted though the service has ended.
struct LeftMountedList: Component {
    let call: Call
    let people: [LeftMounted]

    var html: HTML {
        let (without, left) = (
            people.filter(\.kind.concernsDevice), people.filter { !$0.kind.concernsDevice }
        )
        return "\(notice("life.left.broken", without))\(notice("life.left", left))"
    }

    private func notice(_ heading: String, _ people: [LeftMounted]) -> HTML {
        guard !people.isEmpty else { return "" }
        let words = call.words
        let lines = people.map { person -> HTML in
            let day = words.plainDay(person.day, today: call.today)
            let who =
                person.unit.map { words("life.left.waitsFor", ["unit": $0]) } ?? words("life.left.nobody")
            return """
                \(Link(person.name, href: Route.person(person.recipient.text).path)): \
                \(words("life.said.\(person.kind.rawValue)")) \(day). \(who)
                """
        }
        return Notice(
            heading: words(heading), content: PlainList(lines).html, tone: .attention
        ).html
    }
}
