import ArgumentParser
import Domain
import Foundation
import Storage

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take devices or people from a CSV file; a dry run unless --apply is given.",
        discussion: """
            UTF-8, comma or semicolon, a header line. Devices: serial,kind,model[,place]. Recipients: \
            identity,name,street,postalCode,city,unit[,apartment,phone]. Whoever --as names takes them: a coordinator, or for \
            devices a technician. Exit code 1 where a row is refused.
            """,
        subcommands: [Devices.self, Recipients.self])

    struct Options: ParsableArguments {
        @OptionGroup var database: DatabaseOptions
        @OptionGroup var acting: ActingOptions
        @Flag(help: "Write; without it nothing is changed.") var apply = false
        @Flag(help: "Print the plan as JSON.") var json = false
        @Argument(help: "The CSV file.") var file: String
    }

    struct Devices: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Receive devices into the inventory.")
        @OptionGroup var options: Options

        func run() async throws {
            try await Import.run(options, .keepInventory, Tx.deviceColumns) {
                try $0.importDevices($1, applying: $2)
            }
        }
    }

    struct Recipients: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Register people with home and unit.")
        @OptionGroup var options: Options

        func run() async throws {
            try await Import.run(options, .importPeople, Tx.recipientColumns) {
                try $0.importRecipients($1, applying: $2)
            }
        }
    }

    /// With a row refused nothing at all is written, so that a file is either wholly in or not at all.
    private static func run(
        _ options: Options, _ permission: Permission, _ columns: (required: [String], optional: [String]),
        _ verb: @escaping @Sendable (Tx, ImportFile, Bool) throws -> ImportPlan
    ) async throws {
        guard let data = FileManager.default.contents(atPath: options.file) else {
            throw Refusal("The file \(options.file) cannot be read.")
        }
        let file = try await explained {
            try ImportFile(Array(data), required: columns.required, optional: columns.optional)
        }
        Terminal.note("\(file.rows.count + file.uneven.count) rows read.")
        let store = try await options.database.open(
            keys: try await options.acting.keys.ifAny(for: options.database))
        let actor = try await options.acting.actor(for: permission, in: store)
        let plan = try await explained {
            let plan = try await store.write(as: actor) { try verb($0, file, false) }
            guard options.apply, plan.refused.isEmpty else { return plan }
            return try await store.write(as: actor) { tx in
                let applied = try verb(tx, file, true)
                // Somebody may have changed the register since the first look; then nothing of this is kept.
                guard applied.refused.isEmpty else { throw AppError.conflict("import.changedMeanwhile") }
                return applied
            }
        }
        report(plan, applied: options.apply && plan.refused.isEmpty, asJSON: options.json)
        if !plan.refused.isEmpty { throw ExitCode(1) }
    }

    private static func report(_ plan: ImportPlan, applied: Bool, asJSON: Bool) {
        if asJSON { return Terminal.say(json(plan, applied: applied)) }
        Terminal.say("create \(plan.created.count), rows \(ranges(plan.created))")
        Terminal.say("update \(plan.updated.count), rows \(ranges(plan.updated))")
        Terminal.say("leave  \(plan.left.count), rows \(ranges(plan.left))")
        Terminal.say("refuse \(plan.refused.count)")
        for row in plan.refused {
            Terminal.say("  row \(row.line): " + row.faults.map(Terminal.sentence).joined(separator: " "))
        }
        Terminal.say(
            applied
                ? "Written."
                : plan.refused.isEmpty
                    ? "A dry run; nothing was written. Add --apply to write." : "Nothing was written.")
    }

    private static func json(_ plan: ImportPlan, applied: Bool) -> String {
        struct Report: Encodable {
            struct Refused: Encodable { let row: Int, reasons: [String] }
            let applied: Bool, create: [Int], update: [Int], leave: [Int], refuse: [Refused]
        }
        let report = Report(
            applied: applied, create: plan.created, update: plan.updated, leave: plan.left,
            refuse: plan.refused.map { .init(row: $0.line, reasons: $0.faults.map(Terminal.sentence)) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(report)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// `2–5, 8`, so that a million rows are a line.
    private static func ranges(_ lines: [Int]) -> String {
        var parts: [(Int, Int)] = []
        for line in lines {
            if let last = parts.last, last.1 + 1 == line {
                parts[parts.count - 1].1 = line
            } else {
                parts.append((line, line))
            }
        }
        let texts = parts.prefix(20).map { $0.0 == $0.1 ? "\($0.0)" : "\($0.0)–\($0.1)" }
        return (texts.isEmpty ? "none" : texts.joined(separator: ", ")) + (parts.count > 20 ? ", …" : "")
    }
}
