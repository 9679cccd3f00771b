import Domain

/// Somebody whose service has ended while something of theirs is mounted, and nobody has ordered that it be fetched; or
/// who has something lost or broken, and nobody has ordered another one.
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
        let going = try takingBack()
        let ending = LifeEvent.Kind.allCases.filter { !$0.lasts }
        let found = try all(
            """
            SELECT p.id, p.name, e.kind, e.happened_on, (SELECT u.name FROM life_event_effects f
                JOIN drafts d ON d.id = f.subject_id JOIN provider_units u ON u.id = d.unit_id
                WHERE f.event_id = e.id AND f.effect = 'draft' ORDER BY d.id LIMIT 1)
            FROM life_events e JOIN care_recipients p ON p.id = e.recipient_id
            WHERE e.undone_at IS NULL AND \(seesRecipient) AND (\(isLeftBroken) OR e.kind IN (\(list: ending))
                AND NOT EXISTS (SELECT 1 FROM life_events l WHERE l.recipient_id = p.id AND l.undone_at IS NULL
                    AND l.kind IN (\(list: ending)) AND l.id > e.id AND (l.kind = e.kind OR NOT \(isOfConsent(of: "l"))))
                AND EXISTS (SELECT 1 FROM (
                    SELECT i.device_id, i.recipient_id, i.valid_from FROM installations i WHERE i.valid_to IS NULL
                    UNION ALL SELECT l.device_id, l.recipient_id, l.valid_from FROM lock_links l WHERE l.valid_to IS NULL
                ) h JOIN devices d ON d.id = h.device_id
                LEFT JOIN installations m ON m.device_id = d.id AND m.valid_to IS NULL
                WHERE h.recipient_id = p.id AND h.valid_from < e.recorded_at AND NOT \(going)
                    AND (NOT \(isOfConsent(of: "e")) OR (d.kind = 'safetyCamera' AND NOT EXISTS (
                        SELECT 1 FROM supervisions s WHERE s.device_id = d.id AND s.valid_to IS NULL)))
                    AND (e.kind <> 'movedOut' OR NOT EXISTS (SELECT 1 FROM residencies r
                        WHERE r.recipient_id = p.id AND r.dwelling_id = m.dwelling_id AND r.valid_to IS NULL))))
            ORDER BY e.id LIMIT 50
            """
        ) {
            LeftMounted(
                recipient: $0.id(), name: $0.text(), kind: try $0.value(), day: try $0.day(),
                unit: $0.textIfAny())
        }
        return Personal(found, Disclosure(.listed, "leftMounted", about: found.map(\.recipient)))
    }

    /// Whether the life event `e` of the person `p` is that something is lost or broken, and no running order takes it up.
    /// Who is to have nothing any more needs no other one.
    private var isLeftBroken: SQL {
        """
        (e.device_id IS NOT NULL AND e.over_on IS NULL AND NOT EXISTS (SELECT 1 FROM life_event_effects f
            JOIN cases c ON c.id = f.subject_id AND c.queue_rank IS NOT NULL
            WHERE f.event_id = e.id AND f.effect = 'covered')
         AND NOT EXISTS (SELECT 1 FROM life_events l WHERE l.recipient_id = p.id AND l.undone_at IS NULL
            AND l.kind IN (\(list: LifeEvent.Kind.allCases.filter(\.endsService)))))
        """
    }

    /// Whether a life event is that a consent was taken back.
    private func isOfConsent(of event: SQL) -> SQL {
        "\(event).kind IN (\(list: LifeEvent.Kind.allCases.filter { $0.withdraws != nil }))"
    }

    /// Whether a running case takes back the device `d` of the person `p`.
    private func takingBack() throws -> SQL {
        let routines = try routinesInForce().map { routine in
            (slug: routine.slug, kinds: Set(LifeEvent.Kind.allCases.flatMap(routine.takenBack)))
        }.filter { !$0.kinds.isEmpty }
        guard !routines.isEmpty else { return "1 = 0" }
        let going = routines.map { routine -> SQL in
            "(c.slug = \(routine.slug) AND d.kind IN (\(list: routine.kinds.sorted { $0.rawValue < $1.rawValue })))"
        }
        return """
            EXISTS (SELECT 1 FROM cases c WHERE c.recipient_id = p.id AND c.queue_rank IS NOT NULL
                AND (\(SQL.joined(going, by: " OR "))))
            """
    }
}
