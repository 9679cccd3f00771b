import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Storage

/// Who may come to an endpoint at all; what they see there is decided in the query.
public enum Access: Sendable, Hashable {
    case anyone
    /// Signed in, also while something is to be put right on one's own page before anything else.
    case ownAccount
    case signedIn
    case holding(Permission)
}

/// A row of the table that each route file opens with: method, path, access, and what answers. The table is what
/// the router is made of, so the two cannot disagree.
public struct Endpoint: Sendable {
    public typealias Answer = @Sendable (Call) async throws -> Response

    public let method: HTTPRequest.Method
    public let path: String
    public let access: Access
    /// Whether what is posted must come from a form of ours.
    var isFromOwnPage = true
    /// Whether a page that is left open asks, again and again, with nobody there: it keeps no session alive.
    var isAskedByItself = false
    let answer: Answer

    public static func get(_ path: String, _ access: Access, _ answer: @escaping Answer) -> Self {
        Self(method: .get, path: path, access: access, answer: answer)
    }

    public static func post(_ path: String, _ access: Access, _ answer: @escaping Answer) -> Self {
        Self(method: .post, path: path, access: access, answer: answer)
    }

    /// What a page that is shown listens to; the browser begins anew by itself when it is cut.
    public static func listening(_ path: String, _ access: Access, _ answer: @escaping Answer) -> Self {
        Self(method: .get, path: path, access: access, isAskedByItself: true, answer: answer)
    }

    /// Answers whoever may come here.
    func admitted(_ call: Call) async throws -> Response {
        try call.admit(to: access)
        let isPost = method == .post
        if !isPost, call.lacks(for: access) != nil { return call.redirect(to: Call.ownAccountPath) }
        if isPost {
            if isFromOwnPage { try call.requireOwnForm() }
            try call.requireNoLack(for: access)
        }
        return try await answer(call)
    }

    /// For a program that is signed in nowhere and proves who it is by what it sends.
    public static func postByProgram(_ path: String, _ answer: @escaping Answer) -> Self {
        Self(method: .post, path: path, access: .anyone, isFromOwnPage: false, answer: answer)
    }
}

/// One request being answered, with what answering needs.
public struct Call: Sendable {
    public let request: Request
    public let context: AppContext
    public let store: any Store
    public let options: WebOptions
    public let form: FormBody
    /// Whether the form's answers came from the page's own script, which wants a short answer.
    public let isAutosave: Bool

    public init(
        request: Request, context: AppContext, store: any Store, options: WebOptions, form: FormBody,
        isAutosave: Bool
    ) {
        self.request = request
        self.context = context
        self.store = store
        self.options = options
        self.form = form
        self.isAutosave = isAutosave
    }

    public var words: Words { Words.of(context.language) }
    public var workbench: Workbench { options.workbench }
    public var now: Instant { store.clock.now() }
    public var today: Day { now.day }
    /// The address that was asked for, to come back to: path and query, ready to stand in a query itself. Of a form
    /// that was sent, its own path, which answers GET with the same form.
    public var whereabouts: String {
        let query = request.method == .get ? request.uri.query.map { "?" + $0 } ?? "" : ""
        return Self.inQuery(request.uri.path + query)
    }

    /// An address, ready to stand in a query itself.
    public static func inQuery(_ address: String) -> String {
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "&+;"))
        return address.addingPercentEncoding(withAllowedCharacters: allowed) ?? "/"
    }

    public var query: FormBody { FormBody(request.uri.query ?? "") }
    public var formToken: String { RandomToken.formToken(seed: context.formSeed) }

    /// - Throws: `forbidden` where nobody is signed in; the endpoint's access has asked before.
    public var actor: Actor {
        get throws(AppError) {
            guard let holder = context.holder else { throw .forbidden("error.forbidden") }
            return holder.actor
        }
    }

    /// A part of the path; `notFound` where it is missing.
    public func part(_ name: String) throws(AppError) -> String {
        guard let text = context.parameters.get(name), let decoded = text.removingPercentEncoding,
            decoded.utf8.count <= 200, !decoded.utf8.contains(0)
        else { throw .notFound }
        return Text.streamSafe(decoded)
    }

    public func cookie(_ name: String) -> String? {
        Cookies.value(name, of: request, secure: options.secureCookies)
    }

    /// The same request, answered for whoever comes with another token from now on.
    public func renewed(with token: String) -> Call {
        var context = context
        context.formSeed = token
        return Call(
            request: request, context: context, store: store, options: options, form: form,
            isAutosave: isAutosave)
    }

    /// 303, so that the browser asks with GET; only to a path of our own.
    public func redirect(to path: String) -> Response {
        Response(status: .seeOther, headers: [.location: Self.isOwn(path) ? path : "/"])
    }

    /// Whether an address that came with a request leads to a page of ours. Browsers leave tabs and line ends out
    /// of an address and read `\` as `/`, so only what is written as an address should be can pass.
    public static func isOwn(_ path: String) -> Bool {
        path.hasPrefix("/") && !path.hasPrefix("//")
            && path.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }
    }
}

/// How the web is served here.
public struct WebOptions: Sendable {
    /// Cookies only over TLS; off where the server is reached in clear on loopback.
    public var secureCookies: Bool

    /// Where documents are drawn.
    public let workbench = Workbench(places: 2)

    /// Proxies whose word is taken for whom a request comes from (`X-Forwarded-For`); nobody else's is.
    public var trustedProxies: Set<String>

    /// Whether browsers are told to come by TLS only (RFC 6797): only where the visitor's own line is one.
    public var isTLSOnly: Bool

    public var limits: RequestLimits

    /// The municipality's own sign-in service, where there is one.
    public var identityProvider: IdentityProvider?

    public init(
        secureCookies: Bool, trustedProxies: Set<String> = [], isTLSOnly: Bool = false,
        limits: RequestLimits = .none
    ) {
        self.secureCookies = secureCookies
        self.trustedProxies = trustedProxies
        self.isTLSOnly = isTLSOnly
        self.limits = limits
    }
}

extension Router where Context == AppContext {
    /// Makes the router of the table.
    public func add(_ endpoints: [Endpoint], store: any Store, options: WebOptions) {
        for endpoint in endpoints {
            on(RouterPath(endpoint.path), method: endpoint.method) {
                (request: Request, context: AppContext) -> Response in
                var request = request
                let isPost = endpoint.method == .post
                let limit = context.holder == nil ? AppContext.visitorsLimit : context.maxUploadSize
                let body = isPost ? try await Self.body(of: &request, upTo: limit) : ""
                let call = Call(
                    request: request, context: context, store: store, options: options, form: FormBody(body),
                    isAutosave: request.headers[.autosave] != nil)
                if !endpoint.isAskedByItself { try await call.noteUse() }
                do { return try await endpoint.admitted(call) } catch let error as AppError {
                    await call.note(error, at: endpoint)
                    throw error
                }
            }
        }
    }
}

extension Router where Context == AppContext {
    /// - Throws: what says that it is too large, and `invalid` where it was cut short or cannot be read: neither is a fault
    ///   of ours.
    private static func body(of request: inout Request, upTo limit: Int) async throws -> String {
        do { return String(buffer: try await request.collectBody(upTo: limit)) } catch let error
            as any HTTPResponseError
        { throw error } catch { throw AppError.invalid("error.badRequest") }
    }
}

/// Nobody is signed in where somebody must be; answered with the way to the sign-in page and back.
/// What was sent is kept, where it surely came from a page of ours.
public struct SignInNeeded: Error {
    public let form: FormBody?
}

extension HTTPField.Name {
    static let autosave = HTTPField.Name("X-Autosave") ?? .userAgent
    /// What a form that keeps itself is to expect next time.
    public static let revision = HTTPField.Name("X-Revision") ?? .eTag
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .userAgent
}

extension Call {
    /// Writes down now and then that the session is in use, so that it does not end for want of it.
    func noteUse() async throws {
        guard let holder = context.holder, now > holder.seenAt.adding(seconds: SessionRules.touchSeconds)
        else { return }
        try await store.write(as: holder.actor) { try $0.touchSession(holder.session) }
    }

    /// Writes down what somebody who is signed in was refused, for the auditor and for whoever watches the log. Where that
    /// cannot be done they are refused all the same.
    func note(_ error: AppError, at endpoint: Endpoint) async {
        guard let actor = context.holder?.actor, endpoint.access != .anyone,
            let code = Refusal.Code(rawValue: error.code.rawValue)
        else { return }
        let refusal = Refusal(
            method: endpoint.method.rawValue, route: endpoint.path, code: code,
            parts: context.parameters.sorted { $0.key < $1.key }.map { String($0.value) })
        var metadata: Logger.Metadata = [
            "request": "\(context.requestNumber)", "user": "\(actor.user.text)", "route": "\(refusal.route)",
            "code": "\(refusal.code.rawValue)",
        ]
        do {
            try await store.write(as: actor) { try $0.note(refusal) }
            context.logger.notice("refused", metadata: metadata)
        } catch {
            metadata["error"] = "\(type(of: error)): \(discreetly(error))"
            context.logger.error("refused, and not written down", metadata: metadata)
        }
    }

    func admit(to access: Access) throws {
        if access == .anyone { return }
        guard let holder = context.holder else {
            let isOwn = request.method == .post && request.headers[.fetchSite] == "same-origin"
            throw SignInNeeded(form: isOwn && !isAutosave ? form : nil)
        }
        if case .holding(let permission) = access { try holder.actor.require(permission) }
    }

    /// Where everybody looks after their own account.
    public static let ownAccountPath = "/account"

    /// What keeps the holder from coming to an endpoint with this access.
    func lacks(for access: Access) -> AccountLack? {
        access == .anyone || access == .ownAccount ? nil : context.holder?.lack
    }

    func requireNoLack(for access: Access) throws(AppError) {
        switch lacks(for: access) {
        case .ownPassword: throw .forbidden("error.lack.ownPassword")
        case .secondFactor: throw .forbidden("error.lack.secondFactor")
        case nil: return
        }
    }

    /// The token of forms that are drawn for another seed than this call's, as just after signing in.
    public static func formToken(seed: String) -> String { RandomToken.formToken(seed: seed) }

    /// Refuses forms that another site sent, or that carry no token of this visitor's.
    func requireOwnForm() throws(AppError) {
        if let site = request.headers[.fetchSite], site == "cross-site" {
            throw .forbidden("error.formToken")
        }
        guard RandomToken.isFormToken(form[FormBody.tokenName], seed: context.formSeed) else {
            throw .forbidden("error.formToken")
        }
    }
}
