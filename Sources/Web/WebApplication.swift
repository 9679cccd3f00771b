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
        Assets.endpoints, SignIn.endpoints, ProviderSignIn.endpoints, StartPage.endpoints,
        RoutinePages.endpoints,
        EditionPages.endpoints, DraftPages.endpoints,
        QueuePages.endpoints, LiveCases.endpoints, CasePages.endpoints, CancellationPages.endpoints,
        DutyPages.endpoints,
        ReservationPages.endpoints,
        TodayPage.endpoints, VisitPages.endpoints, DevicePages.endpoints, PersonPages.endpoints,
        KeyReceiptPages.endpoints, KeyPages.endpoints, StocktakePage.endpoints, LeafletPages.endpoints,
        NoticePages.endpoints, PairingPages.endpoints, FactPages.endpoints, ServicePages.endpoints,
        RelativePages.endpoints,
        LifeEventPages.endpoints, TakeoverPages.endpoints, SearchPages.endpoints, OverviewPages.endpoints,
        UnitPages.endpoints,
        StockPage.endpoints, ModelPages.endpoints, PlacePages.endpoints, KitPages.endpoints,
        ExtractPages.endpoints,
        DeliveryPages.endpoints,
        DeviceActPages.endpoints, CountingPages.endpoints, DifferencePages.endpoints,
        LabelPages.endpoints,
        DetailPages.endpoints, DuplicatePages.endpoints, MergePages.endpoints,
        ReconciliationPages.endpoints, ListPages.endpoints, ListDifferencePages.endpoints,
        ProtectedPages.endpoints, ReadingPages.endpoints, AccountPages.endpoints,
        SecondFactorPages.endpoints, AccountsPages.endpoints,
        RegisterExtractPages.endpoints, RetentionPages.endpoints, ConsentPolicyPages.endpoints,
    ].flatMap { $0 }

    public static func router(store: any Store, options: WebOptions) -> Router<AppContext> {
        let router = Router(context: AppContext.self)
        let errors = ErrorAnswers(
            page: { ErrorPage.answer($0, $1, $2, store: store, options: options) },
            signIn: { ErrorPage.signIn($0, $1, $2, store: store, options: options) })
        router.add(middleware: ForwardedAddress(trusted: options.trustedProxies))
        router.add(middleware: RequestLog(clock: store.clock))
        router.add(middleware: SecurityHeaders(isTLSOnly: options.isTLSOnly))
        router.add(middleware: Health(store: store))
        // Twice: the outer one answers for the session's own faults, the inner one knows whose page it is.
        router.add(middleware: errors)
        router.add(middleware: SessionMiddleware(store: store, options: options))
        router.add(middleware: errors)
        router.add(
            middleware: RateLimit(options.limits, clock: store.clock, exemptPrefix: Route.asset("").path))
        router.add(endpoints, store: store, options: options)
        return router
    }
}
