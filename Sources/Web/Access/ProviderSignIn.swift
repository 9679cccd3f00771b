import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Signing in and out by the municipality's own provider (OpenID Connect).
enum ProviderSignIn {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .post(Route.provider.path, .anyone, begin),
        // Where the pages that lead on are asked for again, as for another language.
        .get(Route.provider.path, .anyone, home),
        .get(Route.signOut.path, .anyone, home),
        .get(Route.providerCallback.path, .anyone, finish),
        .postByProgram(Route.providerLogout.path, logOut),
    ]

    /// No provider's code is longer.
    private static let mostLetters = 4000

    /// On the sign-in page, above the form for accounts of our own.
    static func button(_ call: Call, back: String, _ carried: [HiddenField]) -> HTML? {
        guard call.options.identityProvider != nil else { return nil }
        let form = Form(
            action: Route.provider.path, token: call.token,
            content: """
                \(HiddenField(name: "back", value: back))\(carried)\
                <div class="actions">\(Button(call.words("signIn.provider")))</div>
                """)
        return "\(form)<p>\(call.words("signIn.or"))</p>"
    }

    private static func home(_ call: Call) async throws -> Response { call.redirect(to: .start) }

    private static func begin(_ call: Call) async throws -> Response {
        let provider = try call.identityProvider
        let back = call.form["back"]
        let question = SignInQuestion(
            state: RandomToken.make(), nonce: RandomToken.make(), verifier: RandomToken.make(),
            language: call.context.language)
        // One cookie for all attempts of a browser, as somebody may have begun in two tabs.
        let browser = call.attemptCookie ?? RandomToken.make()
        let carried = CarriedForm(call.form)
        do {
            let address = try await provider.question(question)
            let attempt = SignInAttempt(
                nonce: question.nonce, verifier: question.verifier, back: back,
                carried: carried.sealed(under: browser))
            try await call.store.write(as: .system) {
                try $0.begin(
                    attempt, stateDigest: RandomToken.digest(question.state),
                    browserDigest: RandomToken.digest(browser))
            }
            var response = call.lead(to: address, saying: "signIn.toProvider")
            response.headers.append(
                call.attemptCookie(browser, seconds: Int(SignInAttempt.seconds)))
            return response
        } catch let refusal as IdentityRefusal {
            return refuse(call, refusal, back: back, carried)
        } catch let error as AppError where error.code == .invalid {
            return stay(call, error, back: back, carried)
        }
    }

    private static func finish(_ call: Call) async throws -> Response {
        let provider = try call.identityProvider
        guard let attempt = try await taken(call) else {
            // Some providers forget the state where somebody cancelled; nobody is let in by it either way.
            let isDenied = call.query["error"] == "access_denied" && call.query["state"].isEmpty
            return refuse(call, IdentityRefusal(isDenied ? .denied : .unknownState), back: "")
        }
        let token = RandomToken.make()
        do {
            let identity = try await provider.identity(try answer(call, attempt))
            let outcome = try await call.store.write(as: .system) {
                try $0.signIn(identity, token: RandomToken.digest(token))
            }
            switch outcome {
            case .signedIn: break
            case .signedInAsLastAdministrator(let user): call.tellOfLast(user)
            case .refused(let kind): throw IdentityRefusal(kind)
            }
        } catch let refusal as IdentityRefusal { return refuse(call, refusal, attempt) }
        return welcome(call, attempt, token: token)
    }

    /// What this browser began with this state, once.
    private static func taken(_ call: Call) async throws -> SignInAttempt? {
        let state = call.query["state"]
        guard let browser = call.attemptCookie, state.utf8.count == 64 else { return nil }
        return try await call.store.write(as: .system) {
            try $0.takeSignInAttempt(
                stateDigest: RandomToken.digest(state), browserDigest: RandomToken.digest(browser))
        }
    }

    private static func answer(_ call: Call, _ attempt: SignInAttempt) throws(IdentityRefusal) -> SignInAnswer
    {
        let (error, code, issuer) = (call.query["error"], call.query["code"], call.query["iss"])
        guard error.isEmpty else {
            throw IdentityRefusal(error == "access_denied" ? .denied : .providerError)
        }
        guard (1...Self.mostLetters).contains(code.utf8.count),
            code.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
        else { throw IdentityRefusal(.badCode) }
        return SignInAnswer(
            code: code, issuer: issuer.isEmpty ? nil : issuer, nonce: attempt.nonce,
            verifier: attempt.verifier)
    }

    /// On to where the user was going; with a form that was sent while nobody was signed in, on to sending it.
    private static func welcome(_ call: Call, _ attempt: SignInAttempt, token: String) -> Response {
        var response =
            carried(by: attempt, call).map { CarriedForm.page(call, $0, seed: token) }
            ?? call.redirect(to: attempt.back.isEmpty ? Route.start.path : attempt.back)
        response.headers.append(Cookies.field(Cookies.session, token, secure: call.options.secureCookies))
        response.headers.append(call.attemptCookie("", seconds: 0))
        return response
    }

    private static func refuse(_ call: Call, _ refusal: IdentityRefusal, _ attempt: SignInAttempt) -> Response
    {
        refuse(call, refusal, back: attempt.back, carried(by: attempt, call))
    }

    private static func carried(by attempt: SignInAttempt, _ call: Call) -> CarriedForm? {
        call.attemptCookie.flatMap { CarriedForm(attempt.carried, under: $0) }
    }

    /// The sign-in page once more, with the form that it carries.
    private static func stay(_ call: Call, _ error: AppError, back: String, _ carried: CarriedForm)
        -> Response
    {
        SignIn.page(
            call, FormState(Answers(), faults: error.faults), back: back, carried: carried.fields,
            status: .unprocessableContent)
    }

    /// Back to the sign-in page with a sentence; the reason is for the log. Not on this address, which holds a code, unless
    /// there is a form to carry.
    private static func refuse(
        _ call: Call, _ refusal: IdentityRefusal, back: String, _ carried: CarriedForm? = nil
    ) -> Response {
        call.tell("sign-in by the provider refused", refusal)
        if let carried, !carried.fields.isEmpty {
            return stay(call, .invalid("said.\(refusal.kind.sentence)"), back: back, carried)
        }
        let page = Route.signIn.path + "?said=\(refusal.kind.sentence)"
        return call.redirect(
            to: Call.isOwn(back) && back != "/" ? page + "&back=" + Call.inQuery(back) : page)
    }
}

// MARK: - Signing out

extension ProviderSignIn {
    /// To the provider, to be signed out there too; `nil` where the session was not begun there, or it does not tell where.
    static func farewell(_ call: Call) async throws -> Response? {
        guard let provider = call.options.identityProvider, let session = call.context.holder?.session,
            try await call.store.read(as: .system, { try $0.isExternal(session) }),
            let address = await provider.farewell()
        else { return nil }
        return call.lead(to: address, saying: "signOut.toProvider")
    }

    /// The provider's own word that somebody is signed out there (OpenID Connect Back-Channel Logout 1.0).
    private static func logOut(_ call: Call) async throws -> Response {
        let provider = try call.identityProvider
        do {
            let notice = try await provider.notice(call.form["logout_token"])
            let count = try await call.store.write(as: .system) { try $0.endSessions(by: notice) }
            call.context.logger.info("signed out by the provider", metadata: ["sessions": "\(count)"])
            return Response(status: .ok)
        } catch let refusal as IdentityRefusal {
            call.tell("sign-out by the provider refused", refusal)
            return Response(status: .badRequest)
        }
    }
}

extension Call {
    /// - Throws: `notFound` where there is none.
    fileprivate var identityProvider: IdentityProvider {
        get throws(AppError) {
            guard let provider = options.identityProvider else { throw .notFound }
            return provider
        }
    }

    fileprivate var attemptCookie: String? {
        Cookies.value(Cookies.attempt, of: request, secure: options.secureCookies)
            .flatMap { $0.utf8.count == 64 ? $0 : nil }
    }

    fileprivate func attemptCookie(_ value: String, seconds: Int) -> HTTPField {
        Cookies.field(Cookies.attempt, value, secure: options.secureCookies, maxAge: seconds)
    }

    fileprivate func tell(_ what: String, _ refusal: IdentityRefusal) {
        var metadata = ["request": context.requestNumber, "reason": refusal.kind.rawValue]
        if !refusal.place.isEmpty { metadata["place"] = refusal.place }
        context.logger.notice("\(what)", metadata: metadata.mapValues { "\($0)" })
    }

    /// Whoever watches the log hears of it: either the provider is wrong, or somebody else is to be let in.
    fileprivate func tellOfLast(_ user: ID<User>) {
        context.logger.warning(
            "last administrator kept",
            metadata: ["request": "\(context.requestNumber)", "user": "\(user.text)"])
    }

    /// A page that leads on to another site by itself. No redirect: browsers hold every address that a form leads to, however
    /// many there are on the way, against `form-action`, and who else a provider sends its visitors to is not ours to know.
    fileprivate func lead(to address: String, saying key: String) -> Response {
        var response = show(
            Screen(
                title: words(key), heading: words(key),
                main: """
                    <p>\(words("\(key).hint"))</p>\
                    <div class="actions">\(ButtonLink(words("\(key).button"), href: address))</div>
                    """,
                bodyClass: "narrow"))
        response.headers[.refresh] = "0;url=\(address)"
        return response
    }
}

extension HTTPField.Name {
    fileprivate static let refresh = HTTPField.Name("Refresh") ?? .userAgent
}
