import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// One unit takes over many people from another at once: whom, from when, all that follows, then it is done.
enum TakeoverPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.takeovers.path, .holding(.plan), list),
        .get(Route.takeover(":id").path, .holding(.plan), form),
        .post(Route.takeover(":id").path, .holding(.plan), record),
        .get(Route.takeoverUndoing(":id").path, .holding(.plan), undoing),
        .post(Route.takeoverUndoing(":id").path, .holding(.plan), undo),
    ]

    private static func list(_ call: Call) async throws -> Response {
        let words = call.words
        let (units, done) = try await call.store.read(as: call.actor) {
            (try $0.servingUnits(), try $0.takeovers())
        }
        let rows = units.map { line in
            Table.Row([
                line.people == 0
                    ? .text(line.unit.name)
                    : Link(line.unit.name, href: Route.takeover(line.unit.id.text).path).html,
                .text("\(line.people)"),
            ])
        }
        let table = Table(
            caption: words("takeover.from"), isCaptionUnseen: true,
            columns: [.init(words("takeover.from")), .init(words("takeover.people"), isNumeric: true)],
            rows: rows)
        let past: HTML? =
            done.isEmpty
            ? nil
            : "\(Heading(.text(words("takeover.past")), level: .two))\(PlainList(done.map { line(call, $0) }))"
        return call.show(
            Screen(
                title: words("takeover.title"), heading: words("takeover.title"),
                main: "<p>\(words("takeover.lead"))</p>\(table)\(past)", bodyClass: "narrow"))
    }

    private static func line(_ call: Call, _ takeover: TakeoverLine) -> HTML {
        let words = call.words
        if let why = takeover.undoneWhy {
            return "\(sentence(call, takeover)) \(words("takeover.undone", ["reason": why]))"
        }
        let undo = Link(
            words("takeover.undo"), href: Route.takeoverUndoing(takeover.id.text).path, context: takeover.from
        )
        return "\(sentence(call, takeover)) · \(undo)"
    }

    private static func sentence(_ call: Call, _ takeover: TakeoverLine) -> String {
        let words = call.words
        let what = words(
            "takeover.done",
            [
                "from": takeover.from, "to": takeover.to,
                "day": words.plainDay(takeover.day, today: call.today), "who": takeover.recordedBy,
                "note": takeover.note,
            ])
        return "\(what) \(words("takeover.people.count", count: takeover.people))."
    }

    private static func unit(_ call: Call) throws -> ID<ProviderUnit> {
        guard let id = ID<ProviderUnit>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func form(_ call: Call) async throws -> Response { try await ask(call, nil, FormState()) }

    private static func record(_ call: Call) async throws -> Response {
        let (from, typed) = (try unit(call), call.form.answers)
        let state = FormState(typed)
        do {
            let takeover = try Takeover(typed, from: from, today: call.today)
            if typed["change"] == "yes" { return try await ask(call, typed, state) }
            guard typed["confirmed"] == "yes" else { return try await preview(call, takeover, typed) }
            try await call.store.write(as: call.actor) { _ = try $0.takeOver(takeover) }
            return call.redirect(to: .takeovers, saying: "takenOver")
        } catch let error as AppError where error.code == .invalid || error.code == .conflict {
            return try await ask(call, typed, FormState(call.form, error), status: error.code.status)
        }
    }

    /// - Parameter typed: what was posted; `nil` the first time, when everybody is chosen.
    private static func ask(
        _ call: Call, _ typed: Answers?, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let from = try unit(call)
        let words = call.words
        let people = try await call.store.show(as: call.actor) { try $0.peopleServed(by: from) }
        let units = try await call.store.read(as: call.actor) { try $0.servingUnits() }
        guard let own = units.first(where: { $0.unit.id == from })?.unit else { throw AppError.notFound }
        let to = SelectField(
            words.field("to", "takeover.to", in: state),
            options: units.filter { $0.unit.id != from }.map {
                SelectField.Option(value: $0.unit.id.text, text: $0.unit.name)
            }, value: state["to"], prompt: words("form.unit.choose"))
        let rows = people.map { person in
            let isChosen = typed.map { $0["person.\(person.id)"] == "yes" } ?? true
            return Table.Row([box(person, isChosen: isChosen)] + facts(person, call))
        }
        let content: HTML = """
            \(to)\(DateField(words.field("day", "takeover.day", in: state), value: state["day"], latest: call.today.description))\
            \(TextArea(words.field("note", "takeover.note", in: state), value: state["note"], rows: 2))\
            \(Table(caption: words("takeover.choose"), columns: columns(words), rows: rows))\
            <div class="actions">\(Button(words("life.foresee")))</div>
            """
        let most: HTML? =
            people.count == Takeover.limit
            ? "<p>\(words("takeover.most", ["limit": "\(Takeover.limit)"]))</p>" : nil
        let labels = Dictionary(
            uniqueKeysWithValues: ["to", "day", "note"].map { ($0, words("takeover.\($0)")) })
        return call.show(
            Screen(
                title: words("takeover.title"), heading: words("takeover.title"), kicker: own.name,
                main: """
                    \(words.summary(of: state, labels: labels))\(most)\
                    \(people.isEmpty ? EmptyState(heading: words("takeover.empty")).html : Form(action: Route.takeover(from.text).path, token: call.token, content: content).html)\
                    <p>\(Link(words("takeover.back"), href: Route.takeovers.path))</p>
                    """, status: status))
    }

    private static func box(_ person: ServedPerson, isChosen: Bool) -> HTML {
        """
        <span class="choice"><input type="checkbox" id="person.\(person.id.text)" name="person.\(person.id.text)" \
        value="yes"\(flag: "checked", isChosen)><label for="person.\(person.id.text)">\(person.name)</label></span>
        """
    }

    private static func columns(_ words: Words) -> [Table.Column] {
        [
            .init(words("recipient.one")), .init(words("recipient.home")), .init(words("takeover.alarm")),
            .init(words("takeover.orders"), isNumeric: true), .init(words("takeover.keys"), isNumeric: true),
        ]
    }

    private static func facts(_ person: ServedPerson, _ call: Call) -> [HTML] {
        [
            .text(person.home), .text(call.words(person.hasAlarm ? "form.yes" : "form.no")),
            .text("\(person.openOrders)"), .text("\(person.keys)"),
        ]
    }

    private static func preview(_ call: Call, _ takeover: Takeover, _ typed: Answers) async throws -> Response
    {
        let served = try await call.store.show(as: call.actor) { try $0.peopleServed(by: takeover.from) }
        let units = try await call.store.read(as: call.actor) { try $0.servingUnits() }.map(\.unit)
        let chosen = served.filter { takeover.people.contains($0.id) }
        guard chosen.count == takeover.people.count else {
            throw AppError.conflict("takeover.changedMeanwhile")
        }
        guard let from = units.first(where: { $0.id == takeover.from })?.name else { throw AppError.notFound }
        guard let to = units.first(where: { $0.id == takeover.to })?.name else {
            throw AppError.invalid("form.choose", field: "to")
        }
        let preview = TakeoverPreview(
            call: call, takeover: takeover, from: from, to: to, people: chosen, typed: typed)
        return call.show(
            Screen(
                title: call.words("life.preview.title"), heading: call.words("life.preview.title"),
                kicker: call.words("takeover.title"), main: preview.html, bodyClass: "narrow"))
    }

    private static func done(_ call: Call) throws -> ID<Takeover> {
        guard let id = ID<Takeover>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func undoing(_ call: Call) async throws -> Response {
        try await askWhy(call, FormState())
    }

    private static func askWhy(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (id, words) = (try done(call), call.words)
        let takeovers = try await call.store.read(as: call.actor) { try $0.takeovers() }
        guard let takeover = takeovers.first(where: { $0.id == id && $0.undoneWhy == nil }) else {
            throw AppError.notFound
        }
        let form = Form(
            action: Route.takeoverUndoing(id.text).path, token: call.token,
            content: """
                \(TextArea(words.field("reason", "life.undo.reason", in: state), value: state["reason"], rows: 2))\
                <div class="actions">\(Button(words("life.undo.button")))</div>
                """)
        return call.show(
            Screen(
                title: words("takeover.undo"), heading: words("takeover.undo"),
                main: """
                    \(words.summary(of: state, labels: ["reason": words("life.undo.reason")]))\
                    <p>\(sentence(call, takeover))</p><p>\(words("takeover.undo.lead"))</p>\(form)\
                    <p>\(Link(words("takeover.back"), href: Route.takeovers.path))</p>
                    """, bodyClass: "narrow", status: status))
    }

    private static func undo(_ call: Call) async throws -> Response {
        let (id, reason) = (try done(call), call.form["reason"])
        do {
            try await call.store.write(as: call.actor) { _ = try $0.undoTakeover(id, reason: reason) }
            return call.redirect(to: .takeovers, saying: "takeoverUndone")
        } catch let error as AppError where error.code == .invalid {
            return try await askWhy(call, FormState(call.form, error), status: error.code.status)
        }
    }
}
