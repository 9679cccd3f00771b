import Domain
import HTTPTypes
import Storage
import Synchronization
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

/// In these tests every request's peer is called `unknown`.
@Suite("Behind a proxy: whom a request comes from")
struct ForwardedAddressTests {
    private static func failures(
        trusting proxies: Set<String>, _ headers: [String]
    ) async throws -> [Int] {
        let box = LastCodes()
        let options = WebOptions(secureCookies: false, trustedProxies: proxies)
        try await Site.open(stock: 0, options: options) { site in
            var codes: [Int] = []
            for index in 0..<(SignInLimit.perAddress + 2) {
                let browser = site.visitor()
                _ = try await browser.get("/sign-in")
                let header = headers[index % headers.count].replacing("#", with: "\(index)")
                var headers = HTTPFields()
                headers[try #require(HTTPField.Name("X-Forwarded-For"))] = header
                let answer = try await browser.post(
                    "/sign-in", ["login": "nobody\(index)", "password": "fel", "back": ""], headers)
                codes.append(answer.code)
            }
            box.keep(codes)
        }
        return box.codes
    }

    @Test("without a trusted proxy nobody's word is taken, and all attempts are the peer's")
    func untrusted() async throws {
        let codes = try await Self.failures(trusting: [], ["10.0.0.#"])
        #expect(codes.suffix(2) == [429, 429])
    }

    @Test("a trusted proxy tells attempts from different addresses apart")
    func apart() async throws {
        let codes = try await Self.failures(trusting: ["unknown"], ["10.0.0.#"])
        #expect(!codes.contains(429))
    }

    @Test("what the visitor itself wrote before the proxy's word counts for nothing")
    func forged() async throws {
        let codes = try await Self.failures(
            trusting: ["unknown", "10.9.9.9"], ["1.2.3.#, 192.0.2.7, 10.9.9.9"])
        #expect(codes.suffix(2) == [429, 429])
    }
}

private final class LastCodes: Sendable {
    private let kept = Mutex<[Int]>([])
    var codes: [Int] { kept.withLock { $0 } }
    func keep(_ codes: [Int]) { kept.withLock { $0 = codes } }
}
