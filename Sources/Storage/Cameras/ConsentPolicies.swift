import Domain

/// A policy that was decided, and by whom; the law has nobody.
public struct DecidedPolicy: Sendable, Hashable {
    public let policy: ConsentPolicy
    public let lastDay: Day?
    public let who: String?
}

/// The policies there are, the latest first, and how many consents rest on earlier ones.
public struct ConsentPolicyOverview: Sendable, Hashable {
    public let policies: [DecidedPolicy]
    public let current: ConsentPolicy
    /// Consents that hold, and were given before the current policy; not of those of whom the actor must not be told.
    public let older: Int
}

extension Reading {
    func consentPolicies() throws -> ConsentPolicies {
        ConsentPolicies(
            try all(
                """
                SELECT number, from_day, asks_cohabitant, accepts_representative, accepts_oral, months, source
                FROM consent_policies
                """
            ) {
                ConsentPolicy(
                    number: $0.int(), from: try $0.day(), asksCohabitant: $0.bool(),
                    acceptsRepresentative: $0.bool(), acceptsOral: $0.bool(), months: $0.intIfAny(),
                    source: $0.text())
            })
    }

    /// What consents must be today, and have had to be; tells of nobody.
    public func consentPolicyOverview() throws -> ConsentPolicyOverview {
        let policies = try consentPolicies()
        let who = Dictionary(
            uniqueKeysWithValues: try all(
                "SELECT c.number, u.name FROM consent_policies c JOIN users u ON u.id = c.decided_by"
            ) { ($0.int(), $0.text()) })
        let current = try policies.inForce(on: today)
        let older = try one(
            """
            SELECT COUNT(*) FROM consents c WHERE c.valid_to IS NULL AND c.given_on < \(current.from)
                AND \(mayTell(of: "c.recipient_id"))
            """
        ) { $0.int() }
        return ConsentPolicyOverview(
            policies: policies.all.reversed().map {
                DecidedPolicy(policy: $0, lastDay: policies.lastDay(of: $0), who: who[$0.number])
            }, current: current, older: older)
    }
}

extension Tx {
    /// Decides what consents must be from a day on. One that is to begin is replaced by another from the same day.
    /// - Parameter typed: as `ConsentPolicy` reads it.
    /// - Throws: `forbidden`, `invalid`.
    public func decideConsentPolicy(_ typed: Answers) throws {
        try actor.require(.writeRoutines)
        try serialize(on: "consentPolicies")
        let policy = try ConsentPolicy(typed, number: try nextNumber(of: "consentPolicy"), today: today)
        try execute(
            """
            INSERT INTO consent_policies (number, from_day, asks_cohabitant, accepts_representative, accepts_oral, months,
                source, decided_at, decided_by)
            VALUES (\(policy.number), \(policy.from), \(policy.asksCohabitant), \(policy.acceptsRepresentative),
                \(policy.acceptsOral), \(policy.months), \(policy.source), \(now), \(actor.user))
            """)
        try append(
            .consentPolicyDecided, of: .consentPolicy, policy.number,
            ["day": policy.from.description, "source": policy.source])
    }
}
