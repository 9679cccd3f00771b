import Domain

/// What was asked for and refused. `thing` is the number of a case or an identity of ours, where the address named one;
/// whatever else somebody wrote into an address is not kept.
public struct Refusal: Sendable, Hashable {
    /// Why nothing was shown; one answer to the visitor, two to the auditor.
    public enum Code: String, Sendable, CaseIterable {
        /// There is none, or it is not for them to know of.
        case notFound
        case forbidden
    }

    public let method: String
    /// The route's pattern, such as `/cases/:number`.
    public let route: String
    public let code: Code
    public let thing: String

    public init(method: String, route: String, code: Code, parts: [String]) {
        self.method = method
        self.route = route
        self.code = code
        thing = parts.filter(Self.isOurs).joined(separator: " ")
    }

    private static func isOurs(_ part: String) -> Bool {
        CaseNumber(part) != nil || ID<Disclosure>(part) != nil
    }
}

/// A refusal as the auditor sees it.
public struct LoggedRefusal: Sendable, Hashable {
    public let at: Instant
    public let who: String
    public let role: Role?
    public let place: String
    public let refusal: Refusal
}

public struct RefusalList: Sendable {
    public let refusals: [LoggedRefusal]
    public let hasMore: Bool
    /// Who was refused most in the last seven days, at most ten, the most first.
    public let most: [(who: String, count: Int)]
}

extension Reading {
    /// The latest first.
    /// - Throws: `forbidden`.
    public func refusals(offset: Int = 0, limit: Int = 50) throws -> RefusalList {
        try actor.require(.followUpReadings)
        let found: [LoggedRefusal] = try all(
            """
            SELECT r.refused_at, u.name, a.role, COALESCE(pu.name, t.name, ''), r.method, r.route, r.code, r.thing
            FROM refused_requests r JOIN users u ON u.id = r.user_id JOIN assignments a ON a.id = r.assignment_id
            LEFT JOIN provider_units pu ON pu.id = a.unit_id LEFT JOIN teams t ON t.id = a.team_id
            ORDER BY r.position DESC LIMIT \(limit + 1) OFFSET \(offset)
            """
        ) {
            LoggedRefusal(
                at: $0.instant(), who: $0.text(), role: try $0.optional { try $0.value() },
                place: $0.text(), refusal: try Refusal(&$0))
        }
        let most = try all(
            """
            SELECT u.name, COUNT(*) FROM refused_requests r JOIN users u ON u.id = r.user_id
            WHERE r.refused_at >= \(today.adding(days: -6).start) GROUP BY u.id, u.name
            ORDER BY COUNT(*) DESC, u.id LIMIT 10
            """
        ) { (who: $0.text(), count: $0.int()) }
        return RefusalList(
            refusals: Array(found.prefix(limit)), hasMore: found.count > limit, most: most)
    }
}

extension Refusal {
    fileprivate init(_ row: inout Row) throws {
        (method, route) = (row.text(), row.text())
        code = try row.value()
        thing = row.text()
    }
}

extension Tx {
    /// Writes down that the actor was refused. What was refused has been taken back by then.
    public func note(_ refusal: Refusal) throws {
        try execute(
            """
            INSERT INTO refused_requests (refused_at, user_id, assignment_id, method, route, code, thing)
            VALUES (\(now), \(actor.user), \(actor.assignment), \(refusal.method), \(refusal.route),
                \(refusal.code.rawValue), \(refusal.thing))
            """)
    }
}
