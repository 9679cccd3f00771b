import Domain
import TestSupport
import Testing

@testable import HTTPBase

@Suite("Words from a catalogue")
struct WordsTests {
    private static let words = Words(
        .english,
        Array(
            """
            # a comment = no word
            greeting = Hello {name}, it is {day}.
            sum = 1 + 1 = 2
            cases.one = one case
            cases.many = {count} cases
            device.kind.lockUnit = Lock unit
            device.status.lost = Lost
            device.wrongKind = This is a {kind}, not a {wanted}; it is {status}.

            day.today = today
            day.tomorrow = tomorrow
            day.yesterday = yesterday
            weekday.short.5 = Fri
            weekday.short.6 = Sat
            weekday.short.7 = Sun
            weekday.short.4 = Thu
            month.short.11 = Nov
            month.short.1 = Jan
            """.utf8))
    private var words: Words { Self.words }

    @Test("a text may hold equals signs; comments and empty lines are no words")
    func reading() {
        #expect(words("sum") == "1 + 1 = 2")
        #expect(words.keys.count == 16)
        #expect(words.ifAny("# a comment") == nil)
    }

    @Test("a key without a text shows itself, so that it is seen")
    func missing() {
        #expect(words("no.such") == "[no.such]")
        #expect(words.ifAny("no.such") == nil)
    }

    @Test("places are filled once, and one that nobody fills is left standing")
    func places() {
        #expect(words("greeting", ["name": "{day}", "day": "Friday"]) == "Hello {day}, it is Friday.")
        #expect(words("greeting", ["name": "Åke"]) == "Hello Åke, it is {day}.")
        #expect(words("greeting") == "Hello {name}, it is {day}.")
    }

    @Test("one is said in another way than none or many")
    func counts() {
        #expect(words("cases", count: 1) == "one case")
        #expect(words("cases", count: 0) == "0 cases")
        #expect(words("cases", count: 12) == "12 cases")
    }

    @Test("a fault's codes are put into words, and a code without a word stays")
    func faults() {
        let fault = Fault("device.wrongKind", ["kind": "lockUnit", "wanted": "balloon", "status": "lost"])
        #expect(words(fault) == "This is a lock unit, not a balloon; it is lost.")
    }

    @Test("a day near today is said by its name too, one of another year with the year")
    func days() throws {
        let today = try #require(Day("2026-11-20"))
        #expect(words.day(today, today: today) == "today, Fri 20 Nov")
        #expect(words.day(today.adding(days: 1), today: today) == "tomorrow, Sat 21 Nov")
        #expect(words.day(today.adding(days: -1), today: today) == "yesterday, Thu 19 Nov")
        #expect(words.day(today.adding(days: 2), today: today) == "Sun 22 Nov")
        #expect(words.day(try #require(Day("2027-01-01")), today: today) == "Fri 1 Jan 2027")
    }

    @Test("a moment is said by Stockholm's clock and day")
    func moments() throws {
        let today = try #require(Day("2026-11-20"))
        #expect(words.moment(.written("2026-11-20", "14:02"), today: today) == "today 14:02")
        #expect(words.moment(.written("2026-11-19", "08:15"), today: today) == "yesterday 08:15")
        #expect(words.moment(.written("2026-11-22", "00:00"), today: today) == "Sun 22 Nov 00:00")
        #expect(words.exact(.written("2026-11-22", "23:59")) == "2026-11-22 23:59")
    }
}
