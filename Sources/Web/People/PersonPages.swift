import Domain
import HTTPBase
import Hummingbird
import Storage

/// A person and a home as the register knows them.
enum PersonPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.person(":id").path, .holding(.seePeople), person),
        .get(Route.dwelling(":id").path, .holding(.seePeople), dwelling),
    ]

    private static func person(_ call: Call) async throws -> Response {
        guard let id = ID<CareRecipient>(try call.part("id")) else { throw AppError.notFound }
        let page = try await call.store.show(as: call.actor) { try $0.recipientPage(id) }
        let (words, isTeam) = (call.words, try call.actor.partyRole == .team)
        let facts = DefinitionList(rows: [
            .init(words("recipient.number"), text: page.recipient.identifier.display),
            .init(words("recipient.phone"), text: page.recipient.phone),
            .init(words("recipient.unit"), text: page.unit ?? words("form.notAnswered")),
        ])
        let main: HTML = """
            \(facts)\(homes(call, page.residencies, isTeam: isTeam))\(services(call, page.services))\
            \(isTeam ? DevicePages.installations(call, page.installations, on: .person) : devices(call, page))\
            \(locks(call, page.locks, isTeam: isTeam))\(orders(call, page.orders))\
            \(if: isTeam, "<section><h2>\(words("timeline.title"))</h2>\(call.timeline(page.timeline))</section>")
            """
        return call.show(
            Screen(
                title: page.recipient.name, heading: page.recipient.name, kicker: words("recipient.one"),
                main: main,
                bodyClass: "narrow"))
    }

    private static func homes(_ call: Call, _ lines: [ResidencyLine], isTeam: Bool) -> HTML {
        let words = call.words
        return """
            <section><h2>\(words("recipient.homes"))</h2><ul>\(each: lines, { line in
                "<li>\(isTeam ? Link(line.home.address.oneLine, href: Route.dwelling(line.home.id.text).path).html : .text(line.home.address.oneLine)), \(period(call, line.from, line.to))</li>"
            })</ul></section>
            """
    }

    private static func services(_ call: Call, _ lines: [ServiceLine]) -> HTML {
        let words = call.words
        let none: HTML = "<p>\(words("service.unknown"))</p>"
        let list: HTML = """
            <ul>\(each: lines, { line in
                "<li>\(words("service.effectuated")) \(call.day(line.effectuatedOn)) (\(line.recordedBy), \(call.moment(line.recordedAt)))</li>"
            })</ul>
            """
        return "<section><h2>\(words("service.title"))</h2>\(lines.isEmpty ? none : list)</section>"
    }

    private static func devices(_ call: Call, _ page: RecipientPage) -> HTML {
        let words = call.words
        return """
            <section><h2>\(words("install.title"))</h2><ul>\(each: page.installations, { line in
                "<li>\(words("device.kind.\(line.device.kind.rawValue)")) \(line.device.serial.text), \(period(call, line.from, line.to))</li>"
            })</ul></section>
            """
    }

    private static func locks(_ call: Call, _ lines: [LockLine], isTeam: Bool) -> HTML {
        guard !lines.isEmpty else { return "" }
        let words = call.words
        return """
            <section><h2>\(words("lock.title"))</h2><ul>\(each: lines, { line in
                "<li>\(isTeam ? Link(line.device.serial.text, href: Route.device(line.device.serial.text).path).html : .text(line.device.serial.text)), \(period(call, line.from, line.to))\(sharing(words, line))</li>"
            })</ul></section>
            """
    }

    /// The others whom the reader may know of; nothing says that there are more.
    private static func sharing(_ words: Words, _ line: LockLine) -> HTML {
        guard !line.sharedWith.isEmpty else { return "" }
        let names = line.sharedWith.map { Link($0.name, href: Route.person($0.id.text).path).html }
            .joined(separator: ", ")
        return ", \(words("lock.sharedWith")) \(names)"
    }

    private static func orders(_ call: Call, _ lines: [CaseLine]) -> HTML {
        let words = call.words
        return """
            <section><h2>\(words("recipient.orders"))</h2><ul>\(each: lines, { line in
                "<li>\(Link(line.number.text, href: Route.order(line.number.text).path)) \(line.routineTitle(words.language)), \(words("case.state.\(line.state.rawValue)"))</li>"
            })</ul></section>
            """
    }

    private static func period(_ call: Call, _ from: Instant, _ to: Instant?) -> HTML {
        let words = call.words
        guard let to else { return "\(words("period.since")) \(call.moment(from))" }
        return "\(call.moment(from)) – \(call.moment(to))"
    }

    private static func dwelling(_ call: Call) async throws -> Response {
        guard let id = ID<Dwelling>(try call.part("id")) else { throw AppError.notFound }
        let page = try await call.store.show(as: call.actor) { try $0.dwellingPage(id) }
        let words = call.words
        let residents: HTML = """
            <section><h2>\(words("dwelling.residents"))</h2><ul>\(each: page.residents, { resident in
                "<li>\(Link(resident.name, href: Route.person(resident.id.text).path)), \(period(call, resident.from, resident.to))</li>"
            })</ul></section>
            """
        return call.show(
            Screen(
                title: words("dwelling.one"), heading: page.home.address.oneLine,
                kicker: words("dwelling.one"),
                main: """
                    \(residents)\(DevicePages.installations(call, page.installations, on: .home))\
                    <section><h2>\(words("timeline.title"))</h2>\(call.timeline(page.timeline))</section>
                    """, bodyClass: "narrow"))
    }
}
