import ArgumentParser
import Domain
import Foundation
import Storage

struct Heads: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print how far the history had come at the end of each day, signed.",
        discussion: """
            One line of JSON for each day, the first day first; nothing in it tells of anybody. Kept on another machine, and \
            given to hemtrygg verify --heads, it proves that the history since has only been added to. The signature \
            (Ed25519) is over the text hemtrygg history 1, day, seal, digest, previous, key and publicKey, each on a line.
            """)

    @OptionGroup var database: DatabaseOptions
    @Option(help: "Only so many of the latest days.") var last = Int.max

    func run() async throws {
        let store = try await database.connectToExisting()
        let last = last
        let heads = try await explained {
            try await store.requireKnownSchema()
            return try await store.read(as: .system) { try $0.historyHeads(last: last) }
        }
        try await store.close()
        for head in heads.reversed() { Terminal.say(try Terminal.json(head)) }
    }
}

extension HistoryHead {
    /// What `hemtrygg heads` printed.
    /// - Throws: `Refusal` with the line that is none.
    static func kept(in path: String) throws -> [HistoryHead] {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Refusal("The file \(path) cannot be read.")
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return try lines.enumerated().map { index, line in
            do { return try JSONDecoder().decode(HistoryHead.self, from: Data(line.utf8)) } catch {
                throw Refusal("Line \(index + 1) of \(path) is nothing that hemtrygg heads printed.")
            }
        }
    }
}
