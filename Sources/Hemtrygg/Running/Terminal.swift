import Domain
import Foundation
import HTTPBase

/// What is printed for a person at the command line.
enum Terminal {
    static func sentence(_ fault: Fault) -> String { Words.of(.english)(fault) }

    static func say(_ text: String) { print(text) }

    /// Progress and remarks, kept out of what a script reads.
    static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    /// A password or a code without showing it; the next line of standard input where that is not a terminal.
    static func secret(_ what: String = "password", prompt: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine() else { throw Refusal("No \(what) came on standard input.") }
            return line
        }
        guard let typed = getpass(prompt) else { throw Refusal("No \(what) was typed.") }
        return String(cString: typed)
    }
}

extension Terminal {
    /// One line of JSON with its keys in order.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
