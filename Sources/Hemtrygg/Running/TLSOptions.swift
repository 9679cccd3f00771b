import ArgumentParser
import Domain

/// Whether the server speaks TLS itself, and what it tells browsers of it.
struct TLSOptions: ParsableArguments {
    @Option(
        name: .customLong("tls-certificate"),
        help: """
            Speak TLS (1.2 or 1.3), with the certificate in this file: PEM, the server's own first, then those that vouch for \
            it. It is read anew when the file changes, and on SIGHUP.
            """)
    var certificate: String?
    @Option(
        name: .customLong("tls-key"),
        help: "The certificate's private key: PEM, without a passphrase, in a file of its owner's alone.")
    var key: String?
    @Flag(
        inversion: .prefixedNo,
        help: """
            Tell browsers to come by TLS only, for a year (Strict-Transport-Security). Unless told: yes with \
            --tls-certificate, else no.
            """)
    var hsts: Bool?

    func validate() throws {
        guard (certificate == nil) == (key == nil) else {
            throw ValidationError("--tls-certificate and --tls-key belong together; give both or neither.")
        }
    }

    /// - Returns: `nil` where the server is to speak in clear.
    /// - Throws: `Refusal` where the files are not to be used.
    func certificate(now: Instant) throws -> ServerCertificate? {
        guard let certificate, let key else { return nil }
        return try ServerCertificate(CertificateFiles(certificate: certificate, key: key), now: now)
    }
}
