import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// One case: its page, its receipt, its messages, its end.
enum CasePages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.order(":number").path, .holding(.seeCases), page),
        .get(Route.receipt(":number").path, .holding(.order), receipt),
        .post(Route.messages(":number").path, .holding(.seeCases), send),
        .get(Route.secret(":number").path, .holding(.seeCases), hide),
        .post(Route.secret(":number").path, .holding(.seeCases), reveal),
    ]

    static func number(_ call: Call) throws -> CaseNumber {
        guard let number = CaseNumber(try call.part("number")) else { throw AppError.notFound }
        return number
    }

    private static func page(_ call: Call) async throws -> Response {
        try await show(call, try number(call))
    }

    static func show(
        _ call: Call, _ number: CaseNumber, message: FormState = FormState(),
        secret: (field: String, value: RevealedSecret)? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let page = try await call.store.show(as: call.actor) { try $0.casePage(number) }
        let view = CaseView(call: call, page: page, message: message, secret: secret, actor: try call.actor)
        return call.show(
            Screen(
                title: "\(number) · \(page.order.routine.title(call.words.language))",
                heading: page.order.routine.title(call.words.language), kicker: number.text, main: view.html,
                bodyClass: "wide", here: .cases(nil), status: status))
    }

    /// What happens next, in words; the page one lands on after sending.
    private static func receipt(_ call: Call) async throws -> Response {
        let number = try number(call)
        let page = try await call.store.show(as: call.actor) { try $0.casePage(number) }
        let (words, order) = (call.words, page.order)
        let mine = order.readyDuties.filter { order.ownRole(of: $0) == .orderer }
        let tasks = mine.map { duty in
            "<li>\(Link(duty.definition.title(words.language), href: Route.duty(number.text, duty.key).path))</li>"
                as HTML
        }
        let next = Party.Role.allCases.compactMap(order.waiting(on:)).compactMap { waiting -> HTML? in
            guard let definition = order.duty(waiting.duty)?.definition,
                let party = order.routine.party(definition.party)
            else { return nil }
            let due: HTML? = waiting.dueOn.map { ", \(words("waiting.until")) \(call.day($0))" }
            return """
                <strong>\(words.heading(party.name(words.language))):</strong> \(definition.title(words.language))\(due)
                """
        }
        let main: HTML = """
            \(Panel(heading: words("receipt.sent"), label: words("receipt.number"), number: number.text, text: nil))\
            \(StatusLine(text: CaseView.waiting(call, order), tone: .calm))\
            <h2>\(words("receipt.next"))</h2>\(PlainList(next))\
            <p>\(words("receipt.answer"))</p>\
            \(if: tasks.isEmpty ? nil : tasks, { "<h2>\(words("receipt.yours"))</h2><ul>\($0)</ul>" })\
            <div class="actions">\(ButtonLink(words("receipt.open"), href: Route.order(number.text).path))\
            \(ButtonLink(words("receipt.toStart"), href: Route.start.path, .secondary))</div>
            """
        return call.show(Screen(title: words("receipt.sent"), main: main, bodyClass: "narrow"))
    }

    private static func send(_ call: Call) async throws -> Response {
        let number = try number(call)
        let text = call.form["text"]
        do {
            try await call.store.write(as: call.actor) { try $0.sendMessage(text, in: number) }
            return call.redirect(to: .order(number.text), saying: "messageSent")
        } catch let error as AppError where error.code == .invalid {
            return try await show(
                call, number, message: FormState(call.form, error), status: error.code.status)
        }
    }

    /// The entrance code, on demand: logged and told in the case before it is shown.
    private static func reveal(_ call: Call) async throws -> Response {
        let number = try number(call)
        let field = call.form["field"]
        let visit = try await call.visit(of: number)
        let value = try await call.store.reveal(field, in: number, as: call.actor)
        if case .unreadable(let fault) = value { call.tell(of: fault) }
        let secret = value.map { (field, $0) }
        if let visit {
            return try await VisitPages.show(call, visit, secret: secret)
        }
        return try await show(call, number, secret: secret)
    }

    /// A secret is shown once; the same address asked for again leads to the case.
    private static func hide(_ call: Call) async throws -> Response {
        call.redirect(to: .order(try number(call).text))
    }
}
