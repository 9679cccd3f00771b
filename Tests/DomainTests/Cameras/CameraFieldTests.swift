import TestSupport
import Testing

@testable import Domain

/// The kinds of field and duty that routines about cameras use, as a file says them and as an order is read.
@Suite struct CameraFieldTests {
    private func order(_ fields: [Field], _ answers: [String: String]) throws -> OrderContent {
        let own = [
            Field(
                key: "n", kind: .identityNumber, label: .init(sv: "n", en: "n"), isRequired: true,
                fills: .recipientNumber),
            Field(
                key: "p", kind: .personName, label: .init(sv: "p", en: "p"), isRequired: true,
                fills: .recipientName),
            Field(
                key: "h", kind: .address, label: .init(sv: "h", en: "h"), isRequired: true,
                fills: .recipientHome),
        ]
        let form = OrderForm(
            party: "unit",
            groups: [.init(key: "g", heading: .init(sv: "g", en: "g"), fields: own + fields)])
        let routine = RoutineEdition(
            slug: "x", edition: "1", title: .init(sv: "x", en: "x"), appliesWhen: .init(sv: "x", en: "x"),
            document: RoutineDocument(owner: "x"), channel: Channel(name: "x", path: [], links: []),
            parties: [], systems: [], forms: [form], preconditions: [], duties: [], milestones: [],
            changeLog: [], retention: "x")
        let all = answers.merging([
            "n": "196101182803", "p": "Greta", "h.street": "Storgatan 8", "h.postalCode": "582 23",
            "h.city": "Linköping",
        ]) { $1 }
        return try routine.read(
            Answers(all), today: try #require(Day("2026-11-20")), override: .refused)
    }

    private func field(_ kind: Field.Kind, isRequired: Bool = false) -> Field {
        Field(key: "f", kind: kind, label: .init(sv: "f", en: "f"), isRequired: isRequired)
    }

    private static let choices = ["fa", "so"].map {
        Choice(value: $0, label: .init(sv: $0, en: $0))
    }

    @Test("of several answers those that were ticked are kept, and none that is not there to be ticked")
    func many() throws {
        let content = try order(
            [field(.choiceMany(Self.choices))], ["f.fa": "yes", "f.so": "maybe", "f.xx": "yes"])
        #expect(content.answers.values.filter { $0.key.hasPrefix("f.") } == ["f.fa": "yes"])
    }

    @Test("a required question with several answers wants one at least")
    func requiredMany() throws {
        let required = field(.choiceMany(Self.choices), isRequired: true)
        #expect(throws: AppError.invalid("form.chooseSome", field: "f")) { try order([required], [:]) }
        #expect(try order([required], ["f.so": "yes"]).answers["f.so"] == "yes")
    }

    @Test("a serial number is kept as the inventory writes it; one that cannot be is told at its field")
    func serial() throws {
        let serial = field(.serial(.safetyCamera))
        #expect(try order([serial], ["f": " kam-1 "]).answers["f"] == "KAM-1")
        #expect(try order([serial], [:]).answers["f"] == "")
        #expect(throws: AppError.invalid("device.serial.length", field: "f")) {
            try order([serial], ["f": "A"])
        }
        #expect(throws: AppError.invalid("device.serial.empty", field: "f")) {
            try order([field(.serial(nil), isRequired: true)], [:])
        }
    }

    @Test("a condition can ask whether one of several answers was ticked")
    func condition() {
        let condition = Condition.equals("f.fa", "yes")
        #expect(condition.holds(for: Answers(["f.fa": "yes"])))
        #expect(!condition.holds(for: Answers(["f.so": "yes"])))
    }

    @Test("a sign can be asked for only in a language that it is printed in")
    func languages() throws {
        let text = try ShippedRoutines.file("camera-move.yaml").text
        let wrong = RoutineFile(
            name: "camera-move.yaml", text: text.replacing("{value: so, label", with: "{value: de, label"))
        let problems = wrong.problems()
        #expect(problems.count == 2, "\(problems)")
        #expect(problems.allSatisfy { $0.key == "routine.problem.unknownValue" })
    }

    @Test("languages are read from a list in the order in which they stand on paper, each once")
    func list() {
        #expect(SignLanguage.list("so, sv,so,xx") == [.swedish, .somali])
        #expect(SignLanguage.list("") == [])
        #expect(SignLanguage.list("fa").codes == "fa")
    }
}
