import Domain

/// A granted service, for whoever puts it right.
public struct KnownService: Sendable, Hashable {
    public let recipient: ID<CareRecipient>
    public let recipientName: String
    public let days: GrantedService.Days
}

extension Reading {
    /// - Throws: `notFound` for one that is not there or whose person the actor does not see.
    public func knownService(_ id: ID<GrantedService>) throws -> Personal<KnownService> {
        try actor.require(.plan)
        let known = try one(
            """
            SELECT p.id, p.name, g.decided_on, g.effectuated_on, g.ended_on FROM granted_services g
            JOIN care_recipients p ON p.id = g.recipient_id WHERE g.id = \(id) AND \(seesRecipient)
            """
        ) {
            KnownService(
                recipient: $0.id(), recipientName: $0.text(),
                days: GrantedService.Days(
                    decided: try $0.dayIfAny(), effectuated: try $0.day(), ended: try $0.dayIfAny()))
        }
        return Personal(known, Disclosure(.viewed, "fact", about: [known.recipient]))
    }
}

extension Tx {
    /// Puts right when a service was decided, effectuated and ended. What was recorded before stays known as what was
    /// believed until now.
    /// - Parameter typed: as `GrantedService.Correction` reads it.
    /// - Throws: `invalid` with every fault.
    public func correctService(_ id: ID<GrantedService>, _ typed: Answers) throws {
        let recipient = try knownService(id).value.recipient
        try holdDevices(of: recipient)
        // As it is once nobody else changes it.
        let was = try knownService(id).value.days
        let correction = try GrantedService.Correction(typed, of: was, today: today)
        let (days, lifetime) = (correction.days, try lifetime(of: recipient))
        let faults = [
            lifetime.fault(on: days.effectuated, field: "effectuated"),
            days.ended.flatMap { lifetime.fault(on: $0, field: "ended") },
        ].compactMap(\.self)
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        try revise(
            "granted_services",
            "decided_on = \(days.decided), effectuated_on = \(days.effectuated), ended_on = \(days.ended)",
            where: "id = \(id)")
        try append(
            Event(
                .serviceCorrected,
                ["was": Self.written(was), "now": Self.written(days), "reason": correction.reason],
                about: [.recipient(recipient)]))
    }

    private static func written(_ days: GrantedService.Days) -> String {
        [days.decided, days.effectuated, days.ended].map { $0?.description ?? "–" }.joined(separator: ", ")
    }
}
