import Domain
import TestSupport
import Testing

@testable import Storage

/// Accounts, for whoever administers them.
@Suite struct AccountTests {
    @Test(
        "are told with their assignments and where others can be; to nobody else", arguments: Engine.allCases)
    func list(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let administrator = here[.administrator]
        let page = try await here.store.read(as: administrator) { try $0.accountList() }
        #expect(page.accounts.map(\.login).sorted() == Municipality.Person.allCases.map(\.login).sorted())
        let orderer = try #require(page.accounts.first { $0.login == "orderer" })
        #expect(orderer.assignments.map(\.role) == [.orderer])
        #expect(orderer.assignments.map(\.placeName) == ["Hemtjänst Ekholmen"])
        let places = try await here.store.read(as: administrator) { try $0.assignmentPlaces() }
        #expect(places.contains { $0.value == "unit:\(here.ekholmen.text)" && !$0.isTeam })
        #expect(places.contains { $0.isTeam })
        for person in Municipality.Person.allCases where person != .administrator {
            let error = await refusal {
                _ = try await here.store.read(as: here[person]) { try $0.accountList() }
            }
            #expect(error == .forbidden("error.forbidden"), "\(person)")
        }
    }

    @Test("nobody but who administers them changes one", arguments: Engine.allCases)
    func verbs(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let (user, assignment) = (here.technician.user, here.technician.assignment)
        let verbs: [@Sendable (Tx) throws -> Void] = [
            { _ = try $0.addAccount(Answers(), passwordHash: "") },
            { try $0.giveAssignment(to: user, Answers()) }, { try $0.endAssignment(assignment, of: user) },
            { try $0.setLocked(true, user) }, { try $0.setFirstPassword("", user) },
            { try $0.takeAwaySecondFactor(user) }, { try $0.endAllSessions(user) },
            { try $0.setEmergency(true, user) },
        ]
        for person in Municipality.Person.allCases where person != .administrator {
            for verb in verbs {
                let error = await refusal { try await here.store.write(as: here[person], verb) }
                #expect(error == .forbidden("error.forbidden"), "\(person)")
            }
        }
    }

    @Test("nobody gives themselves another role; whoever has the server does", arguments: Engine.allCases)
    func own(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let (administrator, wanted) = (here[.administrator], Answers(["role": "auditor"]))
        let refused = await refusal {
            try await here.store.write(as: administrator) {
                try $0.giveAssignment(to: administrator.user, wanted)
            }
        }
        #expect(refused == .conflict("accounts.own"))
        let held: SQL = "user_id = \(administrator.user)"
        #expect(try await here.store.count("assignments", where: held) == 1)
        try await here.store.write(as: .system) { tx in
            _ = try tx.assign(administrator.user, role: .auditor, in: .municipality)
        }
        #expect(try await here.store.count("assignments", where: held) == 2)
    }

    @Test("of many, fifty at a time are told", arguments: Engine.allCases)
    func many(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await here.store.write(as: .system) { tx in
            for number in 0..<120 {
                let user = try tx.addUser(
                    login: "person-\(number)", name: "Prov \(number)", phone: "", passwordHash: nil)
                try tx.assign(user, role: .orderer, in: .unit(here.ekholmen))
            }
        }
        var (logins, offset): (Set<String>, Int) = ([], 0)
        while true {
            let from = offset
            let page = try await here.store.read(as: here[.administrator]) {
                try $0.accountList(offset: from)
            }
            logins.formUnion(page.accounts.map(\.login))
            guard page.hasMore else { break }
            #expect(page.accounts.count == 50)
            offset += 50
        }
        #expect(logins.count == 120 + Municipality.Person.allCases.count)
    }

    @Test(
        "an account for emergencies has no other role, and leaves somebody else", arguments: Engine.allCases)
    func emergency(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let (technician, last) = (here.technician.user, here[.administrator].user)
        #expect(
            await refusal {
                try await here.store.write(as: .system) { try $0.setEmergency(true, technician) }
            }
                == .invalid("accounts.emergency.role"))
        #expect(
            await refusal { try await here.store.write(as: .system) { try $0.setEmergency(true, last) } }
                == .conflict("accounts.lastAdministrator"))
        try await here.store.write(as: .system) { tx in
            let user = try tx.addUser(login: "nod", name: "Nödkonto", phone: "", passwordHash: nil)
            try tx.assign(user, role: .administrator, in: .municipality)
            try tx.setEmergency(true, user)
        }
        #expect(
            await refusal { try await here.store.write(as: .system) { try $0.setLocked(true, last) } }
                == .conflict("accounts.lastAdministrator"))
    }
}
