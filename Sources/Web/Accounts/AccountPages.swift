import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// What everybody looks after for themselves: the password, and where they are signed in.
enum AccountPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.account.path, .ownAccount, account),
        .post(Route.accountPassword.path, .ownAccount, changePassword),
        .post(Route.accountSessions.path, .ownAccount, endOthers),
        .post(Route.accountSession(":id").path, .ownAccount, endOne),
    ]

    private static func account(_ call: Call) async throws -> Response {
        try await page(call, FormState(), status: .ok)
    }

    static func page(_ call: Call, _ state: FormState, status: HTTPResponse.Status) async throws -> Response {
        let holder = try call.holder
        let account = try await call.store.read(as: holder.actor) { try $0.ownAccount() }
        return call.show(
            AccountView(call: call, holder: holder, account: account, state: state).screen(status))
    }

    /// The page again, with what was wrong and nothing that was secret.
    static func page(_ call: Call, _ error: AppError) async throws -> Response {
        try await page(call, FormState(Answers(), faults: error.faults), status: error.code.status)
    }

    // MARK: - The password

    private static func changePassword(_ call: Call) async throws -> Response {
        do {
            let holder = try call.holder
            let weighed = try await call.weighPassword("password")
            let (new, again) = (call.form["new-password"], call.form["new-password-again"])
            guard new == again else {
                throw AppError.invalid("account.password.differ", field: "new-password-again")
            }
            guard new != call.form["password"] else {
                throw AppError.invalid("account.password.same", field: "new-password")
            }
            let hash: String
            do { hash = try await PasswordHash.make(new) } catch let error as AppError
                where error.code == .invalid
            {
                throw AppError.invalid("password.length", field: "new-password")
            }
            let token = RandomToken.make()
            try await call.store.write(as: holder.actor) { tx in
                try tx.changeOwnPassword(
                    to: hash, weighed: weighed, in: holder.session, digest: RandomToken.digest(token))
            }
            return call.redirect(to: .account, saying: "passwordChanged").taking(call, token)
        } catch let error as AppError where error.code == .invalid {
            return try await page(call, error)
        }
    }

    // MARK: - Sessions

    private static func endOthers(_ call: Call) async throws -> Response {
        let holder = try call.holder
        try await call.store.write(as: holder.actor) { try $0.endOtherSessions(than: holder.session) }
        return call.redirect(to: .account, saying: "sessionsEnded")
    }

    private static func endOne(_ call: Call) async throws -> Response {
        guard let id = ID<Session>(try call.part("id")) else { throw AppError.notFound }
        try await call.store.write(as: call.actor) { try $0.endOwnSession(id) }
        return call.redirect(to: .account, saying: "sessionEnded")
    }
}

extension Call {
    var holder: SessionHolder {
        get throws(AppError) {
            guard let holder = context.holder else { throw .forbidden("error.forbidden") }
            return holder
        }
    }

    /// Weighs the actor's own password, counted as signing in is.
    /// - Returns: the hash that it was weighed against.
    /// - Throws: `invalid` at `field` where it is wrong, or has been so too often.
    func weighPassword(_ field: String) async throws -> String {
        let (actor, typed) = (try actor, form[field])
        let account = AttemptDigest.of(actor.user)
        guard try await store.mayTry(account, from: context.address) else {
            throw AppError.invalid("signIn.held", field: field)
        }
        let hash = try await store.read(as: actor) { try $0.ownAccount().passwordHash }
        guard let hash, try await PasswordHash.matches(typed, hash) else {
            throw AppError.invalid("account.password.wrong", field: field)
        }
        try await store.write(as: .system) { try $0.forgetSignInFailures(loginDigest: account) }
        return hash
    }
}

extension Response {
    /// The session goes on under another token.
    func taking(_ call: Call, _ token: String) -> Response {
        var response = self
        response.headers.append(Cookies.field(Cookies.session, token, secure: call.options.secureCookies))
        return response
    }
}
