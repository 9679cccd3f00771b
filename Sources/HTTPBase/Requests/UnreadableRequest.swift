import Domain
import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Answers what cannot be read as a request at all (RFC 9112: two lengths, a length and chunks, control characters, too
/// long a header …) with 400 and a sentence, and ends the connection: where one request ends and the next begins is no
/// longer known. By itself Hummingbird says nothing, neither there nor in the log.
public final class UnreadableRequest: ChannelDuplexHandler, RemovableChannelHandler {
    public typealias InboundIn = HTTPRequestPart
    public typealias InboundOut = HTTPRequestPart
    public typealias OutboundIn = HTTPResponsePart
    public typealias OutboundOut = HTTPResponsePart

    private let logger: Logger
    private let isTLSOnly: Bool
    /// Requests that were read, at least in part, and have not been answered to the end.
    private var unanswered = 0
    private var isOver = false

    /// For whoever sends more than it reads.
    private static let timeToRead = TimeAmount.seconds(2)

    public init(logger: Logger, isTLSOnly: Bool) {
        self.logger = logger
        self.isTLSOnly = isTLSOnly
    }

    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { unanswered += 1 }
        context.fireChannelRead(data)
    }

    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
        context.write(data, promise: promise)
    }

    public func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isOver else { return }
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        logger.notice("an unreadable request", metadata: ["reason": "\(error)"])
        // In the midst of a request it is for whoever reads that one.
        guard unanswered == 0 else { return context.fireErrorCaught(error) }
        isOver = true
        answer(context)
    }

    private func answer(_ context: ChannelHandlerContext) {
        let words = Language.allCases.map { Words.of($0)("error.unreadable") + "\n" }.joined()
        var headers: HTTPFields = [
            .contentType: "text/plain; charset=utf-8", .contentLength: "\(words.utf8.count)",
            .connection: "close",
            .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        ]
        if isTLSOnly { headers[.strictTransportSecurity] = SecurityHeaders.transport }
        let head = HTTPResponse(status: .badRequest, headerFields: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(string: words))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // To close at once, with what is sent still unread here, would take the answer away from who sends it.
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.timeToRead) { channel.close(promise: nil) }
    }
}
