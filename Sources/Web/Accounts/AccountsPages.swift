import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Everybody's accounts, for whoever administers them.
enum AccountsPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.accounts.path, .holding(.administerAccounts), list),
        .post(Route.accounts.path, .holding(.administerAccounts), add),
        .post(Route.accountSearch.path, .holding(.administerAccounts), search),
        .get(Route.accountPage(":id").path, .holding(.administerAccounts), account),
        .post(Route.accountAssignments(":id").path, .holding(.administerAccounts), give),
        .post(Route.accountAssignmentEnd(":id", ":assignment").path, .holding(.administerAccounts), end),
        .post(Route.accountLock(":id").path, .holding(.administerAccounts), lock),
        .post(Route.firstPassword(":id").path, .holding(.administerAccounts), firstPassword),
        .post(Route.factorRemoval(":id").path, .holding(.administerAccounts), takeAwayFactor),
        .post(Route.accountSessionsEnd(":id").path, .holding(.administerAccounts), endSessions),
    ]

    // MARK: - All of them

    private static func list(_ call: Call) async throws -> Response {
        try await list(call, FormState(), status: .ok)
    }

    /// By what is in no address: a colleague's name.
    private static func search(_ call: Call) async throws -> Response {
        try await list(call, FormState(call.form.answers), status: .ok)
    }

    private static func list(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status
    ) async throws -> Response {
        let (typed, offset) = (state["search"], call.offset)
        let (page, places) = try await call.store.read(as: call.actor) {
            (try $0.accountList(search: typed, offset: offset), try $0.assignmentPlaces())
        }
        return call.show(AccountsView(call: call, page: page, places: places, state: state).screen(status))
    }

    private static func add(_ call: Call) async throws -> Response {
        let (typed, password) = (call.form.answers, FirstPassword.new())
        do {
            let hash = try await PasswordHash.make(password)
            let user = try await call.store.write(as: call.actor) {
                try $0.addAccount(typed, passwordHash: hash)
            }
            return try await passwordPage(call, user, password)
        } catch let error as AppError where error.code == .invalid {
            return try await list(call, FormState(call.form, error), status: error.code.status)
        }
    }

    /// The only time that it is shown.
    private static func passwordPage(_ call: Call, _ user: ID<User>, _ password: String) async throws
        -> Response
    {
        let page = try await call.store.read(as: call.actor) { try $0.accountPage(user) }
        return call.show(FirstPasswordView(call: call, account: page.account, password: password).screen)
    }

    // MARK: - One

    private static func account(_ call: Call) async throws -> Response {
        try await account(call, FormState(), status: .ok)
    }

    private static func account(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status
    ) async throws -> Response {
        let user = try user(call)
        let page = try await call.store.read(as: call.actor) { try $0.accountPage(user) }
        return call.show(AccountPageView(call: call, page: page, state: state).screen(status))
    }

    private static func user(_ call: Call) throws -> ID<User> {
        guard let id = ID<User>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func give(_ call: Call) async throws -> Response {
        let (user, typed) = (try user(call), call.form.answers)
        do {
            try await call.store.write(as: call.actor) { try $0.giveAssignment(to: user, typed) }
            return call.redirect(to: .accountPage(user.text), saying: "assignmentGiven")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await account(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func end(_ call: Call) async throws -> Response {
        guard let assignment = ID<Assignment>(try call.part("assignment")) else { throw AppError.notFound }
        return try await change(call, saying: "assignmentEnded") { try $0.endAssignment(assignment, of: $1) }
    }

    private static func lock(_ call: Call) async throws -> Response {
        let isLocked = call.form["locked"] == "yes"
        return try await change(call, saying: isLocked ? "accountLocked" : "accountOpened") {
            try $0.setLocked(isLocked, $1)
        }
    }

    private static func takeAwayFactor(_ call: Call) async throws -> Response {
        try await change(call, saying: "factorTaken") { try $0.takeAwaySecondFactor($1) }
    }

    private static func endSessions(_ call: Call) async throws -> Response {
        try await change(call, saying: "accountSignedOut") { try $0.endAllSessions($1) }
    }

    /// What cannot be done is told where it was asked for.
    private static func change(
        _ call: Call, saying code: String, _ act: @escaping @Sendable (Tx, ID<User>) throws -> Void
    ) async throws -> Response {
        let user = try user(call)
        do {
            try await call.store.write(as: call.actor) { try act($0, user) }
            return call.redirect(to: .accountPage(user.text), saying: code)
        } catch let error as AppError where error.code == .conflict {
            return try await account(
                call, FormState(Answers(), faults: error.faults), status: error.code.status)
        }
    }

    private static func firstPassword(_ call: Call) async throws -> Response {
        let (user, password) = (try user(call), FirstPassword.new())
        let hash = try await PasswordHash.make(password)
        do {
            try await call.store.write(as: call.actor) { try $0.setFirstPassword(hash, user) }
            return try await passwordPage(call, user, password)
        } catch let error as AppError where error.code == .conflict {
            return try await account(
                call, FormState(Answers(), faults: error.faults), status: error.code.status)
        }
    }
}
