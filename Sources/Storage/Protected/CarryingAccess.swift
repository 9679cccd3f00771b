import Domain

/// Who is let in to two who are made one, and to each of them when they are two again.
extension Tx {
    /// Whoever is let in to the one who goes is let in to the one who remains; also where it stood, so that parting them
    /// takes nothing away.
    func carryAccess(
        from merged: ID<CareRecipient>, to kept: ID<CareRecipient>, by merge: ID<Merge>
    ) throws {
        let known = try all(
            """
            SELECT a.id, a.case_id, a.user_id, u.name FROM protected_access a JOIN users u ON u.id = a.user_id
            WHERE a.recipient_id = \(merged) AND a.ended_at IS NULL AND a.ends_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM protected_access k WHERE k.recipient_id = \(kept) AND k.user_id = a.user_id
                    AND k.ended_at IS NULL AND k.ends_at IS NULL AND (k.case_id IS NULL OR k.case_id = a.case_id))
            ORDER BY a.id
            """
        ) { row in
            let (access, order): (ID<ProtectedThing>, ID<Case>?) = (row.id(), row.optional { $0.id() })
            return (access: access, order: order, user: row.id() as ID<User>, name: row.text())
        }
        for row in known {
            let copy = ID<ProtectedThing>.new(in: self)
            try execute(
                """
                INSERT INTO protected_access (id, recipient_id, case_id, user_id, ground, reason, given_at, given_by)
                SELECT \(copy), \(kept), case_id, user_id, ground, reason, given_at, given_by FROM protected_access
                WHERE id = \(row.access)
                """)
            try execute(
                """
                INSERT INTO merged_rows (merge_id, source, row_id, owner_id)
                VALUES (\(merge), 'access', \(copy), \(kept))
                """)
            let about: Event.Subject = row.order.map { .order($0) } ?? .recipient(kept)
            try append(Event(.letIn, ["name": row.name], about: [about, .user(row.user)]))
        }
    }

    /// What followed from one to the other is over, and whoever was let in meanwhile to a case that goes back is let in to
    /// that case. Who is booked with either of them keeps seeing where they are to go.
    func partAccess(
        of merged: ID<CareRecipient>, from kept: ID<CareRecipient>, by merge: ID<Merge>
    ) throws {
        let carried: SQL =
            "(SELECT r.row_id FROM merged_rows r WHERE r.merge_id = \(merge) AND r.source = 'access')"
        try execute(
            """
            UPDATE protected_access SET recipient_id = \(merged) WHERE recipient_id = \(kept) AND id NOT IN \(carried)
                AND case_id IN (SELECT r.row_id FROM merged_rows r WHERE r.merge_id = \(merge)
                    AND r.source IN ('order', 'sharedOrder'))
            """)
        let left = try all(
            "SELECT id, user_id, case_id FROM protected_access WHERE id IN \(carried) AND ended_at IS NULL ORDER BY id"
        ) { ($0.id() as ID<ProtectedThing>, $0.id() as ID<User>, $0.textIfAny() == nil) }
        for (access, user, isWhole) in left {
            try execute(
                "UPDATE protected_access SET ended_at = \(now), ended_by = \(actor.user) WHERE id = \(access)"
            )
            // To a case that went back they are let in still, by what was carried.
            guard isWhole else { continue }
            try append(Event(.shutOut, about: [.recipient(kept), .user(user)]))
        }
        let booked = try all(
            """
            SELECT DISTINCT c.id FROM cases c JOIN visits v ON v.case_id = c.id AND v.status = 'planned'
            WHERE c.recipient_id IN (\(list: [kept, merged])) OR c.id IN (SELECT m.case_id FROM case_people m
                WHERE m.recipient_id IN (\(list: [kept, merged]))) ORDER BY c.id
            """
        ) { $0.id() as ID<Case> }
        for order in booked { try letInVisitors(of: order) }
    }
}
