import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// The whole web: its table of endpoints, and the router that is made of it.
public enum WebApplication {
    /// Every endpoint. A feature adds its own table here and nowhere else.
    public static let endpoints: [Endpoint] = [
        Assets.endpoints, SignIn.endpoints, StartPage.endpoints, RoutinePages.endpoints, DraftPages.endpoints,
        QueuePages.endpoints, CasePages.endpoints, DutyPages.endpoints, ReservationPages.endpoints,
        TodayPage.endpoints, VisitPages.endpoints, DevicePages.endpoints, PersonPages.endpoints,
        KeyReceiptPages.endpoints, LeafletPages.endpoints,
    ].flatMap { $0 }

    public static func router(store: any Store, options: WebOptions) -> Router<AppContext> {
        let router = Router(context: AppContext.self)
        let errors = ErrorAnswers(
            page: { ErrorPage.answer($0, $1, $2, store: store, options: options) },
            signIn: { ErrorPage.signIn($0, $1, $2, store: store, options: options) })
        router.add(middleware: RequestLog(clock: store.clock))
        router.add(middleware: SecurityHeaders())
        router.add(middleware: Health(store: store))
        // Twice: the outer one answers for the session's own faults, the inner one knows whose page it is.
        router.add(middleware: errors)
        router.add(middleware: SessionMiddleware(store: store, options: options))
        router.add(middleware: errors)
        router.add(endpoints, store: store, options: options)
        return router
    }
}

/// `/healthz`: the process answers. `/readyz`: the database answers too, with the schema that this version knows.
/// They need no session and stand before it.
struct Health: RouterMiddleware {
    let store: any Store

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        switch request.uri.path {
        case "/healthz": return answer(.ok, "ok")
        case "/readyz":
            do {
                let number = try await store.schemaNumber()
                return answer(.ok, "ready, schema \(number)")
            } catch {
                context.logger.error("not ready", metadata: ["error": "\(type(of: error))"])
                return answer(.serviceUnavailable, "the database does not answer")
            }
        default: return try await next(request, context)
        }
    }

    private func answer(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}
