import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// What happened, was read and was refused, held against what was sealed and signed of it.
@Suite struct SealTests {
    /// A closed case that somebody has looked at, sealed; and another order, sealed a day later.
    private static func filled(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        let closed = try await here.closedCase()
        for _ in 0..<3 {
            _ = try await here.store.show(as: here.coordinator) { try $0.casePage(closed) }
            here.time.advance(minutes: 1)
        }
        try await seal(here)
        here.time.advance(days: 1)
        _ = try await here.orderedCase(for: .numbered(8))
        try await seal(here)
        return here
    }

    private static func seal(_ here: Municipality) async throws { try await seal(here.store) }

    private static func seal(_ store: any Store) async throws {
        for name in ["sealHistory", "signHistory"] {
            let job = try #require(Job.all.first { $0.name == name })
            _ = try await store.doIfDue(job)
        }
    }

    /// By hand, past every trigger, in the second seal unless told.
    private static func tamper(_ here: Municipality, _ statements: SQL...) async throws {
        try await here.store.writing { connection in
            try connection.openTheTriggers()
            for statement in statements { try connection.send(statement) }
        }
    }

    private static let event: SQL = "(SELECT MAX(position) FROM events)"
    private static let reading: SQL = "(SELECT MIN(position) FROM readings)"

    private static func text(_ here: Municipality, _ sql: SQL) async throws -> String {
        try #require(try await here.store.rows(sql).first?.first)
    }

    @Test("what nobody has touched is whole, readings too", arguments: Engine.allCases)
    func whole(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        #expect(try await here.store.brokenSeals() == [])
        let sealed = try await here.store.rows(
            "SELECT CAST(SUM(events) AS TEXT), CAST(SUM(readings) AS TEXT) FROM history_seals", columns: 2)
        #expect(
            sealed == [
                [
                    "\(try await here.store.count("events"))", "\(try await here.store.count("readings"))",
                ]
            ])
        #expect(try await here.store.count("readings") >= 3)
    }

    @Test(
        "a row that is altered, removed, moved or slipped in behind a seal is named",
        arguments: Engine.allCases)
    func named(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        let event = try await Self.text(here, "SELECT id FROM events WHERE position = \(Self.event)")
        let readings = try await here.store.rows("SELECT id FROM readings ORDER BY position LIMIT 3").map {
            $0[0]
        }

        try await Self.tamper(
            here, "UPDATE events SET details = '{\"login\":\"x\"}' WHERE position = \(Self.event)")
        #expect(
            try await here.store.brokenSeals() == [BrokenSeal(number: 2, rows: ["event \(event) altered"])])

        try await Self.tamper(
            here, "DELETE FROM event_subjects WHERE event_id = \(event)",
            "DELETE FROM events WHERE id = \(event)")
        #expect(
            try await here.store.brokenSeals() == [BrokenSeal(number: 2, rows: ["event \(event) removed"])])

        try await Self.tamper(
            here, "DELETE FROM reading_people WHERE reading_id = \(readings[0])",
            "CREATE TEMP TABLE swapped AS SELECT * FROM readings WHERE position <= 2",
            "DELETE FROM readings WHERE position <= 2",
            """
            INSERT INTO readings (position, id, read_at, user_id, assignment_id, action, page, case_id)
            \(sqlite: "", postgres: "OVERRIDING SYSTEM VALUE")
            SELECT 3 - position, id, read_at, user_id, assignment_id, action, page, case_id FROM swapped
            """, "DROP TABLE swapped")
        #expect(
            try await here.store.brokenSeals().first
                == BrokenSeal(
                    number: 1,
                    rows: ["reading \(readings[0]) altered", "reading \(readings[1]) moved"]))
    }

    @Test("whom a reading showed cannot be added to afterwards", arguments: Engine.allCases)
    func slippedIn(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        let reading = try await Self.text(here, "SELECT id FROM readings WHERE position = \(Self.reading)")
        // As whoever may write in the database could, past no trigger.
        try await here.store.writing {
            try $0.send(
                """
                INSERT INTO reading_people (reading_id, recipient_id) SELECT \(reading), id FROM care_recipients
                WHERE id NOT IN (SELECT recipient_id FROM reading_people WHERE reading_id = \(reading))
                """)
        }
        #expect(
            try await here.store.brokenSeals() == [
                BrokenSeal(number: 1, rows: ["reading \(reading) altered"])
            ])
    }

    @Test("what was refused is sealed, also where nothing else was written", arguments: Engine.allCases)
    func refusals(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        let refused = Refusal(
            method: "GET", route: "/cases/:number", code: .notFound, parts: ["VT-2026-000009"])
        for _ in 0..<2 { try await here.store.write(as: here.technician) { try $0.note(refused) } }
        here.time.advance(minutes: 2)
        try await Self.seal(here)
        #expect(try await here.store.brokenSeals() == [])
        let counts = "CAST(events AS TEXT), CAST(readings AS TEXT), CAST(refusals AS TEXT)" as SQL
        #expect(
            try await here.store.rows("SELECT \(counts) FROM history_seals WHERE number = 3", columns: 3)
                == [["0", "0", "2"]])

        let places = try await here.store.rows(
            "SELECT CAST(position AS TEXT) FROM refused_requests ORDER BY position"
        ).map { $0[0] }
        try await Self.tamper(here, "UPDATE refused_requests SET code = 'forbidden' WHERE position = 1")
        #expect(
            try await here.store.brokenSeals() == [
                BrokenSeal(number: 3, rows: ["refusal \(places[0]) altered"])
            ])
        try await Self.tamper(here, "DELETE FROM refused_requests")
        #expect(
            try await here.store.brokenSeals() == [
                BrokenSeal(number: 3, rows: places.map { "refusal \($0) removed" })
            ])
    }

    @Test(
        "a row slipped in is named, also where the row's digest was made to fit", arguments: Engine.allCases)
    func fitted(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        try await Self.tamper(
            here,
            """
            INSERT INTO events (position, id, happened_at, user_id, kind, details)
            \(sqlite: "", postgres: "OVERRIDING SYSTEM VALUE") SELECT -1, 'slipped-in', 0, id, 'signedIn', '{}'
            FROM users WHERE login = 'hemtrygg'
            """)
        #expect(
            try await here.store.brokenSeals() == [
                BrokenSeal(number: 1, rows: ["event slipped-in slipped in"])
            ])
        try await Self.tamper(
            here,
            "INSERT INTO sealed_rows (kind, position, seal, row_id, digest) VALUES ('event', -1, 1, 'slipped-in', 'x')"
        )
        #expect(
            try await here.store.brokenSeals() == [BrokenSeal(number: 1, rows: ["event slipped-in altered"])])
    }

    @Test("a seal from before rows had digests of their own holds still", arguments: Engine.allCases)
    func older(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        try await Self.makeOlder(here)
        #expect(try await here.store.brokenSeals() == [])
        #expect(
            try await here.store.rows("SELECT CAST(form AS TEXT) FROM history_seals ORDER BY number")
                == [["1"], ["2"]])
        // As the schema's change left those that were made before refusals were sealed.
        try await Self.tamper(here, "UPDATE history_seals SET last_refusal = 0")
        #expect(try await here.store.brokenSeals() == [])
        try await Self.tamper(here, "UPDATE events SET happened_at = 0 WHERE position = 3")
        let broken = try await here.store.brokenSeals()
        #expect(broken.map(\.number) == [1] && broken[0].rows.count == 1)
    }

    /// Makes the first seal one over what the rows say, as they were once, and all that follows upon it anew.
    private static func makeOlder(_ here: Municipality) async throws {
        let digest = try await here.store.read(as: .system) { reading in
            let seal = try #require(try reading.seals(where: "number = 1", order: "number").first)
            return try reading.digest(after: .none, to: seal, as: .contents).text
        }
        try await tamper(
            here, "DELETE FROM sealed_rows", "DELETE FROM history_heads",
            "DELETE FROM history_seals WHERE number > 1",
            "UPDATE history_seals SET form = 1, digest = \(digest)")
        here.time.advance(minutes: 2)
        try await seal(here)
    }

    @Test("a seal of the older form after one of the newer is forged", arguments: Engine.allCases)
    func formGoesBack(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        let digest = try await here.store.read(as: .system) { reading in
            let seals = try [1, 2].map {
                try #require(try reading.seals(where: "number = \($0)", order: "number").first)
            }
            return try reading.digest(after: seals[0], to: seals[1], as: .contents).text
        }
        try await Self.tamper(
            here, "UPDATE history_seals SET form = 1, digest = \(digest) WHERE number = 2",
            "DELETE FROM sealed_rows WHERE seal = 2")
        #expect(try await here.store.brokenSeals().map(\.number) == [2])
    }

    @Test(
        "each day that is over is signed, once, and the last signature stands for all",
        arguments: Engine.allCases)
    func signed(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        let first = try await here.store.read(as: .system) { try $0.historyHeads(last: 9) }
        #expect(first.map(\.seal) == [1] && first[0].previous == "" && first[0].key == "prov")
        here.time.advance(days: 1)
        try await Self.seal(here)
        try await Self.seal(here)
        let heads = try await here.store.read(as: .system) { try $0.historyHeads(last: 9) }
        #expect(heads.map(\.seal) == [2, 1] && heads[1] == first[0] && heads[0].previous != "")
        #expect(heads[0].day == heads[1].day.adding(days: 1))
        #expect(try await here.store.verify { _ in } == [])
        #expect(try await here.store.verify(kept: heads) { _ in } == [])
    }

    @Test(
        "history made anew is found by its signatures, and by heads that were kept",
        arguments: Engine.allCases)
    func forged(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        here.time.advance(days: 1)
        try await Self.seal(here)
        let kept = try await here.store.read(as: .system) { try $0.historyHeads(last: 9) }
        let day = kept[1].day
        // Whoever owns the database alters an event, and makes the seals anew so that they fit.
        try await Self.tamper(
            here, "UPDATE events SET details = '{}' WHERE kind = 'caseClosed'", "DELETE FROM history_seals",
            "DELETE FROM sealed_rows")
        here.time.advance(days: 1)
        try await Self.seal(here)
        #expect(try await here.store.brokenSeals() == [])
        let found = try await here.store.verify { _ in }
        let rule = "each day of the history is what was signed"
        #expect(found.map(\.rule) == [rule])
        #expect(found[0].examples.first == "\(day) was signed over another seal")

        // Then the heads too, with a key of his own.
        try await Self.tamper(here, "DELETE FROM history_heads")
        let thief = try here.reopened(
            with: try SecretKeys(text: "prov \(Data(repeating: 9, count: 32).base64EncodedString())"))
        here.time.advance(days: 1)
        try await Self.seal(thief)
        let told = try await thief.verify { _ in }.map(\.rule)
        #expect(!told.contains { $0.contains("history") }, "who has only the thief's key cannot tell")
        try await thief.close()
        await #expect(throws: HistoryFault.self) { try await here.store.checkpoint(after: nil) }
        let last = try #require(try await here.store.read(as: .system) { try $0.historyHeads(last: 1) }.first)
        #expect(
            try await here.store.verify { _ in }.map(\.examples)
                == [["\(last.day) was signed with a key that is not in the key file"]])
        let against = try await here.store.verify(kept: kept) { _ in }.flatMap(\.examples)
        #expect(against.contains("\(day) was another when it was kept"))
    }

    @Test(
        "history made anew by the server's own jobs does not go on from what was last seen of it",
        arguments: Engine.allCases)
    func checkpoint(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        let first = try await here.store.checkpoint(after: nil)
        #expect(first?.seal == 2 && first?.head?.seal == 1, "the first time it is believed")
        #expect(try await here.store.checkpoint(after: first) == first)
        here.time.advance(days: 1)
        _ = try await here.orderedCase(for: .numbered(9))
        try await Self.seal(here)
        let known = try #require(try await here.store.checkpoint(after: first))
        #expect(known.seal == 3 && known.head?.seal == 2)

        // Whoever writes in the database alters an event, and lets the jobs make the rest anew with their own key.
        try await Self.tamper(
            here, "UPDATE events SET details = '{}' WHERE kind = 'caseClosed'", "DELETE FROM history_heads",
            "DELETE FROM history_seals", "DELETE FROM sealed_rows")
        here.time.advance(minutes: 20)
        try await Self.seal(here)
        here.time.advance(days: 1)
        try await Self.seal(here)
        #expect(try await here.store.verify { _ in } == [], "by itself it is sound")
        let sentences = [
            "seal 3 is gone since it was last seen",
            "what was signed of \(try #require(known.head).day) is another since it was last seen",
        ]
        await #expect(throws: HistoryFault(description: sentences.joined(separator: ", "))) {
            try await here.store.checkpoint(after: known)
        }
        #expect(
            try await here.store.verify(after: known) { _ in } == [
                Finding(rule: "the history goes on from what was last seen of it", examples: sentences)
            ])
        #expect(
            try await here.store.verify(after: first) { _ in }.map(\.rule)
                == ["the history goes on from what was last seen of it"])
    }

    @Test("a head whose text or order was altered is named", arguments: Engine.allCases)
    func alteredHead(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        here.time.advance(days: 1)
        try await Self.seal(here)
        let heads = try await here.store.read(as: .system) { try $0.historyHeads(last: 9) }
        try await Self.tamper(here, "DELETE FROM history_heads WHERE seal = 1")
        #expect(
            try await here.store.verify { _ in }.map(\.examples)
                == [["\(heads[0].day) does not follow upon the day before it"]])
        try await Self.tamper(here, "UPDATE history_heads SET previous = ''")
        #expect(
            try await here.store.verify { _ in }.map(\.examples) == [
                ["\(heads[0].day) is not signed by its key"]
            ])
    }

    @Test("days that nobody signs are told of", arguments: Engine.allCases)
    func unsigned(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        let job = try #require(Job.all.first { $0.name == "sealHistory" })
        here.time.advance(days: 4)
        _ = try await here.store.doIfDue(job)
        let found = try await here.store.verify { _ in }
        #expect(found.map(\.rule) == ["a day of the history is signed when it is over"])
        let stranger = try here.reopened(with: .none)
        #expect(try await stranger.verify { _ in } == [], "who has no key expects no signatures")
        try await stranger.close()
    }

    @Test("another key takes over, and what the first signed stands", arguments: Engine.allCases)
    func rotated(engine: Engine) async throws {
        let here = try await Self.filled(engine)
        let heir = try here.reopened(with: .sample("next"))
        here.time.advance(days: 1)
        try await Self.seal(heir)
        let heads = try await heir.read(as: .system) { try $0.historyHeads(last: 9) }
        #expect(heads.map(\.key) == ["next", "prov"])
        #expect(try await heir.verify { _ in }.filter { $0.rule.contains("history") } == [])
        try await heir.close()
    }
}
