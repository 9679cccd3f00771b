import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
import Synchronization

/// `/healthz`: the process answers. `/readyz`: the database answers too, has the schema that this version knows, and
/// can be written; that last is tried once a second at most. However many ask at the same time, the database is asked
/// once, since anybody may ask. They need no session and stand before it.
final class Health: RouterMiddleware {
    typealias Context = AppContext

    private static let seconds: Int64 = 1
    private let store: any Store
    private let lastWritten = Mutex<Instant?>(nil)
    private let underWay = Mutex<Task<Bool, Never>?>(nil)

    init(store: any Store) { self.store = store }

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        switch request.uri.path {
        case "/healthz": return answer(.ok, "ok")
        case "/readyz":
            return await isReady(context)
                ? answer(.ok, "ready")
                : answer(.serviceUnavailable, "the database does not answer, or cannot be written")
        default: return try await next(request, context)
        }
    }

    private func isReady(_ context: AppContext) async -> Bool {
        let asked = underWay.withLock { underWay in
            let asked = underWay ?? Task { await self.findOut(context) }
            underWay = asked
            return asked
        }
        return await asked.value
    }

    private func findOut(_ context: AppContext) async -> Bool {
        defer { underWay.withLock { $0 = nil } }
        do {
            try await store.requireKnownSchema()
            try await requireWritable()
            return true
        } catch {
            context.logger.error("not ready", metadata: ["error": "\(discreetly(error))"])
            return false
        }
    }

    private func requireWritable() async throws {
        let now = store.clock.now()
        if let last = lastWritten.withLock({ $0 }), last <= now, now < last.adding(seconds: Self.seconds) {
            return
        }
        try await store.requireWritable()
        lastWritten.withLock { $0 = now }
    }

    private func answer(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}
