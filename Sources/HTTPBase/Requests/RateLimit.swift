import Domain
import Foundation
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
        let asker = Self.asker(context.address)
        return byAddress?.withLock { $0.take(asker, at: now) } ?? .admitted
    }

    /// Whom an address stands for: of IPv6 the first 64 bits, for whoever has one has them all (RFC 6177).
    static func asker(_ address: String) -> String {
        var bytes = in6_addr()
        guard address.contains(":"), inet_pton(AF_INET6, address, &bytes) == 1 else {
            // What seems one letter may be thousands of bytes.
            return String(decoding: address.utf8.prefix(64), as: UTF8.self)
        }
        return withUnsafeBytes(of: &bytes) { bytes in
            // An IPv4 address that is written so (RFC 4291, 2.5.5.2) is one of its own.
            let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
            return isMapped
                ? bytes.dropFirst(12).map { "\($0)" }.joined(separator: ".")
                : bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
        }
    }
}
