import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Somebody takes back their consent to supervision by camera; it may be on any day, also once the case has ended.
enum WithdrawalPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.withdrawal(":number").path, .holding(.workOnTeamDuties), form),
        .post(Route.withdrawal(":number").path, .holding(.workOnTeamDuties), withdraw),
    ]

    private static func form(_ call: Call) async throws -> Response { try await show(call, FormState()) }

    private static func show(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let number = try CasePages.number(call)
        let page = try await call.store.show(as: call.actor) { try $0.casePage(number) }
        let words = call.words
        let consents = page.camera?.consentsInForce ?? []
        let content: HTML =
            consents.isEmpty && state.faults.isEmpty
            ? "<p>\(words("withdrawal.none"))</p>"
            : "<p>\(words("withdrawal.lead"))</p>\(fields(call, number, consents, state))"
        let labels = ["giver": words("withdrawal.giver"), "note": words("withdrawal.note")]
        return call.show(
            Screen(
                title: words("withdrawal.title"), heading: words("withdrawal.title"), kicker: number.text,
                main: """
                    \(words.summary(of: state, labels: labels))<p>\(page.name)</p>\(content)\
                    <p>\(Link(words("visit.case"), href: Route.order(number.text).path))</p>
                    """, bodyClass: "narrow", status: status))
    }

    private static func fields(
        _ call: Call, _ number: CaseNumber, _ consents: [ConsentLine], _ state: FormState
    ) -> HTML {
        let words = call.words
        let choices = consents.map {
            Choice($0.giver.rawValue, "\($0.name), \(words("consent.of.\($0.giver.rawValue)"))")
        }
        let note = words.field("note", "withdrawal.note", in: state, isRequired: false)
        return Form(
            action: Route.withdrawal(number.text).path, token: call.token,
            content: """
                \(Radios(words.field("giver", "withdrawal.giver", in: state), choices: choices, value: state["giver"]))\
                \(TextArea(note, value: state["note"], rows: 2))\
                <div class="actions">\(Button(words("withdrawal.button"), .danger))</div>
                """
        ).html
    }

    private static func withdraw(_ call: Call) async throws -> Response {
        let number = try CasePages.number(call)
        let (giver, note) = (ConsentGiver(rawValue: call.form["giver"]), Text.cleaned(call.form["note"]))
        do {
            try await call.store.write(as: call.actor) {
                try $0.withdrawConsent(of: giver, in: number, note: note)
            }
            return call.redirect(to: .order(number.text), saying: "consentWithdrawn")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await show(call, FormState(call.form, error), status: error.code.status)
        }
    }
}
