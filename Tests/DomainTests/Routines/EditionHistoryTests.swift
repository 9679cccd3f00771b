import Testing

@testable import Domain

@Suite struct EditionHistoryTests {
    private func term(_ edition: String, from day: String, withdrawn: Bool = false) -> EditionTerm {
        let moment = Instant(milliseconds: 0)
        return EditionTerm(
            slug: "a", edition: edition, from: .written(day), publishedAt: moment, publishedBy: nil,
            withdrawnAt: withdrawn ? moment : nil)
    }

    private var history: EditionHistory {
        EditionHistory(
            slug: "a",
            [
                term("one", from: "2026-01-01"), term("three", from: "2026-03-01", withdrawn: true),
                term("two", from: "2026-02-01"), term("four", from: "2026-04-01"),
            ])
    }

    @Test("the edition in force is the one whose day is the latest that has come, and that stands")
    func inForce() {
        let days = [
            "2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01", "2026-03-15", "2026-04-01", "2030-01-01",
        ]
        #expect(
            days.map { history.inForce(on: .written($0))?.edition } == [
                nil, "one", "one", "two", "two", "four", "four",
            ])
        #expect(history.coming(after: .written("2026-01-15")).map(\.edition) == ["two", "four"])
    }

    @Test("another edition can apply from the day after the last, and never from a day that has been")
    func earliest() {
        #expect(history.earliest(today: .written("2026-01-10")) == .written("2026-04-02"))
        #expect(history.earliest(today: .written("2026-06-01")) == .written("2026-06-01"))
        #expect(
            EditionHistory(slug: "b", []).earliest(today: .written("2026-06-01")) == .written("2026-06-01"))
    }

    @Test("an edition that cannot be published is told everything that hinders it")
    func publishable() throws {
        let told = { (edition: String, day: String) -> [String] in
            do throws(AppError) {
                try history.requirePublishable(edition, from: .written(day), today: .written("2026-02-10"))
                return []
            } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" } }
        }
        #expect(told("five", "2026-04-02") == [])
        #expect(told("five", "2026-04-01") == ["from: edition.from.early"])
        #expect(told("five", "2026-02-09") == ["from: edition.from.past"])
        #expect(told("three", "2026-03-01") == ["source: edition.nameTaken", "from: edition.from.early"])
    }

    @Test("a name is free that no edition has had")
    func names() {
        let day = Day.written("2026-05-01")
        #expect(history.freeName(on: day) == "2026-05-01")
        let taken = EditionHistory(
            slug: "a", [term("2026-05-01", from: "2026-05-01"), term("2026-05-01:2", from: "2026-05-02")])
        #expect(taken.freeName(on: day) == "2026-05-01:3")
    }

    @Test("only what is still to come can be taken back")
    func withdrawing() throws {
        let today = Day.written("2026-02-10")
        try history.requireComing("four", today: today)
        #expect(throws: AppError.conflict("edition.alreadyInForce")) {
            try history.requireComing("two", today: today)
        }
        for absent in ["three", "five"] {
            #expect(throws: AppError.notFound) { try history.requireComing(absent, today: today) }
        }
    }

    @Test("what the owner says is told wrong at its field")
    func publication() throws {
        let told = { (from: String, sv: String, en: String) -> [String] in
            do throws(AppError) {
                _ = try EditionPublication(from: from, sv: sv, en: en)
                return []
            } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" } }
        }
        #expect(told("2026-05-01", "Ny.", "New.") == [] && told("2026-05-01", "", "") == [])
        #expect(told("", "Ny.", "") == ["from: form.required", "newsEn: edition.news.bothLanguages"])
        #expect(told("1 maj", "", "New.") == ["from: form.day.wrong", "newsSv: edition.news.bothLanguages"])
        #expect(told("2026-05-01", String(repeating: "a", count: 4001), "b") == ["newsSv: form.tooLong"])
    }
}
