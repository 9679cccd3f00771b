import Domain
import Foundation
import Storage

/// The file in which the keys of secret answers lie, outside the database; for its owner's eyes only.
struct KeyFile {
    let path: String

    private static let byteLimit = 1 << 16

    var isThere: Bool { FileManager.default.fileExists(atPath: path) }

    /// - Throws: `Refusal` that says what to do about it, and nothing of what stands in the file.
    func read() throws -> SecretKeys {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            throw Refusal(
                errno == ENOENT
                    ? """
                    There is no key file \(path), and without it entrance codes can be neither kept nor shown. Put the \
                    file back from where its copy is kept; if there has never been one, make it: hemtrygg keys new \(path)
                    """ : "The key file \(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        try demandPrivacy(of: file)
        guard let bytes = try? handle.read(upToCount: Self.byteLimit),
            let text = String(bytes: bytes, encoding: .utf8)
        else { throw Refusal("The key file \(path) cannot be read, or is empty.") }
        do { return try SecretKeys(text: text) } catch let fault as KeyFileFault {
            throw Refusal("The key file \(path) cannot be used: \(fault).")
        }
    }

    private func demandPrivacy(of file: Int32) throws {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Refusal("\(path) is no file with keys.")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Refusal(
                """
                The key file \(path) may be read or changed by others than its owner. See who has read it, and then: \
                chmod 600 \(path)
                """)
        }
    }

    /// Makes the file with a first key, or adds one, which is then the current one. Gives the key's id.
    func addKey(on day: Day) throws -> String {
        if isThere { _ = try read() }
        let (id, line) = SecretKeys.newLine(on: day)
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw Refusal("The key file \(path) cannot be written: \(String(cString: strerror(errno))).")
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        try demandPrivacy(of: file)
        do {
            // Somebody may have written the last line without an end.
            let isCut = FileManager.default.contents(atPath: path)?.last.map { $0 != UInt8(ascii: "\n") }
            try handle.write(contentsOf: Data(((isCut ?? false ? "\n" : "") + line).utf8))
            try handle.synchronize()
        } catch { throw Refusal("The key file \(path) could not be written in full; look at its last line.") }
        return id
    }
}
