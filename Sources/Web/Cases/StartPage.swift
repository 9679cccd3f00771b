import Domain
import HTTPBase
import Hummingbird
import Storage

/// Where a person lands: the orderer's own page; others go to the page they work from.
enum StartPage {
    // method · path · access
    static let endpoints: [Endpoint] = [.get(Route.start.path, .signedIn, start)]

    private static func start(_ call: Call) async throws -> Response {
        switch try call.actor.role {
        case .coordinator: return call.redirect(to: .cases(nil))
        case .technician: return call.redirect(to: .today(nil))
        case .orderer, .unitManager: return try await orderer(call)
        case .routineOwner: return try await owner(call)
        case .auditor, .administrator: return try await routines(call)
        }
    }

    private static func orderer(_ call: Call) async throws -> Response {
        let words = call.words
        let routines = try await call.store.read(as: call.actor) { try $0.routinesToOrder() }
        let waiting = try await call.store.show(as: call.actor) {
            try $0.queue(.waitingOnUs, offset: 0, limit: 10)
        }
        let drafts = try await call.store.show(as: call.actor) { try $0.drafts() }
        let awaited = try await call.store.show(as: call.actor) { try $0.awaitedHalves() }
        let since = call.today.adding(days: -14)
        let recent = try await call.store.show(as: call.actor) { try $0.recentLifeEvents(since: since) }
        let unsent = try await call.store.read(as: call.actor) { try $0.protectedWithoutSender() }
        let main: HTML = """
            \(ProtectedAlert(call: call, key: "protected.unsent", count: unsent))\
            \(AwaitedHalves(call: call, halves: awaited))\
            \(Heading(.text(words("start.order")), level: .two))\(menu(call, routines))\
            \(Heading(.text(words("start.waiting")), level: .two))\(waitingList(call, waiting))\
            \(if: drafts.isEmpty ? nil : drafts, { draftList(call, $0) })\
            \(RecentLifeEvents(call: call, events: recent))\
            \(assignments(call, try await own(call)))
            """
        return call.show(
            Screen(title: words("start.title"), heading: words("start.title"), main: main, here: .start))
    }

    /// As many as leave room for what waits, on a phone too.
    private static let shownRoutines = 3

    /// Each routine with the municipality's own menu path; those that the unit seldom orders are folded.
    private static func menu(_ call: Call, _ routines: [RoutineEdition]) -> HTML {
        let words = call.words
        let cards = { (routines: ArraySlice<RoutineEdition>) -> HTML in
            "<div class=\"cards\">\(each: routines, { menuItem(call, $0, words) })</div>"
        }
        let rest = routines.dropFirst(shownRoutines)
        let summary = words("start.more", ["count": "\(rest.count)"])
        return """
            \(cards(routines.prefix(shownRoutines)))\
            \(if: rest.isEmpty ? nil : rest, { Details(summary: summary, content: cards($0), id: "more").html })
            """
    }

    private static func menuItem(_ call: Call, _ routine: RoutineEdition, _ words: Words) -> HTML {
        let path = routine.channel.path.dropLast().map { $0(words.language) }.joined(separator: " › ")
        return Card(
            heading: routine.title(words.language), headingLevel: .three, href: nil,
            content: """
                <p class="hint">\(path)</p><p>\(routine.appliesWhen(words.language))</p>\
                <div class="actions">\(RoutinePages.orderButton(call, routine))\
                \(Link(words("routine.read"), href: Route.routine(routine.slug).path))</div>
                """
        ).html
    }

    private static func waitingList(_ call: Call, _ queue: Queue) -> HTML {
        let words = call.words
        guard !queue.lines.isEmpty else { return EmptyState(heading: words("start.nothing")).html }
        return """
            \(QueueTable(call: call, lines: queue.lines, showsUnit: false, caption: words("start.waiting")))\
            <p>\(Link(words("start.allCases"), href: Route.cases(.all).path))</p>
            """
    }

    private static func draftList(_ call: Call, _ drafts: [DraftLine]) -> HTML {
        let words = call.words
        let rows = drafts.map { draft -> Table.Row in
            let written = draft.recipientName ?? words("draft.unit")
            let name = written.isEmpty ? words("draft.nameless") : written
            return Table.Row([
                Link(name, href: Route.draft(draft.id.text).path).html, .text(draft.title(words.language)),
                call.moment(draft.savedAt).html, .text(draft.who),
            ])
        }
        let columns = ["draft.recipient", "draft.routine", "draft.savedAt", "draft.by"].map {
            Table.Column(words($0))
        }
        return """
            \(Heading(.text(words("start.drafts")), level: .two))\
            \(Table(caption: words("start.drafts"), isCaptionUnseen: true, columns: columns, rows: rows))
            """
    }

    private static func owner(_ call: Call) async throws -> Response {
        let words = call.words
        let (broken, unseen, unsent) = try await call.store.read(as: call.actor) {
            (try $0.unreviewedGlass(), try $0.protectedWithoutReader(), try $0.protectedWithoutSender())
        }
        let main: HTML = """
            \(ProtectedAlert(call: call, key: "protected.alert", count: broken))\
            \(ProtectedAlert(call: call, key: "protected.unseen", count: unseen))\
            \(ProtectedAlert(call: call, key: "protected.unsent", count: unsent))\(try await EditionOverview.content(call))\
            \(assignments(call, try await own(call)))
            """
        return call.show(
            Screen(title: words("start.routines"), heading: words("start.routines"), main: main, here: .start)
        )
    }

    private static func routines(_ call: Call) async throws -> Response {
        let words = call.words
        let routines = try await call.store.read(as: call.actor) { try $0.routinesInForce() }
        let list: HTML = """
            <ul>\(each: routines, {
                "<li>\(Link($0.title(words.language), href: Route.routine($0.slug).path)), \($0.edition)</li>"
            })</ul>
            """
        return call.show(
            Screen(
                title: words("start.routines"), heading: words("start.routines"),
                main: "<p>\(words("start.roleLead"))</p>\(list)\(assignments(call, try await own(call)))",
                bodyClass: "narrow", here: .start))
    }

    private static func own(_ call: Call) async throws -> [OwnAssignment] {
        try await call.store.read(as: call.actor) { try $0.ownAssignments() }
    }

    /// Somebody with several assignments can act under another one.
    static func assignments(_ call: Call, _ own: [OwnAssignment]) -> HTML {
        let words = call.words
        guard own.count > 1, let current = call.context.holder?.actor.assignment else { return "" }
        let others = own.filter { $0.id != current }
        return """
            \(Heading(.text(words("start.assignments")), level: .two))<div class="actions">\
            \(each: others, { other in
                FormButton(
                    action: Route.assignment.path, token: call.token,
                    button: Button(
                        words("start.actAs", ["role": words("role.\(other.role.rawValue)"), "place": other.placeName]),
                        .secondary), hidden: [HiddenField(name: "assignment", value: other.id.text)]).html
            })</div>
            """
    }
}
