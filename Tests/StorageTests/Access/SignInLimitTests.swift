import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct SignInLimitTests {
    private func fail(_ here: Municipality, login: String, address: String) async throws {
        try await here.store.write(as: .system) {
            try $0.recordSignInFailure(loginDigest: login, addressDigest: address, user: nil)
        }
    }

    private func isHeld(_ here: Municipality, login: String, address: String) async throws -> Bool {
        try await here.store.read(as: .system) {
            try $0.signInIsHeld(loginDigest: login, addressDigest: address)
        }
    }

    @Test("five failures hold an account shut, wherever they come from", arguments: Engine.allCases)
    func byLogin(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        for number in 0..<SignInLimit.perLogin {
            #expect(try await isHeld(here, login: "a", address: "new") == false)
            try await fail(here, login: "a", address: "from \(number)")
        }
        #expect(try await isHeld(here, login: "a", address: "new"))
        #expect(try await isHeld(here, login: "b", address: "new") == false)
    }

    @Test("thirty failures hold an address shut, whoever is tried", arguments: Engine.allCases)
    func byAddress(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        for number in 0..<SignInLimit.perAddress {
            #expect(try await isHeld(here, login: "new", address: "a") == false)
            try await fail(here, login: "login \(number)", address: "a")
        }
        #expect(try await isHeld(here, login: "new", address: "a"))
        #expect(try await isHeld(here, login: "new", address: "b") == false)
    }

    @Test("a network of IPv6 is held as one, and its neighbour is not", arguments: Engine.allCases)
    func network(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        for number in 0..<SignInLimit.perAddress {
            let address = "2001:db8:1:2::\(String(number + 1, radix: 16))"
            #expect(try await here.store.mayTry("login-\(number)", from: address))
        }
        #expect(try await !here.store.mayTry("another", from: "2001:db8:1:2:ffff:ffff:ffff:ffff"))
        #expect(try await here.store.mayTry("another", from: "2001:db8:1:3::1"))
    }

    @Test("the door opens again after a quarter of an hour", arguments: Engine.allCases)
    func window(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        for _ in 0..<SignInLimit.perLogin { try await fail(here, login: "a", address: "x") }
        here.time.advance(minutes: 14)
        #expect(try await isHeld(here, login: "a", address: "x"))
        here.time.advance(minutes: 2)
        #expect(try await isHeld(here, login: "a", address: "x") == false)
    }

    @Test("signing in forgets the account's failures, not the address's", arguments: Engine.allCases)
    func forgotten(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        for _ in 0..<SignInLimit.perAddress { try await fail(here, login: "a", address: "x") }
        try await here.store.write(as: .system) { try $0.forgetSignInFailures(loginDigest: "a") }
        #expect(try await isHeld(here, login: "a", address: "y") == false)
    }

    @Test("failures older than an hour are cleared away", arguments: Engine.allCases)
    func cleared(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        for _ in 0..<3 { try await fail(here, login: "a", address: "x") }
        here.time.advance(minutes: 61)
        try await fail(here, login: "b", address: "y")
        #expect(try await here.store.count("sign_in_failures") == 1)
    }

    @Test("a refusal of a known account stands in its history", arguments: Engine.allCases)
    func told(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let user = here.orderer.user
        try await here.store.write(as: .system) {
            try $0.recordSignInFailure(loginDigest: "a", addressDigest: "x", user: user)
        }
        let history = try await here.store.read(as: .system) { try $0.timeline(about: .user(user)) }
        #expect(history.first?.kind == .signInRefused)
    }
}
