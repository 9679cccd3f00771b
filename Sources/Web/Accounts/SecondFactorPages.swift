import Documents
import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Taking an app for codes into use, and out of it.
enum SecondFactorPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .post(Route.secondFactorKey.path, .ownAccount, begin),
        .get(Route.secondFactor.path, .ownAccount, key),
        .post(Route.secondFactor.path, .ownAccount, confirm),
        .post(Route.recoveryCodes.path, .ownAccount, renewCodes),
        .post(Route.secondFactorRemoval.path, .ownAccount, end),
    ]

    private static func begin(_ call: Call) async throws -> Response {
        do {
            _ = try await call.weighPassword("factor-password")
            try await call.store.write(as: call.actor) { try $0.beginSecondFactor() }
            return call.redirect(to: .secondFactor)
        } catch let error as AppError where error.code == .invalid {
            return try await AccountPages.page(call, error)
        }
    }

    private static func key(_ call: Call) async throws -> Response {
        try await key(call, FormState(), status: .ok)
    }

    private static func key(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status
    ) async throws -> Response {
        let (account, factor, municipality) = try await call.store.read(as: call.actor) {
            (try $0.ownAccount(), try $0.factorToConfirm(), try $0.settings().municipality)
        }
        guard let factor else {
            return try await isLate(call) ? tooLate(call) : call.redirect(to: .account)
        }
        let address = factor.address(login: account.login, issuer: "Hemtrygg, \(municipality)")
        let drawing = QRDrawing(code: try QRCode(address), label: call.words("account.factor.picture"))
        return call.show(
            FactorView(call: call, factor: factor, drawing: drawing, state: state).screen(status))
    }

    private static func confirm(_ call: Call) async throws -> Response {
        let (holder, typed, token) = (try call.holder, call.form["code"], RandomToken.make())
        do {
            let codes = try await call.store.write(as: holder.actor) { tx in
                try tx.confirmSecondFactor(typed, in: holder.session, digest: RandomToken.digest(token))
            }
            return RecoveryCodesView(call: call.renewed(with: token), codes: codes).response
                .taking(call, token)
        } catch let error as AppError where error.code == .invalid {
            return try await key(
                call, FormState(Answers(), faults: error.faults), status: error.code.status)
        } catch let error as AppError where error.code == .notFound {
            guard try await isLate(call) else { throw error }
            return tooLate(call)
        }
    }

    private static func isLate(_ call: Call) async throws -> Bool {
        try await call.store.read(as: call.actor) { try $0.secondFactorIsLate() }
    }

    /// Back to where the password is asked for.
    private static func tooLate(_ call: Call) -> Response {
        call.redirect(to: .account, saying: "factorLate")
    }

    private static func renewCodes(_ call: Call) async throws -> Response {
        let typed = call.form["code"]
        return try await weighed(call) {
            let codes = try await call.store.write(as: call.actor) { try $0.renewRecoveryCodes(typed) }
            return RecoveryCodesView(call: call, codes: codes).response
        }
    }

    private static func end(_ call: Call) async throws -> Response {
        let typed = call.form["code"]
        return try await weighed(call) {
            try await call.store.write(as: call.actor) { try $0.endSecondFactor(typed) }
            return call.redirect(to: .account, saying: "factorEnded")
        }
    }

    /// Counted as signing in is, for what is weighed here opens as much.
    private static func weighed(_ call: Call, _ act: () async throws -> Response) async throws -> Response {
        let account = AttemptDigest.codes(of: try call.actor.user)
        do {
            guard try await call.store.mayTry(account, from: call.context.address) else {
                throw AppError.invalid("signIn.held", field: "code")
            }
            let response = try await act()
            try await call.store.write(as: .system) { try $0.forgetSignInFailures(loginDigest: account) }
            return response
        } catch let error as AppError where error.code == .invalid {
            return try await AccountPages.page(call, error)
        }
    }
}

/// A QR code among the page's own text, with the light border that readers need.
struct QRDrawing: Component {
    let code: QRCode
    let label: String

    var html: HTML {
        let size = code.width + 2 * QRCode.quietZone
        return """
            <svg class="qr" viewBox="0 0 \(size) \(size)" role="img" aria-label="\(label)" shape-rendering="crispEdges">\
            <path class="light" d="M0 0h\(size)v\(size)H0z"/><path class="dark" d="\(path)"/></svg>
            """
    }

    private var path: String {
        code.modules.enumerated().flatMap { row, modules in
            modules.enumerated().filter(\.element).map { column, _ in
                "M\(column + QRCode.quietZone) \(row + QRCode.quietZone)h1v1h-1z"
            }
        }.joined()
    }
}

/// What the app is to be given, and the first code that it shows.
struct FactorView {
    let call: Call
    let factor: OneTimePassword
    let drawing: QRDrawing
    let state: FormState

    private var words: Words { call.words }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        let title = words("account.factor.begin")
        let code = TextField(
            words.field("code", "account.factor.confirm", in: state), width: .short, inputMode: "numeric",
            autocomplete: "one-time-code", maxLength: 10, hasFocus: !state.faults.isEmpty)
        let form = Form(
            action: Route.secondFactor.path, token: call.token,
            content: "\(code)\(Actions([Button(words("account.factor.confirm.button")).html]))")
        return Screen(
            title: title, heading: title, kicker: words("account.title"),
            main: """
                \(words.summary(of: state))<p>\(words("account.factor.scan"))</p>\(drawing)\
                <p>\(words("account.factor.key"))</p><p class="secret-key"><code>\(factor.typed)</code></p>\(form)\
                <p>\(Link(words("account.factor.later"), href: Route.account.path))</p>
                """, bodyClass: "narrow", status: status)
    }
}

/// The codes to keep, the only time that they are shown.
struct RecoveryCodesView {
    let call: Call
    let codes: [String]

    var response: Response {
        let words = call.words
        let title = words("account.codes.title")
        return call.show(
            Screen(
                title: title, heading: title, kicker: words("account.title"),
                main: """
                    \(Notice(content: .text(words("account.codes.lead")), tone: .attention))\
                    <ul class="codes">\(each: codes, { "<li><code>\($0)</code></li>" })</ul>\
                    \(Actions([ButtonLink(words("account.codes.kept"), href: Route.account.path).html]))
                    """, bodyClass: "narrow"))
    }
}
