import Foundation
import Testing

@testable import Domain

/// A small sound routine, and ways to spoil it.
enum RoutineSample {
    static let name = "sample-order.yaml"

    static let text = """
        slug: sample-order
        edition: "2026:1"
        title: {sv: Prov, en: Sample}
        appliesWhen: {sv: Alltid., en: Always.}
        retention: personalFile
        document:
          owner: Teamet
          establishedOn: 2026-01-07
        channel:
          name: Portalen
          path:
            - {sv: Meny, en: Menu}
          links:
            - title: {sv: Sida, en: Page}
              address: https://example.org/page
        changeLog:
          - day: 2026-01-08
            text: {sv: Ny., en: New.}
        parties:
          - {key: unit, role: orderer, name: {sv: Enheten, en: The unit}}
          - {key: team, role: team, name: {sv: Laget, en: The team}}
        systems:
          - {key: ledger, name: Liggaren}
        forms:
          - party: unit
            groups:
              - key: who
                heading: {sv: Vem, en: Who}
                fields:
                  - key: number
                    kind: identityNumber
                    label: {sv: Nummer, en: Number}
                    required: true
                    fills: recipientNumber
                  - key: name
                    kind: personName
                    label: {sv: Namn, en: Name}
                    required: true
                    fills: recipientName
                  - key: home
                    kind: address
                    label: {sv: Adress, en: Address}
                    required: true
                    fills: recipientHome
                  - key: code
                    kind: secret
                    label: {sv: Kod, en: Code}
                    fills: entranceCode
              - key: more
                heading: {sv: Mer, en: More}
                fields:
                  - key: lock
                    kind: yesNo
                    label: {sv: Lås, en: Lock}
                  - key: colour
                    kind: choice
                    label: {sv: Färg, en: Colour}
                    choices:
                      - {value: red, label: {sv: Röd, en: Red}}
                      - {value: blue, label: {sv: Blå, en: Blue}}
                    when: {equals: {lock: "yes"}}
                  - key: callers
                    kind: contacts
                    label: {sv: Ring, en: Call}
                    roles: [recipient, unit]
        preconditions:
          - key: ready
            duty: prepare
            question: {sv: Klart?, en: Ready?}
            reason: {sv: Gör det först., en: Do it first.}
        duties:
          - key: prepare
            party: unit
            kind: attest
            system: ledger
            title: {sv: Förbered, en: Prepare}
          - key: visit
            party: team
            kind: book
            purpose: install
            title: {sv: Boka, en: Book}
            due: {workingDays: 5, from: submission}
          - key: mount
            party: team
            kind: install
            devices: [alarmBase]
            title: {sv: Montera, en: Mount}
            when: {any: [{answered: colour}, {not: {equals: {lock: "no"}}}]}
            after: [visit]
          - key: reply
            party: team
            kind: giveFeedback
            to: unit
            channels: [caseMessage, phone]
            message: {sv: Klart., en: Done.}
            title: {sv: Svara, en: Answer}
            after: [mount]
            due: {workingDays: 2, from: mount}
        milestones:
          - title: {sv: Beställd, en: Ordered}
            duties: []
          - title: {sv: Klar, en: Done}
            duties: [mount, reply]

        """

    /// The sample with 201 fields and 101 duties more.
    static var crowded: String {
        let field = "          - {key: f%, kind: shortText, label: {sv: A, en: B}}\n"
        let fields = (0...200).map { field.replacing("%", with: "\($0)") }.joined()
        let duty = "  - {key: d%, party: team, kind: handOverLeaflet, title: {sv: A, en: B}}\n"
        let duties = (0...100).map { duty.replacing("%", with: "\($0)") }.joined()
        return text.replacing("preconditions:\n", with: fields + "preconditions:\n")
            .replacing("milestones:\n", with: duties + "milestones:\n")
    }

    static func problems(_ text: String, name: String = name) -> [RoutineProblem] {
        RoutineFile(name: name, text: text).problems()
    }
}

/// One thing spoilt in the sample, and the faults that are to be told of it.
struct Slip: Sendable, CustomTestStringConvertible {
    struct Fault: Sendable, Hashable {
        let key: String
        let path: String
        /// Something that stands only on the line that is to be told.
        let on: String
    }

    let said: String
    let old: String
    let new: String
    let faults: [Fault]

    init(_ said: String, _ old: String, _ new: String, _ faults: (key: String, path: String, on: String)...) {
        self.said = said
        self.old = old
        self.new = new
        self.faults = faults.map { Fault(key: $0.key, path: $0.path, on: $0.on) }
    }

    var testDescription: String { said }
    var isPossible: Bool { RoutineSample.text.components(separatedBy: old).count == 2 }
    var text: String { RoutineSample.text.replacing(old, with: new) }

    /// Line, key and path of every expected fault.
    var expected: Set<String> {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return Set(
            faults.map { fault in
                let line = lines.firstIndex { $0.contains(fault.on) }.map { $0 + 1 } ?? 0
                return "\(line) routine.problem.\(fault.key) \(fault.path)"
            })
    }

    var told: Set<String> { Set(RoutineSample.problems(text).map { "\($0.line) \($0.key) \($0.path)" }) }
}
