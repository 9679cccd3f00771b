import Domain

public struct NamedPlace<Kind>: Sendable, Hashable {
    public let id: ID<Kind>
    public let name: String
}

extension Tx {
    /// The provider's unit of this name, added (with its provider) where it is new.
    @discardableResult
    public func ensureUnit(_ name: String, of provider: String, phone: String = "") throws -> ID<ProviderUnit>
    {
        if let unit = try unit(named: name) { return unit }
        let providerID = try ensureProvider(provider)
        let id = ID<ProviderUnit>.new(in: self)
        try execute(
            """
            INSERT INTO provider_units (id, provider_id, name, phone, sort_key)
            VALUES (\(id), \(providerID), \(name), \(phone), \(SortKey.of(name)))
            """)
        return id
    }

    @discardableResult
    public func ensureTeam(_ name: String, phone: String = "") throws -> ID<Team> {
        if let team = try team(named: name) { return team }
        let id = ID<Team>.new(in: self)
        try execute("INSERT INTO teams (id, name, phone) VALUES (\(id), \(name), \(phone))")
        return id
    }

    private func ensureProvider(_ name: String) throws -> ID<CareProvider> {
        let found: ID<CareProvider>? = try first("SELECT id FROM care_providers WHERE name = \(name)") {
            $0.id()
        }
        if let found { return found }
        let id = ID<CareProvider>.new(in: self)
        try execute("INSERT INTO care_providers (id, name) VALUES (\(id), \(name))")
        return id
    }
}

extension Reading {
    public func unit(named name: String) throws -> ID<ProviderUnit>? {
        try first("SELECT id FROM provider_units WHERE name = \(name)") { $0.id() }
    }

    public func team(named name: String) throws -> ID<Team>? {
        try first("SELECT id FROM teams WHERE name = \(name)") { $0.id() }
    }

    /// The team that orders go to; a municipality has one.
    func receivingTeam() throws -> ID<Team> {
        guard let team: ID<Team> = try first("SELECT id FROM teams ORDER BY id LIMIT 1", { $0.id() }) else {
            throw AppError(.unavailable, "error.noTeam")
        }
        return team
    }

    /// The technicians and coordinators of the actor's team, in Swedish order.
    public func visitors() throws -> [NamedPlace<User>] {
        try all(
            """
            SELECT DISTINCT u.id, u.name, u.sort_key FROM users u JOIN assignments a ON a.user_id = u.id
            WHERE a.team_id = \(actor.team) AND a.role = 'technician' AND a.ended_at IS NULL
                AND u.locked_at IS NULL ORDER BY u.sort_key, u.id
            """
        ) { NamedPlace(id: $0.id(), name: $0.text()) }
    }
}
