import Domain
import Storage

/// A small municipality in a real database: R2 published, two units, the team, people in every role, devices
/// in stock. It is Friday 2026-11-20, nine in the morning, until a test moves the clock.
public struct Municipality: Sendable {
    public let database: Engine.Database
    public let time: SettableClock
    public let ekholmen: ID<ProviderUnit>
    public let lambohov: ID<ProviderUnit>
    public let team: ID<Team>
    public let people: [Person: Actor]

    public var store: any Store { database.store }

    /// Everybody who has an account; the login is the case's name.
    public enum Person: String, CaseIterable, Sendable {
        case orderer, unitManager, otherOrderer, coordinator, technician, secondTechnician
        case routineOwner, auditor, administrator

        public var login: String { rawValue.lowercased() }

        var name: String {
            switch self {
            case .orderer: "Olga Beställare"
            case .unitManager: "Ulf Chef"
            case .otherOrderer: "Anders Annan"
            case .coordinator: "Cecilia Samordnare"
            case .technician: "Tove Tekniker"
            case .secondTechnician: "Åke Tekniker"
            case .routineOwner: "Rut Rutin"
            case .auditor: "Gun Granskare"
            case .administrator: "Adam Administratör"
            }
        }

        var role: Role {
            switch self {
            case .orderer, .otherOrderer: .orderer
            case .unitManager: .unitManager
            case .coordinator: .coordinator
            case .technician, .secondTechnician: .technician
            case .routineOwner: .routineOwner
            case .auditor: .auditor
            case .administrator: .administrator
            }
        }
    }

    public subscript(person: Person) -> Actor { people[person] ?? .sample(person.role) }

    public var orderer: Actor { self[.orderer] }
    public var otherOrderer: Actor { self[.otherOrderer] }
    public var coordinator: Actor { self[.coordinator] }
    public var technician: Actor { self[.technician] }
    public var secondTechnician: Actor { self[.secondTechnician] }
}

extension Municipality {
    public static func open(_ engine: Engine, stock: Int = 4) async throws -> Municipality {
        let time = SettableClock(.written("2026-11-20", "09:00"))
        return try await found(in: try await engine.open(clock: time.clock), at: time, stock: stock)
    }

    /// Migrates and fills an empty database.
    static func found(in database: Engine.Database, at time: SettableClock, stock: Int) async throws
        -> Municipality
    {
        try await database.store.migrate()
        return try await database.store.write(as: .system) { tx in
            let ekholmen = try tx.ensureUnit("Hemtjänst Ekholmen", of: "Leanlink Äldreomsorg")
            let lambohov = try tx.ensureUnit("Hemtjänst Lambohov", of: "Omsorg i Väst")
            let team = try tx.ensureTeam("Välfärdsteknikteamet")
            var people: [Person: Actor] = [:]
            for person in Person.allCases {
                let place = place(of: person, ekholmen: ekholmen, lambohov: lambohov, team: team)
                people[person] = try tx.employ(person, in: place)
            }
            try tx.publish(ShippedRoutines.file("alarm-order.yaml"))
            try tx.fillStore(stock)
            return Municipality(
                database: database, time: time, ekholmen: ekholmen, lambohov: lambohov, team: team,
                people: people)
        }
    }

    private static func place(
        of person: Person, ekholmen: ID<ProviderUnit>, lambohov: ID<ProviderUnit>, team: ID<Team>
    ) -> Actor.Place {
        switch person.role.partyRole {
        case .orderer: .unit(person == .otherOrderer ? lambohov : ekholmen)
        case .team: .team(team)
        case nil: .municipality
        }
    }
}

extension Tx {
    fileprivate func employ(_ person: Municipality.Person, in place: Actor.Place) throws -> Actor {
        let user = try addUser(
            login: person.login, name: person.name, phone: "013-20 50 00", passwordHash: nil)
        let assignment = try assign(user, role: person.role, in: place)
        return Actor(user: user, name: person.name, assignment: assignment, role: person.role, place: place)
    }

    /// As many of each device that R2 installs, and a camera.
    fileprivate func fillStore(_ count: Int) throws {
        guard count > 0 else { return }
        for number in 1...count {
            for kind in [DeviceKind.alarmBase, .alarmButton, .lockUnit] {
                try receive(
                    .sample(kind, number), kind: kind, model: "Modell \(kind.rawValue)", place: "Hylla 1")
            }
        }
        try receive(.sample(.safetyCamera, 1), kind: .safetyCamera, model: "Kamera", place: "Hylla 2")
    }
}

extension SerialNumber {
    /// `LARM-1`, `KNAPP-1`, `LAS-1`, `KAMERA-1`.
    public static func sample(_ kind: DeviceKind, _ number: Int) -> SerialNumber {
        let stem =
            switch kind {
            case .alarmBase: "LARM"
            case .alarmButton: "KNAPP"
            case .lockUnit: "LAS"
            case .safetyCamera: "KAMERA"
            case .providerEmergencyAlarm: "AKUT"
            }
        return SerialNumber(stored: "\(stem)-\(number)")
    }
}
