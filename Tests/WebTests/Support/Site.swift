import Domain
import Hummingbird
import HummingbirdTesting
import Storage
import TestSupport

@testable import HTTPBase
@testable import Web

/// The sample municipality on the web: the real router over a real database.
struct Site: Sendable {
    let here: Municipality
    let store: FaultyStore
    let log: LogBook
    let client: any TestClientProtocol

    /// Opens a municipality on each engine, one after another, and lets `visit` use its web.
    ///
    /// A page that waits for news would never be whole here, so unless a test listens, there are none.
    static func open(
        stock: Int = 4, listening: Bool = false, options: WebOptions = WebOptions(secureCookies: false),
        _ visit: @escaping @Sendable (Site) async throws -> Void
    ) async throws {
        for engine in Engine.allCases {
            try await open(engine, stock: stock, listening: listening, options: options, visit)
        }
    }

    private static func open(
        _ engine: Engine, stock: Int, listening: Bool, options: WebOptions,
        _ visit: @escaping @Sendable (Site) async throws -> Void
    ) async throws {
        let here = try await Municipality.open(engine, stock: stock)
        if !listening { here.store.bulletin.close() }
        let (store, log) = (FaultyStore(here.store), LogBook())
        let app = Application(
            router: WebApplication.router(store: store, options: options), logger: log.logger)
        try await app.test(.router) { client in
            try await visit(Site(here: here, store: store, log: log, client: client))
        }
    }

    /// A browser in which nobody is signed in.
    func visitor() -> Browser { Browser(client) }

    /// A browser in which `person` has just signed in, by the verb that signing in uses.
    func browser(_ person: Municipality.Person) async throws -> Browser {
        let (actor, token) = (here[person], RandomToken.make())
        try await here.store.write(as: .system) {
            try $0.beginSession(of: actor.user, under: actor.assignment, digest: RandomToken.digest(token))
        }
        return Browser(client, session: token)
    }
}
