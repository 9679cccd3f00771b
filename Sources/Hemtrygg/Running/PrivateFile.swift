import Foundation

/// A small file with a secret in it, for its owner's eyes only.
struct PrivateFile {
    let path: String
    /// What it is, in a sentence: *key file*.
    let name: String

    private static let byteLimit = 1 << 16

    /// - Throws: `Refusal` that says what to do about it, and nothing of what stands in the file.
    func read(whereMissing: String? = nil) throws -> Data {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT, let whereMissing { throw Refusal(whereMissing) }
            throw Refusal("The \(name) \(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        try demandPrivacy(of: file)
        guard let bytes = try? handle.read(upToCount: Self.byteLimit), !bytes.isEmpty else {
            throw Refusal("The \(name) \(path) cannot be read, or is empty.")
        }
        return bytes
    }

    func demandPrivacy(of file: Int32) throws {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Refusal("\(path) is no \(name).")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Refusal(
                """
                The \(name) \(path) may be read or changed by others than its owner. See who has read it, and then: \
                chmod 600 \(path)
                """)
        }
    }
}
