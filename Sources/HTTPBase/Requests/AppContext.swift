import Domain
import Hummingbird
import Logging
import NIOCore
import Storage

/// What Hemtrygg knows about a request while it is handled.
public struct AppContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    public let address: String
    public var holder: SessionHolder?
    public var language = Language.swedish
    /// What forms are signed with: the session's or, before signing in, the visitor's token.
    public var formSeed = ""
    public let requestNumber: String

    /// Forms hold text; the largest is an order with everything written to its limit.
    public var maxUploadSize: Int { 256 * 1024 }

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? "unknown"
        requestNumber = RandomToken.make(bytes: 5)
    }
}
