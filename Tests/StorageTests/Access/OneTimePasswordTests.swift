import Domain
import Foundation
import Testing

@testable import Storage

@Suite("One-time passwords")
struct OneTimePasswordTests {
    private static let password = OneTimePassword(key: Data("12345678901234567890".utf8))

    /// RFC 6238, appendix B, of whose eight digits we show the last six.
    @Test(
        "are those of the standard's own table",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func table(seconds: Int64, code: String) {
        #expect(Self.password.code(at: Instant(milliseconds: seconds * 1000)) == code)
    }

    @Test("hold half a minute early and late, and no longer")
    func window() {
        let moment = Instant(milliseconds: 1_234_567_890_000)
        let code = Self.password.code(at: moment)
        for (seconds, isRight) in [(0, true), (-30, true), (30, true), (-60, false), (60, false)]
            as [(Int64, Bool)]
        {
            let step = Self.password.step(of: code, at: moment.adding(seconds: seconds))
            #expect((step != nil) == isRight, "\(seconds)")
        }
        #expect(Self.password.step(of: "005 924", at: moment) != nil)
        for wrong in ["", "5924", "005925", "0059240", "٠٠٥٩٢٤"] {
            #expect(Self.password.step(of: wrong, at: moment) == nil, "\(wrong)")
        }
    }

    /// RFC 4648, chapter 10.
    @Test(
        "have a key in base32",
        arguments: [("", ""), ("f", "MY"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")])
    func base32(bytes: String, text: String) { #expect(Base32.text(of: Data(bytes.utf8)) == text) }

    @Test("have an address whose parts cannot become others")
    func address() {
        let address = Self.password.address(login: "a&secret=x", issuer: "Hemtrygg, Å?kommun")
        let url = URLComponents(string: address)
        #expect(url?.scheme == "otpauth" && url?.host == "totp")
        #expect(url?.path == "/Hemtrygg, Å?kommun:a&secret=x")
        #expect(url?.queryItems?.count == 2)
        #expect(url?.queryItems?.first { $0.name == "secret" }?.value == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(url?.queryItems?.first { $0.name == "issuer" }?.value == "Hemtrygg, Å?kommun")
    }

    @Test("have keys and codes that are never twice the same")
    func random() {
        #expect(Set((0..<100).map { _ in OneTimePassword.new().typed }).count == 100)
        #expect(Set((0..<100).map { _ in RecoveryCode.new() }).count == 100)
        #expect(RecoveryCode.new().wholeMatch(of: #/([A-Z2-7]{4}-){3}[A-Z2-7]{4}/#) != nil)
    }
}
