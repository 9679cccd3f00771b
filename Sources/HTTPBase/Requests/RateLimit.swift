import Domain
import HTTPTypes
import Hummingbird
import Storage
import Synchronization

/// More has been asked for than one may in a minute; answered with 429 (RFC 6585, 4) and when to come again.
struct TooManyRequests: Error {
    let seconds: Int64
}

/// Counts the requests of each account and, where nobody is signed in, of each address; on this node only. A page that
/// listens is one request. It stands after the session is known, and before anything that costs.
public final class RateLimit: RouterMiddleware {
    public typealias Context = AppContext

    private let clock: Clock
    private let exemptPrefix: String
    private let byAccount: Mutex<RequestBuckets>?
    private let byAddress: Mutex<RequestBuckets>?

    /// - Parameter exemptPrefix: how the paths begin that cost nothing and are not counted.
    public init(_ limits: RequestLimits, clock: Clock, exemptPrefix: String) {
        self.clock = clock
        self.exemptPrefix = exemptPrefix
        byAccount = limits.perAccount > 0 ? Mutex(RequestBuckets(perMinute: limits.perAccount)) : nil
        byAddress = limits.perAddress > 0 ? Mutex(RequestBuckets(perMinute: limits.perAddress)) : nil
    }

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard !request.uri.path.hasPrefix(exemptPrefix) else { return try await next(request, context) }
        if case .refused(let seconds, let isNews) = verdict(on: context) {
            if isNews {
                context.logger.warning(
                    "too many requests",
                    metadata: [
                        "request": "\(context.requestNumber)",
                        "counted": context.holder == nil ? "address" : "account",
                    ])
            }
            throw TooManyRequests(seconds: seconds)
        }
        return try await next(request, context)
    }

    private func verdict(on context: AppContext) -> RequestBuckets.Verdict {
        let now = clock.now()
        if let holder = context.holder {
            return byAccount?.withLock { $0.take("\(holder.actor.user)", at: now) } ?? .admitted
        }
        let asker = Asker.of(context.address)
        return byAddress?.withLock { $0.take(asker, at: now) } ?? .admitted
    }
}
