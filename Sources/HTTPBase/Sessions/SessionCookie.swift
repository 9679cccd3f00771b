import Domain
import HTTPTypes
import Hummingbird
import Storage

/// The cookies: the session's, the visitor's before signing in, what stands between a password and its code, and the language.
public enum Cookies {
    public static let session = "session"
    public static let visitor = "visitor"
    public static let halfWay = "halfway"
    public static let language = "language"
    /// Between going to the provider to sign in and coming back.
    public static let attempt = "sign-in"

    /// By TLS a name that browsers take from this very server only, for all of it, and never in clear (RFC 6265bis §4.1.3.2).
    public static func name(_ name: String, secure: Bool) -> String { secure ? "__Host-" + name : name }

    public static func value(_ name: String, of request: Request, secure: Bool) -> String? {
        request.cookies[Self.name(name, secure: secure)]?.value
    }

    /// `HttpOnly`, `SameSite=Lax`, for the whole site; lives as long as the browser's session unless `maxAge` says.
    public static func field(_ name: String, _ value: String, secure: Bool, maxAge: Int? = nil) -> HTTPField {
        let cookie = Cookie(
            name: Self.name(name, secure: secure), value: value, maxAge: maxAge, path: "/", secure: secure,
            httpOnly: true,
            sameSite: .lax)
        return HTTPField(name: .setCookie, value: cookie.description)
    }
}

/// Finds the session, the language and the seed of the forms for every request.
public struct SessionMiddleware: RouterMiddleware {
    let store: any Store
    let options: WebOptions

    public init(store: any Store, options: WebOptions) {
        self.store = store
        self.options = options
    }

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let tag = cookie(Cookies.language, of: request) { context.language = Language(preferred: tag) }
        if let token = cookie(Cookies.session, of: request), token.utf8.count == 64 {
            context.holder = try await holder(of: token, context)
            if context.holder != nil { context.formSeed = token }
        }
        guard context.formSeed.isEmpty else { return try await next(request, context) }
        return try await answerVisitor(request, context, next)
    }

    private func cookie(_ name: String, of request: Request) -> String? {
        Cookies.value(name, of: request, secure: options.secureCookies)
    }

    private func holder(of token: String, _ context: AppContext) async throws -> SessionHolder? {
        let digest = RandomToken.digest(token)
        let (holder, withdrawn) = try await store.read(as: .system) { reader in
            let holder = try reader.session(digest: digest)
            return (holder, holder == nil ? try reader.withdrawnSession(digest: digest) : nil)
        }
        if let withdrawn {
            context.logger.notice(
                "withdrawn session used",
                metadata: [
                    "request": "\(context.requestNumber)", "user": "\(withdrawn.text)",
                    "route": "\(context.endpointPath ?? "none")",
                ])
        }
        return holder
    }

    /// A visitor who is not signed in gets a token of its own, for the forms that it can send.
    private func answerVisitor(
        _ request: Request, _ context: AppContext, _ next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let known = cookie(Cookies.visitor, of: request) ?? ""
        context.formSeed = known.utf8.count == 64 ? known : RandomToken.make()
        var response = try await next(request, context)
        // What a shared cache may keep, such as the stylesheet, must give nobody another visitor's cookie.
        if context.formSeed != known, response.headers[.cacheControl] == nil {
            response.headers.append(
                Cookies.field(Cookies.visitor, context.formSeed, secure: options.secureCookies))
        }
        return response
    }
}
