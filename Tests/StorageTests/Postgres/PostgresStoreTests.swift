import Dispatch
import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Storage
@testable import StoragePostgres

/// What only a database server can do to a node: go away, be full, be somebody else's at the moment.
@Suite struct PostgresStoreTests {
    @Test("after the server has closed every connection, reading and writing go on as if nothing had been")
    func reconnecting() async throws {
        let here = try await Municipality.open(.postgres)
        for index in 0..<3 {
            try await Self.closeAllConnections(of: here)
            #expect(try await here.store.count("cases") == index)
            try await Self.closeAllConnections(of: here)
            _ = try await here.orderedCase(for: .numbered(index))
        }
        #expect(try await here.store.count("cases") == 3)
    }

    @Test("a verb whose connection is cut in the middle runs again from its start, and is kept once")
    func cutInTheMiddle() async throws {
        let here = try await Municipality.open(.postgres, stock: 0)
        let runs = Mutex(0)
        try await here.store.writing { connection in
            try connection.send("INSERT INTO counters (name, last) VALUES ('cut', 1)")
            let isFirst = runs.withLock { runs in
                runs += 1
                return runs == 1
            }
            if isFirst { try connection.query("SELECT pg_terminate_backend(pg_backend_pid())") { _ in } }
        }
        #expect(runs.withLock { $0 } == 2)
        #expect(try await here.store.count("counters", where: "name = 'cut'") == 1)
    }

    @Test("two that hold what the other wants: both are done in the end")
    func deadlock() async throws {
        let here = try await Municipality.open(.postgres, stock: 0)
        try await withinPatience {
            try await here.store.writing {
                try $0.send("INSERT INTO counters (name, last) VALUES ('a', 0), ('b', 0)")
            }
            let (store, runs) = (here.store, Counter())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for names in [("a", "b"), ("b", "a")] {
                    group.addTask {
                        try await store.writing { connection in
                            let take = { (name: String) in
                                _ = try connection.execute(
                                    "UPDATE counters SET last = last + 1 WHERE name = \(name)")
                            }
                            try take(names.0)
                            runs.add()
                            // Each has its first before either asks for its second.
                            runs.wait(for: 2)
                            try take(names.1)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(runs.count > 2, "they never met")
            let sums = try await store.rows(
                "SELECT CAST(last AS TEXT) FROM counters WHERE name IN ('a', 'b')")
            #expect(sums == [["2"], ["2"]])
        }
    }

    @Test(
        "who finds the connections taken waits for one, and in vain only as long as the pool has patience")
    func fullPool() async throws {
        let here = try await Municipality.open(.postgres, stock: 0)
        try await withinPatience {
            let store = PostgresStore(
                try PostgresAddress(here.database.place), connections: 2, patience: .milliseconds(500))
            let (taken, done) = (Counter(), Counter())
            let hold: @Sendable () async throws -> Void = {
                try await store.reading { _ in
                    taken.add()
                    done.wait(for: 1)
                }
            }
            async let one: Void = hold()
            async let two: Void = hold()
            while taken.count < 2 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(
                await refusal { try await store.schemaNumber() } == AppError(.unavailable, "error.storage"))
            done.add()
            _ = try await (one, two)
            #expect(try await store.schemaNumber() == Migration.latest)
            try await store.close()
        }
    }

    @Test("many more at once than there are connections are all answered")
    func line() async throws {
        let here = try await Municipality.open(.postgres, stock: 0)
        try await withinPatience {
            let store = PostgresStore(
                try PostgresAddress(here.database.place), connections: 2, patience: .seconds(100))
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 { group.addTask { try await store.schemaNumber() } }
                for try await number in group { #expect(number == Migration.latest) }
            }
            try await store.close()
        }
    }

    @Test("those who wait for the database keep nobody else from working")
    func cooperativeThreads() async throws {
        let here = try await Municipality.open(.postgres, stock: 0)
        try await withinPatience {
            let store = PostgresStore(try PostgresAddress(here.database.place), connections: 12)
            let isAsleep = Mutex(true)
            let sleepers = Task {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<12 {
                        group.addTask {
                            try await store.reading { try $0.query("SELECT pg_sleep(2)") { _ in } }
                        }
                    }
                    try await group.waitForAll()
                }
                isAsleep.withLock { $0 = false }
            }
            try await Task.sleep(for: .milliseconds(200))
            for _ in 0..<200 { await Task { await Task.yield() }.value }
            #expect(isAsleep.withLock { $0 }, "other tasks ran only when the database had answered")
            try await sleepers.value
            try await store.close()
        }
    }

    @Test(
        "a server that is not there, or not for us, is told as unavailable within seconds",
        arguments: ["postgres://nobody@127.0.0.1:1/none", "postgres://nobody:hemligt@127.0.0.1:1/none"])
    func unreachable(address: String) async throws {
        try await withinPatience {
            let store = PostgresStore(try PostgresAddress(address), connections: 2)
            let error = await refusal { try await store.schemaNumber() }
            #expect(error == AppError(.unavailable, "error.storage"))
            #expect(
                await refusal { try await store.writing { try $0.send("SELECT 1") } }?.code == .unavailable)
            try await store.close()
        }
    }

    @Test("an address that libpq cannot read is refused, and what stands in it is not repeated")
    func unreadableAddress() {
        do {
            _ = try PostgresAddress("postgres://user:hemligt@host:notaport:5/x?what=1")
            Issue.record("it was taken")
        } catch {
            #expect(!"\(error)".contains("hemligt"))
        }
    }

    @Test("a rule that is broken says which, and nothing of what was stored")
    func discreet() {
        let fault = PostgresFault(code: "23505", place: "person_identifiers_pkey")
        #expect("\(fault)" == "PostgreSQL: 23505 (person_identifiers_pkey)")
    }

    @Test("a connection keeps its bounds also where its first work was rolled back")
    func bounds() async throws {
        let here = try await Municipality.open(.postgres, stock: 0)
        let store = PostgresStore(
            try PostgresAddress(here.database.place), connections: 1, statementSeconds: 7)
        await #expect(throws: AppError.notFound) { try await store.writing { _ in throw AppError.notFound } }
        #expect(try await store.rows("SELECT current_setting('statement_timeout')") == [["7s"]])
        try await store.close()
    }

    @Test("a writer who reads and a reader who stays: the reader sees one state from first to last")
    func snapshot() async throws {
        let here = try await Municipality.open(.postgres, stock: 0)
        let (store, gate) = (here.store, DispatchSemaphore(value: 0))
        async let seen = store.reading { connection in
            let count = {
                var count = -1
                try connection.query("SELECT COUNT(*) FROM counters") { count = $0.int() }
                return count
            }
            let before = try count()
            _ = gate.wait(timeout: .now() + 5)
            return (before, try count())
        }
        try await Task.sleep(for: .milliseconds(100))
        try await store.writing { try $0.send("INSERT INTO counters (name, last) VALUES ('new', 1)") }
        gate.signal()
        let (before, after) = try await seen
        #expect(before == after)
    }

    private static func closeAllConnections(of here: Municipality) async throws {
        let (head, name) = (here.database.place, here.database.place.split(separator: "/").last ?? "")
        let cluster = try PostgresAddress(String(head.dropLast(name.count)) + "postgres")
        try await cluster.administer(
            "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = '\(name)'")
    }
}

private final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }

    /// Holds up the thread until the count is reached. Among hundreds of tests that may take its time; five minutes end it.
    func wait(for wanted: Int) {
        for _ in 0..<30_000 where count < wanted { Thread.sleep(forTimeInterval: 0.01) }
    }
}
