import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// A visit in big steps for a phone, and what can befall it.
enum VisitPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.visit(":id").path, .holding(.workOnTeamDuties), page),
        .post(Route.visitFinish(":id").path, .holding(.workOnTeamDuties), finish),
        .get(Route.rescheduling(":id").path, .holding(.plan), rescheduleForm),
        .post(Route.rescheduling(":id").path, .holding(.plan), reschedule),
        .get(Route.visitCancellation(":id").path, .holding(.plan), cancelForm),
        .post(Route.visitCancellation(":id").path, .holding(.plan), cancel),
        .get(Route.miss(":id").path, .holding(.workOnTeamDuties), missForm),
        .post(Route.miss(":id").path, .holding(.workOnTeamDuties), miss),
        .get(Route.restoration(":id").path, .holding(.workOnTeamDuties), restoreForm),
        .post(Route.restoration(":id").path, .holding(.workOnTeamDuties), restore),
    ]

    private static func id(_ call: Call) throws -> ID<Visit> {
        guard let id = ID<Visit>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func load(_ call: Call, _ id: ID<Visit>) async throws -> (CasePage, VisitLine) {
        let page = try await call.store.show(as: call.actor) { reader in
            try reader.casePage(try reader.orderOfVisit(id))
        }
        guard let visit = page.visits.first(where: { $0.id == id }) else { throw AppError.notFound }
        return (page, visit)
    }

    private static func page(_ call: Call) async throws -> Response { try await show(call, try id(call)) }

    static func show(
        _ call: Call, _ id: ID<Visit>, secret: (field: String, value: RevealedSecret)? = nil,
        state: FormState = FormState(), duty: String? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (page, visit) = try await load(call, id)
        let view = VisitView(call: call, page: page, visit: visit, secret: secret, state: state, duty: duty)
        let home = (visit.home ?? page.home)?.address
        return call.show(
            Screen(
                title: call.words("visit.one"), heading: home?.doorLine(call.words) ?? page.name,
                kicker: page.order.number.text,
                main: view.html,
                bodyClass: "narrow", here: .today(nil), status: status))
    }

    private static func finish(_ call: Call) async throws -> Response {
        let id = try id(call)
        do {
            try await call.store.write(as: call.actor) { try $0.finishVisit(id) }
            return call.redirect(to: .today(nil), saying: "visitDone")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await show(call, id, state: FormState(call.form, error), status: error.code.status)
        }
    }

    private static func rescheduleForm(_ call: Call) async throws -> Response {
        let (page, visit) = try await load(call, try id(call))
        var answers = Answers([
            "technician": visit.technician.text, "contacted": visit.contacted, "note": visit.note,
            "fallback": visit.fallback,
        ])
        for one in visit.together(in: page) {
            let prefix = visit.pair == nil ? "" : "\(one.purpose.rawValue)."
            answers["\(prefix)day"] = one.startsAt.day.description
            answers["\(prefix)time"] = one.startsAt.clock.description
            answers["\(prefix)minutes"] = "\(one.minutes)"
        }
        return try await reschedulePage(call, FormState(answers))
    }

    private static func reschedulePage(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = try id(call)
        let (page, visit) = try await load(call, id)
        let plan = try await call.plan()
        let words = call.words
        let fields = BookingFields(
            call: call, state: state, page: page, plan: plan, asksOutcome: false, isPair: visit.pair != nil)
        let form = Form(
            action: Route.rescheduling(id.text).path, token: call.token,
            content: """
                \(fields)\(TextField(words.field("reason", "reschedule.reason", in: state), value: state["reason"]))\
                <div class="actions">\(Button(words("reschedule.button")))</div>
                """)
        return call.show(
            Screen(
                title: words("visit.reschedule"), heading: words("visit.reschedule"),
                kicker: page.order.number.text,
                main: """
                    \(words.summary(of: state, labels: DutyForm.labels(words, page)))<p>\(words("reschedule.from")) \(call.moment(visit.startsAt)), \
                    \(visit.technicianName)</p>\(form)
                    """, bodyClass: "narrow", status: status))
    }

    private static func reschedule(_ call: Call) async throws -> Response {
        let id = try id(call)
        do {
            let reason = Text.cleaned(call.form["reason"])
            guard !reason.isEmpty else { throw AppError.invalid("form.required", field: "reason") }
            let (page, old) = try await load(call, id)
            if old.pair != nil {
                let fetches = old.together(in: page).contains { $0.purpose == .uninstall }
                let pair = try VisitForm.pair(call.form, fetches: fetches, now: call.now)
                try await call.store.write(as: call.actor) { try $0.reschedule(id, to: pair, reason: reason) }
            } else {
                let visit = try VisitForm.visit(call.form, now: call.now)
                try await call.store.write(as: call.actor) {
                    try $0.reschedule(id, to: visit, reason: reason)
                }
            }
            return try await toCase(call, id, saying: "rescheduled")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await reschedulePage(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func toCase(_ call: Call, _ id: ID<Visit>, saying code: String) async throws -> Response {
        let number = try await call.store.read(as: call.actor) { try $0.orderOfVisit(id) }
        return call.redirect(to: .order(number.text), saying: code)
    }

    private static func cancelForm(_ call: Call) async throws -> Response {
        try await cancelPage(call, FormState())
    }

    private static func cancelPage(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let words = call.words
        let content: HTML = """
            \(TextField(words.field("reason", "visitCancel.reason", in: state), value: state["reason"]))\
            <div class="actions">\(Button(words("visit.cancel"), .danger))</div>
            """
        return try await endPage(
            call, title: words("visit.cancel"), lead: words("visitCancel.lead"),
            action: .visitCancellation(try id(call).text), content: content, state: state, status: status)
    }

    private static func cancel(_ call: Call) async throws -> Response {
        let (id, reason) = (try id(call), call.form["reason"])
        do {
            try await call.store.write(as: call.actor) { try $0.cancelVisit(id, reason: reason) }
            return try await toCase(call, id, saying: "visitCancelled")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await cancelPage(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func missForm(_ call: Call) async throws -> Response {
        try await missPage(call, FormState())
    }

    private static func missPage(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let words = call.words
        let choices = Visit.Outcome.allCases.map {
            Choice($0.rawValue, words("visit.outcome.\($0.rawValue)"))
        }
        let content: HTML = """
            \(Consequences(words: words, lines: try await following(call)))\
            \(Radios(words.field("outcome", "miss.outcome", in: state), choices: choices, value: state["outcome"]))\
            \(TextArea(words.field("note", "miss.note", in: state, isRequired: false), value: state["note"], rows: 3))\
            <div class="actions">\(Button(words("miss.button")))</div>
            """
        return try await endPage(
            call, title: words("visit.miss"), lead: words("miss.lead"), action: .miss(try id(call).text),
            content: content, state: state, status: status)
    }

    private static func miss(_ call: Call) async throws -> Response {
        let (id, note, outcome) = (
            try id(call), call.form["note"], Visit.Outcome(rawValue: call.form["outcome"])
        )
        do {
            try await call.store.write(as: call.actor) { try $0.missVisit(id, outcome: outcome, note: note) }
            return try await toCase(call, id, saying: "visitMissed")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await missPage(call, FormState(call.form, error), status: error.code.status)
        }
    }

    /// What a visit that leads to nothing leaves to be done.
    private static func following(_ call: Call) async throws -> [HTML] {
        let (page, visit) = try await load(call, try id(call))
        let words = call.words
        // What could not be fetched cannot be mounted either.
        let mates = visit.purpose == .uninstall ? visit.together(in: page).filter { $0.id != visit.id } : []
        let calledOff = mates.map { mate -> HTML in
            "\(words("follows.visit")) \(call.moment(mate.startsAt)), \(mate.technicianName)."
        }
        return calledOff + ["follows.bookAgain", "follows.devices"].map { HTML.text(words($0)) }
    }

    private static func restoreForm(_ call: Call) async throws -> Response {
        try await restorePage(call, FormState())
    }

    private static func restorePage(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let words = call.words
        let content: HTML = """
            \(Consequences(words: words, lines: [.text(words("restore.planned")), .text(words("restore.booked"))]))\
            \(TextArea(words.field("reason", "restore.reason", in: state), value: state["reason"], rows: 2))\
            <div class="actions">\(Button(words("restore.button")))</div>
            """
        return try await endPage(
            call, title: words("visit.restore"), lead: "", action: .restoration(try id(call).text),
            content: content, state: state, status: status)
    }

    private static func restore(_ call: Call) async throws -> Response {
        let id = try id(call)
        do {
            try await call.store.write(as: call.actor) { try $0.restoreVisit(id, call.form.answers) }
            return try await toCase(call, id, saying: "visitRestored")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await restorePage(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func endPage(
        _ call: Call, title: String, lead: String, action: Route, content: HTML, state: FormState,
        status: HTTPResponse.Status
    ) async throws -> Response {
        let (page, visit) = try await load(call, try id(call))
        let back: HTML =
            "<p>\(Link(call.words("visit.case"), href: Route.order(page.order.number.text).path))</p>"
        let form = Form(action: action.path, token: call.token, content: content)
        return call.show(
            Screen(
                title: title, heading: title, kicker: page.order.number.text,
                main: """
                    \(call.words.summary(of: state))<p>\((visit.home ?? page.home)?.address.street ?? page.name), \(call.moment(visit.startsAt)), \
                    \(visit.technicianName)</p><p>\(lead)</p>\(form)\(back)
                    """, bodyClass: "narrow", status: status))
    }
}

extension VisitLine {
    /// The visit, and the one that was booked with it and is still to be made.
    func together(in page: CasePage) -> [VisitLine] {
        guard let pair else { return [self] }
        return page.visits.filter { $0.pair == pair && $0.status == .planned }
    }
}

extension Call {
    /// The visit on whose page a form was filled in, if it is this case's and the actor works on visits; a form
    /// that mixes two homes up must not show one under the other's address.
    func visit(of number: CaseNumber) async throws -> ID<Visit>? {
        guard let visit = ID<Visit>(form["visit"]), try actor.may(.workOnTeamDuties) else { return nil }
        let own = try await store.read(as: actor) { try $0.orderOfVisit(visit) }
        return own == number ? visit : nil
    }
}
