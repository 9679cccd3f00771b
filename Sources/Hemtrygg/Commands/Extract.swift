import ArgumentParser
import Domain
import Foundation
import Storage
import Web

struct Extract: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the active alarm customers of a unit, a provider or the municipality to a file.",
        discussion: """
            As the register was when the day of --as-of began, or is now; by what was known at the end of the day of \
            --known-at, or is known now. Nothing is sealed. It is made by whoever --as names, a coordinator, and the reading \
            is logged as theirs. Exit codes: 0 written, 1 refused, 64 wrong arguments, 69 the database cannot be reached.
            """)

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var acting: ActingOptions
    @Option(help: "The unit, by its name.") var unit: String?
    @Option(help: "The provider with all its units, by its name.") var provider: String?
    @Flag(help: "All units.") var municipality = false
    @Option(name: .customLong("as-of"), help: "A working day: 2026-11-02.") var asOf: String?
    @Option(name: .customLong("known-at"), help: "A day: 2026-11-20.") var knownAt: String?
    @Option(help: "xlsx, csv or pdf.") var format = "csv"
    @Flag(
        inversion: .prefixedNo,
        help: "CSV with semicolons and a mark of its encoding, as Excel opens it; else what the setting says."
    )
    var excel: Bool?
    @Option(help: "The file to write; it must not be there yet.") var output: String

    func validate() throws {
        guard [unit != nil, provider != nil, municipality].count(where: \.self) == 1 else {
            throw ValidationError("Give exactly one of --unit, --provider and --municipality.")
        }
        guard ExtractFormat(rawValue: format) != nil else {
            throw ValidationError("--format must be xlsx, csv or pdf; got \(format).")
        }
        for (name, day) in [("--as-of", asOf), ("--known-at", knownAt)] {
            guard let day else { continue }
            guard Day(day) != nil else {
                throw ValidationError("\(name) must be a day that exists, such as 2026-11-02; got \(day).")
            }
        }
    }

    func run() async throws {
        guard !FileManager.default.fileExists(atPath: output) else {
            throw Refusal("There is a file \(output) already.")
        }
        let store = try await database.connectToExisting(
            keys: try await acting.keys.ifAny(for: database), sparingMemory: true)
        try await explained { try await store.requireKnownSchema() }
        let actor = try await acting.actor(for: .makeExtracts, in: store)
        // What is written stands under its name only when it is whole.
        let (path, part) = (output, output + ".part")
        defer { try? FileManager.default.removeItem(atPath: part) }
        let totals = try await explained { try await write(to: part, from: store, as: actor) }
        try await store.close()
        do { try FileManager.default.moveItem(atPath: part, toPath: path) } catch {
            throw Refusal("The file \(path) cannot be written.")
        }
        Terminal.say(
            "total \(totals.total), emergency \(totals.emergencyAlarms), billable \(totals.billable)")
    }

    /// Logs the reading, and writes the file.
    func write(to path: String, from store: any Store, as actor: Actor) async throws -> ExtractTotals {
        let (day, known) = (asOf.flatMap { Day($0) }, knownAt.flatMap { Day($0) })
        let (unit, provider) = (unit, provider)
        let (scope, moment) = try await store.read(as: actor) { reader in
            (
                try reader.extractScope(unit: unit, provider: provider),
                try reader.extractMoment(on: day, knownOn: known)
            )
        }
        let export = ExtractExport(
            scope: scope, moment: moment, format: ExtractFormat(rawValue: format) ?? .csv, isForExcel: excel)
        // That it is read stands in the log before anything is; who was read does before anybody gets the file. To look all of
        // them up takes as long as to read them, so both are done at once.
        try await store.write(as: actor) { try $0.logExtract() }
        async let logged: Void = store.write(as: actor) {
            try $0.logPeople(of: scope, at: moment)
        }
        async let written = store.read(as: actor) {
            try export.write(to: path, reading: $0) { Terminal.note("\($0) rows written.") }
        }
        try await logged
        return try await written
    }
}
