import Domain
import TestSupport
import Testing

@testable import Storage

@Suite("Extracts of random registers")
struct ExtractLivesTests {
    /// A version of a dated fact: what it said, from when until when that was known.
    private struct Version {
        let id: String
        let person: String
        let about: String
        let from: Int64
        let to: Int64
        let knownFrom: Int64
        let knownTo: Int64
    }

    @Test(
        "at any moment, by what was known at any other: as a slow look at every version of every fact",
        arguments: Engine.allCases, [3, 6])
    func slowly(engine: Engine, seed: Int) async throws {
        var lives = RandomLives(here: try await Municipality.open(engine, stock: 12), seed: UInt64(seed + 40))
        try await lives.here.publishReturns()
        for _ in 1...70 { _ = try await lives.step() }
        let here = lives.here
        let served = try await Self.versions(here, "provider_responsibilities", about: "unit_id")
        let mounted = try await Self.versions(here, "installations", about: "device_id")
        let alarms = Set(
            try await here.store.rows("SELECT id FROM devices WHERE kind IN ('alarmBase', 'alarmButton')")
                .flatMap(\.self))
        let begin = try #require(Day("2026-11-20")).start.milliseconds
        var found = 0
        for _ in 1...30 {
            let (one, two) = (
                Int64.random(in: begin...here.time.now.milliseconds, using: &lives.random),
                Int64.random(in: begin...here.time.now.milliseconds, using: &lives.random)
            )
            for known in [two, here.time.now.milliseconds] {
                let moment = ExtractMoment(
                    asOf: Instant(milliseconds: one), knownAt: Instant(milliseconds: known))
                for unit in [here.ekholmen, here.lambohov] {
                    let content = try await here.store.read(as: .system) {
                        try $0.extractContent(of: .unit(unit), at: moment)
                    }
                    let holds = { (version: Version) in
                        version.knownFrom <= known && version.knownTo > known && version.from <= one
                            && version.to > one
                    }
                    let own = Set(served.filter { holds($0) && $0.about == unit.text }.map(\.person))
                    let active = mounted.filter {
                        holds($0) && alarms.contains($0.about) && own.contains($0.person)
                    }
                    #expect(
                        content.customers.map(\.person.text).sorted() == Set(active.map(\.person)).sorted(),
                        "seed \(seed), as of \(one), known at \(known)")
                    for line in content.customers {
                        let first = active.filter { $0.person == line.person.text }
                            .min { ($0.from, $0.id) < ($1.from, $1.id) }
                        #expect(
                            line.association.text == first?.id && line.activeFrom.milliseconds == first?.from)
                    }
                    found += content.customers.count
                }
            }
        }
        #expect(found > 0, "seed \(seed): nobody was ever counted")
    }

    private static func versions(
        _ here: Municipality, _ table: String, about column: String
    ) async throws -> [Version] {
        let (table, column) = (SQL(stringLiteral: table), SQL(stringLiteral: column))
        let columns: SQL = "id, COALESCE(recipient_id, ''), \(column), valid_from, valid_to, recorded_at"
        return try await here.store.read(as: .system) { reader in
            try reader.all(
                "SELECT \(columns), NULL FROM \(table) UNION ALL SELECT \(columns), replaced_at FROM \(table)_past"
            ) { row in
                Version(
                    id: row.text(), person: row.text(), about: row.text(), from: row.instant().milliseconds,
                    to: row.instantIfAny()?.milliseconds ?? .max, knownFrom: row.instant().milliseconds,
                    knownTo: row.instantIfAny()?.milliseconds ?? .max)
            }
        }
    }
}
