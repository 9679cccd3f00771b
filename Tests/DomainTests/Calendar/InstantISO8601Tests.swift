import Domain
import Foundation
import Testing

@Suite struct InstantISO8601Tests {
    @Test(
        "a moment is written in UTC with milliseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_795_179_720_000, "2026-11-20T13:02:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (951_868_799_007, "2000-02-29T23:59:59.007Z"),
            (4_102_444_800_050, "2100-01-01T00:00:00.050Z"),
        ])
    func known(milliseconds: Int64, text: String) {
        #expect(Instant(milliseconds: milliseconds).iso8601 == text)
    }

    @Test("another reader reads the same moment back")
    func readBack() throws {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for step in 0..<2000 {
            let milliseconds = -2_000_000_000_000 + Int64(step) * 3_000_000_007
            let date = try style.parse(Instant(milliseconds: milliseconds).iso8601)
            #expect(Int64((date.timeIntervalSince1970 * 1000).rounded()) == milliseconds)
        }
    }

    @Test("texts sort as moments do")
    func order() {
        let moments = [-1, 0, 1, 999, 1000, 86_399_999, 86_400_000, 1_795_179_720_000].map(
            Instant.init(milliseconds:))
        #expect(moments.map(\.iso8601).sorted() == moments.map(\.iso8601))
    }

    @Test("what is written is read again, and nothing else is")
    func read() {
        for milliseconds: Int64 in [0, -1, 1_795_158_120_000, 1_795_158_120_123, -2_208_988_800_000] {
            let moment = Instant(milliseconds: milliseconds)
            #expect(Instant(iso8601: moment.iso8601) == moment)
        }
        for text in [
            "", "2026-11-24", "2026-11-24T08:00:00Z", "2026-02-30T08:00:00.000Z", "2026-11-24T24:00:00.000Z",
            "2026-11-24T08:60:00.000Z", "2026-11-24T08:00:00.000Z ", "2026-11-24T08:00:00.000+01:00",
        ] { #expect(Instant(iso8601: text) == nil, "\(text)") }
    }
}
