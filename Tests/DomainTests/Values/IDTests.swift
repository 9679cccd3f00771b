import Foundation
import TestSupport
import Testing

@testable import Domain

@Suite struct IDTests {
    private typealias Thing = ID<Case>

    @Test("an identity is a UUID of version 7, lower case, that carries its moment")
    func version() throws {
        let now = Instant(milliseconds: 0x0189_0000_abcd)
        for _ in 0..<1000 {
            let text = Thing.new(at: now).text
            #expect(text.hasPrefix("01890000-abcd-7"))
            #expect(
                text.wholeMatch(of: #/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#)
                    != nil)
            #expect(UUID(uuidString: text) != nil)
        }
    }

    @Test("identities sort by moment, and within a moment by step")
    func order() {
        var made: [Thing] = []
        for millisecond in [0, 1, 255, 256, 1_790_000_000_000] as [Int64] {
            for step in [0, 1, 2, 255, 256, 16_383, 16_384, 1 << 22, 1 << 26 - 1] as [UInt32] {
                made.append(.new(at: Instant(milliseconds: millisecond), step: step))
            }
        }
        #expect(made.shuffled().sorted() == made)
    }

    @Test("a step beyond what there is room for stays the last")
    func overflow() {
        let now = Instant(milliseconds: 7)
        #expect(
            Thing.new(at: now, step: .max).text.prefix(23)
                == Thing.new(at: now, step: 1 << 26 - 1).text.prefix(23))
    }

    @Test("ten thousand of one moment are all different")
    func different() {
        let now = Instant.written("2026-11-20")
        #expect(Set((0..<10_000).map { _ in Thing.new(at: now) }).count == 10_000)
        #expect(Set((0..<10_000).map { _ in Thing.new(at: now, step: 1) }).count == 10_000)
    }

    @Test("any spelling of a UUID is read as the one that is kept")
    func spelling() throws {
        let id = Thing.new(at: .written("2026-11-20"))
        #expect(Thing(id.text.uppercased()) == id)
        #expect(Thing(id.text) == id)
        for text in [
            "", "1", id.text + "0", id.text.replacing("-", with: ""), " " + id.text,
            "g" + id.text.dropFirst(),
        ] {
            #expect(Thing(text) == nil, "\(text)")
        }
    }

    @Test("an identity survives JSON, and what is none is refused there")
    func coding() throws {
        let id = Thing.new(at: .written("2026-11-20"))
        #expect(try JSONDecoder().decode([Thing].self, from: JSONEncoder().encode([id])) == [id])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Thing].self, from: Data("[\"x\"]".utf8))
        }
    }
}
