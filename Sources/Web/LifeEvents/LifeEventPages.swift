import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Saying what has happened to somebody: what, then all that follows, then it is done; and taking it back.
enum LifeEventPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.lifeEvents(":id").path, .holding(.recordLifeEvents), form),
        .post(Route.lifeEvents(":id").path, .holding(.recordLifeEvents), record),
        .get(Route.lifeEvent(":id").path, .holding(.recordLifeEvents), event),
        .post(Route.lifeEventOver(":id").path, .holding(.recordLifeEvents), end),
        .post(Route.lifeEventUndoing(":id").path, .holding(.recordLifeEvents), undo),
    ]

    private static func person(_ call: Call) throws -> ID<CareRecipient> {
        guard let id = ID<CareRecipient>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    /// A device's own page leads here with the device chosen; a serial number is no personal datum.
    private static func form(_ call: Call) async throws -> Response {
        let kind = LifeEvent.Kind(rawValue: call.query["kind"])
        guard let kind, let field = kind.deviceField else { return try await ask(call, FormState()) }
        let chosen = ["kind": kind.rawValue, field: String(call.query["device"].prefix(40))]
        return try await ask(call, FormState(Answers(chosen)))
    }

    /// What the form asks; of the devices, what each kind that concerns one calls its own.
    private static let fields =
        ["kind", "day", "toldBy", "note"] + LifeEvent.Kind.allCases.compactMap(\.deviceField)

    /// The event in a sentence, as the orders that end with it say why.
    private static func reason(_ event: LifeEvent, _ call: Call) -> String {
        call.words("life.reason.\(event.kind.rawValue)")
    }

    /// What is typed is shown with all that follows; what has been shown and confirmed is done.
    private static func record(_ call: Call) async throws -> Response {
        let id = try person(call)
        let event: LifeEvent
        do {
            event = try LifeEvent(call.form.answers, today: call.today)
        } catch {
            return try await ask(call, FormState(call.form, error), status: error.code.status)
        }
        let foreseen = call.form["foreseen"]
        if call.form["change"] == "yes" { return try await ask(call, FormState(call.form.answers)) }
        do {
            guard !foreseen.isEmpty else { return try await preview(call, event, about: id) }
            let reason = reason(event, call)
            let drafts = try await call.store.write(as: call.actor) {
                try $0.record(event, about: id, foreseen: foreseen, reason: reason)
            }
            if let draft = drafts.first, try call.actor.may(.order) {
                return call.redirect(
                    to: .draft(draft.text), saying: event.kind.concernsDevice ? "lifeRepair" : "lifeReturn")
            }
            return call.redirect(to: .person(id.text), saying: "lifeRecorded")
        } catch let error as AppError where error.code == .conflict {
            return try await preview(call, event, about: id, fault: error)
        } catch let error as AppError where error.code == .invalid {
            return try await ask(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func preview(
        _ call: Call, _ event: LifeEvent, about id: ID<CareRecipient>, fault: AppError? = nil
    ) async throws -> Response {
        let foresight = try await call.store.show(as: call.actor) {
            try $0.foresight(of: event.kind, device: event.device, for: id)
        }
        let (words, route) = (call.words, Route.lifeEvents(id.text).path)
        let typed = fields.map { HiddenField(name: $0, value: call.form[$0]) }
        let confirm = FormButton(
            action: route, token: call.token, button: Button(words("life.confirm")),
            hidden: typed + [HiddenField(name: "foreseen", value: foresight.digest)])
        let change = FormButton(
            action: route, token: call.token, button: Button(words("life.change"), .secondary),
            hidden: typed + [HiddenField(name: "change", value: "yes")])
        let day = words.plainDay(event.day, today: call.today)
        return call.show(
            Screen(
                title: words("life.preview.title"), heading: words("life.preview.title"),
                kicker: foresight.recipient.name,
                main: """
                    \(words.summary(of: FormState(faults: fault?.faults ?? [])))\
                    <p><strong>\(words("life.said.\(event.kind.rawValue)")) \(day)</strong>. \
                    \(words("life.toldBy.said", ["who": event.toldBy]))</p>\
                    <p>\(words("life.preview.lead"))</p>\(ForesightView(call: call, kind: event.kind, foresight: foresight))\
                    \(Actions([confirm.html, change.html]))
                    """, bodyClass: "narrow", status: fault?.code.status ?? .ok))
    }

    private static func ask(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = try person(call)
        let (page, possible) = try await (
            call.store.show(as: call.actor) { try $0.recipientPage(id) },
            call.store.read(as: call.actor) {
                (kinds: try $0.lifeEventKinds(for: id), devices: try $0.devicesThatMayFail(for: id))
            }
        )
        let words = call.words
        let kinds = possible.kinds.map {
            Choice(
                $0.rawValue, words("life.kind.\($0.rawValue)"), hint: words("life.kind.\($0.rawValue).hint"),
                reveals: which(words, $0, possible.devices, state))
        }
        let labels = Dictionary(
            uniqueKeysWithValues: fields.map { ($0, words("life.\($0.prefix { $0 != "." })")) })
        let form = Form(
            action: Route.lifeEvents(id.text).path, token: call.token,
            content: """
                \(Radios(words.field("kind", "life.kind", in: state), choices: kinds, value: state["kind"]))\
                \(DateField(words.field("day", "life.day", in: state), value: state["day"], latest: call.today.description))\
                \(TextField(words.field("toldBy", "life.toldBy", in: state), value: state["toldBy"]))\
                \(TextArea(words.field("note", "life.note", in: state, isRequired: false), value: state["note"], rows: 2))\
                <div class="actions">\(Button(words("life.foresee")))</div>
                """)
        return call.show(
            Screen(
                title: words("life.title"), heading: words("life.title"), kicker: page.recipient.name,
                main: """
                    \(words.summary(of: state, labels: labels))<p>\(words("life.lead"))</p>\(form)\
                    \(try await others(call))\
                    <p>\(Link(words("correction.back"), href: Route.person(id.text).path))</p>
                    """, bodyClass: "narrow", status: status))
    }

    /// The only one that the person has is meant, whoever does not say so.
    private static func which(
        _ words: Words, _ kind: LifeEvent.Kind, _ devices: [Device], _ state: FormState
    ) -> HTML? {
        guard let field = kind.deviceField else { return nil }
        let choices = devices.map {
            Choice($0.serial.text, "\(words("device.kind.\($0.kind.rawValue)")) \($0.serial.text)")
        }
        let only = devices.count == 1 ? devices[0].serial.text : ""
        let chosen = state[field].isEmpty ? only : state[field]
        return Radios(words.field(field, "life.device", in: state), choices: choices, value: chosen).html
    }

    /// What else may have happened has its own routine.
    private static func others(_ call: Call) async throws -> HTML {
        let words = call.words
        if try call.actor.may(.plan) {
            return
                "<p>\(words("life.many")) \(Link(words("takeover.title"), href: Route.takeovers.path)).</p>"
        }
        let routines = try await call.store.read(as: call.actor) { try $0.routinesInForce() }
        let list = PlainList(
            routines.map { routine -> HTML in
                let title = Link(routine.title(words.language), href: Route.routine(routine.slug).path)
                return "\(title): \(routine.appliesWhen(words.language))"
            })
        let keys: HTML? =
            try call.actor.may(.workOnUnitDuties)
            ? "<p>\(words("life.others.keys")) \(Link(words("keys.title"), href: Route.keys(nil).path)).</p>"
            : nil
        return Details(
            summary: words("life.others"),
            content: "\(keys)<p>\(words("life.others.lead"))</p>\(list)",
            id: "others"
        ).html
    }

    private static func event(_ call: Call) async throws -> Response {
        try await show(call, FormState(), FormState())
    }

    private static func id(_ call: Call) throws -> ID<LifeEvent> {
        guard let id = ID<LifeEvent>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func show(
        _ call: Call, _ ending: FormState, _ undoing: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = try id(call)
        let event = try await call.store.show(as: call.actor) { try $0.lifeEvent(id) }
        let (words, device) = (call.words, event.kind.concernsDevice)
        let over = Form(
            action: Route.lifeEventOver(id.text).path, token: call.token,
            content: """
                \(DateField(words.field("day", device ? "life.mended.day" : "life.over.day", in: ending), value: ending["day"], latest: call.today.description))\
                <div class="actions">\(Button(words("life.over.button")))</div>
                """)
        let undo = Form(
            action: Route.lifeEventUndoing(id.text).path, token: call.token,
            content: """
                <p>\(words(device ? "life.undo.lead.device" : "life.undo.lead"))</p>\
                \(TextArea(words.field("reason", "life.undo.reason", in: undoing), value: undoing["reason"], rows: 2))\
                <div class="actions">\(Button(words("life.undo.button"), .secondary))</div>
                """)
        let mended: HTML? = device ? "<p>\(words("life.mended.lead"))</p>" : nil
        let note: HTML? = event.note.isEmpty ? nil : "<p>\(event.note)</p>"
        let labels = [
            "day": words(device ? "life.mended.day" : "life.over.day"), "reason": words("life.undo.reason"),
        ]
        return call.show(
            Screen(
                title: words("life.event"), heading: words("life.kind.\(event.kind.rawValue)"),
                kicker: event.recipientName,
                main: """
                    \(words.summary(of: ending, labels: labels))\(words.summary(of: undoing, labels: labels))\
                    <p>\(LifeEventSentence(call: call, event: event))</p>\(note)\
                    <p>\(words("life.recordedBy", ["who": event.recordedBy])) \(call.moment(event.recordedAt)).</p>\
                    \(if: event.kind.lasts && event.isCurrent, PagePart(words(device ? "life.mended.title" : "life.over.title"), "\(mended)\(over)").html)\
                    \(if: event.undone == nil, PagePart(words("life.undo.title"), undo.html).html)\
                    <p>\(Link(words("correction.back"), href: Route.person(event.recipient.text).path))</p>
                    """, bodyClass: "narrow", status: status))
    }

    private static func end(_ call: Call) async throws -> Response {
        let (id, day) = (try id(call), call.form["day"])
        do {
            let event = try await call.store.show(as: call.actor) { try $0.lifeEvent(id) }
            try await call.store.write(as: call.actor) { try $0.end(id, on: day) }
            return call.redirect(
                to: .person(event.recipient.text),
                saying: event.kind.concernsDevice ? "lifeMended" : "lifeOver")
        } catch let error as AppError where error.code == .invalid {
            return try await show(call, FormState(call.form, error), FormState(), status: error.code.status)
        }
    }

    private static func undo(_ call: Call) async throws -> Response {
        let (id, reason) = (try id(call), call.form["reason"])
        do {
            let event = try await call.store.show(as: call.actor) { try $0.lifeEvent(id) }
            try await call.store.write(as: call.actor) { try $0.undo(id, reason: reason) }
            return call.redirect(to: .person(event.recipient.text), saying: "lifeUndone")
        } catch let error as AppError where error.code == .invalid {
            return try await show(call, FormState(), FormState(call.form, error), status: error.code.status)
        }
    }
}
