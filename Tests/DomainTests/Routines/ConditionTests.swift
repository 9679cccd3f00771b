import Testing

@testable import Domain

@Suite struct ConditionTests {
    private static let answers = Answers(["lock": "yes", "note": "Ring.", "empty": "", "home.city": "Staden"])

    @Test(
        "a condition holds or not, for every case of it",
        arguments: [
            (Condition.answered("note"), true),
            (.answered("empty"), false),
            (.answered("absent"), false),
            (.answered("home.city"), true),
            (.answered("home"), false),
            (.equals("lock", "yes"), true),
            (.equals("lock", "no"), false),
            (.equals("lock", "Yes"), false),
            (.equals("absent", "yes"), false),
            (.equals("absent", ""), true),
            (.not(.equals("lock", "yes")), false),
            (.not(.answered("absent")), true),
            (.not(.not(.answered("note"))), true),
            (.any([]), false),
            (.all([]), true),
        ])
    func holds(_ condition: Condition, _ expected: Bool) {
        #expect(condition.holds(for: Self.answers) == expected)
    }

    @Test("any and all follow their truth tables", arguments: [true, false], [true, false])
    func truthTable(_ left: Bool, _ right: Bool) {
        let truth = { (value: Bool) in value ? Condition.all([]) : .any([]) }
        let pair = [truth(left), truth(right)]
        #expect(Condition.any(pair).holds(for: Answers()) == (left || right))
        #expect(Condition.all(pair).holds(for: Answers()) == (left && right))
        let negations = pair.map { Condition.not($0) }
        #expect(
            Condition.not(.any(pair)).holds(for: Answers()) == Condition.all(negations).holds(for: Answers()))
    }

    @Test("a condition knows every field it asks about") func fields() {
        let condition = Condition.any([.answered("a"), .all([.equals("b", "x"), .not(.answered("c"))])])
        #expect(condition.fields == ["a", "b", "c"])
        #expect(Condition.all([]).fields.isEmpty)
    }

    @Test("what hangs on an answer that nobody has given may hold, and only that")
    func unknown() {
        let said = Answers(["moves": "yes"])
        let may = { (condition: Condition) in condition.mayHold(for: said, lacking: ["lock", "moves"]) }
        #expect(may(.equals("lock", "yes")) && may(.not(.equals("lock", "yes"))) && may(.answered("lock")))
        #expect(may(.equals("moves", "yes")) && !may(.equals("moves", "no")), "said is said")
        #expect(!may(.equals("other", "yes")), "asked by nobody")
        #expect(may(.any([.equals("moves", "no"), .equals("lock", "yes")])))
        #expect(!may(.all([.equals("moves", "no"), .equals("lock", "yes")])))
        #expect(may(.any([.equals("moves", "yes"), .equals("other", "yes")])))
        #expect(!may(.not(.equals("moves", "yes"))))
    }
}
