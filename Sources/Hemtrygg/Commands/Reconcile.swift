import ArgumentParser
import Domain
import Foundation
import Storage

struct Reconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare another system's list with the register; a dry run unless --apply is given.",
        discussion: """
            CSV in UTF-8 with a header line; comma, semicolon or tab. The columns are found by their headers, in Swedish or \
            English; --column names one that is not. Whoever --as names takes it: a coordinator or a routine owner. Exit code 1 where the list is refused; then nothing of it is kept.
            """)

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var acting: ActingOptions
    @Option(help: "Where the list comes from: alarmCentre, treserva or tes.") var source: String
    @Option(name: .long, help: "The day that the list tells of, such as 2026-11-20.") var asOf: String
    @Option(
        help: """
            What a column tells, such as number=Pnr: number, name, serial, unit, kind, decided, effectuated or ended. \
            Repeatable; number=- for none.
            """)
    var column: [String] = []
    @Flag(help: "Take the list; without it nothing is changed.") var apply = false
    @Flag(help: "Print the outcome as JSON.") var json = false
    @Argument(help: "The CSV file.") var file: String

    func validate() throws {
        for text in column {
            let name = text.prefix { $0 != "=" }
            guard text.contains("="), ListField(rawValue: String(name)) != nil else {
                throw ValidationError(
                    "--column \(text) is not FIELD=HEADER with a field that a list can tell.")
            }
        }
    }

    private var typed: Answers {
        var typed = Answers(["source": source, "asOf": asOf])
        for text in column {
            typed["column." + text.prefix { $0 != "=" }] = String(text.drop { $0 != "=" }.dropFirst())
        }
        return typed
    }

    func run() async throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Refusal("The file \(file) cannot be read.")
        }
        let store = try await database.open(keys: try await acting.keys.ifAny(for: database))
        let (bytes, typed, today) = (Array(data), typed, store.clock.now().day)
        let list = try await explained { try ReceivedList(bytes, typed, today: today) }
        Terminal.note("\(list.rowCount) rows read.")
        guard list.faultCount == 0 else {
            try report(list, nil)
            throw ExitCode(1)
        }
        let actor = try await acting.actor(for: .reconcile, in: store)
        let outcome = try await explained {
            guard apply else { return try await store.rehearse(list, of: bytes, as: actor) }
            return try await store.write(as: actor) { try $0.take(list, of: bytes) }
        }
        try report(list, outcome)
    }

    private func report(_ list: ReceivedList, _ outcome: ListOutcome?) throws {
        if json { return Terminal.say(try Terminal.json(Report(list, outcome, applied: apply))) }
        for fault in list.faults { Terminal.say("  row \(fault.line): \(Terminal.sentence(fault.fault))") }
        let more = list.faultCount - list.faults.count
        if more > 0 { Terminal.say("  and \(more) more faults") }
        guard let outcome else { return Terminal.say("\(list.faultCount) faults. Nothing was taken.") }
        for unit in outcome.unknownUnits {
            Terminal.say("  not in the register, so not compared: \(unit.name), \(unit.rows) rows")
        }
        for change in outcome.changes {
            Terminal.say(
                "\(change.kind.rawValue) \(change.found), new \(change.new), resolved \(change.resolved)")
        }
        Terminal.say(apply ? "Taken." : "A dry run; nothing was kept. Add --apply to take the list.")
    }

    private struct Report: Encodable {
        struct Row: Encodable { let row: Int, reason: String }
        struct Kind: Encodable { let kind: String, found: Int, new: Int, resolved: Int }
        let applied: Bool
        let rows: Int
        let faults: Int
        let refused: [Row]
        let differences: [Kind]

        init(_ list: ReceivedList, _ outcome: ListOutcome?, applied: Bool) {
            self.applied = applied && outcome != nil
            rows = list.rowCount
            faults = list.faultCount
            refused = list.faults.map { Row(row: $0.line, reason: Terminal.sentence($0.fault)) }
            differences = (outcome?.changes ?? []).map {
                Kind(kind: $0.kind.rawValue, found: $0.found, new: $0.new, resolved: $0.resolved)
            }
        }
    }
}
