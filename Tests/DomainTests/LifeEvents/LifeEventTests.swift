import Domain
import TestSupport
import Testing

@Suite struct LifeEventTests {
    private static func refused(_ changes: [String: String]) -> [String] {
        let typed = ["kind": "deceased", "day": "2026-11-20", "toldBy": "Dottern Lisa"]
        do {
            _ = try LifeEvent(Answers(typed.merging(changes) { $1 }), today: .written("2026-11-21"))
            return []
        } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" } }
    }

    @Test("an event says what, when and who has said so; every fault is told at once")
    func faults() {
        #expect(Self.refused([:]) == [])
        #expect(Self.refused(["day": "2026-11-21"]) == [], "today is no day to come")
        #expect(
            Self.refused(["kind": "", "day": "", "toldBy": " "])
                == ["kind: form.choose", "day: form.required", "toldBy: life.toldBy.missing"])
        #expect(Self.refused(["kind": "born"]) == ["kind: form.choose"])
        #expect(Self.refused(["day": "2026-02-29"]) == ["day: form.day.wrong"])
        #expect(Self.refused(["day": "2026-11-22"]) == ["day: form.day.future"])
        #expect(
            Self.refused(["note": String(repeating: "å", count: Text.longLimit + 1)])
                == ["note: form.tooLong"])
    }
}
