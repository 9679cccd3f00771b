import ArgumentParser
import Storage

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Examine the database: the engine's files, every reference, every rule of the register.",
        discussion:
            """
            Changes nothing. With the key file it looks besides whether every entrance code opens, and whether the history \
            and each disposal was signed with one of its keys. With the checkpoint it sees that the history goes on from what \
            this node saw of it last; with --heads, that it still holds what hemtrygg heads printed once: whoever owns the \
            machine can make history anew, but not what was kept elsewhere. Exit codes: 0 all is well, 1 something is wrong, \
            69 it cannot be reached.
            """)

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var keys: KeyOptions
    @OptionGroup var checkpoint: CheckpointOptions
    @Option(help: "A file with what hemtrygg heads printed; kept on another machine.") var heads: String?
    @Flag(help: "Print one line of JSON instead of sentences.") var json = false

    func run() async throws {
        let store = try await database.connectToExisting(keys: try await keys.ifAny(for: database))
        let isQuiet = json
        let kept = try heads.map { try HistoryHead.kept(in: $0) } ?? []
        let known = try await checkpoint.file(for: database)?.read()
        let findings = try await explained {
            try await store.requireKnownSchema()
            return try await store.verify(kept: kept, after: known) {
                if !isQuiet { Terminal.note("Looks at: \($0)") }
            }
        }
        try await store.close()
        if json {
            Terminal.say(try JSONReport(findings).line)
        } else {
            findings.forEach { Terminal.say(Self.sentence($0)) }
            Terminal.say(findings.isEmpty ? "All is well." : "\(findings.count) rules are broken.")
        }
        guard findings.isEmpty else { throw ExitCode(1) }
    }

    private static func sentence(_ finding: Finding) -> String {
        let examples =
            finding.examples.isEmpty ? "" : ", but not for: " + finding.examples.joined(separator: ", ")
        return "Broken: \(finding.rule)\(examples)"
    }
}

/// The findings as a script reads them.
private struct JSONReport: Encodable {
    struct Broken: Encodable {
        let rule: String
        let examples: [String]
    }

    let sound: Bool
    let broken: [Broken]

    init(_ findings: [Finding]) {
        sound = findings.isEmpty
        broken = findings.map { Broken(rule: $0.rule, examples: $0.examples) }
    }

    var line: String { get throws { try Terminal.json(self) } }
}
