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
        let asked = HindsightQuestion(call)
        let page: RecipientPage
        do {
            page = try await call.store.show(as: call.actor) {
                try $0.recipientPage(id, seenWith: asked.hindsight)
            }
        } catch let error as AppError where error.code == .notFound {
            return try await MergePages.pointer(call, from: id)
        }
        let isStory = asked.hindsight == nil
        let (words, isTeam) = (call.words, try call.actor.partyRole == .team)
        let mayGive = try call.actor.may(.giveRegisterExtracts)
        let mayHold = try call.actor.may(.holdFiles)
        // Of a past day nothing is shown that is only known of today.
        let who = WhoView(call: call, page: page)
        let facts = DefinitionList(
            rows: (isStory ? who.rows : who.rowsThen)
                + [.init(words("recipient.unit"), units(call, page, isStory: isStory))])
        let main: HTML = """
            \(words.summary(of: asked.state, labels: HindsightForm.labels(words)))\
            \(if: who.warning, { $0 })\(words.notice(of: page.holds, isTeam: isTeam))\(if: isStory, LifeEventList(call: call, person: id, events: page.life).html)\
            \(HindsightForm(call: call, route: .person(id.text), asked: asked))\(facts)\
            \(isStory ? who.past : nil)\
            \(if: isStory, lifeLine(call, page))\(RelativeLines(call: call, lines: page.past.relatives, isStory: isStory))\(homes(call, page.residencies, isTeam: isTeam, isStory: isStory))\(if: isTeam && isStory, served(call, page))\(services(call, page.services, isStory: isStory))\
            \(isTeam ? DevicePages.installations(call, page.installations, on: .person, mayCorrect: isStory) : devices(call, page))\
            \(locks(call, page.locks, isTeam: isTeam))\(keys(call, page.keys))\(if: isStory, orders(call, page.orders))\
            \(MergeLines(call: call, lines: page.past.merges))\
            \(if: isTeam && isStory, "<section><h2>\(words("timeline.title"))</h2>\(call.timeline(page.timeline))</section>")\
            \(if: isStory && mayGive, "<p>\(Link(words("registerExtract.link"), href: Route.registerExtract(id.text).path))</p>")\
            \(if: isStory && mayHold, "<p>\(Link(words("fileHold.title"), href: Route.fileHold(id.text).path))</p>")
            """
        return call.show(
            Screen(
                title: page.recipient.name, heading: page.recipient.name, kicker: words("recipient.one"),
                main: main, bodyClass: "narrow", status: asked.status))
    }

    /// The unit of today; of a past day each that served then, with when.
    private static func units(_ call: Call, _ page: RecipientPage, isStory: Bool) -> HTML {
        let none: HTML = .text(call.words("form.notAnswered"))
        if isStory { return page.unit.map { .text($0) } ?? none }
        guard !page.responsibilities.isEmpty else { return none }
        return PlainList(page.responsibilities.map { "\($0.unit), \(period(call, $0.from, $0.to))" }).html
    }

    private static func lifeLine(_ call: Call, _ page: RecipientPage) -> HTML {
        let words = call.words
        let mounted = page.installations.map {
            PeriodChart.Period(
                "\(words("device.kind.\($0.device.kind.rawValue)")) \($0.device.serial)", from: $0.from,
                to: $0.to)
        }
        return LifeLine(
            call: call, name: page.recipient.name,
            lanes: [
                .init(
                    words("recipient.homes"),
                    page.residencies.map { .init($0.home.address.oneLine, from: $0.from, to: $0.to) }),
                .init(
                    words("recipient.unit"),
                    page.responsibilities.map { .init($0.unit, from: $0.from, to: $0.to) }),
                .init(words("install.title"), mounted),
                .init(
                    words("lock.title"),
                    page.locks.map { .init($0.device.serial.text, from: $0.from, to: $0.to) }),
            ]
        ).html
    }

    private static func homes(
        _ call: Call, _ lines: [ResidencyLine], isTeam: Bool, isStory: Bool
    ) -> HTML {
        let words = call.words
        guard !lines.isEmpty else {
            return "<section><h2>\(words("recipient.homes"))</h2><p>\(words("hindsight.none"))</p></section>"
        }
        return """
            <section><h2>\(words("recipient.homes"))</h2><ul>\(each: lines, { line in
                "<li>\(isTeam ? Link(line.home.address.oneLine, href: Route.dwelling(line.home.id.text).path).html : .text(line.home.address.oneLine)), \(period(call, line.from, line.to))\(if: isStory, correction(call, .residency, line.fact, line.home.address.oneLine))</li>"
            })</ul></section>
            """
    }

    /// The units that serve the person, or did; for the team, which knows them all.
    private static func served(_ call: Call, _ page: RecipientPage) -> HTML {
        let lines = page.responsibilities.map { line -> HTML in
            "\(Link(line.unit, href: Route.unit(line.unitID.text).path)), \(period(call, line.from, line.to))\(correction(call, .responsibility, line.fact, line.unit))"
        }
        guard !lines.isEmpty else { return "" }
        return "<section><h2>\(call.words("recipient.units"))</h2>\(PlainList(lines))</section>"
    }

    /// The way to put right when something held, for those who may.
    private static func correction(
        _ call: Call, _ kind: FactKind, _ fact: ID<DatedFact>, _ name: String
    ) -> HTML { correction(call, .fact(kind.rawValue, fact.text), name) }

    private static func correction(_ call: Call, _ route: Route, _ name: String) -> HTML {
        guard (try? call.actor)?.may(.plan) ?? false else { return "" }
        return " · \(Link(call.words("correction.link"), href: route.path, context: name))"
    }

    private static func services(_ call: Call, _ lines: [ServiceLine], isStory: Bool) -> HTML {
        let words = call.words
        let none: HTML = "<p>\(words("service.unknown"))</p>"
        let list: HTML = """
            <ul>\(each: lines, { line in
                "<li>\(if: line.decidedOn, { "\(words("service.decided")) \(call.day($0)), " })\(words("service.effectuated")) \(call.day(line.effectuatedOn))\(if: line.endedOn, { ", \(words("service.ended")) \(call.day($0))" }) (\(line.recordedBy), \(call.moment(line.recordedAt)))\(if: isStory, correction(call, .service(line.id.text), words("service.title")))</li>"
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

    private static func keys(_ call: Call, _ lines: [CustodyLine]) -> HTML {
        guard !lines.isEmpty else { return "" }
        return PagePart(call.words("keys.custody"), CustodyTable(call: call, lines: lines).html).html
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

    static func period(_ call: Call, _ from: Instant, _ to: Instant?) -> HTML {
        let words = call.words
        guard let to else { return "\(words("period.since")) \(call.moment(from))" }
        return "\(call.moment(from)) – \(call.moment(to))"
    }

    private static func dwelling(_ call: Call) async throws -> Response {
        guard let id = ID<Dwelling>(try call.part("id")) else { throw AppError.notFound }
        let asked = HindsightQuestion(call)
        let page = try await call.store.show(as: call.actor) {
            try $0.dwellingPage(id, seenWith: asked.hindsight)
        }
        let (words, isStory) = (call.words, asked.hindsight == nil)
        let lifeLine = LifeLine(
            call: call, name: page.home.address.oneLine,
            lanes: [
                .init(
                    words("dwelling.residents"),
                    page.residents.map { .init($0.name, from: $0.from, to: $0.to) }),
                .init(
                    words("install.title"),
                    page.installations.map {
                        .init(
                            "\(words("device.kind.\($0.device.kind.rawValue)")) \($0.device.serial)",
                            from: $0.from, to: $0.to)
                    }),
            ])
        let nobody: HTML = "<p>\(words("hindsight.none"))</p>"
        let somebody: HTML = """
            <ul>\(each: page.residents, { resident in
                "<li>\(Link(resident.name, href: Route.person(resident.id.text).path)), \(period(call, resident.from, resident.to))</li>"
            })</ul>
            """
        let residents: HTML = """
            <section><h2>\(words("dwelling.residents"))</h2>\(page.residents.isEmpty ? nobody : somebody)</section>
            """
        return call.show(
            Screen(
                title: words("dwelling.one"), heading: page.home.address.oneLine,
                kicker: words("dwelling.one"),
                main: """
                    \(words.summary(of: asked.state, labels: HindsightForm.labels(words)))\
                    \(HindsightForm(call: call, route: .dwelling(id.text), asked: asked))\
                    \(if: isStory, lifeLine.html)\(residents)\
                    \(DevicePages.installations(call, page.installations, on: .home))\
                    \(if: isStory, "<section><h2>\(words("timeline.title"))</h2>\(call.timeline(page.timeline))</section>")
                    """, bodyClass: "narrow", status: asked.status))
    }
}
