import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// The differences of a kind, and one of them: whom it is about, what both sides say, and what is done about it.
enum ListDifferencePages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.listDifferences(":class").path, .holding(.reconcile), list),
        .get(Route.listDifference(":difference").path, .holding(.reconcile), page),
        .post(Route.listDifference(":difference").path, .holding(.reconcile), decide),
    ]

    private static func list(_ call: Call) async throws -> Response {
        guard let kind = ListDifference.Kind(rawValue: try call.part("class")) else {
            throw AppError.notFound
        }
        let from = call.offset
        let page = try await call.store.show(as: call.actor) { try $0.differences(of: kind, offset: from) }
        let words = call.words
        let route = Route.listDifferences(kind.rawValue)
        let table: HTML =
            page.lines.isEmpty
            ? EmptyState(heading: words("reconcile.none"), text: nil).html : table(call, kind, page.lines)
        return call.show(
            call.reconciliation(
                words("reconcile.kind.\(kind.rawValue)"), kicker: words("reconcile.title"),
                main: """
                    <p class="lead">\(words("reconcile.about.\(kind.rawValue)"))</p>\(table)\
                    \(call.listPager(route, shown: page.lines.count, hasMore: page.hasMore))
                    """))
    }

    private static func table(
        _ call: Call, _ kind: ListDifference.Kind, _ lines: [DifferenceLine]
    ) -> HTML {
        let words = call.words
        let rows = lines.map { line in
            Table.Row(
                [
                    call.listed(
                        line.person, line.listedName, line.identifier, isKnown: line.isKnown,
                        isProtected: line.isProtected),
                    .text(words("reconcile.source.\(line.source.rawValue)")), .text(line.said(line.here)),
                    .text(line.said(line.there)), line.since.map { call.day($0.day).html } ?? "–",
                    .text(words.listAge(of: line.firstSeenOn, on: call.today)),
                    .text(line.owner?.name ?? "–"),
                    line.decision.map { .text(words("reconcile.decision.\($0.rawValue)")) }
                        ?? Badge(text: words("reconcile.undecided.one"), tone: .attention).html,
                    Link(
                        words("reconcile.decide"), href: Route.listDifference("\(line.id)").path,
                        context: line.person?.name ?? line.listedName
                    ).html,
                ],
                tone: line.decision == nil ? (kind.isCostly ? .danger : .attention) : .calm)
        }
        let columns = [
            Table.Column(words("reconcile.person")), Table.Column(words("reconcile.source")),
            Table.Column(words("reconcile.here")), Table.Column(words("reconcile.there")),
            Table.Column(words("reconcile.since")), Table.Column(words("reconcile.found"), isNumeric: true),
            Table.Column(words("reconcile.owner")), Table.Column(words("reconcile.decision")),
            Table.Column(words("reconcile.decide"), isUnseen: true),
        ]
        return Table(
            caption: words("reconcile.kind.\(kind.rawValue)"), isCaptionUnseen: true, columns: columns,
            rows: rows
        ).html
    }

    private static func id(_ call: Call) throws(AppError) -> Int {
        guard let id = Int(try call.part("difference")) else { throw .notFound }
        return id
    }

    private static func page(_ call: Call) async throws -> Response { try await page(call, nil) }

    private static func page(
        _ call: Call, _ typed: FormState?, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = try id(call)
        let page = try await call.store.show(as: call.actor) { try $0.difference(id) }
        let (words, line) = (call.words, page.line)
        let state =
            typed
            ?? FormState(
                Answers([
                    "owner": line.owner?.id.text ?? "", "decision": line.decision?.rawValue ?? "",
                    "note": line.note,
                ]))
        let resolved = line.resolvedAt.map { at in
            Notice(
                content: "<p>\(words("reconcile.isResolved")) \(call.moment(at))</p>", tone: .done
            ).html
        }
        return call.show(
            call.reconciliation(
                words("reconcile.kind.\(line.kind.rawValue)"), kicker: words("reconcile.title"),
                main: """
                    \(words.summary(of: state))<p class="lead">\(words("reconcile.about.\(line.kind.rawValue)"))</p>\
                    \(facts(call, line))\(resolved ?? form(call, page, state))\(history(call, page.acts))\
                    <p>\(Link(words("reconcile.back"), href: Route.listDifferences(line.kind.rawValue).path))</p>
                    """, isWide: false, status: status.code))
    }

    private static func facts(_ call: Call, _ line: DifferenceLine) -> HTML {
        let words = call.words
        let person = call.listed(
            line.person, line.listedName, line.identifier, isKnown: line.isKnown,
            isProtected: line.isProtected, isWhole: true)
        let said = [("reconcile.here", line.here), ("reconcile.there", line.there)].filter { !$0.1.isEmpty }
        return DefinitionList(
            rows: [
                .init(words("reconcile.person"), person),
                .init(words("reconcile.source"), text: words("reconcile.source.\(line.source.rawValue)")),
            ] + said.map { .init(words($0.0), text: $0.1) }
                + [line.since.map { .init(words("reconcile.since"), call.day($0.day).html) }].compactMap(
                    \.self)
                + [
                    .init(words("reconcile.firstSeen"), call.day(line.firstSeenOn).html),
                    .init(
                        words("reconcile.found"), text: words.listAge(of: line.firstSeenOn, on: call.today)),
                ]
        ).html
    }

    private static func form(_ call: Call, _ page: DifferencePage, _ state: FormState) -> HTML {
        let words = call.words
        var owners = page.owners
        // Who has left the team keeps it until somebody else has it.
        if let owner = page.line.owner, !owners.contains(owner) { owners.append(owner) }
        let choices = ListDifference.Decision.allCases.map {
            Choice($0.rawValue, words("reconcile.decide.\($0.rawValue)"))
        }
        let owner = SelectField(
            words.field("owner", "reconcile.owner", in: state, isRequired: false),
            options: owners.map { .init(value: $0.id.text, text: $0.name) }, value: state["owner"],
            prompt: words("reconcile.owner.none"), width: .medium)
        let decision = Radios(
            words.field("decision", "reconcile.decision", in: state, isRequired: false), choices: choices,
            value: state["decision"])
        let note = TextArea(
            words.field("note", "reconcile.note", in: state, isRequired: false), value: state["note"])
        return Form(
            action: Route.listDifference("\(page.line.id)").path, token: call.token,
            content: "\(owner)\(decision)\(note)\(Actions([Button(words("reconcile.save")).html]))"
        ).html
    }

    private static func history(_ call: Call, _ acts: [DifferenceAct]) -> HTML {
        let words = call.words
        let lines = acts.map { act -> HTML in
            let said = [
                act.decision.map { words("reconcile.decision.\($0.rawValue)") }, act.owner,
                act.note.isEmpty ? nil : act.note,
            ]
            return """
                \(call.moment(act.at)), \(act.who): \(said.compactMap(\.self).joined(separator: ". "))
                """
        }
        return PagePart(words("reconcile.history"), PlainList(lines).html).html
    }

    private static func decide(_ call: Call) async throws -> Response {
        let (id, typed) = (try id(call), call.form.answers)
        do {
            try await call.store.write(as: call.actor) { try $0.decide(id, typed) }
            return call.redirect(to: .listDifference("\(id)"), saying: "differenceDecided")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await page(call, FormState(call.form, error), status: error.code.status)
        }
    }
}

extension DifferenceLine {
    fileprivate func said(_ text: String) -> String { text.isEmpty ? "–" : text }
}
