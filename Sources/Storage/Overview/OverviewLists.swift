import Domain

extension Reading {
    /// What is moved, or changes provider, this week; for somebody protected to whoever is let in to the move itself.
    func movesOfWeek() throws -> [(recipient: ID<CareRecipient>, move: WeekMove)] {
        let (first, last) = (today.week.lowerBound, today.week.upperBound)
        let number: SQL =
            actor.partyRole == .team && actor.may(.seeCases) ? "COALESCE(g.number, r.number)" : "NULL"
        return try all(
            """
            SELECT h.recipient_id, h.moves_on, CASE WHEN \(seesRecipient) THEN p.name END, gu.name, ru.name, au.name,
                \(number)
            FROM handovers h JOIN care_recipients p ON p.id = h.recipient_id
            LEFT JOIN cases g ON g.id = h.giver_case_id LEFT JOIN provider_units gu ON gu.id = g.unit_id
            LEFT JOIN cases r ON r.id = h.receiver_case_id LEFT JOIN provider_units ru ON ru.id = r.unit_id
            LEFT JOIN provider_units au ON au.id = h.awaited_unit_id
            WHERE h.ended_at IS NULL AND \(mayTell(of: "h.recipient_id"))
                AND COALESCE(h.giver_case_id, h.receiver_case_id) NOT IN \(hiddenCases) AND h.moves_on >= \(first) AND h.moves_on <= \(last)
            ORDER BY h.moves_on, h.id
            """
        ) { row in
            (
                row.id(),
                WeekMove(
                    day: try row.day(), recipientName: row.textIfAny(), giver: row.textIfAny(),
                    receiver: row.textIfAny(), awaited: row.textIfAny(),
                    order: row.textIfAny().map(CaseNumber.init(stored:)))
            )
        }
    }

    /// Devices as they are now, but for what has been scrapped.
    func stockCounts() throws -> [StockCount] {
        try all(
            """
            SELECT kind, model, status, COUNT(*) FROM devices WHERE status <> 'scrapped'
            GROUP BY kind, model, status ORDER BY kind, model, status
            """
        ) { StockCount(kind: try $0.value(), model: $0.text(), status: try $0.value(), count: $0.int()) }
    }

    /// What is mounted still though nobody needs it: the stock page's list, for some in numbers alone.
    func notReturned() throws -> [Unreturned] {
        let shows = actor.partyRole == .team && actor.may(.seeInventory)
        return try unreturned().map {
            Unreturned(
                kind: $0.device.kind, days: $0.endedOn.days(until: today),
                serial: shows ? $0.device.serial : nil, order: shows ? $0.order : nil)
        }
    }
}
