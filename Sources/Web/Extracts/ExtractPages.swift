import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Sealed extracts of alarm customers: listed, read, fetched as files, compared, made and made anew.
enum ExtractPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.extracts.path, .holding(.seeCases), list),
        .post(Route.extracts.path, .holding(.makeExtracts), make),
        .get(Route.extract(":id").path, .holding(.seeCases), page),
        .get(Route.extractFile(":id", ":format").path, .holding(.seeCases), file),
        .get(Route.extractVersions(":id").path, .holding(.makeExtracts), newVersion),
        .post(Route.extractVersions(":id").path, .holding(.makeExtracts), makeVersion),
    ]

    private static let pageSize = 50

    private static func id(_ call: Call) throws -> ID<SealedExtract> {
        guard let id = ID<SealedExtract>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func list(_ call: Call) async throws -> Response { try await list(call, FormState()) }

    private static func list(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let offset = max(0, min(Int(call.query["from"]) ?? 0, 1_000_000))
        let actor = try call.actor
        let (lines, history, scopes) = try await call.store.read(as: actor) { reader in
            (
                try reader.extracts(offset: offset, limit: pageSize + 1),
                try reader.extractHistory(of: actor.unit.map { .unit($0) } ?? .municipality),
                actor.may(.makeExtracts) ? try reader.extractScopes() : nil
            )
        }
        let words = call.words
        let labels = ["scope": words("extract.scope"), "day": words("extract.day")]
        return call.show(
            Screen(
                title: words("extract.list"), heading: words("extract.list"),
                main: """
                    \(words.summary(of: state, labels: labels))\
                    \(table(call, lines.prefix(pageSize)))\(pager(call, offset, hasMore: lines.count > pageSize))\
                    \(CountDrawing.of(history, call, name: actor.unit == nil ? words("extract.all") : words("extract.own")))\
                    \(if: scopes, { making(call, $0, state) })
                    """, bodyClass: "narrow", here: .extracts, status: status))
    }

    private static func table(_ call: Call, _ lines: ArraySlice<ExtractLine>) -> HTML {
        let words = call.words
        guard !lines.isEmpty else {
            let isTeam = (try? call.actor)?.partyRole == .team
            let hint = isTeam ? "extract.none.team" : "extract.none.unit"
            return EmptyState(heading: words("extract.none"), text: .text(words(hint))).html
        }
        let rows = lines.map { line in
            Table.Row([
                Link("\(line.number) v\(line.version)", href: Route.extract(line.id.text).path).html,
                .text(words.scope(line)), .text(words.asOf(line.moment)), .text("\(line.totals.billable)"),
            ])
        }
        let columns =
            ["extract.one", "extract.scope", "extract.asOf"].map { Table.Column(words($0)) } + [
                Table.Column(words("extract.billable"), isNumeric: true)
            ]
        return Table(
            caption: words("extract.list"), isCaptionUnseen: true, columns: columns, rows: rows,
            hasRowKeys: true
        ).html
    }

    private static func pager(_ call: Call, _ offset: Int, hasMore: Bool) -> HTML {
        guard offset > 0 || hasMore else { return "" }
        let words = call.words
        let link = { (from: Int) in "\(Route.extracts.path)?from=\(from)" }
        return Pager(
            label: words("pager.label"), summary: nil,
            previous: offset > 0 ? Link(words("pager.previous"), href: link(max(0, offset - pageSize))) : nil,
            next: hasMore ? Link(words("pager.next"), href: link(offset + pageSize)) : nil
        ).html
    }

    /// One that no unit has ordered.
    private static func making(_ call: Call, _ scopes: ExtractScopes, _ state: FormState) -> HTML {
        let words = call.words
        let options =
            [SelectField.Option(value: "municipality", text: words("extract.all"))]
            + scopes.providers.map { .init(value: "provider.\($0.id)", text: $0.name) }
            + scopes.units.map { .init(value: "unit.\($0.id)", text: $0.name) }
        let form = Form(
            action: Route.extracts.path, token: call.token,
            content: """
                <p>\(words("extract.make.lead"))</p>\
                \(SelectField(words.field("scope", "extract.scope", in: state), options: options, value: state["scope"], prompt: words("extract.scope.choose")))\
                \(DateField(words.field("day", "extract.day", in: state, isRequired: false), value: state["day"], latest: call.today.description))\
                <div class="actions">\(Button(words("extract.make")))</div>
                """)
        return PagePart(words("extract.make.title"), form.html).html
    }

    private static func make(_ call: Call) async throws -> Response {
        let (form, typed) = (call.form, call.form["day"])
        do {
            let day = Day(typed)
            var faults: [Fault] = []
            if !typed.isEmpty, day == nil { faults.append(Fault("form.day.wrong", field: "day")) }
            let scope = ExtractScope(form["scope"])
            if scope == nil { faults.append(Fault("form.choose", field: "scope")) }
            guard faults.isEmpty, let scope else { throw AppError(.invalid, faults) }
            let id = try await call.makeExtract { try $0.extractDraft(of: scope, on: day) }
            return call.redirect(to: .extract(id.text), saying: "extractMade")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await list(call, FormState(form, error), status: error.code.status)
        }
    }

    private static func page(_ call: Call) async throws -> Response {
        let id = try id(call)
        let page = try await call.store.show(as: call.actor) { try $0.extractPage(id) }
        let words = call.words
        return call.show(
            Screen(
                title: "\(words("extract.one")) \(page.line.number)",
                heading: "\(page.line.number) v\(page.line.version)",
                kicker: words("extract.one"), main: ExtractView(call: call, page: page).html,
                bodyClass: "narrow", here: .extracts))
    }

    private static func file(_ call: Call) async throws -> Response {
        let id = try id(call)
        guard let format = ExtractFormat(rawValue: try call.part("format")) else { throw AppError.notFound }
        let file = try await call.store.show(as: call.actor) { try $0.extractFile(id, format) }
        return call.attachment(
            file.bytes, type: format.contentType, name: "\(file.name).\(format.rawValue)")
    }

    private static func newVersion(_ call: Call) async throws -> Response {
        try await newVersion(call, FormState())
    }

    /// What the register says now of the same moment, before it is sealed.
    private static func newVersion(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = try id(call)
        let draft = try await call.store.show(as: call.actor) { try $0.extractAnew(id) }
        let words = call.words
        let isTold = draft.isForUnit
        let message =
            state.answers.values.isEmpty
            ? words("extract.version.message", ["number": "\(draft.number) v\(draft.version)"])
            : state["message"]
        let form = Form(
            action: Route.extractVersions(id.text).path, token: call.token,
            content: """
                \(HiddenField(name: "seen", value: draft.seen))\
                \(if: isTold, TextArea(words.field("message", "extract.version.tell", in: state), value: message, rows: 4, maxLength: Text.longLimit).html)\
                <div class="actions">\(Button(words(isTold ? "extract.version.send" : "extract.version.make")))\
                \(ButtonLink(words("extract.back"), href: Route.extract(id.text).path, .secondary))</div>
                """)
        return call.show(
            Screen(
                title: words("extract.version.title"), heading: words("extract.version.title"),
                kicker: "\(draft.number) v\(draft.version)",
                main: """
                    \(words.summary(of: state))<p>\(words("extract.version.lead"))</p>\
                    \(ExtractChanges(words: words, changes: draft.changes))\(form)
                    """, bodyClass: "narrow", here: .extracts, status: status))
    }

    private static func makeVersion(_ call: Call) async throws -> Response {
        let (id, message, seen) = (try id(call), Text.cleaned(call.form["message"]), call.form["seen"])
        do {
            let made = try await call.makeExtract(message: message) { try $0.extractAnew(id, seen: seen) }
            return call.redirect(to: .extract(made.text), saying: "extractMade")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await newVersion(call, FormState(call.form, error), status: error.code.status)
        }
    }
}

extension ExtractScope {
    /// As a form's field has it: `municipality`, `provider.ID`, `unit.ID`.
    fileprivate init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        switch (parts.first, parts.dropFirst().first) {
        case ("municipality", nil): self = .municipality
        case ("provider", let id?):
            guard let provider = ID<CareProvider>(id) else { return nil }
            self = .provider(provider)
        case ("unit", let id?):
            guard let unit = ID<ProviderUnit>(id) else { return nil }
            self = .unit(unit)
        default: return nil
        }
    }
}

extension ExtractFormat {
    var contentType: String {
        switch self {
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .pdf: "application/pdf"
        case .csv: "text/csv; charset=utf-8"
        }
    }
}

extension CountDrawing {
    /// How many alarm customers there have been.
    static func of(_ history: [ExtractCount], _ call: Call, name: String) -> CountDrawing {
        CountDrawing(
            call: call, name: name, days: history.map(\.day),
            series: [
                .init(call.words("extract.customers"), history.map(\.customers)),
                .init(call.words("extract.emergency"), history.map(\.emergencyAlarms)),
            ], about: "extract.counts.text")
    }
}

extension Words {
    func scope(_ line: ExtractLine) -> String {
        line.scope == .municipality ? self("extract.all") : line.scopeName
    }
}
