import TestSupport
import Testing

@testable import Domain

/// Conditions that can never hold are told at their place; those that can are left alone.
@Suite struct ReachingTests {
    @Test(
        "a duty that no answers lead to, or a field that is never asked, is told on its line",
        arguments: slips)
    func fault(_ slip: Slip) {
        #expect(slip.isPossible)
        #expect(slip.told == slip.expected)
    }

    private static let duty = "{any: [{answered: colour}, {not: {equals: {lock: \"no\"}}}]}"

    private static func impossible(_ said: String, _ condition: String) -> Slip {
        Slip(said, duty, condition, ("unreachable", "duties[2].when", "when: \(condition)"))
    }

    private static func possible(_ said: String, _ condition: String) -> Slip { Slip(said, duty, condition) }

    static let slips: [Slip] = [
        impossible(
            "two answers to one question", "{all: [{equals: {lock: \"yes\"}}, {equals: {lock: \"no\"}}]}"),
        impossible(
            "an answer and its contrary", "{all: [{equals: {colour: red}}, {not: {equals: {colour: red}}}]}"),
        impossible(
            "neither yes nor no, yet answered",
            """
            {all: [{answered: lock}, {not: {equals: {lock: "yes"}}}, {not: {equals: {lock: "no"}}}]}
            """),
        impossible(
            "a colour where the colour is not asked",
            """
            {all: [{equals: {lock: "no"}}, {answered: colour}]}
            """),
        impossible("a required field left empty", "{not: {answered: number}}"),
        impossible(
            "two texts in one field",
            "{all: [{equals: {home.city: Ekängen}}, {equals: {home.city: Vikingstad}}]}"),
        impossible(
            "contradictions in every branch",
            """
            {any: [{all: [{equals: {colour: red}}, {equals: {colour: blue}}]}, {not: {answered: name}}]}
            """),
        possible("two answers, one of them", "{any: [{equals: {lock: \"yes\"}}, {equals: {lock: \"no\"}}]}"),
        possible(
            "an optional question left open",
            """
            {all: [{not: {equals: {lock: "yes"}}}, {not: {equals: {lock: "no"}}}]}
            """),
        possible(
            "neither red nor blue", "{all: [{not: {equals: {colour: red}}}, {not: {equals: {colour: blue}}}]}"
        ),
        possible("an address without an apartment", "{not: {answered: home.apartment}}"),
        possible(
            "an answer and what follows of it", "{all: [{equals: {lock: \"yes\"}}, {answered: colour}]}"),
        Slip(
            "a field that is asked of nobody, and a duty that leans on it", "{equals: {lock: \"yes\"}}",
            "{all: [{equals: {lock: \"yes\"}}, {not: {answered: lock}}]}",
            ("neverAsked", "forms[0].groups[1].fields[1].when", "not: {answered: lock}")),
    ]

    @Test("a duty that leans on a field that is never asked is told with it")
    func both() {
        let text = RoutineSample.text.replacing("{equals: {lock: \"yes\"}}", with: "{not: {answered: name}}")
            .replacing(Self.duty, with: "{answered: colour}")
        #expect(
            RoutineSample.problems(text).map(\.key) == [
                "routine.problem.neverAsked", "routine.problem.unreachable",
            ])
    }

    @Test("of two forms only one is answered, so nothing is sure to be answered")
    func twoForms() {
        let second = """
              - party: unit2
                groups:
                  - key: other
                    heading: {sv: A, en: B}
                    fields:
                      - {key: number, kind: identityNumber, label: {sv: A, en: B}, required: true, fills: recipientNumber}
                      - {key: name, kind: personName, label: {sv: A, en: B}, required: true, fills: recipientName}
                      - {key: home, kind: address, label: {sv: A, en: B}, required: true, fills: recipientHome}
                      - {key: size, kind: shortText, label: {sv: A, en: B}, required: true}

            """
        let text = RoutineSample.text.replacing("preconditions:\n", with: second + "preconditions:\n")
            .replacing(
                "  - {key: team,",
                with: "  - {key: unit2, role: orderer, name: {sv: A, en: B}}\n  - {key: team,"
            )
            .replacing(Self.duty, with: "{not: {answered: size}}")
        #expect(RoutineSample.problems(text).map(\.description) == [])
    }

    @Test("more ways to answer than are worth trying are taken to be possible, and soon")
    func tooMany() {
        let fields = (0..<40).map { "          - {key: f\($0), kind: yesNo, label: {sv: A, en: B}}\n" }
            .joined()
        let parts = (0..<40).map { "{answered: f\($0)}" } + ["{not: {answered: f39}}"]
        let text = RoutineSample.text.replacing("preconditions:\n", with: fields + "preconditions:\n")
            .replacing(Self.duty, with: "{all: [\(parts.joined(separator: ", "))]}")
        #expect(RoutineSample.problems(text).map(\.description) == [])
    }

    @Test("what is called impossible holds for no answers at all, of random conditions")
    func oracle() throws {
        var numbers = Seeded(7)
        let edition = try RoutineFile(name: RoutineSample.name, text: RoutineSample.text).edition()
        var (never, some) = (0, 0)
        for _ in 0..<400 {
            let condition = Self.random(depth: 3, &numbers)
            var space = AnswerSpace(edition.forms)
            let holds = Self.everyAnswer.contains { condition.holds(for: $0) }
            #expect(space.allows(condition) == holds, "\(condition)")
            if holds { some += 1 } else { never += 1 }
        }
        #expect(never > 20 && some > 100)
    }

    /// Every way to answer the sample's questions about lock and colour; the colour is asked only with a lock.
    private static let everyAnswer: [Answers] = ["", "yes", "no"].flatMap { lock in
        (lock == "yes" ? ["", "red", "blue"] : [""]).map { Answers(["lock": lock, "colour": $0]) }
    }

    private static func random(depth: Int, _ numbers: inout Seeded) -> Condition {
        let parts = { (numbers: inout Seeded) in
            (0..<Int.random(in: 1...3, using: &numbers)).map { _ in random(depth: depth - 1, &numbers) }
        }
        switch depth == 0 ? Int.random(in: 0...3, using: &numbers) : Int.random(in: 0...7, using: &numbers) {
        case 0: return .answered(Bool.random(using: &numbers) ? "lock" : "colour")
        case 1: return .equals("lock", Bool.random(using: &numbers) ? "yes" : "no")
        case 2, 3: return .equals("colour", Bool.random(using: &numbers) ? "red" : "blue")
        case 4: return .any(parts(&numbers))
        case 5, 6: return .all(parts(&numbers))
        default: return .not(random(depth: depth - 1, &numbers))
        }
    }
}
