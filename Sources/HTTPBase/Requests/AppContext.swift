import Domain
import Hummingbird
import Logging
import NIOCore
import Storage

/// What Hemtrygg knows about a request while it is handled.
public struct AppContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Whom the request comes from: the peer, or whom a trusted proxy names.
    public var address: String
    public var holder: SessionHolder?
    public var language = Language.swedish
    /// What forms are signed with: the session's or, before signing in, the visitor's token.
    public var formSeed = ""
    public let requestNumber: String

    /// Far more than an order at its limits, so that too long a text comes back with its fault and not an error page.
    public var maxUploadSize: Int { 2 * 1024 * 1024 }

    /// From somebody who is not signed in: a sign-in form, or an order that is carried through signing in.
    static let visitorsLimit = 512 * 1024

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? "unknown"
        requestNumber = RandomToken.make(bytes: 5)
    }
}
