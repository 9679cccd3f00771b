import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// What a consent to supervision by camera must be: for everybody to read, for routine owners to decide.
enum ConsentPolicyPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.consentPolicies.path, .signedIn, page),
        .post(Route.consentPolicies.path, .holding(.writeRoutines), decide),
    ]

    private static func page(_ call: Call) async throws -> Response {
        try await page(call, FormState(), status: .ok)
    }

    private static func page(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status
    ) async throws -> Response {
        let overview = try await call.store.read(as: call.actor) { try $0.consentPolicyOverview() }
        let mayDecide = try call.actor.may(.writeRoutines)
        return call.show(
            ConsentPolicyView(call: call, overview: overview, mayDecide: mayDecide, state: state)
                .screen(status))
    }

    private static func decide(_ call: Call) async throws -> Response {
        let typed = call.form.answers
        do {
            try await call.store.write(as: call.actor) { try $0.decideConsentPolicy(typed) }
            return call.redirect(to: .consentPolicies, saying: "consentPolicyDecided")
        } catch let error as AppError where error.code == .invalid {
            return try await page(call, FormState(call.form, error), status: error.code.status)
        }
    }
}

/// A policy in sentences.
struct PolicySentences {
    let words: Words
    let policy: ConsentPolicy

    var text: String { all.joined(separator: " ") }

    private var all: [String] {
        [
            words(policy.asksCohabitant ? "consentPolicy.asks.both" : "consentPolicy.asks.recipient"),
            words(policy.acceptsOral ? "consentPolicy.manner.oral" : "consentPolicy.manner.written"),
            words(
                policy.acceptsRepresentative
                    ? "consentPolicy.representative.yes" : "consentPolicy.representative.no"),
            policy.months.map { words("consentPolicy.holds", count: $0) } ?? words("consentPolicy.holds.on"),
        ]
    }
}

struct ConsentPolicyView {
    let call: Call
    let overview: ConsentPolicyOverview
    let mayDecide: Bool
    let state: FormState

    private var words: Words { call.words }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        let older = overview.older
        return Screen(
            title: words("consentPolicy.title"), heading: words("consentPolicy.title"),
            main: """
                \(words.summary(of: state))<p class="lead">\(words("consentPolicy.lead"))</p>\
                \(if: mayDecide && older > 0, "<p>\(words("consentPolicy.older", count: older))</p>")\
                \(each: overview.policies, card)\(if: mayDecide, form)
                """, bodyClass: "narrow", status: status)
    }

    private func card(_ decided: DecidedPolicy) -> HTML {
        let policy = decided.policy
        let facts = DefinitionList(
            rows: [
                .init(words("consentPolicy.source"), text: policy.source),
                decided.who.map { .init(words("consentPolicy.who"), text: $0) },
            ].compactMap { $0 })
        let sentences = PolicySentences(words: words, policy: policy).text
        return PagePart(heading(decided), "<p>\(sentences)</p>\(facts)").html
    }

    /// When it holds; one that another took the place of before it began never did.
    private func heading(_ decided: DecidedPolicy) -> String {
        let (from, policy) = (decided.policy.from, decided.policy)
        if let last = decided.lastDay, last < from {
            return words("consentPolicy.never", ["from": from.description])
        }
        if from > call.today { return words("consentPolicy.coming", ["from": from.description]) }
        let key = policy == overview.current ? "consentPolicy.current" : "consentPolicy.past"
        guard policy.number > 0 else { return words("\(key).law") }
        return words(key, ["from": from.description])
    }

    private var form: HTML {
        let manners = ConsentManner.allCases.map {
            Choice($0.rawValue, words("consentPolicy.choice.\($0.rawValue)"))
        }
        let from = DateField(
            words.field("from", "consentPolicy.from", in: state), value: state["from"],
            earliest: call.today.description)
        let months = TextField(
            words.field("months", "consentPolicy.months", in: state, isRequired: false),
            value: state["months"], inputMode: "numeric")
        let source = TextField(
            words.field("source", "consentPolicy.newSource", in: state), value: state["source"])
        let content: HTML = """
            \(from)\(Radios(words.field("manner", "consentPolicy.manner", in: state), choices: manners, value: state["manner"]))\
            \(yesOrNo("representative"))\(yesOrNo("cohabitant"))\(months)\(source)\
            \(Actions([Button(words("consentPolicy.decide")).html]))
            """
        return PagePart(
            words("consentPolicy.new"),
            "\(Form(action: Route.consentPolicies.path, token: call.token, content: content))"
        ).html
    }

    private func yesOrNo(_ name: String) -> HTML {
        Radios(
            words.field(name, "consentPolicy.\(name)", in: state),
            choices: [Choice("yes", words("form.yes")), Choice("no", words("form.no"))], value: state[name],
            isInline: true
        ).html
    }
}
