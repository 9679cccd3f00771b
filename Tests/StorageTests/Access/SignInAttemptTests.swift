import Domain
import TestSupport
import Testing

@testable import Storage

@Suite("An attempt to sign in by the provider")
struct SignInAttemptTests {
    private static let attempt = SignInAttempt(nonce: "n", verifier: "v", back: "/cases", carried: "sealed")

    private func begin(_ here: Municipality, _ state: String = "state", _ attempt: SignInAttempt = attempt)
        async throws
    {
        try await here.store.write(as: .system) {
            try $0.begin(attempt, stateDigest: state, browserDigest: "browser")
        }
    }

    private func take(_ here: Municipality, _ state: String = "state", by browser: String = "browser")
        async throws
        -> SignInAttempt?
    {
        try await here.store.write(as: .system) {
            try $0.takeSignInAttempt(stateDigest: state, browserDigest: browser)
        }
    }

    @Test("is taken once, by the browser that began it", arguments: Engine.allCases)
    func once(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await begin(here)
        #expect(try await take(here, by: "another") == nil)
        #expect(try await take(here, "another") == nil)
        #expect(try await take(here) == Self.attempt)
        #expect(try await take(here) == nil)
    }

    @Test("is taken by one of many that come at the same time", arguments: Engine.allCases)
    func race(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await begin(here)
        let taken = try await withThrowingTaskGroup(of: SignInAttempt?.self) { group in
            for _ in 0..<8 { group.addTask { try await take(here) } }
            return try await group.reduce(into: 0) { if $1 != nil { $0 += 1 } }
        }
        #expect(taken == 1)
    }

    @Test("is too late after ten minutes, and is then forgotten", arguments: Engine.allCases)
    func late(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await begin(here, "first")
        here.time.advance(minutes: 9)
        try await begin(here, "second")
        here.time.advance(minutes: 2)
        #expect(try await take(here, "first") == nil)
        #expect(try await take(here, "second") == Self.attempt)
        try await begin(here, "third")
        #expect(try await here.store.count("sign_in_attempts") == 1)
    }

    @Test("carries a form of a bounded size, and a bounded number do", arguments: Engine.allCases)
    func bounded(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let large = SignInAttempt(
            nonce: "n", verifier: "v", back: "", carried: String(repeating: "a", count: 128 * 1024 + 1))
        await #expect(throws: AppError.invalid("signIn.notCarried")) { try await begin(here, "large", large) }
        for number in 0..<300 { try await begin(here, "\(number)") }
        await #expect(throws: AppError.invalid("signIn.notCarried")) { try await begin(here, "one more") }
        try await begin(here, "empty", SignInAttempt(nonce: "n", verifier: "v", back: ""))
        here.time.advance(minutes: 11)
        try await begin(here, "later")
    }
}
