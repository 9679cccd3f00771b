import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct SessionTests {
    private func signIn(_ here: Municipality, digest: String = "token") async throws {
        let actor = here.orderer
        try await here.store.write(as: .system) {
            try $0.beginSession(of: actor.user, under: actor.assignment, digest: digest)
        }
    }

    private func holder(_ here: Municipality, digest: String = "token") async throws -> SessionHolder? {
        try await here.store.read(as: .system) { try $0.session(digest: digest) }
    }

    @Test("a session tells who acts, as what and where", arguments: Engine.allCases)
    func begun(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await signIn(here)
        let holder = try #require(try await holder(here))
        #expect(holder.actor == here.orderer)
        #expect(holder.placeName == "Hemtjänst Ekholmen")
        #expect(try await self.holder(here, digest: "another") == nil)
    }

    @Test("a session ends when it lies unused for an hour", arguments: Engine.allCases)
    func idle(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await signIn(here)
        here.time.advance(minutes: 59)
        #expect(try await holder(here) != nil)
        here.time.advance(minutes: 1)
        #expect(try await holder(here) == nil)
    }

    @Test("use keeps a session alive, but never beyond ten hours", arguments: Engine.allCases)
    func absolute(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await signIn(here)
        for _ in 0..<11 {
            here.time.advance(minutes: 54)
            let session = try #require(try await holder(here)).session
            try await here.store.write(as: here.orderer) { try $0.touchSession(session) }
        }
        here.time.advance(minutes: 7)
        #expect(try await holder(here) == nil)
    }

    @Test("a locked account is out at once, and in again only by signing in", arguments: Engine.allCases)
    func locked(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await signIn(here)
        try await here.store.write(as: .system) { try $0.setLocked(true, login: "orderer") }
        #expect(try await holder(here) == nil)
        #expect(
            try await here.store.read(as: .system) { try $0.credentials(login: "orderer") }?.isLocked == true)
        try await here.store.write(as: .system) { try $0.setLocked(false, login: "orderer") }
        #expect(try await holder(here) == nil)
        try await signIn(here, digest: "second")
        #expect(try await holder(here, digest: "second") != nil)
    }

    @Test("a new password ends every session", arguments: Engine.allCases)
    func password(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await signIn(here)
        try await signIn(here, digest: "second")
        try await here.store.write(as: .system) { try $0.setPassword("hash", login: "orderer") }
        #expect(try await holder(here) == nil)
        #expect(try await holder(here, digest: "second") == nil)
    }

    @Test("signing out ends the one session", arguments: Engine.allCases)
    func signedOut(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await signIn(here)
        try await signIn(here, digest: "second")
        let session = try #require(try await holder(here)).session
        try await here.store.write(as: here.orderer) { try $0.endSession(session) }
        #expect(try await holder(here) == nil)
        #expect(try await holder(here, digest: "second") != nil)
    }

    @Test("an assignment that has ended gives no access", arguments: Engine.allCases)
    func endedAssignment(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await signIn(here)
        let assignment = here.orderer.assignment
        _ = try await here.store.writing {
            try $0.execute("UPDATE assignments SET ended_at = 1 WHERE id = \(assignment)")
        }
        #expect(try await holder(here) == nil)
    }

    @Test("one changes to one's own other assignment, never to somebody else's", arguments: Engine.allCases)
    func switching(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await signIn(here)
        let (user, lambohov) = (here.orderer.user, here.lambohov)
        let second = try await here.store.write(as: .system) {
            try $0.assign(user, role: .unitManager, in: .unit(lambohov))
        }
        let session = try #require(try await holder(here)).session
        let foreign = here.coordinator.assignment
        let refused = await refusal {
            try await here.store.write(as: here.orderer) {
                try $0.switchAssignment(to: foreign, from: session, digest: "new")
            }
        }
        #expect(refused == .notFound)
        #expect(try await holder(here) != nil)

        let ends = try await here.store.rows("SELECT CAST(expires_at AS TEXT) FROM sessions")
        here.time.advance(minutes: 30)
        try await here.store.write(as: here.orderer) {
            try $0.switchAssignment(to: second, from: session, digest: "new")
        }
        #expect(try await holder(here) == nil)
        let endsNow = try await here.store.rows("SELECT CAST(expires_at AS TEXT) FROM sessions")
        #expect(endsNow == ends + ends)
        let holder = try #require(try await holder(here, digest: "new"))
        #expect(holder.actor.role == .unitManager)
        #expect(holder.placeName == "Hemtjänst Lambohov")
        let own = try await here.store.read(as: holder.actor) { try $0.ownAssignments() }
        #expect(own.map(\.id) == [here.orderer.assignment, second])
    }

    @Test("a session that has ended becomes no other", arguments: Engine.allCases)
    func endedMeanwhile(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await signIn(here)
        let session = try #require(try await holder(here)).session
        try await here.store.write(as: .system) { try $0.setPassword("another", login: "orderer") }
        let refused = await refusal {
            try await here.store.write(as: here.orderer) {
                try $0.switchAssignment(to: here.orderer.assignment, from: session, digest: "new")
            }
        }
        #expect(refused == .notFound)
        #expect(try await holder(here, digest: "new") == nil)
    }
}
