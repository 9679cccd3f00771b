import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Writing an order: begin, fill in, check, send.
enum DraftPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .post(Route.newDraft(":slug").path, .holding(.order), begin),
        .get(Route.draft(":id").path, .holding(.order), unlessSent(form)),
        .post(Route.draft(":id").path, .holding(.order), unlessSent(save)),
        .get(Route.draftCheck(":id").path, .holding(.order), unlessSent(check)),
        .post(Route.draftSubmission(":id").path, .holding(.order), submit),
        .get(Route.draftRemoval(":id").path, .holding(.order), unlessSent(removal)),
        .post(Route.draftRemoval(":id").path, .holding(.order), remove),
    ]

    /// The browser's way back leads to a draft that has become a case; then its receipt is shown.
    private static func unlessSent(_ answer: @escaping Endpoint.Answer) -> Endpoint.Answer {
        { call in
            let id = try id(call)
            guard let number = try await call.store.read(as: call.actor, { try $0.caseNumber(of: id) }) else {
                return try await answer(call)
            }
            return call.redirect(to: .receipt(number.text))
        }
    }

    private static func id(_ call: Call) throws -> ID<Case> {
        guard let id = ID<Case>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func begin(_ call: Call) async throws -> Response {
        let slug = try call.part("slug")
        let party = call.form["party"].isEmpty ? nil : call.form["party"]
        let id = try await call.store.write(as: call.actor) { try $0.beginDraft(of: slug, as: party) }
        return call.redirect(to: .draft(id.text))
    }

    private static func load(_ call: Call, _ id: ID<Case>) async throws -> (Draft, Settings) {
        let draft = try await call.store.show(as: call.actor) { try $0.draft(id) }
        for fault in draft.unreadable.values { call.tell(of: fault) }
        return (draft, try await call.store.read(as: call.actor) { try $0.settings() })
    }

    private static func form(_ call: Call) async throws -> Response {
        let (draft, settings) = try await load(call, try id(call))
        return page(call, draft, FormState(draft.answers, faults: draft.faults), settings)
    }

    /// Keeps what was typed, then goes on: the script asks for nothing more, the buttons for the check, for known
    /// facts, or for the start page.
    private static func save(_ call: Call) async throws -> Response {
        let id = try id(call)
        var answers = call.form.answers
        answers["act"] = ""
        let kept = answers
        do {
            try await call.store.write(as: call.actor) { try $0.saveDraft(id, answers: kept) }
        } catch let error as AppError where error.code == .invalid && !call.isAutosave {
            let (draft, settings) = try await load(call, id)
            return page(call, draft, FormState(call.form, error), settings, status: error.code.status)
        }
        if call.isAutosave { return Response(status: .noContent) }
        switch call.form["act"] {
        case "known": return try await fillIn(call, id, kept)
        case "later":
            let isEmpty = kept.values.values.allSatisfy(\.isEmpty)
            return call.redirect(to: .start, saying: isEmpty ? "draftEmpty" : "draftKept")
        default: return try await checkOrShowFaults(call, id)
        }
    }

    private static func checkOrShowFaults(_ call: Call, _ id: ID<Case>) async throws -> Response {
        let (draft, settings) = try await load(call, id)
        do {
            _ = try await content(call, of: draft, settings)
            return call.redirect(to: .draftCheck(id.text))
        } catch let error as AppError where error.code == .invalid {
            return page(
                call, draft, FormState(draft.answers, faults: error.faults), settings,
                status: .unprocessableContent)
        }
    }

    /// The order read and checked, by itself and then against the inventory.
    private static func content(
        _ call: Call, of draft: Draft, _ settings: Settings
    ) async throws -> OrderContent {
        guard draft.unreadable.isEmpty else { throw AppError(.invalid, draft.faults) }
        let content = try draft.routine.read(
            draft.answers, today: call.today, override: settings.preconditionOverride,
            calendar: settings.calendar)
        try await call.store.read(as: call.actor) {
            try $0.requireRegister(on: content.extractDay, under: draft.routine)
        }
        guard draft.routine.asksForSerials else { return content }
        try await call.store.read(as: call.actor) {
            try $0.requireKnownSerials(in: content, of: draft.routine)
        }
        return content
    }

    /// Fills in what the unit's own register knows, only where nothing is typed.
    private static func fillIn(_ call: Call, _ id: ID<Case>, _ typed: Answers) async throws -> Response {
        let (draft, settings) = try await load(call, id)
        guard let form = draft.routine.orderForm, let number = form.field(filling: .recipientNumber) else {
            return call.redirect(to: .draft(id.text))
        }
        do {
            _ = try PersonIdentifier.parse(typed[number.key], today: call.today)
        } catch {
            let faults = error.faults.map { $0.at(number.key) }
            return page(
                call, draft, FormState(draft.answers, faults: faults), settings, status: .unprocessableContent
            )
        }
        let value = typed[number.key]
        guard let facts = try await call.store.show(as: call.actor, { try $0.knownFacts(number: value) })
        else {
            return call.redirect(to: .draft(id.text), saying: "notKnown")
        }
        let filled = draft.answers.filling(facts, into: form)
        try await call.store.write(as: call.actor) { try $0.saveDraft(id, answers: filled) }
        return call.redirect(to: .draft(id.text), saying: "known")
    }

    private static func page(
        _ call: Call, _ draft: Draft, _ state: FormState, _ settings: Settings,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let words = call.words
        let view = OrderFormView(
            routine: draft.routine, state: state, words: words, override: settings.preconditionOverride,
            today: call.today, units: draft.units)
        let route = Route.draft(draft.id.text).path
        // Enter in a field does what the first button says.
        let defaultButton: HTML = """
            <button class="unseen" type="submit" name="act" value="check" tabindex="-1" aria-hidden="true"></button>
            """
        let form = Form(
            action: route, token: call.token,
            autosave: .init(
                action: route, saving: words("draft.saving"), saved: words("draft.saved"),
                failed: words("draft.failed")),
            content: """
                \(defaultButton)\(view.html)<div class="actions">\(Button(words("draft.check"), name: "act", value: "check"))\
                \(Button(words("draft.later"), .secondary, name: "act", value: "later"))</div>
                """)
        let remove = Link(words("draft.remove"), href: Route.draftRemoval(draft.id.text).path)
        let path = draft.routine.channel.path.map { Link($0(words.language), href: Route.start.path) }
            .dropLast()
        return call.show(
            Screen(
                title: draft.routine.title(words.language), heading: draft.routine.title(words.language),
                above: Breadcrumbs(
                    label: words("nav.path"), links: Array(path),
                    here: draft.routine.channel.path.last.map { $0(words.language) }
                ).html,
                main: "\(words.summary(of: state, labels: view.labels))\(form)<p>\(remove)</p>",
                aside: call.aside(about: draft.routine),
                status: status))
    }

    private static func check(_ call: Call) async throws -> Response {
        try await showCheck(call, try id(call))
    }

    private static func showCheck(
        _ call: Call, _ id: ID<Case>, _ state: FormState = FormState(), status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (draft, settings) = try await load(call, id)
        do {
            let content = try await content(call, of: draft, settings)
            let registered = try await registeredHome(call, content)
            return summary(call, draft, content, registered, state, status: status)
        } catch let error as AppError where error.code == .invalid {
            return page(
                call, draft, FormState(draft.answers, faults: error.faults), settings,
                status: .unprocessableContent)
        }
    }

    private static func summary(
        _ call: Call, _ draft: Draft, _ content: OrderContent, _ registered: PostalAddress?,
        _ state: FormState,
        status: HTTPResponse.Status
    ) -> Response {
        let words = call.words
        let answers = AnswersView(
            routine: draft.routine, answers: content.answers, secrets: Set(content.secrets.keys),
            words: words,
            today: call.today, change: Route.draft(draft.id.text).path)
        let send = FormButton(
            action: Route.draftSubmission(draft.id.text).path, token: call.token,
            button: Button(words("order.send")),
            hidden: [HiddenField(name: "saved", value: String(draft.savedAt.milliseconds))])
        return call.show(
            Screen(
                title: words("order.checkTitle"), heading: words("order.checkTitle"),
                kicker: draft.routine.title(words.language),
                main: """
                    \(words.summary(of: state))<p>\(words("order.checkLead"))</p>\(twoHomes(words, content, registered))\(answers)<div class="actions">\(send)\
                    \(ButtonLink(words("order.changeMore"), href: Route.draft(draft.id.text).path, .secondary))</div>
                    """, bodyClass: "narrow", status: status))
    }

    /// Where the cohabitant lives according to the register, if that is not where the lock is and the unit serves them.
    private static func registeredHome(_ call: Call, _ content: OrderContent) async throws -> PostalAddress? {
        guard let number = content.cohabitant?.identifier.value,
            let home = try await call.store.show(as: call.actor, { try $0.knownFacts(number: number) })?.home,
            !home.street.isEmpty, let stated = content.home, !home.isSameHome(as: stated)
        else { return nil }
        return home
    }

    /// I11: told before it is sent, never taken for granted.
    private static func twoHomes(
        _ words: Words, _ content: OrderContent, _ registered: PostalAddress?
    ) -> HTML {
        guard content.hasTwoHomes || registered != nil, let cohabitant = content.cohabitant,
            let recipient = content.recipient
        else { return "" }
        return TwoHomes(
            words: words, name: recipient.name, home: recipient.home, cohabitant: cohabitant.name,
            cohabitantHome: cohabitant.home, registered: registered
        ).html
    }

    private static func submit(_ call: Call) async throws -> Response {
        let id = try id(call)
        let savedAt = Int64(call.form["saved"]).map { Instant(milliseconds: $0) }
        do {
            let number = try await call.store.send(id, savedAt: savedAt, as: call.actor)
            return call.redirect(to: .receipt(number.text))
        } catch let error as AppError where error.code == .conflict {
            return try await showCheck(call, id, FormState(call.form, error), status: error.code.status)
        } catch let error as AppError where error.code == .invalid {
            let (draft, settings) = try await load(call, id)
            return page(
                call, draft, FormState(draft.answers, faults: error.faults), settings,
                status: .unprocessableContent)
        }
    }

    /// What was typed is gone after this, so it is asked first.
    private static func removal(_ call: Call) async throws -> Response {
        let id = try id(call)
        let draft = try await call.store.show(as: call.actor) { try $0.draft(id, withSecrets: false) }
        let words = call.words
        let remove = FormButton(
            action: Route.draftRemoval(id.text).path, token: call.token,
            button: Button(words("draft.remove"), .danger))
        let keep = ButtonLink(words("draft.keep"), href: Route.draft(id.text).path, .secondary)
        return call.show(
            Screen(
                title: words("draft.removeTitle"), heading: words("draft.removeTitle"),
                kicker: draft.routine.title(words.language),
                main: "<p>\(words("draft.removeLead"))</p>\(Actions([remove.html, keep.html]))",
                bodyClass: "narrow"))
    }

    private static func remove(_ call: Call) async throws -> Response {
        let id = try id(call)
        try await call.store.write(as: call.actor) { try $0.discardDraft(id) }
        return call.redirect(to: .start, saying: "draftRemoved")
    }
}

extension Answers {
    /// With the register's facts where nothing was typed.
    func filling(_ facts: KnownFacts, into form: OrderForm) -> Answers {
        var answers = self
        let fill = { (answers: inout Answers, name: String, value: String) in
            if answers[name].isEmpty { answers[name] = value }
        }
        if let name = form.field(filling: .recipientName) { fill(&answers, name.key, facts.name) }
        if let phone = form.field(filling: .recipientPhone) { fill(&answers, phone.key, facts.phone) }
        if let home = form.field(filling: .recipientHome) {
            fill(&answers, "\(home.key).street", facts.home.street)
            fill(&answers, "\(home.key).apartment", facts.home.apartment)
            fill(&answers, "\(home.key).postalCode", facts.home.postalCode)
            fill(&answers, "\(home.key).city", facts.home.city)
        }
        return answers
    }
}
