import Testing

@testable import Domain

/// What a routine file answers as a whole.
@Suite struct RoutineFileTests {
    @Test("faults are sorted by line and each says where it is and what is wrong, in words")
    func description() {
        let text = RoutineSample.text
            .replacing("after: [mount]", with: "after: [mont]")
            .replacing("role: team", with: "role: crew")
        #expect(
            RoutineSample.problems(text).map(\.description) == [
                "sample-order.yaml:21: parties.team.role: 'crew' is not one of: orderer, team",
                "sample-order.yaml:97: duties.reply.after[0]: no duty is called 'mont'; did you mean 'mount'?",
            ])
    }

    @Test("a fault carries its key and arguments for the word catalogue") func arguments() {
        let problem = RoutineSample.problems(RoutineSample.text.replacing("to: unit", with: "to: unti")).first
        #expect(problem?.key == "routine.problem.unknownPartyNear")
        #expect(problem?.arguments == ["name": "unti", "suggestion": "unit"])
        #expect(problem?.file == "sample-order.yaml")
        #expect(problem?.path == "duties[3].to")
    }

    @Test("words are filled in as they were written, braces and all") func braces() {
        let text = RoutineSample.text.replacing("role: team", with: "role: \"{allowed}\"")
        let said = RoutineSample.problems(text).map(\.description)
        #expect(said == ["sample-order.yaml:21: parties.team.role: '{allowed}' is not one of: orderer, team"])
    }

    @Test("a faulty file gives no edition but all its faults") func refused() {
        let file = RoutineFile(name: RoutineSample.name, text: "slug: sample-order\n")
        let error = #expect(throws: RoutineFaults.self) { try file.edition() }
        #expect(error?.problems == file.problems())
        #expect(error?.description.split(separator: "\n").count == file.problems().count)
    }

    @Test("every kind of fault has English words of its own") func english() {
        let words = RoutineFault.Kind.allCases.map(\.english)
        #expect(Set(words).count == words.count)
        #expect(words.allSatisfy { $0.contains(" ") })
    }

    @Test("every kind of fault can be told, and its arguments are just what its words ask for")
    func kindsTold() {
        let slips =
            RoutineFileShapeTests.slips + RoutineFileMeaningTests.slips + ReachingTests.slips
            + SidesTests.slips + SubjectTests.slips
        let texts = slips.map(\.text) + RoutineFileTextTests.hostile.map(\.text) + Self.others
        var told: Set<String> = []
        let taken = RoutineFile(name: RoutineSample.name, text: RoutineSample.text).draft(taken: ["2026:1"])
            .problems
        for problem in texts.flatMap({ RoutineSample.problems($0) }) + taken {
            let kind = RoutineFault.Kind.allCases.first { $0.wordKey == problem.key }
            let asked = kind?.english.matches(of: #/\{([a-z]+)\}/#).map { String($0.1) }
            #expect(asked.map(Set.init) == Set(problem.arguments.keys), "\(problem)")
            told.insert(problem.key)
        }
        #expect(told == Set(RoutineFault.Kind.allCases.map(\.wordKey)))
    }

    private static let others = [
        "\u{FFFD}: a\n", "slug: a\nslug: b\n", "? [a]\n: b\n", RoutineSample.crowded,
    ]

    @Test(
        "a file is called by its slug, or by slug and edition",
        arguments: [
            ("sample-order.yaml", true), ("Routines/sample-order.yml", true),
            ("sample-order-2026-1.yaml", true),
            ("sample-order-2027-1.yaml", false), ("sample.yaml", false), ("sample-order", false), ("", false),
        ])
    func fileName(name: String, fits: Bool) {
        #expect(RoutineSample.problems(RoutineSample.text, name: name).isEmpty == fits)
    }

    @Test("more fields or duties than a person can survey are refused") func limits() {
        let problems = RoutineSample.problems(RoutineSample.crowded)
        #expect(
            Set(problems.map(\.key)) == ["routine.problem.tooManyFields", "routine.problem.tooManyDuties"])
        #expect(problems.first?.arguments == ["count": "208", "limit": "200"])
    }

    @Test("what is optional may be left out") func smallest() throws {
        let text = RoutineSample.text
            .replacing("  establishedOn: 2026-01-07\n", with: "")
            .replacing("changeLog:\n  - day: 2026-01-08\n    text: {sv: Ny., en: New.}\n", with: "")
        let edition = try RoutineFile(name: RoutineSample.name, text: text).edition()
        #expect(edition.changeLog.isEmpty)
        #expect(edition.document.establishedOn == nil)
        #expect(edition.document.registryNumber == nil)
    }

    @Test("each kind of field and duty is read as what it is") func kinds() throws {
        let edition = try RoutineFile(name: RoutineSample.name, text: RoutineSample.text).edition()
        let form = try #require(edition.orderForm)
        #expect(form.field("callers")?.kind == .contacts([.recipient, .unit]))
        #expect(form.field(filling: .recipientHome)?.key == "home")
        #expect(form.field("code")?.isRequired == false)
        #expect(edition.duty("visit")?.due == Deadline(workingDays: 5, start: .submission))
        #expect(edition.duty("reply")?.due == Deadline(workingDays: 2, start: .duty("mount")))
        #expect(
            edition.duty("mount")?.condition
                == .any([.answered("colour"), .not(.equals("lock", "no"))]))
        #expect(edition.milestones.map(\.duties) == [[], ["mount", "reply"]])
    }
}
