import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// What is asked for when the password was right: a code, or why the account for emergencies is used.
enum SecondStep {
    case code, reason

    init(_ question: HalfSignIn.Question) {
        switch question {
        case .code: self = .code
        case .reason: self = .reason
        }
    }

    private var name: String { self == .code ? "code" : "reason" }
    private var route: Route { self == .code ? .signInCode : .signInReason }

    /// Between the two steps; `nil` takes it away.
    static func cookie(_ call: Call, _ token: String?) -> HTTPField {
        Cookies.field(
            Cookies.halfWay, token ?? "", secure: call.options.secureCookies,
            maxAge: token == nil ? 0 : Int(SessionRules.halfWaySeconds))
    }

    @Sendable
    func form(_ call: Call) async throws -> Response {
        guard try await halfWay(call) != nil else { return over(call) }
        return page(call, FormState())
    }

    /// Who is half-way in, with the digest by which it is known.
    private func halfWay(_ call: Call) async throws -> (half: HalfSignIn, digest: String)? {
        guard let token = call.cookie(Cookies.halfWay), token.utf8.count == 64 else { return nil }
        let digest = RandomToken.digest(token)
        let half = try await call.store.read(as: .system) { try $0.halfSignIn(digest: digest) }
        return half.flatMap { SecondStep($0.question) == self ? ($0, digest) : nil }
    }

    @Sendable
    func signIn(_ call: Call) async throws -> Response {
        guard let (half, digest) = try await halfWay(call) else { return over(call) }
        let account = self == .code ? AttemptDigest.codes(of: half.user) : AttemptDigest.of(half.user)
        guard try await call.store.mayTry(account, from: call.context.address) else {
            return page(call, FormState(call.form, .invalid("signIn.held")), status: .tooManyRequests)
        }
        let token = RandomToken.make()
        do {
            switch try await answer(call, half: digest, token: token) {
            case .signedIn: return welcome(call, half, token)
            case .over: return over(call)
            case .refused:
                let fault = AppError.invalid("signIn.code.wrong", field: name)
                return page(call, FormState(Answers(), faults: fault.faults), status: .unprocessableContent)
            }
        } catch let error as AppError where error.code == .invalid {
            return page(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private func answer(_ call: Call, half: String, token: String) async throws -> CodeAnswer {
        let (typed, digest) = (call.form.answers, RandomToken.digest(token))
        return try await call.store.write(as: .system) { tx in
            switch self {
            case .code:
                try tx.signIn(half: half, code: typed["code"], token: digest)
            case .reason: try tx.signIn(half: half, reason: typed, token: digest)
            }
        }
    }

    private func welcome(_ call: Call, _ half: HalfSignIn, _ token: String) -> Response {
        if self == .reason {
            // Whoever watches the log hears of it at once.
            call.context.logger.warning(
                "emergency account used",
                metadata: ["request": "\(call.context.requestNumber)", "user": "\(half.user.text)"])
        }
        var response = SignIn.welcome(call, token: token, carried: CarriedForm(call.form))
        response.headers.append(Self.cookie(call, nil))
        return response
    }

    /// From the beginning, with what was carried.
    private func over(_ call: Call) -> Response {
        SignIn.page(
            call, FormState(Answers(), faults: [Fault("signIn.over")]), back: call.form["back"],
            carried: CarriedForm(call.form).fields, status: .unprocessableContent)
    }

    func page(_ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok) -> Response {
        let words = call.words
        let carried = CarriedForm(call.form).fields.map { (CarriedForm.prefix + $0.0, $0.1) }
        let hidden = ([("back", call.form["back"])] + carried).map { HiddenField(name: $0.0, value: $0.1) }
        let form = Form(
            action: route.path, token: call.token,
            content: """
                \(hidden)\(field(words, state))\
                <div class="actions">\(Button(words("signIn.button")))</div>
                """)
        let title = words("signIn.\(name).title")
        return call.show(
            Screen(
                title: title, heading: title,
                main: """
                    \(words.summary(of: state))<p>\(words("signIn.\(name).lead"))</p>\(form)\
                    <p>\(Link(words("signIn.another"), href: Route.signIn.path))</p>
                    """, bodyClass: "door", status: status))
    }

    private func field(_ words: Words, _ state: FormState) -> HTML {
        switch self {
        case .code:
            TextField(
                words.field("code", "signIn.code", in: state), value: state["code"],
                autocomplete: "one-time-code", hasFocus: true
            ).html
        case .reason:
            TextArea(words.field("reason", "signIn.reason", in: state), value: state["reason"]).html
        }
    }
}
