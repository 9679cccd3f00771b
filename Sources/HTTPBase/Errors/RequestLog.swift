import Domain
import HTTPTypes
import Hummingbird
import Logging
import Storage

/// One line for each request: what was asked for by the route's pattern, never by the address itself.
public struct RequestLog: RouterMiddleware {
    let clock: Clock

    public init(clock: Clock) { self.clock = clock }

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        let begun = clock.now()
        let response = try await next(request, context)
        let took = clock.now().milliseconds - begun.milliseconds
        context.logger.info(
            "request",
            metadata: [
                "request": "\(context.requestNumber)", "method": "\(request.method.rawValue)",
                "route": "\(context.endpointPath ?? "none")", "status": "\(response.status.code)",
                "milliseconds": "\(took)",
            ])
        return response
    }
}

/// What every answer carries for the browser's own defences.
public struct SecurityHeaders: RouterMiddleware {
    let isTLSOnly: Bool

    public init(isTLSOnly: Bool) { self.isTLSOnly = isTLSOnly }

    /// A year, as browsers ask of those whom they know beforehand; not for other names under this one, which are others'.
    static let transport = "max-age=31536000"

    private static let fields: [(String, String)] = [
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"), ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(self), geolocation=(), microphone=()"),
    ]

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in Self.fields {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        if isTLSOnly { response.headers[.strictTransportSecurity] = Self.transport }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}

/// Turns what was thrown into an answer. `page` draws it; anything unforeseen is a 500 with the request's number
/// for the visitor and the detail in the log only.
public struct ErrorAnswers: RouterMiddleware {
    public typealias Page = @Sendable (AppError, Request, AppContext) -> Response
    public typealias SignIn = @Sendable (SignInNeeded, Request, AppContext) -> Response
    let page: Page
    let signIn: SignIn

    public init(page: @escaping Page, signIn: @escaping SignIn) {
        self.page = page
        self.signIn = signIn
    }

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as AppError {
            return page(error, request, context)
        } catch let needed as SignInNeeded {
            return signIn(needed, request, context)
        } catch let error as any HTTPResponseError {
            return page(Self.translated(error), request, context)
        } catch let error as TooManyRequests {
            var answer = page(AppError(.unavailable, "error.tooMany"), request, context)
            answer.status = .tooManyRequests
            answer.headers[.retryAfter] = "\(error.seconds)"
            return answer
        } catch {
            context.logger.error(
                "unforeseen",
                metadata: [
                    "request": "\(context.requestNumber)",
                    "error": "\(type(of: error)): \(discreetly(error))",
                ])
            var answer = page(AppError(.unavailable, "error.unforeseen"), request, context)
            answer.status = .internalServerError
            return answer
        }
    }

    private static func translated(_ error: any HTTPResponseError) -> AppError {
        switch error.status.code {
        case 404, 405: .notFound
        case 413: .invalid("error.tooLarge")
        default: .invalid("error.badRequest")
        }
    }
}

extension AppError.Code {
    public var status: HTTPResponse.Status {
        switch self {
        case .invalid: .unprocessableContent
        case .notFound: .notFound
        case .conflict: .conflict
        case .forbidden: .forbidden
        case .unavailable: .serviceUnavailable
        }
    }
}
