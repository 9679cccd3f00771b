import Domain
import TestSupport
import Testing

@testable import Storage

@Suite("Somebody who acts at the command line")
struct ActingTests {
    private static let password = "trygg-i-provet-2026"

    /// Everybody has a password.
    private func open(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine, stock: 0)
        let hash = try await PasswordHash.make(Self.password)
        try await here.store.write(as: .system) { tx in
            for person in Municipality.Person.allCases { try tx.setPassword(hash, login: person.login) }
        }
        return here
    }

    private func act(
        _ here: Municipality, _ login: String = "Coordinator", _ password: String = password,
        assignment: String? = nil, for permission: Permission = .makeExtracts, code: String? = nil
    ) async throws -> Actor {
        let wish = ActingWish(
            login: login, password: password, assignment: assignment, permission: permission)
        return try await here.store.actor(wish) {
            guard let code else { throw AppError.invalid("asked for a code") }
            return code
        }
    }

    private func refusals(_ here: Municipality) async throws -> Int {
        try await here.store.count("events", where: "kind = 'signInRefused'")
    }

    @Test(
        "is the account with the assignment that may; an event tells, and no session is left",
        arguments: Engine.allCases)
    func acting(engine: Engine) async throws {
        let here = try await open(engine)
        #expect(try await act(here) == here.coordinator)
        #expect(try await here.store.count("sessions") == 0)
        #expect(try await here.store.count("sign_in_failures") == 0)
        let told = try await here.store.read(as: .system) {
            try $0.timeline(about: .user(here.coordinator.user))
        }
        #expect(told.first?.kind == .signedIn)
        #expect(
            told.first?.details == ["means": "password", "from": "commandLine", "for": "makeExtracts"])
        #expect(try await refusals(here) == 0)
    }

    @Test(
        "is refused as on the web, with what there is to do, and that stands in the history",
        arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let here = try await open(engine)
        let (technician, last) = (here.technician.user, here[.administrator].user)
        try await here.store.write(as: .system) { tx in
            try tx.setLocked(true, login: "orderer")
            try tx.execute("UPDATE users SET password_hash = NULL WHERE login = 'unitmanager'")
            try tx.execute("UPDATE users SET is_emergency = 1 WHERE id = \(last)")
            try tx.execute("UPDATE users SET password_is_first = 1 WHERE id = \(technician)")
            try tx.set(.secondFactorRoles, to: "routineOwner")
        }
        let attempts: [(login: String, permission: Permission, key: String)] = [
            ("orderer", .order, "acting.locked"), ("unitmanager", .order, "acting.noPassword"),
            ("administrator", .administerAccounts, "acting.emergency"),
            ("technician", .keepInventory, "acting.firstPassword"),
            ("routineowner", .reconcile, "acting.noSecondFactor"),
            ("auditor", .reconcile, "acting.forbidden"),
        ]
        for (index, attempt) in attempts.enumerated() {
            let error = await refusal {
                _ = try await act(here, attempt.login, for: attempt.permission)
            }
            #expect(error?.code == .forbidden && error?.faults.map(\.key) == [attempt.key])
            #expect(try await refusals(here) == index + 1, "\(attempt.key)")
        }
        #expect(
            await refusal { _ = try await act(here, "auditor", "fel lösenord 12") }
                == .forbidden("signIn.wrong"))
        #expect(try await refusals(here) == attempts.count + 1)
        #expect(await refusal { _ = try await act(here, "nobody") } == .forbidden("signIn.wrong"))
        #expect(await refusal { _ = try await act(here, "hemtrygg") } == .forbidden("acting.noPassword"))
        #expect(try await here.store.count("events", where: "kind = 'signedIn'") == 0)
    }

    @Test("is held after five wrong passwords, which count on the web too", arguments: Engine.allCases)
    func held(engine: Engine) async throws {
        let here = try await open(engine)
        for _ in 0..<SignInLimit.perLogin {
            #expect(
                await refusal { _ = try await act(here, "coordinator", "fel lösenord 12") }
                    == .forbidden("signIn.wrong"))
        }
        #expect(await refusal { _ = try await act(here) } == .forbidden("signIn.held"))
        guard case .held = try await here.store.weigh(Self.password, of: "coordinator", from: "192.0.2.1")
        else {
            return #expect(Bool(false), "the web let them try")
        }
        here.time.advance(minutes: 16)
        #expect(try await act(here) == here.coordinator)
    }

    @Test("with several that may says which, by its name or its role", arguments: Engine.allCases)
    func several(engine: Engine) async throws {
        let here = try await open(engine)
        let user = here.coordinator.user
        let (east, owner) = try await here.store.write(as: .system) { tx in
            let east = try tx.assign(user, role: .coordinator, in: .team(try tx.ensureTeam("Team Öst")))
            try tx.assign(user, role: .auditor, in: .municipality)
            return (east, try tx.assign(user, role: .routineOwner, in: .municipality))
        }
        let list = "\"coordinator Välfärdsteknikteamet\", \"coordinator Team Öst\""
        #expect(
            await refusal { _ = try await act(here) }
                == AppError(.forbidden, "acting.severalAssignments", ["assignments": list]))
        for name in ["auditor", "coordinator Team Väst"] {
            #expect(
                await refusal { _ = try await act(here, assignment: name) }
                    == AppError(.forbidden, "acting.noSuchAssignment", ["assignments": list]))
        }
        #expect(try await act(here, assignment: "coordinator team öst").assignment == east)
        #expect(
            try await act(here, assignment: "routineOwner", for: .reconcile).assignment == owner,
            "the role is enough where it is the only one")
    }

    @Test("is asked for a code where the account has an app, and it opens once", arguments: Engine.allCases)
    func code(engine: Engine) async throws {
        let here = try await open(engine)
        try await here.store.write(as: .system) { try $0.set(.secondFactorRoles, to: "coordinator") }
        try await here.store.write(as: .system) {
            try $0.beginSession(
                of: here.coordinator.user, under: here.coordinator.assignment, digest: "first")
        }
        let session = try #require(try await here.store.read(as: .system) { try $0.session(digest: "first") })
        try await here.store.write(as: here.coordinator) { try $0.beginSecondFactor() }
        let app = try #require(try await here.store.read(as: here.coordinator) { try $0.factorToConfirm() })
        let first = app.code(at: here.time.now)
        _ = try await here.store.write(as: here.coordinator) {
            try $0.confirmSecondFactor(first, in: session.session, digest: "renewed")
        }
        here.time.advance(minutes: 1)
        let code = app.code(at: here.time.now)
        #expect(await refusal { _ = try await act(here) } == .invalid("asked for a code"))
        #expect(await refusal { _ = try await act(here, code: first) } == .forbidden("signIn.code.wrong"))
        #expect(try await refusals(here) == 1)
        #expect(try await act(here, code: code) == here.coordinator)
        #expect(await refusal { _ = try await act(here, code: code) } == .forbidden("signIn.code.wrong"))
        #expect(try await here.store.count("events", where: "details LIKE '%commandLine%'") == 1)
    }
}
