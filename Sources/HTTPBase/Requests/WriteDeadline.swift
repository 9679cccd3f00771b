import Foundation
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Cuts off whoever does not read its answer: what is to be sent would wait in memory, and the answer's writer with it. Who
/// reads slowly is not cut as long as something has gone since the last look.
public final class WriteDeadline: ChannelOutboundHandler, RemovableChannelHandler {
    public typealias OutboundIn = HTTPResponsePart
    public typealias OutboundOut = HTTPResponsePart

    /// How much the system takes and has not sent (tcp(7) of Linux, TCP_NOTSENT_LOWAT); half of that is the least that is
    /// seen to go.
    private static let unsentBytes = 128 * 1024

    private let limit: TimeAmount
    /// Bytes of answers that were handed on to be sent.
    private var handed = 0
    private var nextLook: Scheduled<Void>?

    /// - Parameter seconds: for how long nothing need be read; the cut comes before twice as long.
    public init(seconds: Int64) { limit = .seconds(seconds) }

    public func handlerAdded(context: ChannelHandlerContext) {
        // By itself the system takes megabytes before anything is seen to wait, and asks for more when a third has gone.
        try? context.channel.syncOptions?.setOption(
            ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: TCP_NOTSENT_LOWAT)),
            value: Self.unsentBytes)
    }

    public func handlerRemoved(context: ChannelHandlerContext) { end() }

    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .body(let bytes) = unwrapOutboundIn(data) { handed += bytes.readableBytes }
        context.write(data, promise: promise)
        if nextLook == nil { look(context, again: Self.waiting(context).map { handed - $0 } ?? 0) }
    }

    /// - Parameter gone: how many bytes the peer's side had taken at the look before.
    private func look(_ context: ChannelHandlerContext, again gone: Int) {
        nextLook = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { [self] in
            nextLook = nil
            guard let waiting = Self.waiting(context), waiting > 0 else { return }
            guard handed - waiting > gone else { return context.channel.close(promise: nil) }
            look(context, again: handed - waiting)
        }
    }

    /// Bytes that the system's own buffer has not taken; `nil` where the channel has none, or is closed.
    private static func waiting(_ context: ChannelHandlerContext) -> Int? {
        try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
    }

    private func end() {
        nextLook?.cancel()
        nextLook = nil
    }
}
