import Domain

/// Somebody whose service has ended while something of theirs is mounted, and nobody has ordered that it be fetched.
public struct LeftMounted: Sendable, Hashable {
    public let recipient: ID<CareRecipient>
    public let name: String
    public let kind: LifeEvent.Kind
    public let day: Day
    /// The unit that has the order of giving back to send, where one has begun.
    public let unit: String?
}

extension Reading {
    /// For whoever plans: what would otherwise wait on somebody's desk; the oldest first, at most 50.
    public func leftMounted() throws -> Personal<[LeftMounted]> {
        try actor.require(.plan)
        let slugs = try routinesInForce().filter { $0.orderForm?.field(filling: .endReason) != nil }.map(
            \.slug)
        let running: SQL =
            slugs.isEmpty
            ? "1 = 0"
            : """
            EXISTS (SELECT 1 FROM cases c WHERE c.recipient_id = p.id AND c.queue_rank IS NOT NULL
                AND c.slug IN (\(list: slugs)))
            """
        let found = try all(
            """
            SELECT p.id, p.name, e.kind, e.happened_on, (SELECT u.name FROM life_event_effects f
                JOIN drafts d ON d.id = f.subject_id JOIN provider_units u ON u.id = d.unit_id
                WHERE f.event_id = e.id AND f.effect = 'draft' ORDER BY d.id LIMIT 1)
            FROM life_events e JOIN care_recipients p ON p.id = e.recipient_id
            WHERE e.undone_at IS NULL AND e.kind <> 'hospital' AND \(seesRecipient)
                AND NOT EXISTS (SELECT 1 FROM life_events l WHERE l.recipient_id = p.id AND l.undone_at IS NULL
                    AND l.kind <> 'hospital' AND l.id > e.id)
                AND (EXISTS (SELECT 1 FROM installations i WHERE i.recipient_id = p.id AND i.valid_to IS NULL
                        AND i.valid_from < e.recorded_at)
                    OR EXISTS (SELECT 1 FROM lock_links l WHERE l.recipient_id = p.id AND l.valid_to IS NULL
                        AND l.valid_from < e.recorded_at))
                AND NOT \(running)
            ORDER BY e.id LIMIT 50
            """
        ) {
            LeftMounted(
                recipient: $0.id(), name: $0.text(), kind: try $0.value(), day: try $0.day(),
                unit: $0.textIfAny())
        }
        return Personal(found, Disclosure(.listed, "leftMounted", about: found.map(\.recipient)))
    }
}
