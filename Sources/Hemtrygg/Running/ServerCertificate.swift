import Domain
import Foundation
import NIOSSL
import Synchronization

/// Where the server's certificate and its key lie.
struct CertificateFiles {
    let certificate: String
    let key: String

    /// What changes when one of the files does, or is replaced; empty where they are not there.
    var mark: [Int] {
        [certificate, key].flatMap { path in
            var status = stat()
            guard stat(path, &status) == 0 else { return [Int]() }
            return [
                Int(status.st_ino), Int(status.st_size), Int(status.st_mtim.tv_sec),
                Int(status.st_mtim.tv_nsec),
            ]
        }
    }

    /// - Returns: what connections are made with, and until when the certificate holds.
    /// - Throws: `Refusal` that says what is wrong with which file.
    func read(now: Instant) throws -> (context: NIOSSLContext, expires: Instant) {
        let key = try readKey()
        let chain = try readChain()
        for one in chain { try demand(one, holdsAt: now) }
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        settings.minimumTLSVersion = .tlsv12
        // Of TLS 1.2 only what hides what was once said from whoever gets the key later, and needs no padding (RFC 9325, 4.2).
        settings.cipherSuites = "ECDHE+AESGCM:ECDHE+CHACHA20"
        settings.applicationProtocols = ["http/1.1"]
        do {
            let expires = chain.map { Self.instant($0.notValidAfter) }.min() ?? now
            return (try NIOSSLContext(configuration: settings), expires)
        } catch {
            throw Refusal("The key in \(self.key) is not the key of the certificate in \(certificate).")
        }
    }

    private func readKey() throws -> NIOSSLPrivateKey {
        let bytes = try PrivateFile(path: key, name: "key file").read()
        do { return try NIOSSLPrivateKey(bytes: Array(bytes), format: .pem) } catch {
            throw Refusal("The key file \(key) holds no private key in PEM without a passphrase.")
        }
    }

    private func readChain() throws -> [NIOSSLCertificate] {
        guard let bytes = FileManager.default.contents(atPath: certificate) else {
            throw Refusal("The certificate \(certificate) is not there, or cannot be read.")
        }
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(bytes))
            if !chain.isEmpty { return chain }
        } catch {}
        throw Refusal("The file \(certificate) holds no certificate in PEM.")
    }

    private func demand(_ one: NIOSSLCertificate, holdsAt now: Instant) throws {
        let (from, to) = (Self.instant(one.notValidBefore), Self.instant(one.notValidAfter))
        guard from <= now else {
            throw Refusal("The certificate \(certificate) holds only from \(from.iso8601).")
        }
        guard now <= to else {
            throw Refusal("The certificate \(certificate) has not been valid since \(to.iso8601).")
        }
    }

    private static func instant(_ seconds: time_t) -> Instant { Instant(milliseconds: Int64(seconds) * 1000) }
}

/// What the server proves its name with: the files as they were last read and found good.
final class ServerCertificate: Sendable {
    private struct Read {
        var mark: [Int]
        var context: NIOSSLContext
        var expires: Instant
    }

    let files: CertificateFiles
    private let current: Mutex<Read>

    init(_ files: CertificateFiles, now: Instant) throws {
        self.files = files
        let mark = files.mark
        let (context, expires) = try files.read(now: now)
        current = Mutex(Read(mark: mark, context: context, expires: expires))
    }

    var context: NIOSSLContext { current.withLock { $0.context } }
    var expires: Instant { current.withLock { $0.expires } }
    var hasChanged: Bool { files.mark != current.withLock { $0.mark } }

    /// Connections that are made from now on use what the files hold now; those that are open keep theirs.
    /// - Throws: `Refusal` where the files are not to be used; then all stays as it was, until they change again.
    func readAnew(now: Instant) throws {
        let mark = files.mark
        current.withLock { $0.mark = mark }
        let (context, expires) = try files.read(now: now)
        current.withLock { $0 = Read(mark: mark, context: context, expires: expires) }
    }
}
