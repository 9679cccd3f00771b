import Domain
import TestSupport
import Testing

@Suite struct DetailChangeTests {
    private static let now = Instant.written("2026-12-04", "10:00")
    private static let since = Instant.written("2026-11-20", "09:00")
    private static let life = Lifetime(born: Day("1961-01-18"))

    private static func told(
        _ detail: PersonDetail, _ typed: [String: String], known: String? = "Greta Åkerlund",
        in life: Lifetime = life
    ) -> [String] {
        do {
            let answers = Answers(
                ["how": "changed", "from": "2026-12-01", "reason": "Enligt Skatteverket."].merging(typed) {
                    $1
                })
            _ = try DetailChange(
                answers, of: detail, known: known.map { ($0, since) }, in: life, now: now)
            return []
        } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" }.sorted() }
    }

    @Test(
        "I10 a change of who somebody is says what, from when and why; each fault is told at its field",
        arguments: [
            (PersonDetail.name, ["value": "Greta Berg"], []),
            (.name, ["value": ""], ["value: detail.name.empty"]),
            (.name, ["value": "Gr3ta"], ["value: form.name.wrong"]),
            (.name, ["value": "Greta Åkerlund"], ["value: detail.nothing"]),
            (.name, ["value": "Greta Berg", "reason": "Fel"], ["reason: correction.reason.short"]),
            (.name, ["value": "Greta Berg", "how": ""], ["how: detail.how.missing"]),
            (.name, ["value": "Greta Berg", "from": ""], ["from: form.required"]),
            (.name, ["value": "Greta Berg", "from": "2026-02-30"], ["from: form.day.wrong"]),
            (.name, ["value": "Greta Berg", "from": "2026-12-05"], ["from: form.day.future"]),
            (.name, ["value": "Greta Berg", "from": "2026-11-20"], ["from: detail.from.early"]),
            (
                .name, ["value": "Greta Berg", "from": "1960-12-31"],
                ["from: detail.from.early", "from: lifetime.beforeBirth"]
            ),
            (.name, ["value": "Greta Berg", "how": "wrong", "from": "x"], []),
            (.phone, ["value": ""], []), (.phone, ["value": "12"], ["value: form.phone.wrong"]),
            (.protection, ["value": "secret"], ["value: detail.protection.unknown"]),
            (.deceased, ["value": "2026-12-03"], []),
            (.deceased, ["value": "2026-12-05"], ["value: form.day.future"]),
            (.deceased, ["value": "1960-12-31"], ["value: lifetime.beforeBirth"]),
            (.deceased, ["value": "2026-13-01"], ["value: form.day.wrong"]),
        ])
    func faults(typed: (detail: PersonDetail, form: [String: String], told: [String])) {
        #expect(Self.told(typed.detail, typed.form) == typed.told)
    }

    @Test("what was never said can only begin, and of somebody who lives no death is taken back")
    func unsaid() throws {
        #expect(Self.told(.protection, ["value": "none"], known: nil) == ["value: detail.nothing"])
        #expect(Self.told(.deceased, ["value": ""], known: nil) == ["value: detail.nothing"])
        #expect(Self.told(.deceased, ["value": ""], known: "2026-12-01") == [])
        let change = try DetailChange(
            Answers([
                "value": "confidentialityMark", "how": "wrong", "from": "2026-12-01",
                "reason": "Enligt Skatteverket.",
            ]), of: .protection, known: nil, in: Self.life, now: Self.now)
        #expect(change.terms.from == Day("2026-12-01")?.start, "nothing was wrong, for nothing was said")
    }

    @Test("nothing begins before the month of birth or after the day of death")
    func lifetime() {
        let life = Lifetime(born: Day("1961-01-18"), died: Day("2026-11-30"))
        let told = { (day: String) in Day(day).flatMap { life.fault(on: $0, field: "x")?.key } }
        #expect(told("1960-12-31") == "lifetime.beforeBirth")
        #expect(told("1961-01-02") == nil, "a number may carry a near day of the month")
        #expect(told("2026-11-30") == nil)
        #expect(told("2026-12-01") == "lifetime.afterDeath")
        #expect(Lifetime().fault(on: Day(epochDay: 0), field: "x") == nil)
    }

    @Test("a new number is read as any other, and is another than the one in force")
    func numbers() {
        let known = PersonIdentifier(stored: "199008672397", kind: .samordningsnummer)
        let told = { (number: String, died: String?) -> [String] in
            do throws(AppError) {
                let typed = Answers([
                    "number": number, "how": "changed", "from": "2026-12-01",
                    "reason": "Enligt Skatteverket.",
                ])
                _ = try IdentifierChange(
                    typed, known: (known, Self.since), died: died.flatMap { Day($0) }, now: Self.now)
                return []
            } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" } }
        }
        #expect(told("196101182803", nil) == [])
        #expect(told("199008672397", nil) == ["number: identity.same"])
        #expect(told("196101182804", nil) == ["number: identity.checksum"])
        #expect(told("", nil) == ["number: identity.empty"])
        #expect(told("203001012384", nil) == ["number: identity.future"])
        #expect(told("196101182803", "2026-11-21") == ["from: lifetime.afterDeath"])
    }
}
