import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// A code from an app beside the password.
@Suite struct SecondFactorTests {
    private struct Owner {
        let here: Municipality
        let app: OneTimePassword
        let codes: [String]
        var now: String { app.code(at: here.time.now) }

        func weigh(_ code: String) async throws -> SignInMeans? {
            let user = here.orderer.user
            return try await here.store.write(as: .system) { try $0.weigh(code, of: user) }
        }
    }

    private static func session(_ here: Municipality, _ digest: String) async throws -> SessionHolder? {
        try await here.store.read(as: .system) { try $0.session(digest: digest) }
    }

    /// The orderer with an app in use, half a minute after its first code.
    private static func owner(_ engine: Engine) async throws -> Owner {
        let here = try await Municipality.open(engine, stock: 0)
        let actor = here.orderer
        try await here.store.write(as: .system) {
            try $0.beginSession(of: actor.user, under: actor.assignment, digest: "first")
            try $0.beginSession(of: actor.user, under: actor.assignment, digest: "other")
        }
        let session = try #require(try await session(here, "first")).session
        try await here.store.write(as: actor) { try $0.beginSecondFactor() }
        let app = try #require(try await here.store.read(as: actor) { try $0.factorToConfirm() })
        let code = app.code(at: here.time.now)
        let codes = try await here.store.write(as: actor) {
            try $0.confirmSecondFactor(code, in: session, digest: "renewed")
        }
        here.time.advance(minutes: 1)
        return Owner(here: here, app: app, codes: codes)
    }

    @Test("taking it into use ends every other session, and this one goes on", arguments: Engine.allCases)
    func begun(engine: Engine) async throws {
        let owner = try await Self.owner(engine)
        #expect(owner.codes.count == 10)
        #expect(try await Self.session(owner.here, "first") == nil)
        #expect(try await Self.session(owner.here, "other") == nil)
        #expect(try await Self.session(owner.here, "renewed") != nil)
        let account = try await owner.here.store.read(as: owner.here.orderer) { try $0.ownAccount() }
        #expect(account.secondFactor?.recoveryCodesLeft == 10)
        #expect(account.sessions.map(\.means) == [.code])
        #expect(try await owner.here.store.read(as: owner.here.orderer) { try $0.factorToConfirm() } == nil)
    }

    @Test("it is asked for at no sign-in before a code of it was seen", arguments: Engine.allCases)
    func unconfirmed(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await here.store.write(as: here.orderer) { try $0.beginSecondFactor() }
        let known = try await here.store.read(as: .system) { try $0.credentials(login: "orderer") }
        #expect(known?.hasSecondFactor == false)
        let app = try #require(try await here.store.read(as: here.orderer) { try $0.factorToConfirm() })
        let (user, code) = (here.orderer.user, app.code(at: here.time.now))
        #expect(try await here.store.write(as: .system) { try $0.weigh(code, of: user) } == nil)
    }

    @Test(
        "what is begun and not finished in ten minutes is as if it were not, until it is begun anew",
        arguments: Engine.allCases)
    func late(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let actor = here.orderer
        try await here.store.write(as: .system) {
            try $0.beginSession(of: actor.user, under: actor.assignment, digest: "first")
        }
        let session = try #require(try await Self.session(here, "first")).session
        #expect(try await !here.store.read(as: actor) { try $0.secondFactorIsLate() })
        try await here.store.write(as: actor) { try $0.beginSecondFactor() }
        let app = try #require(try await here.store.read(as: actor) { try $0.factorToConfirm() })
        here.time.advance(minutes: 9)
        #expect(try await here.store.read(as: actor) { try $0.factorToConfirm() } != nil)
        #expect(try await !here.store.read(as: actor) { try $0.secondFactorIsLate() })
        here.time.advance(minutes: 1)
        #expect(try await here.store.read(as: actor) { try $0.factorToConfirm() } == nil)
        #expect(try await here.store.read(as: actor) { try $0.secondFactorIsLate() })
        let code = app.code(at: here.time.now)
        let refused = await refusal {
            _ = try await here.store.write(as: actor) {
                try $0.confirmSecondFactor(code, in: session, digest: "renewed")
            }
        }
        #expect(refused == .notFound)
        #expect(try await Self.session(here, "first") != nil)
        try await here.store.write(as: actor) { try $0.beginSecondFactor() }
        let anew = try #require(try await here.store.read(as: actor) { try $0.factorToConfirm() })
        let right = anew.code(at: here.time.now)
        let codes = try await here.store.write(as: actor) {
            try $0.confirmSecondFactor(right, in: session, digest: "renewed")
        }
        #expect(codes.count == 10)
        here.time.advance(minutes: 60)
        #expect(try await !here.store.read(as: actor) { try $0.secondFactorIsLate() })
    }

    @Test("a code opens once, and none from before it does after", arguments: Engine.allCases)
    func once(engine: Engine) async throws {
        let owner = try await Self.owner(engine)
        let earlier = owner.app.code(at: owner.here.time.now.adding(seconds: -30))
        #expect(try await owner.weigh(owner.now) == .code)
        #expect(try await owner.weigh(owner.now) == nil)
        #expect(try await owner.weigh(earlier) == nil)
        owner.here.time.advance(minutes: 1)
        #expect(try await owner.weigh(owner.now) == .code)
        #expect(try await owner.weigh("000000") == nil)
    }

    @Test("two hands with the same code: one comes in", arguments: Engine.allCases)
    func raced(engine: Engine) async throws {
        let owner = try await Self.owner(engine)
        for code in [owner.now, owner.codes[0]] {
            let opened = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 { group.addTask { try await owner.weigh(code) != nil } }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(opened == 1)
        }
    }

    @Test(
        "a recovery code opens once, however it is typed, and no other person's door",
        arguments: Engine.allCases)
    func recovery(engine: Engine) async throws {
        let owner = try await Self.owner(engine)
        let typed = " " + owner.codes[3].lowercased().replacing("-", with: " ")
        let other = owner.here.coordinator.user
        #expect(try await owner.here.store.write(as: .system) { try $0.weigh(typed, of: other) } == nil)
        #expect(try await owner.weigh(typed) == .recoveryCode)
        #expect(try await owner.weigh(owner.codes[3]) == nil)
        let left = try await owner.here.store.read(as: owner.here.orderer) { try $0.secondFactor() }
        #expect(left?.recoveryCodesLeft == 9)
        #expect(
            try await owner.here.store.count("events", where: "details LIKE '%recoveryCodeUsed%'") == 1)
    }

    @Test("new recovery codes take the place of the old", arguments: Engine.allCases)
    func renewed(engine: Engine) async throws {
        let owner = try await Self.owner(engine)
        let (actor, code) = (owner.here.orderer, owner.now)
        let wrong = await refusal {
            _ = try await owner.here.store.write(as: actor) { try $0.renewRecoveryCodes("123") }
        }
        #expect(wrong == .invalid("account.factor.wrong", field: "code"))
        let codes = try await owner.here.store.write(as: actor) { try $0.renewRecoveryCodes(code) }
        #expect(Set(codes).isDisjoint(with: owner.codes))
        #expect(try await owner.weigh(owner.codes[0]) == nil)
        #expect(try await owner.weigh(codes[0]) == .recoveryCode)
    }

    @Test("it is turned off by a code, and its sessions are worth a password", arguments: Engine.allCases)
    func ended(engine: Engine) async throws {
        let owner = try await Self.owner(engine)
        let (here, code) = (owner.here, owner.now)
        try await here.store.write(as: .system) { try $0.set(.secondFactorRoles, to: "orderer,auditor") }
        #expect(try #require(try await Self.session(here, "renewed")).lack == nil)
        try await here.store.write(as: here.orderer) { try $0.endSecondFactor(code) }
        #expect(try await Self.session(here, "renewed")?.lack == .secondFactor)
        #expect(try await here.store.count("second_factors") == 0)
        #expect(try await here.store.count("recovery_codes") == 0)
    }

    @Test("who must have one and signs in without lacks it; others lack nothing", arguments: Engine.allCases)
    func demanded(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await here.store.write(as: .system) { try $0.set(.secondFactorRoles, to: "orderer") }
        for (person, means, lack) in [
            (Municipality.Person.orderer, SignInMeans.password, AccountLack.secondFactor),
            (.orderer, .code, nil), (.orderer, .recoveryCode, nil), (.orderer, .provider, nil),
            (.coordinator, .password, nil),
        ] as [(Municipality.Person, SignInMeans, AccountLack?)] {
            let (actor, digest) = (here[person], "\(person) \(means)")
            try await here.store.write(as: .system) {
                try $0.beginSession(of: actor.user, under: actor.assignment, by: means, digest: digest)
            }
            #expect(try #require(try await Self.session(here, digest)).lack == lack, "\(digest)")
        }
    }

    @Test(
        "its key is sealed for its owner: elsewhere, or altered, it does not open", arguments: Engine.allCases
    )
    func sealed(engine: Engine) async throws {
        let owner = try await Self.owner(engine)
        let here = owner.here
        let kept = try await here.store.read(as: .system) {
            try $0.one("SELECT value FROM second_factors") { $0.text() }
        }
        #expect(!kept.contains(owner.app.key.base64EncodedString()))
        #expect(!kept.contains(Base32.text(of: owner.app.key)))
        let other = here.coordinator.user
        try await here.store.write(as: .system) {
            try $0.execute("UPDATE second_factors SET user_id = \(other)")
        }
        let error = await refusal {
            _ = try await here.store.write(as: .system) { try $0.weigh("123456", of: other) }
        }
        #expect(error == .invalid("account.factor.unreadable", field: "code"))
        let findings = try await here.store.verify(progress: { _ in })
        #expect(
            findings.contains { $0.rule == "the key of a second factor opens with the key that sealed it" })
    }

    @Test("a new key takes over, and the app goes on", arguments: Engine.allCases)
    func rotated(engine: Engine) async throws {
        let owner = try await Self.owner(engine)
        let old = try #require(owner.here.store.secretKeys.current)
        let next = try owner.here.reopened(with: .sample(old, "next"))
        #expect(try await next.resealSecrets { _ in } == 1)
        #expect(try await next.secretKeysInUse().map(\.key) == ["next"])
        let (user, code) = (owner.here.orderer.user, owner.now)
        #expect(try await next.write(as: .system) { try $0.weigh(code, of: user) } == .code)
        try await next.close()
    }
}
