import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// Tells a page that is shown that cases have changed since (server-sent events, HTML Living Standard 9.2). It says
/// nothing of what has changed: the page asks again, and what it may see is decided then. The page says `since` when it
/// was shown, in milliseconds, so that what came before it began to listen, or while nobody looked at it, is told too.
enum LiveCases {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .listening(Route.liveCases.path, .holding(.seeCases), stream)
    ]

    private static func stream(_ call: Call) async throws -> Response {
        let actor = try call.actor
        let news = call.store.bulletin.listen()
        let (clock, end) = (call.store.clock, call.now.adding(seconds: lifetime))
        // No page is older than its session may be.
        let earliest = call.now.adding(seconds: -SessionRules.absoluteSeconds)
        let shownAt = Int64(call.query["since"]).map {
            min(max(Instant(milliseconds: $0), earliest), call.now)
        }
        let hasMissed =
            if let shownAt {
                try await call.store.read(as: actor) { try $0.casesHaveChanged(since: shownAt) }
            } else { false }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream", .cacheControl: "no-store",
                // A proxy that gathers answers would keep the news to itself.
                .accelBuffering: "no",
            ],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: hasMissed ? event : ": listening\n\n"))
                for await one in news {
                    try await writer.write(
                        ByteBuffer(string: concerns(one, actor) ? event : ": still here\n\n"))
                    guard clock.now() < end else { break }
                }
                try await writer.finish(nil)
            })
    }

    /// After this long, in seconds, the browser asks anew, and who it is and what it may see is looked at again.
    private static let lifetime: Int64 = 10 * 60
    private static let event = "event: cases\ndata:\n\n"

    private static func concerns(_ news: News, _ actor: Actor) -> Bool {
        switch (news, actor.place) {
        case (.nothing, _): false
        case (.unknown, _), (_, .team): true
        case (.cases(let unit), .unit(let own)): unit == own
        case (.cases, .municipality): false
        }
    }
}

extension HTTPField.Name {
    fileprivate static var accelBuffering: Self { Self("X-Accel-Buffering") ?? .server }
}
