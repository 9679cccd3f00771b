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
}
