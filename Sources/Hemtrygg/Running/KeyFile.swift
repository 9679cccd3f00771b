import Domain
import Foundation
import Storage

/// The file in which the keys of secret answers lie, outside the database; for its owner's eyes only.
struct KeyFile {
    let path: String

    private var file: PrivateFile { PrivateFile(path: path, name: "key file") }

    var isThere: Bool { FileManager.default.fileExists(atPath: path) }

    /// - Throws: `Refusal` that says what to do about it, and nothing of what stands in the file.
    func read() throws -> SecretKeys {
        let bytes = try file.read(
            whereMissing: """
                There is no key file \(path), and without it entrance codes can be neither kept nor shown. Put the \
                file back from where its copy is kept; if there has never been one, make it: hemtrygg keys new \(path)
                """)
        guard let text = String(bytes: bytes, encoding: .utf8) else {
            throw Refusal("The key file \(path) cannot be read, or is empty.")
        }
        do { return try SecretKeys(text: text) } catch let fault as KeyFileFault {
            throw Refusal("The key file \(path) cannot be used: \(fault).")
        }
    }

    /// Makes the file with a first key, or adds one, which is then the current one. Gives the key's id.
    func addKey(on day: Day) throws -> String {
        if isThere { _ = try read() }
        let (id, line) = SecretKeys.newLine(on: day)
        let opened = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw Refusal("The key file \(path) cannot be written: \(String(cString: strerror(errno))).")
        }
        let handle = FileHandle(fileDescriptor: opened, closeOnDealloc: true)
        try file.demandPrivacy(of: opened)
        do {
            // Somebody may have written the last line without an end.
            let isCut = FileManager.default.contents(atPath: path)?.last.map { $0 != UInt8(ascii: "\n") }
            try handle.write(contentsOf: Data(((isCut ?? false ? "\n" : "") + line).utf8))
            try handle.synchronize()
        } catch { throw Refusal("The key file \(path) could not be written in full; look at its last line.") }
        return id
    }
}
