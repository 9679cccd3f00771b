import Domain
import HTTPBase
import HTTPTypes
import Storage

/// The rule, what it says of today's files, the way to dispose of them, and what has been disposed of.
struct RetentionView {
    let call: Call
    let overview: RetentionOverview
    let state: FormState

    private var words: Words { call.words }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        Screen(
            title: words("retention.title"), heading: words("retention.title"),
            main: """
                \(words.summary(of: state))<p class="lead">\(words("retention.lead"))</p>\(rule)\(due)\
                \(ArchiveView(call: call, overview: overview, state: state).html)\(holds)\(log)\
                <p>\(Link(words("processing.title"), href: Route.processing.path))</p>
                """, here: .retention, status: status)
    }

    private var rule: HTML {
        let rule = overview.rule
        let facts = DefinitionList(
            rows: [
                .init(
                    words("retention.exemption"),
                    text: words("retention.exemption.\(rule.exemption.rawValue)")),
                .init(
                    words("retention.personalFile"),
                    text: words("retention.years", count: rule.personalFileYears)),
                .init(
                    words("retention.unitFile"), text: words("retention.unitYears", count: rule.unitFileYears)
                ),
                .init(words("retention.heldCount"), text: String(overview.files.heldCount)),
                .init(words("retention.researchCount"), text: String(overview.files.researchCount)),
            ])
        return PagePart(
            words("retention.rule"), "\(facts)<p class=\"hint\">\(words("retention.rule.hint"))</p>"
        ).html
    }

    private var due: HTML {
        guard !overview.isEmpty else {
            return PagePart(
                words("retention.due"),
                EmptyState(heading: words("retention.none"), text: .text(words("retention.none.text"))).html
            ).html
        }
        return PagePart(words("retention.due"), "\(if: !overview.files.due.isEmpty, people)\(counts)\(form)")
            .html
    }

    private var people: HTML {
        let rows = overview.files.due.map { file in
            Table.Row([
                .text(file.name.isEmpty ? words("retention.protected") : file.name),
                .text(file.identifier?.masked ?? "–"), call.day(file.lastNote).html,
                lastDay(of: file).map { call.day($0).html } ?? "–",
                .text(file.transfer.map { words("archive.transfer", ["number": "\($0)"]) } ?? "–"),
            ])
        }
        let columns = ["name", "number", "lastNote", "lastDay", "archive"].map {
            Table.Column(words("retention.column.\($0)"))
        }
        return Table(
            caption: words("retention.due"), isCaptionUnseen: true, columns: columns, rows: rows
        ).html
    }

    /// What the archive has was to be kept, and need never be gone from here.
    private func lastDay(of file: ClosedFile) -> Day? {
        file.transfer == nil ? overview.rule.lastDay(afterNote: file.lastNote) : nil
    }

    /// What is not in the table, and what is more than is taken at a time.
    private var counts: HTML {
        let more = overview.files.dueCount - overview.files.due.count
        let lines = [
            overview.extracts > 0 ? words("retention.extracts", count: overview.extracts) : nil,
            overview.orders > 0 ? words("retention.orders", count: overview.orders) : nil,
            more > 0 ? words("retention.more", count: more) : nil,
        ].compactMap { $0 }
        return lines.isEmpty ? "" : PlainList(lines.map { .text($0) }).html
    }

    private var form: HTML {
        let decision = TextField(
            words.field("decision", "retention.decision", in: state), value: state["decision"])
        let follows = Consequences(
            words: words,
            lines: ["gone", "stays", "final"].map { .text(words("retention.follows.\($0)")) })
        return Form(
            action: Route.disposals.path, token: call.token,
            content: """
                \(follows)\(decision)\(HiddenField(name: "preview", value: overview.preview))\
                \(Actions([Button(words("retention.dispose"), .danger).html]))
                """
        ).html
    }

    private var holds: HTML {
        guard !overview.holds.isEmpty else { return "" }
        let rows = overview.holds.map { held in
            Table.Row([
                .text(held.name.isEmpty ? words("retention.protected") : held.name),
                .text(words("fileHold.\(held.hold.kind.rawValue)")),
                .text(held.hold.reason.isEmpty ? "–" : held.hold.reason),
                call.day(held.hold.placedOn).html, .text(held.hold.placedBy),
            ])
        }
        let columns = ["name", "kind", "reason", "since", "who"].map {
            Table.Column(words("retention.column.\($0)"))
        }
        return PagePart(
            words("retention.holds"),
            Table(caption: words("retention.holds"), isCaptionUnseen: true, columns: columns, rows: rows).html
        ).html
    }

    private var log: HTML {
        guard !overview.disposals.isEmpty else { return "" }
        let rows = overview.disposals.map { line in
            Table.Row([
                .text(String(line.number)), call.moment(line.at).html, .text(line.who), .text(line.decision),
                .text(String(line.people)), .text(String(line.orders)), .text(String(line.extracts)),
            ])
        }
        let columns =
            ["disposal", "at", "who", "decision"].map { Table.Column(words("retention.column.\($0)")) }
            + ["people", "orders", "extracts"].map {
                Table.Column(words("retention.column.\($0)"), isNumeric: true)
            }
        return PagePart(
            words("retention.log"),
            Table(caption: words("retention.log"), isCaptionUnseen: true, columns: columns, rows: rows).html
        ).html
    }
}

/// What one person's file is held by, and the way to hold or release it.
struct FileHoldView {
    let call: Call
    let person: ID<CareRecipient>
    let held: (name: String, holds: [PlacedHold])
    let state: FormState

    private var words: Words { call.words }

    /// The field for why a hold of a kind is lifted.
    static func reason(_ kind: String) -> String { "reason-\(kind)" }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        Screen(
            title: words("fileHold.title"), heading: words("fileHold.title"), kicker: held.name,
            main: """
                \(words.summary(of: state))\(each: held.holds, card)\(if: !free.isEmpty, place)\
                <p>\(Link(words("fileHold.back"), href: Route.person(person.text).path))</p>
                """, bodyClass: "narrow", status: status)
    }

    private var free: [FileHold] {
        FileHold.allCases.filter { kind in !held.holds.contains { $0.kind == kind } }
    }

    private func card(_ hold: PlacedHold) -> HTML {
        let name = Self.reason(hold.kind.rawValue)
        let facts = DefinitionList(
            rows: [
                .init(words("fileHold.why"), text: hold.reason),
                .init(words("fileHold.since"), "\(call.day(hold.placedOn)), \(hold.placedBy)"),
            ])
        let reason = TextArea(words.field(name, "fileHold.release.why", in: state), value: state[name])
        let form = Form(
            action: Route.fileRelease(person.text).path, token: call.token,
            content: """
                \(HiddenField(name: "kind", value: hold.kind.rawValue))\(reason)\
                \(Actions([Button(words("fileHold.release.\(hold.kind.rawValue)"), .secondary).html]))
                """)
        return PagePart(words("fileHold.\(hold.kind.rawValue)"), "\(facts)\(form)").html
    }

    private var place: HTML {
        let kinds = Radios(
            words.field("kind", "fileHold.kind", in: state),
            choices: free.map {
                Choice(
                    $0.rawValue, words("fileHold.\($0.rawValue)"),
                    hint: words("fileHold.about.\($0.rawValue)"))
            }, value: state["kind"])
        let reason = TextArea(words.field("reason", "fileHold.reason", in: state), value: state["reason"])
        return Form(
            action: Route.fileHold(person.text).path, token: call.token,
            content: "\(kinds)\(reason)\(Actions([Button(words("fileHold.place")).html]))"
        ).html
    }
}

extension Words {
    /// What holds somebody's file, as their page says it; nothing where nothing does.
    func notice(of holds: [PlacedHold], isTeam: Bool) -> HTML {
        let shown = holds.filter { isTeam || $0.kind == .restriction }
        let notices = shown.map { hold in
            Notice(
                heading: self("fileHold.\(hold.kind.rawValue)"),
                content: """
                    <p>\(self("fileHold.about.\(hold.kind.rawValue)"))\(if: isTeam, " \(hold.reason)")</p>
                    """, tone: hold.kind == .restriction ? .attention : .calm
            ).html
        }
        return "\(notices)"
    }
}
