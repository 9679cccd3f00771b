import Domain
import StoragePostgres
import TestSupport
import Testing

@testable import Storage

@Suite struct BulletinTests {
    @Test("who listens is told that a unit's cases have changed, once the change is committed")
    func told() async throws {
        let here = try await Municipality.open(.sqlite)
        try await withinPatience {
            var news = here.store.bulletin.listen().makeAsyncIterator()
            _ = try await here.orderedCase()
            #expect(await news.next() == .cases(of: here.ekholmen))
        }
    }

    @Test("a write that fails is no news")
    func failed() async throws {
        let here = try await Municipality.open(.sqlite)
        try await withinPatience {
            let number = try await here.orderedCase()
            var news = here.store.bulletin.listen().makeAsyncIterator()
            await #expect(throws: AppError.self) {
                try await here.store.write(as: here.orderer) { tx in
                    try tx.sendMessage("Hej", in: number)
                    throw AppError.conflict("error.constraint")
                }
            }
            _ = try await here.orderedCase(for: .osten, by: here.otherOrderer)
            #expect(await news.next() == .cases(of: here.lambohov))
        }
    }

    @Test("what is done on one node is told on another")
    func betweenNodes() async throws {
        let here = try await Municipality.open(.postgres)
        try await withinPatience {
            let other = PostgresStore(try PostgresAddress(here.database.place), connections: 2)
            let stream = other.bulletin.listen()
            other.listenToNodes()
            var news = stream.makeAsyncIterator()
            // The line is open once it has said that earlier news may have been missed.
            #expect(await news.next() == .unknown)
            _ = try await here.orderedCase()
            #expect(await news.next() == .cases(of: here.ekholmen))
            try await other.close()
        }
    }

    @Test("a line that is cut is opened again, and says that news may have been missed")
    func cut() async throws {
        let here = try await Municipality.open(.postgres)
        try await withinPatience {
            let other = PostgresStore(try PostgresAddress(here.database.place), connections: 2)
            let stream = other.bulletin.listen()
            other.listenToNodes()
            var news = stream.makeAsyncIterator()
            #expect(await news.next() == .unknown)
            try await Self.cutOthers(here.store)
            #expect(await news.next() == .unknown)
            _ = try await here.orderedCase()
            #expect(await news.next() == .cases(of: here.ekholmen))
            try await other.close()
        }
    }

    @Test("a closed bulletin ends every stream, and later ones at once")
    func closed() async throws {
        try await withinPatience {
            let bulletin = Bulletin()
            var before = bulletin.listen().makeAsyncIterator()
            bulletin.close()
            var after = bulletin.listen().makeAsyncIterator()
            #expect(await before.next() == nil)
            #expect(await after.next() == nil)
        }
    }

    private static func cutOthers(_ store: any Store) async throws {
        _ = try await store.reading {
            try $0.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """
            ) { _ in }
        }
    }
}
