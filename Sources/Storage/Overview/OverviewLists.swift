import Domain

extension Reading {
    /// What is moved, or changes provider, this week.
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
            WHERE h.ended_at IS NULL AND h.moves_on >= \(first) AND h.moves_on <= \(last)
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

    /// What is mounted with somebody while a running case that did not mount it asks to take it down, the longest first.
    /// Locks are the homes', and what moves along is not taken back.
    func unreturned() throws -> [Unreturned] {
        let shows = actor.partyRole == .team && actor.may(.seeInventory)
        let rows = try all(
            """
            SELECT c.slug, c.edition, d.key, e.kind, e.serial, c.number, c.submitted_at
            FROM cases c JOIN duties d ON d.case_id = c.id AND d.state = 'open'
            JOIN installations i ON i.recipient_id = c.recipient_id AND i.valid_to IS NULL
                AND (i.case_id IS NULL OR i.case_id <> c.id)
            JOIN devices e ON e.id = i.device_id
            WHERE c.queue_rank IS NOT NULL AND c.handover_id IS NULL ORDER BY c.submitted_at, c.id, e.serial
            """
        ) { row -> Unreturned? in
            let duty = try routine(row.text(), edition: row.text()).duty(row.text())
            let (kind, serial, number): (DeviceKind, String, String) = (
                try row.value(), row.text(), row.text()
            )
            let days = row.instant().day.days(until: today)
            guard case .uninstall(let kinds, movesAlong: false)? = duty?.kind, kinds.contains(kind) else {
                return nil
            }
            return Unreturned(
                kind: kind, days: days, serial: shows ? SerialNumber(stored: serial) : nil,
                order: shows ? CaseNumber(stored: number) : nil)
        }
        return rows.compactMap(\.self)
    }
}
