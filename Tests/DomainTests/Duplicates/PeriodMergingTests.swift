import Domain
import TestSupport
import Testing

@Suite struct PeriodMergingTests {
    private static func period(_ id: String, _ place: String, _ from: Int64, _ to: Int64?) -> FactPeriod {
        FactPeriod(
            id: id, place: place, from: Instant(milliseconds: from), to: to.map { Instant(milliseconds: $0) })
    }

    private static func told(_ cuts: [PeriodCut]?) -> [String]? {
        cuts?.map { "\($0.period.id) \($0.from.milliseconds) \($0.to?.milliseconds ?? -1)" }
    }

    @Test(
        "a period gives way to those that stand: before, after, wholly, or not at all",
        arguments: [
            (period("a", "x", 0, 10), period("b", "y", 10, nil), []),
            (period("a", "x", 0, nil), period("b", "y", 10, nil), ["a 0 10"]),
            (period("a", "x", 5, nil), period("b", "y", 0, 10), ["a 10 -1"]),
            (period("a", "x", 5, 8), period("b", "y", 0, 10), ["a 5 5"]),
            (period("a", "x", 5, nil), period("b", "x", 5, nil), ["a 5 5"]),
            (period("a", "x", 5, 5), period("b", "y", 0, 10), []),
        ])
    func cuts(asked: (yielding: FactPeriod, standing: FactPeriod, told: [String])) {
        #expect(Self.told(PeriodMerging.cuts(of: [asked.yielding], around: [asked.standing])) == asked.told)
    }

    @Test("what would fall in two parts cannot be cut")
    func split() {
        let (long, short) = (Self.period("a", "x", 0, nil), Self.period("b", "y", 5, 10))
        #expect(PeriodMerging.cuts(of: [long], around: [short]) == nil)
        #expect(Self.told(PeriodMerging.cuts(of: [short], around: [long])) == ["b 5 5"])
    }

    @Test("two places at the same time contradict each other, the same place twice does not")
    func contradictions() {
        let home = Self.period("a", "x", 0, 10)
        #expect(PeriodMerging.contradict([home], [Self.period("b", "y", 9, nil)]))
        #expect(!PeriodMerging.contradict([home], [Self.period("b", "x", 9, nil)]))
        #expect(!PeriodMerging.contradict([home], [Self.period("b", "y", 10, nil)]))
        #expect(!PeriodMerging.contradict([home], [Self.period("b", "y", 5, 5)]))
    }

    @Test(
        "random lives: whoever stands is untouched, nothing overlaps, and no time is lost", arguments: 1...200
    )
    func random(seed: UInt64) {
        var random = Seeded(seed)
        let life = { (id: String) -> [FactPeriod] in
            var (periods, from): ([FactPeriod], Int64) = ([], Int64.random(in: 0...20, using: &random))
            for index in 0..<Int.random(in: 0...3, using: &random) {
                let to = from + Int64.random(in: 0...20, using: &random)
                periods.append(
                    Self.period("\(id)\(index)", "\(Int.random(in: 0...2, using: &random))", from, to))
                from = to + Int64.random(in: 0...5, using: &random)
            }
            return periods
        }
        let (standing, yielding) = (life("s"), life("y"))
        guard let cuts = PeriodMerging.cuts(of: yielding, around: standing) else { return }
        let cut = Dictionary(uniqueKeysWithValues: cuts.map { ($0.period.id, $0) })
        let left = yielding.map { period in
            cut[period.id].map {
                FactPeriod(id: period.id, place: period.place, from: $0.from, to: $0.to)
            } ?? period
        }
        for moment in Int64(0)...100 {
            let holds = { (periods: [FactPeriod]) in
                periods.filter { $0.from.milliseconds <= moment && moment < $0.to?.milliseconds ?? .max }
                    .count
            }
            #expect(holds(standing + left) <= 1, "\(moment)")
            #expect((holds(standing + left) > 0) == (holds(standing + yielding) > 0), "\(moment)")
        }
    }
}
