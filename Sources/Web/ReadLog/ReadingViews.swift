import Domain
import HTTPBase
import HTTPTypes
import Storage

extension Call {
    /// The pages about the log, with the way between them.
    fileprivate func readingScreen(
        _ title: String, _ here: Route, _ main: HTML, status: HTTPResponse.Status = .ok
    ) -> Screen {
        let tabs = Tabs(
            label: words("readings.tabs"),
            tabs: [Route.readings, .unusualReadings, .refusedRequests, .readingSamples, .personsLogs].map {
                route in
                .init(
                    text: words("readings.tab\(route.path.replacing("/", with: "."))"), href: route.path,
                    isCurrent: route.path == here.path)
            })
        return Screen(
            title: title, heading: title, main: "\(tabs)\(main)", here: .readings, status: status)
    }

    /// - Parameter kept: what else stands in the address, each begun with `&`.
    fileprivate func readingPager(
        _ route: Route, keeping kept: String = "", count: Int, hasMore: Bool
    ) -> HTML {
        guard offset > 0 || hasMore else { return "" }
        let link = { (from: Int) in "\(route.path)?from=\(from)\(kept)" }
        return Pager(
            label: words("pager.label"),
            summary: words("pager.summary", ["from": "\(offset + 1)", "to": "\(offset + count)"]),
            previous: offset > 0 ? Link(words("pager.previous"), href: link(max(0, offset - 50))) : nil,
            next: hasMore ? Link(words("pager.next"), href: link(offset + 50)) : nil
        ).html
    }

    fileprivate func readingTable(_ caption: String, _ readings: [LoggedReading]) -> HTML {
        let rows = readings.map { reading in
            Table.Row([
                Link(words.exact(reading.at), href: Route.reading(reading.id.text).path).html,
                .text(reading.who), .text(words.place(of: reading)),
                .text(words("readings.action.\(reading.action.rawValue)")), .text(words.page(of: reading)),
                .text(reading.order?.text ?? "–"), .text("\(reading.people)"),
            ])
        }
        let columns = ["at", "who", "as", "action", "page", "case"].map {
            Table.Column(words("readings.column.\($0)"))
        }
        return Table(
            caption: caption, isCaptionUnseen: true,
            columns: columns + [Table.Column(words("readings.column.people"), isNumeric: true)], rows: rows
        ).html
    }
}

extension Words {
    func place(of reading: LoggedReading) -> String { place(as: reading.role, at: reading.place) }

    func place(as role: Role?, at place: String) -> String {
        [role.map { self("role.\($0.rawValue)") }, place.isEmpty ? nil : place]
            .compactMap(\.self).joined(separator: ", ")
    }

    /// What the page is called; its own name where nobody has given it another.
    func page(of reading: LoggedReading) -> String {
        let key = reading.page.split(separator: ".").first.map(String.init) ?? reading.page
        return ifAny("readings.page.\(reading.page)") ?? ifAny("readings.page.\(key)") ?? reading.page
    }
}

/// The log, the latest first.
struct ReadingListView {
    let call: Call
    let page: ReadingList
    let filter: ReadingFilter

    private var words: Words { call.words }

    var screen: Screen {
        let table: HTML =
            page.readings.isEmpty
            ? EmptyState(heading: words("readings.none"), text: nil).html
            : call.readingTable(words("readings.title"), page.readings)
        return call.readingScreen(
            words("readings.title"), .readings,
            "<p class=\"lead\">\(words("readings.lead"))</p>\(form)\(table)\(pager)")
    }

    private var form: HTML {
        let day = DateField(
            Field("day", label: words("readings.day")), value: filter.day?.description ?? "",
            latest: call.today.description)
        let user = SelectField(
            Field("user", label: words("readings.column.who")),
            options: page.readers.map { .init(value: $0.id.text, text: $0.name) },
            value: filter.user?.text ?? "",
            prompt: words("readings.all"), width: .medium)
        let action = SelectField(
            Field("action", label: words("readings.column.action")),
            options: Disclosure.Action.allCases.map {
                .init(value: $0.rawValue, text: words("readings.action.\($0.rawValue)"))
            }, value: filter.action?.rawValue ?? "", prompt: words("readings.all"), width: .medium)
        return """
            <form class="filter" method="get" action="\(Route.readings.path)">\(day)\(user)\(action)\
            \(Actions([Button(words("readings.show"), .secondary).html]))</form>
            """
    }

    private var pager: HTML {
        let kept = [
            ("day", filter.day?.description), ("user", filter.user?.text),
            ("action", filter.action?.rawValue),
        ]
        .compactMap { name, value in value.map { "&\(name)=\($0)" } }.joined()
        return call.readingPager(.readings, keeping: kept, count: page.readings.count, hasMore: page.hasMore)
    }
}

/// What was refused to whom, the latest first, and who was refused most lately.
struct RefusalListView {
    let call: Call
    let list: RefusalList

    private var words: Words { call.words }

    var screen: Screen {
        call.readingScreen(
            words("refusals.title"), .refusedRequests,
            """
            <p class="lead">\(words("refusals.lead"))</p>\(most)\(table)\
            \(call.readingPager(.refusedRequests, count: list.refusals.count, hasMore: list.hasMore))
            """)
    }

    private var most: HTML {
        guard !list.most.isEmpty else { return "" }
        let lines = list.most.map { HTML.text("\($0.who): \(words("refusals.times", count: $0.count))") }
        return PagePart(words("refusals.most"), PlainList(lines).html).html
    }

    private var table: HTML {
        guard !list.refusals.isEmpty else {
            return EmptyState(heading: words("refusals.none"), text: nil).html
        }
        let rows = list.refusals.map { line in
            Table.Row([
                call.moment(line.at).html, .text(line.who), .text(words.place(as: line.role, at: line.place)),
                "<code>\(line.refusal.method) \(line.refusal.route)</code>",
                .text(line.refusal.thing.isEmpty ? "–" : line.refusal.thing),
                .text(words("refusals.code.\(line.refusal.code.rawValue)")),
            ])
        }
        let columns =
            ["at", "who", "as"].map { Table.Column(words("readings.column.\($0)")) }
            + ["what", "thing", "why"].map { Table.Column(words("refusals.column.\($0)")) }
        return Table(
            caption: words("refusals.title"), isCaptionUnseen: true, columns: columns, rows: rows
        ).html
    }
}

/// One reading and whom it showed.
struct ReadingView {
    let call: Call
    let page: ReadingPage

    /// Otherwise the case and the page are why something was read.
    private var glass: DefinitionList.Row? {
        page.reading.brokenGlass.map { reason in
            .init(
                call.words("readings.brokenGlass"),
                text: reason.isEmpty ? call.words("readings.brokenGlass.untold") : reason)
        }
    }

    var screen: Screen {
        let (words, reading) = (call.words, page.reading)
        let facts = DefinitionList(
            rows: [
                .init(words("readings.column.at"), text: words.exact(reading.at)),
                .init(words("readings.column.who"), text: reading.who),
                .init(words("readings.column.as"), text: words.place(of: reading)),
                .init(
                    words("readings.column.action"), text: words("readings.action.\(reading.action.rawValue)")
                ),
                .init(words("readings.column.page"), text: words.page(of: reading)),
                .init(words("readings.column.case"), text: reading.order?.text ?? "–"),
            ] + [glass].compactMap(\.self))
        let hidden = page.hidden > 0 ? words("readings.hidden", count: page.hidden) : nil
        let people: HTML =
            page.people.isEmpty && page.hidden == 0
            ? "<p>\(words("readings.nobody"))</p>"
            : "<ul>\(each: page.people, { "<li>\($0.name)</li>" })\(if: hidden, { "<li>\($0)</li>" })</ul>"
        return call.readingScreen(
            words("readings.one"), .readings,
            "\(facts)\(Heading(.text(words("readings.whom")), level: .two))\(people)")
    }
}

/// What is worth a question, by day and reader.
struct UnusualReadingsView {
    let call: Call
    let found: [UnusualReading]
    let state: FormState

    private var words: Words { call.words }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        let isAsked = state.faults.isEmpty
        let table: HTML =
            found.isEmpty ? EmptyState(heading: words("readings.unusual.none"), text: nil).html : rows
        return call.readingScreen(
            words("readings.unusual.title"), .unusualReadings,
            """
            \(words.summary(of: state))<p class="lead">\(words("readings.unusual.lead"))</p>\
            <form class="filter" method="get" action="\(Route.unusualReadings.path)">\
            \(PeriodFields(words: words, state: state))\
            \(Actions([Button(words("readings.show"), .secondary).html]))</form>\(if: isAsked, table)
            """, status: status)
    }

    private var rows: HTML {
        let rows = found.map { line in
            Table.Row([
                call.day(line.day).html, .text(line.who),
                .text(words("readings.sign.\(line.sign.rawValue)")), .text("\(line.people)"),
                Link(words("readings.look"), href: Route.reading(line.reading.text).path, context: line.who)
                    .html,
            ])
        }
        return Table(
            caption: words("readings.unusual.title"), isCaptionUnseen: true,
            columns: [
                .init(words("readings.day")), .init(words("readings.column.who")),
                .init(words("readings.unusual.sign")),
                .init(words("readings.column.people"), isNumeric: true),
                .init(words("readings.look"), isUnseen: true),
            ], rows: rows
        ).html
    }
}

/// From and to.
private struct PeriodFields: Component {
    let words: Words
    let state: FormState

    var html: HTML {
        """
        \(DateField(words.field("from", "readings.from", in: state), value: state["from"]))\
        \(DateField(words.field("to", "readings.to", in: state), value: state["to"]))
        """
    }
}

/// Samples that were drawn, and the drawing of one.
struct ReadingSamplesView {
    let call: Call
    let lines: [SampleLine]
    let state: FormState

    private var words: Words { call.words }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        let size = TextField(
            words.field("size", "readings.size", in: state), value: state["size"], autocomplete: "off")
        let form = Form(
            action: Route.readingSamples.path, token: call.token,
            content: """
                \(PeriodFields(words: words, state: state))\(size)\
                \(Actions([Button(words("readings.draw")).html]))
                """)
        return call.readingScreen(
            words("readings.samples.title"), .readingSamples,
            """
            \(words.summary(of: state))<p class="lead">\(words("readings.samples.lead"))</p>\(form)\
            \(Heading(.text(words("readings.samples.drawn")), level: .two))\
            \(lines.isEmpty ? "<p>\(words("readings.samples.none"))</p>" : table)
            """, status: status)
    }

    private var table: HTML {
        let rows = lines.map { line in
            Table.Row(
                [
                    Link("\(line.first) – \(line.last)", href: Route.readingSample(line.id.text).path).html,
                    .text("\(line.count)"), .text(line.drawnBy), call.moment(line.drawnAt).html,
                    line.outcome.map { .text(words("readings.outcome.\($0.rawValue)")) }
                        ?? Badge(text: words("readings.unreviewed"), tone: .attention).html,
                    .text(line.reviewedBy ?? "–"),
                ], tone: line.outcome == .toFollowUp ? .attention : .calm)
        }
        let columns = ["period", "count", "by", "at", "outcome", "reviewedBy"].map {
            Table.Column(words("readings.samples.\($0)"), isNumeric: $0 == "count")
        }
        return Table(
            caption: words("readings.samples.drawn"), isCaptionUnseen: true, columns: columns, rows: rows
        ).html
    }
}

/// A sample, and what was found in it.
struct ReadingSampleView {
    let call: Call
    let page: SamplePage
    let state: FormState

    private var words: Words { call.words }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        call.readingScreen(
            words("readings.sample.title"), .readingSamples,
            """
            \(words.summary(of: state))<p class="lead">\(words("readings.sample.lead", [
                "from": page.line.first.description, "to": page.line.last.description,
                "size": "\(page.readings.count)", "count": "\(page.line.count)",
            ]))</p>\(call.readingTable(words("readings.sample.title"), page.readings))\(review)
            """, status: status)
    }

    private var review: HTML {
        guard let outcome = page.line.outcome else { return form }
        return DefinitionList(
            rows: [
                .init(words("readings.samples.outcome"), text: words("readings.outcome.\(outcome.rawValue)")),
                .init(words("readings.note"), text: page.line.note.isEmpty ? "–" : page.line.note),
                .init(words("readings.samples.reviewedBy"), text: page.line.reviewedBy ?? "–"),
            ]
                + [page.line.reviewedAt.map { .init(words("readings.samples.at"), call.moment($0).html) }]
                .compactMap(\.self)
        ).html
    }

    private var form: HTML {
        let outcome = Radios(
            words.field("outcome", "readings.samples.outcome", in: state),
            choices: SampleOutcome.allCases.map {
                Choice($0.rawValue, words("readings.outcome.\($0.rawValue)"))
            },
            value: state["outcome"])
        let note = TextArea(
            words.field("note", "readings.note", in: state, isRequired: false), value: state["note"])
        return Form(
            action: Route.readingSample(page.line.id.text).path, token: call.token,
            content: "\(outcome)\(note)\(Actions([Button(words("readings.sample.save")).html]))"
        ).html
    }
}

/// What the log says of one person, to print for them.
struct PersonsLogView {
    let call: Call
    let log: PersonsLog

    static func question(_ call: Call, _ state: FormState, _ status: HTTPResponse.Status) -> Screen {
        let words = call.words
        let number = TextField(
            words.field("number", "readings.person.number", in: state), value: state["number"],
            autocomplete: "off")
        return call.readingScreen(
            words("readings.person.title"), .personsLogs,
            """
            \(words.summary(of: state))<p class="lead">\(words("readings.person.lead"))</p>\
            \(Form(
                action: Route.personsLogs.path, token: call.token,
                content: "\(number)\(Actions([Button(words("readings.person.find")).html]))"))
            """, status: status)
    }

    var screen: Screen {
        let words = call.words
        let rows = log.readings.map { reading in
            Table.Row([
                .text(words.exact(reading.at)), .text(reading.who), .text(words.place(of: reading)),
                .text(words("readings.action.\(reading.action.rawValue)")), .text(words.page(of: reading)),
                .text(reading.order?.text ?? "–"),
            ])
        }
        let columns = ["at", "who", "as", "action", "page", "case"].map {
            Table.Column(words("readings.column.\($0)"))
        }
        let made = words("readings.person.made", ["at": words.exact(call.now)])
        return Screen(
            title: words("readings.person.title"), heading: words("readings.person.title"),
            main: """
                <p class="lead">\(log.person.name), \(log.identifier.display)</p><p>\(words("readings.person.about"))</p>\
                \(if: log.hasMore, Notice(content: "<p>\(words("readings.person.more"))</p>", tone: .attention).html)\
                \(Table(
                    caption: words("readings.person.title"), isCaptionUnseen: true, columns: columns, rows: rows))\
                <p class="hint">\(made)</p><p class="hint">\(words("readings.person.secrecy"))</p>
                """, here: .readings)
    }
}
