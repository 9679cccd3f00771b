import HTTPTypes
import Hummingbird

/// Behind a proxy every request comes from the proxy. Where the peer is one that is trusted, the last address in
/// `X-Forwarded-For` that is no trusted proxy's is whom the request comes from; what stands before it anybody may have
/// written.
public struct ForwardedAddress: RouterMiddleware {
    private let trusted: Set<String>

    public init(trusted: Set<String>) { self.trusted = trusted }

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard trusted.contains(context.address), let header = HTTPField.Name.forwardedFor else {
            return try await next(request, context)
        }
        var context = context
        context.address = Self.origin(request.headers[values: header], trusted: trusted) ?? context.address
        return try await next(request, context)
    }

    /// The last address in these headers that no trusted proxy has; `nil` where there is none.
    static func origin(_ headers: [String], trusted: Set<String>) -> String? {
        headers.joined(separator: ",").split(separator: ",")
            .map { $0.trimmingPrefix { $0 == " " }.prefix { $0 != " " } }.map(String.init)
            .last { !trusted.contains($0) }
    }
}

extension HTTPField.Name {
    fileprivate static var forwardedFor: Self? { Self("X-Forwarded-For") }
}
