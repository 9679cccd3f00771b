import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct UserTests {
    @Test("a login is two to sixty plain characters, kept in lower case", arguments: Engine.allCases)
    func logins(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        _ = try await here.store.write(as: .system) {
            try $0.addUser(login: "Karin.Berg@ekholmen", name: "Karin Berg", phone: "", passwordHash: nil)
        }
        #expect(
            try await here.store.read(as: .system) { try $0.credentials(login: "KARIN.BERG@ekholmen") } != nil
        )
        for login in ["", "a", "två ord", "åke", String(repeating: "x", count: 61), "a'b"] {
            let refused = await refusal {
                try await here.store.write(as: .system) {
                    try $0.addUser(login: login, name: "Namn", phone: "", passwordHash: nil)
                }
            }
            #expect(refused == .invalid("user.login", field: "login"), "\(login)")
        }
    }

    @Test("a login that exists and an empty name are refused", arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let twice = await refusal {
            try await here.store.write(as: .system) {
                try $0.addUser(login: "ORDERER", name: "Namn", phone: "", passwordHash: nil)
            }
        }
        #expect(twice == .conflict("user.exists"))
        let nameless = await refusal {
            try await here.store.write(as: .system) {
                try $0.addUser(login: "ny", name: "  ", phone: "", passwordHash: nil)
            }
        }
        #expect(nameless == .invalid("user.name", field: "name"))
    }

    @Test("a role belongs in its own kind of place", arguments: Engine.allCases, Role.allCases)
    func places(engine: Engine, role: Role) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let places: [(Actor.Place, Party.Role?)] = [
            (.unit(here.ekholmen), .orderer), (.team(here.team), .team), (.municipality, nil),
        ]
        let user = here.orderer.user
        for (place, party) in places {
            let refused = await refusal {
                try await here.store.write(as: .system) { try $0.assign(user, role: role, in: place) }
            }
            let expected: AppError? =
                party == role.partyRole ? nil : .invalid("user.rolePlace", field: "role")
            #expect(refused == expected)
        }
    }

    @Test(
        "accounts stand in Swedish order with their assignments, without Hemtrygg itself",
        arguments: Engine.allCases)
    func accounts(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let accounts = try await here.store.read(as: .system) { try $0.accounts() }
        #expect(accounts.map(\.name).first == "Adam Administratör")
        #expect(accounts.map(\.name).last == "Åke Tekniker")
        #expect(accounts.count == Municipality.Person.allCases.count)
        let orderer = try #require(accounts.first { $0.login == "orderer" })
        #expect(orderer.assignments == ["orderer Hemtjänst Ekholmen"])
        #expect(accounts.first { $0.login == "auditor" }?.assignments == ["auditor"])
    }

    @Test("a technician who is locked out or has left cannot be booked", arguments: Engine.allCases)
    func visitors(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let names = { try await here.store.read(as: here.coordinator) { try $0.visitors().map(\.name) } }
        #expect(try await names() == ["Tove Tekniker", "Åke Tekniker"])
        try await here.store.write(as: .system) { try $0.setLocked(true, login: "technician") }
        #expect(try await names() == ["Åke Tekniker"])
    }
}
