import Domain
import Foundation
import Testing

@Suite struct TimeOfDayTests {
    @Test("every minute of the day is written and read alike, in order")
    func everyMinute() throws {
        var before: TimeOfDay?
        for hour in 0...23 {
            for minute in 0...59 {
                let time = try #require(TimeOfDay(hour: hour, minute: minute))
                #expect((time.hour, time.minute) == (hour, minute))
                #expect(time.description == String(format: "%02d:%02d", hour, minute))
                #expect(TimeOfDay(time.description) == time)
                if let before { #expect(before < time) }
                before = time
            }
        }
    }

    @Test(
        "what is not exactly HH:MM is not read",
        arguments: [
            "", "8:00", "08.00", "0800", "24:00", "08:60", " 08:00", "08:00 ", "08:00:00", "-1:00", "０８:00",
            "08:0a",
        ])
    func strict(text: String) {
        #expect(TimeOfDay(text) == nil)
    }

    @Test("hours and minutes that no clock shows are refused")
    func components() {
        #expect(TimeOfDay(hour: 24, minute: 0) == nil)
        #expect(TimeOfDay(hour: -1, minute: 0) == nil)
        #expect(TimeOfDay(hour: 0, minute: 60) == nil)
        #expect(TimeOfDay(hour: 0, minute: -1) == nil)
    }

    @Test("a time is text in JSON, and a wrong one is refused")
    func codable() throws {
        let time = try #require(TimeOfDay("08:15"))
        #expect(String(decoding: try JSONEncoder().encode([time]), as: UTF8.self) == #"["08:15"]"#)
        #expect(try JSONDecoder().decode([TimeOfDay].self, from: Data(#"["08:15"]"#.utf8)) == [time])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([TimeOfDay].self, from: Data(#"["8:15"]"#.utf8))
        }
    }
}
