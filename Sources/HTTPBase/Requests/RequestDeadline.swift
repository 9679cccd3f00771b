import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Cuts off whoever sends a request a little at a time: such a connection is never idle, and never done. An answer that
/// is under way, such as a page that listens, is not cut.
public final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
    public typealias InboundIn = HTTPRequestPart
    public typealias InboundOut = HTTPRequestPart

    private let limit: TimeAmount
    private var cut: Scheduled<Void>?

    /// - Parameter seconds: from a request's first byte, or the connection's beginning, to its last.
    public init(seconds: Int64) { limit = .seconds(seconds) }

    public func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    public func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    public func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    public func handlerRemoved(context: ChannelHandlerContext) { end() }

    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: begin(context)
        case .body: break
        case .end: end()
        }
        context.fireChannelRead(data)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard cut == nil else { return }
        let channel = context.channel
        cut = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    }

    private func end() {
        cut?.cancel()
        cut = nil
    }
}
