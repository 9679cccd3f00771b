import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Signing in and out with a local account.
enum SignIn {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.signIn.path, .anyone, form),
        .post(Route.signIn.path, .anyone, signIn),
        .get(Route.signInCode.path, .anyone, SecondStep.code.form),
        .post(Route.signInCode.path, .anyone, SecondStep.code.signIn),
        .get(Route.signInReason.path, .anyone, SecondStep.reason.form),
        .post(Route.signInReason.path, .anyone, SecondStep.reason.signIn),
        .post(Route.signOut.path, .ownAccount, signOut),
        .post(Route.assignment.path, .ownAccount, choose),
        .get(Route.language.path, .anyone, language),
    ]

    private static func form(_ call: Call) async throws -> Response {
        page(call, FormState(), back: call.query["back"])
    }

    private static func signIn(_ call: Call) async throws -> Response {
        let carried = CarriedForm(call.form)
        let token = RandomToken.make()
        let weighed = try await call.store.weigh(
            call.form["password"], of: call.form["login"], from: call.context.address)
        var answer = PasswordAnswer.refused
        switch weighed {
        case .held:
            return page(
                call, FormState(call.form, .invalid("signIn.held")), back: call.form["back"],
                carried: carried.fields, status: .tooManyRequests)
        // Told alike to whoever stands outside.
        case .wrong, .locked, .missing: break
        case .right(let right):
            answer = try await call.store.write(as: .system) {
                try $0.signIn(right, token: RandomToken.digest(token))
            }
        }
        switch answer {
        case .refused:
            return page(
                call, FormState(call.form, .invalid("signIn.wrong", field: "login")), back: call.form["back"],
                carried: carried.fields, status: .unprocessableContent)
        case .signedIn: return welcome(call, token: token, carried: carried)
        case .halfWay(let half):
            var response = SecondStep(half.question).page(call, FormState())
            response.headers.append(SecondStep.cookie(call, token))
            return response
        }
    }

    /// On to where the user was going; with a form that was sent while nobody was signed in, on to sending it.
    static func welcome(_ call: Call, token: String, carried: CarriedForm) -> Response {
        let cookie = Cookies.field(Cookies.session, token, secure: call.options.secureCookies)
        var response =
            carried.fields.isEmpty
            ? call.redirect(to: call.form["back"].isEmpty ? Route.start.path : call.form["back"])
            : CarriedForm.page(call, carried, seed: token)
        response.headers.append(cookie)
        return response
    }

    private static func signOut(_ call: Call) async throws -> Response {
        if let session = call.context.holder?.session {
            try await call.store.write(as: call.actor) { try $0.endSession(session) }
        }
        var response =
            try await ProviderSignIn.farewell(call) ?? call.redirect(to: .signIn, saying: "signedOut")
        response.headers.append(
            Cookies.field(Cookies.session, "", secure: call.options.secureCookies, maxAge: 0))
        return response
    }

    /// Acts under another of the user's own assignments: a new session in place of the old.
    private static func choose(_ call: Call) async throws -> Response {
        guard let holder = call.context.holder, let wanted = ID<Assignment>(call.form["assignment"]) else {
            throw AppError.notFound
        }
        let token = RandomToken.make()
        try await call.store.write(as: holder.actor) { tx in
            try tx.switchAssignment(to: wanted, from: holder.session, digest: RandomToken.digest(token))
        }
        var response = call.redirect(to: .start)
        response.headers.append(Cookies.field(Cookies.session, token, secure: call.options.secureCookies))
        return response
    }

    private static func language(_ call: Call) async throws -> Response {
        var response = call.redirect(to: call.query["back"])
        let language = Language(preferred: call.query["to"])
        response.headers.append(
            Cookies.field(
                Cookies.language, language.rawValue, secure: call.options.secureCookies, maxAge: 31_536_000))
        return response
    }

    static func page(
        _ call: Call, _ state: FormState, back: String, carried: [(String, String)] = [],
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let words = call.words
        let hidden = carried.map { HiddenField(name: CarriedForm.prefix + $0.0, value: $0.1) }
        let login = TextField(
            words.field("login", "signIn.login", in: state), value: state["login"], autocomplete: "username",
            hasFocus: call.options.identityProvider == nil)
        let password = TextField(
            words.field("password", "signIn.password", in: state), kind: .password,
            autocomplete: "current-password")
        let form = Form(
            action: Route.signIn.path, token: call.token,
            content: """
                \(HiddenField(name: "back", value: back))\(hidden)\
                \(login)\(password)\
                <div class="actions">\(Button(words("signIn.button"), call.options.identityProvider == nil ? .primary : .secondary))</div>
                """)
        let notice = carried.isEmpty ? nil : Notice(content: .text(words("signIn.carried")), tone: .attention)
        return call.show(
            Screen(
                title: words("signIn.title"), heading: words("signIn.title"),
                main: """
                        \(words.summary(of: state))\(notice)<p>\(words("signIn.lead"))</p>\
                    \(ProviderSignIn.button(call, back: back, hidden))\(form)
                    """,
                bodyClass: "door", status: status))
    }
}
