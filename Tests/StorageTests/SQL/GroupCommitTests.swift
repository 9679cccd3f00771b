import Dispatch
import Domain
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite struct GroupCommitTests {
    private struct Refused: Error, Equatable { let number: Int }

    @Test(
        "of 200 writes at once the failing ones leave nothing, the others are kept once",
        arguments: Engine.allCases)
    func failingAlone(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let store = here.store
        let answers = await withTaskGroup(of: (Int, Int?).self) { group in
            for number in 0..<200 {
                group.addTask {
                    let answer = try? await store.writing { connection in
                        try connection.send(
                            "INSERT INTO counters (name, last) VALUES (\("w\(number)"), 1)")
                        try connection.send("UPDATE counters SET last = last + 1 WHERE name = 'sum'")
                        if number.isMultiple(of: 3) { throw Refused(number: number) }
                        return number
                    }
                    return (number, answer)
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let kept = Set((0..<200).filter { !$0.isMultiple(of: 3) })
        #expect(answers == Dictionary(uniqueKeysWithValues: kept.map { ($0, $0) }))
        let names = try await store.rows("SELECT name FROM counters WHERE name LIKE 'w%'").map { $0[0] }
        #expect(names.count == kept.count)
        #expect(Set(names) == Set(kept.map { "w\($0)" }))
    }

    @Test("what the schema refuses in one write is that write's conflict alone", arguments: Engine.allCases)
    func constraint(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let store = here.store
        let refused = await withTaskGroup(of: AppError?.self) { group in
            for number in 0..<40 {
                group.addTask {
                    await refusal {
                        try await store.writing { connection in
                            try connection.send(
                                "INSERT INTO counters (name, last) VALUES (\("same\(number / 2)"), 1)")
                        }
                    }
                }
            }
            var refused: [AppError] = []
            for await case let error? in group { refused.append(error) }
            return refused
        }
        #expect(refused == Array(repeating: AppError.conflict("error.constraint"), count: 20))
        #expect(try await store.count("counters", where: "name LIKE 'same%'") == 20)
    }

    @Test("a failing write tells its own error, word for word", arguments: Engine.allCases)
    func ownError(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        await #expect(throws: Refused(number: 7)) {
            try await here.store.writing { _ in throw Refused(number: 7) }
        }
    }

    @Test("a reader is not held up by a writer, and sees the state before it", arguments: Engine.allCases)
    func readerBesideWriter(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let store = here.store
        let (began, tellBegan) = AsyncStream<Void>.makeStream()
        let readerIsDone = DispatchSemaphore(value: 0)
        async let writer = store.writing { connection in
            try connection.send("INSERT INTO counters (name, last) VALUES ('held', 1)")
            tellBegan.yield()
            return readerIsDone.wait(timeout: .now() + 60) == .success
        }
        for await _ in began { break }
        #expect(try await store.count("counters", where: "name = 'held'") == 0)
        readerIsDone.signal()
        #expect(try await writer)
        #expect(try await store.count("counters", where: "name = 'held'") == 1)
    }

    @Test("what was acknowledged is on disk for whoever opens the database next")
    func durable() async throws {
        let here = try await Municipality.open(.sqlite, stock: 0)
        let number = try await here.orderedCase()
        let second = try SQLiteStore(path: here.database.place, clock: here.time.clock)
        #expect(try await second.rows("SELECT number FROM cases") == [[number.text]])
    }

    @Test("a file that is no database is told as unusable")
    func unusable() throws {
        let folder = try TemporaryFolder()
        #expect(throws: StorageFault.self) {
            try SQLiteStore(path: folder.file("no/such/folder/test.sqlite"))
        }
    }
}
