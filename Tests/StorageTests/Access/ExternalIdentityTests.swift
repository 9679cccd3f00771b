import Domain
import TestSupport
import Testing

@testable import Storage

@Suite("Somebody whom the provider vouches for")
struct ExternalIdentityTests {
    private static let team = RoleGrant(.technician, in: "Välfärdsteknikteamet")
    private static let unit = RoleGrant(.orderer, in: "Hemtjänst Ekholmen")
    private static let issuer = "https://login.example.se"

    private static func kim(_ grants: RoleGrant..., login: String = "kim", issuer: String = issuer)
        -> ProvenIdentity
    {
        ProvenIdentity(
            issuer: issuer, subject: "sub-1", session: "s-1", login: login, name: "Kim", grants: grants)
    }

    private func signIn(_ here: Municipality, _ identity: ProvenIdentity, token: String = "t") async throws
        -> ExternalSignIn
    {
        try await here.store.write(as: .system) { try $0.signIn(identity, token: token) }
    }

    private func holder(_ here: Municipality, token: String = "t") async throws -> SessionHolder? {
        try await here.store.read(as: .system) { try $0.session(digest: token) }
    }

    private func assignments(_ here: Municipality, _ login: String) async throws -> [String] {
        try await here.store.read(as: .system) { try $0.accounts() }.first { $0.login == login }?.assignments
            ?? []
    }

    @Test(
        "gets an account and a session when they first come, and the same ones afterwards",
        arguments: Engine.allCases)
    func justInTime(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        guard case .signedIn(let user) = try await signIn(here, Self.kim(Self.team)) else {
            return #expect(Bool(false))
        }
        let holder = try #require(try await holder(here))
        #expect(holder.actor.user == user && holder.actor.role == .technician && holder.actor.name == "Kim")
        #expect(try await here.store.read(as: .system) { try $0.isExternal(holder.session) })
        #expect(
            try await here.store.read(as: .system) { try $0.credentials(login: "kim") }?.passwordHash == nil)
        #expect(try await signIn(here, Self.kim(Self.team, login: "renamed"), token: "u") == .signedIn(user))
        #expect(try await assignments(here, "kim").count == 1)
    }

    @Test(
        "has the roles that are given there now, and keeps those that were given here",
        arguments: Engine.allCases)
    func roles(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        guard case .signedIn(let user) = try await signIn(here, Self.kim(Self.team, Self.unit)) else {
            return #expect(Bool(false))
        }
        _ = try await here.store.write(as: .system) { try $0.assign(user, role: .auditor, in: .municipality) }
        let before = try #require(try await holder(here))
        _ = try await signIn(here, Self.kim(Self.unit), token: "u")
        #expect(
            try await assignments(here, "kim").joined().split(separator: ", ").map {
                $0.split(separator: " ")[0]
            }
            .sorted() == ["auditor", "orderer"])
        #expect(try await holder(here) == nil, "the session under \(before.actor.role) is over")
        #expect(
            try await signIn(here, Self.kim(), token: "v") == .signedIn(user), "the one given here is left")
        #expect(try await holder(here, token: "v")?.actor.role == .auditor)
    }

    @Test("gets no second assignment where they have the same one from here", arguments: Engine.allCases)
    func noTwin(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await here.store.write(as: .system) {
            try $0.link(login: "technician", issuer: Self.issuer, subject: "sub-1")
        }
        #expect(try await signIn(here, Self.kim(Self.team)) == .signedIn(here.technician.user))
        #expect(try await here.store.count("external_assignments") == 0)
        _ = try await signIn(here, Self.kim(Self.unit), token: "u")
        #expect(try await assignments(here, "technician").joined().contains("technician"))
    }

    @Test("without a role is refused, and loses the one that they had", arguments: Engine.allCases)
    func noRole(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        #expect(try await signIn(here, Self.kim()) == .refused(.noRole))
        #expect(try await signIn(here, Self.kim(RoleGrant(.orderer, in: "Finns inte"))) == .refused(.noRole))
        #expect(try await here.store.read(as: .system) { try $0.credentials(login: "kim") } == nil)
        _ = try await signIn(here, Self.kim(Self.team))
        #expect(try await signIn(here, Self.kim(), token: "u") == .refused(.noRole))
        #expect(try await holder(here) == nil)
        #expect(try await holder(here, token: "u") == nil)
    }

    @Test(
        "still looks after accounts, whatever is claimed, where nobody else is left who can",
        arguments: Engine.allCases)
    func lastAdministrator(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let grant = RoleGrant(.administrator, in: "")
        guard case .signedIn(let kim) = try await signIn(here, Self.kim(grant)) else {
            return #expect(Bool(false))
        }
        let setLocked = { (locked: Bool) in
            try await here.store.write(as: .system) { try $0.setLocked(locked, login: "administrator") }
        }
        try await setLocked(true)
        #expect(try await signIn(here, Self.kim(), token: "u") == .signedInAsLastAdministrator(kim))
        #expect(try await holder(here, token: "u")?.actor.role == .administrator)
        #expect(
            try await signIn(here, Self.kim(Self.team), token: "v") == .signedInAsLastAdministrator(kim))
        let history = try await here.store.read(as: .system) { try $0.timeline(about: .user(kim)) }
        #expect(history.count { $0.kind == .assignmentKept } == 2)
        #expect(!history.contains { $0.kind == .assignmentEnded })
        // As soon as somebody else can, what is claimed holds again.
        try await setLocked(false)
        #expect(try await signIn(here, Self.kim(Self.team), token: "w") == .signedIn(kim))
        #expect(try await assignments(here, "kim").joined().hasPrefix("technician"))
        #expect(try await holder(here, token: "u") == nil)
        #expect(try await signIn(here, Self.kim(), token: "x") == .refused(.noRole))
    }

    private static func one(_ number: Int, _ grants: RoleGrant...) -> ProvenIdentity {
        ProvenIdentity(
            issuer: issuer, subject: "sub-\(number)", session: nil, login: "kim\(number)", name: "Kim",
            grants: grants)
    }

    @Test("of two who lose it at once one is left", arguments: Engine.allCases)
    func lastOfTwo(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        for number in 1...2 {
            _ = try await signIn(
                here, Self.one(number, RoleGrant(.administrator, in: "")), token: "begun \(number)")
        }
        try await here.store.write(as: .system) { try $0.setLocked(true, login: "administrator") }
        let outcomes = try await withThrowingTaskGroup(of: ExternalSignIn.self) { group in
            for number in 1...2 {
                group.addTask { try await signIn(here, Self.one(number), token: "again \(number)") }
            }
            return try await group.reduce(into: [ExternalSignIn]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .refused(.noRole) } == 1)
        let left = try await here.store.count(
            "assignments", where: "role = 'administrator' AND ended_at IS NULL")
        #expect(left == 2, "one of the two, and the one that is locked")
    }

    @Test("takes over nobody's account because of its name", arguments: Engine.allCases)
    func noTakingOver(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        for login in ["orderer", "ORDERER", "hemtrygg"] {
            let thief = Self.kim(Self.team, login: login)
            #expect(try await signIn(here, thief) == .refused(.loginTaken))
        }
        #expect(try await here.store.count("external_identities") == 0)
        #expect(try await holder(here) == nil)
        // Nor is it the same person at another provider.
        _ = try await signIn(here, Self.kim(Self.team))
        let stranger = Self.kim(Self.team, issuer: "https://evil.example")
        #expect(try await signIn(here, stranger, token: "u") == .refused(.loginTaken))
    }

    @Test(
        "gets an account also where the provider calls them what no account can be called",
        arguments: ["", "a", "Kim Ek", "kim\n", "<script>", String(repeating: "k", count: 61)])
    func strangeNames(login: String) async throws {
        let here = try await Municipality.open(.sqlite, stock: 0)
        let identity = ProvenIdentity(
            issuer: Self.issuer, subject: "s", login: login, name: "\u{0} \n", grants: [Self.team])
        guard case .signedIn = try await signIn(here, identity) else { return #expect(Bool(false)) }
        #expect(try await holder(here)?.actor.name.hasPrefix("oidc-") == true)
    }

    @Test("stays locked where the account is", arguments: Engine.allCases)
    func locked(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        _ = try await signIn(here, Self.kim(Self.team))
        try await here.store.write(as: .system) { try $0.setLocked(true, login: "kim") }
        #expect(try await signIn(here, Self.kim(Self.team), token: "u") == .refused(.locked))
        #expect(try await holder(here) == nil)
        #expect(try await holder(here, token: "u") == nil)
    }

    @Test("is one account, however many sign in at once", arguments: Engine.allCases)
    func atOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let outcomes = try await withThrowingTaskGroup(of: ExternalSignIn.self) { group in
            for number in 0..<6 {
                group.addTask { try await signIn(here, Self.kim(Self.team), token: "t\(number)") }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(outcomes.count == 1)
        #expect(try await here.store.count("external_identities") == 1)
        #expect(try await here.store.count("external_assignments") == 1)
    }

    @Test(
        "who is unlinked is signed out and loses what the provider gave, and comes back as somebody new",
        arguments: Engine.allCases)
    func unlinking(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await here.store.write(as: .system) {
            try $0.link(login: "orderer", issuer: Self.issuer, subject: "sub-1")
        }
        await #expect(throws: AppError.conflict("user.identityTaken")) {
            try await here.store.write(as: .system) {
                try $0.link(login: "technician", issuer: Self.issuer, subject: "sub-1")
            }
        }
        _ = try await signIn(here, Self.kim(Self.team))
        #expect(try await here.store.write(as: .system) { try $0.unlink(login: "orderer") } == 1)
        #expect(try await holder(here) == nil)
        #expect(try await assignments(here, "orderer").joined().contains("technician") == false)
        #expect(try await assignments(here, "orderer").joined().contains("orderer"))
        guard case .signedIn(let user) = try await signIn(here, Self.kim(Self.team), token: "u") else {
            return #expect(Bool(false))
        }
        #expect(user != here.orderer.user)
    }

    @Test(
        "is signed out by the provider's word: of one session, or all from before it was said",
        arguments: Engine.allCases)
    func signedOut(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let said = here.time.now
        func end(_ subject: String?, _ session: String?, at moment: Instant = said) async throws -> Int {
            try await here.store.write(as: .system) {
                try $0.endSessions(
                    by: LogoutNotice(
                        issuer: Self.issuer, subject: subject, session: session, issuedAt: moment))
            }
        }
        _ = try await signIn(here, Self.kim(Self.team))
        #expect(try await end("sub-2", nil) == 0)
        #expect(try await end(nil, "s-2") == 0)
        #expect(try await end("sub-1", "s-2") == 0)
        #expect(try await end(nil, nil) == 0)
        #expect(try await holder(here) != nil)
        #expect(try await end("sub-1", nil) == 1)
        #expect(try await holder(here) == nil)
        here.time.advance(minutes: 5)
        _ = try await signIn(here, Self.kim(Self.team), token: "u")
        #expect(try await end("sub-1", nil) == 0, "the same word again is about what was before")
        #expect(try await end(nil, "s-1", at: here.time.now) == 1)
    }

    @Test(
        "is signed out there also after acting under another assignment, and needs no code of ours",
        arguments: Engine.allCases)
    func switched(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await here.store.write(as: .system) { try $0.set(.secondFactorRoles, to: "technician,orderer") }
        _ = try await signIn(here, Self.kim(Self.team, Self.unit))
        let before = try #require(try await holder(here))
        #expect(before.lack == nil)
        let others = try await here.store.read(as: before.actor) { try $0.ownAssignments() }
        let other = try #require(others.first { $0.id != before.actor.assignment })
        try await here.store.write(as: before.actor) {
            try $0.switchAssignment(to: other.id, from: before.session, digest: "u")
        }
        let after = try #require(try await holder(here, token: "u"))
        #expect(after.lack == nil)
        #expect(try await here.store.read(as: .system) { try $0.isExternal(after.session) })
        let notice = LogoutNotice(
            issuer: Self.issuer, subject: "sub-1", session: nil, issuedAt: here.time.now)
        #expect(try await here.store.write(as: .system) { try $0.endSessions(by: notice) } == 1)
        #expect(try await holder(here, token: "u") == nil)
    }

    @Test("is never the account for emergencies", arguments: Engine.allCases)
    func emergency(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await here.store.write(as: .system) {
            try $0.link(login: "administrator", issuer: Self.issuer, subject: "sub-1")
            let root = try $0.addUser(login: "root", name: "Root", phone: "", passwordHash: nil)
            try $0.assign(root, role: .administrator, in: .municipality)
        }
        let administrator = here[.administrator].user
        try await here.store.write(as: .system) { try $0.setEmergency(true, administrator) }
        #expect(try await signIn(here, Self.kim(Self.team)) == .refused(.locked))
        await #expect(throws: AppError.conflict("user.emergencyNotLinked")) {
            try await here.store.write(as: .system) {
                try $0.link(login: "administrator", issuer: Self.issuer, subject: "sub-2")
            }
        }
    }

    @Test("leaves nothing of a session behind that is forgotten", arguments: Engine.allCases)
    func forgotten(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        _ = try await signIn(here, Self.kim(Self.team))
        here.time.advance(days: 40)
        let job = try #require(Job.all.first { $0.name == "forgetSessions" })
        _ = try await here.store.doIfDue(job)
        #expect(try await here.store.count("external_sessions") == 0)
    }
}
