import Domain

/// Those whose data are protected (OSL 21:3, 22:1; folkbokföringslagen 16 §) are shown to nobody but those who have been let
/// in: to one case, or to all that is known of the person. To everybody else they are not there, in lists, in search, in
/// numbers, and not as somebody else's cohabitant.
extension Reading {
    private var isProtected: SQL { "SELECT x.id FROM care_recipients x WHERE x.protection <> 'none'" }

    /// Whether a row (`a`) lets the actor in now.
    private var isOpen: SQL {
        "a.user_id = \(actor.user) AND a.ended_at IS NULL AND (a.ends_at IS NULL OR a.ends_at > \(now))"
    }

    /// People whose page the actor must not see.
    var hiddenPeople: SQL {
        """
        (\(isProtected) AND NOT EXISTS (SELECT 1 FROM protected_access a
            WHERE a.recipient_id = x.id AND a.case_id IS NULL AND \(isOpen)))
        """
    }

    /// People of whom the actor must be told nothing: who has not been let in to a running case of theirs either.
    var strangers: SQL {
        """
        (\(isProtected) AND NOT EXISTS (SELECT 1 FROM protected_access a LEFT JOIN cases k ON k.id = a.case_id
            WHERE a.recipient_id = x.id AND (a.case_id IS NULL OR k.queue_rank IS NOT NULL) AND \(isOpen)))
        """
    }

    /// Whether a row lets in to the case with `id`: by the person, or by the case, as long as that runs and for thirty days
    /// after it ended or, if that was later, after the row was given. What was let in for is done by then.
    func letsIn(_ access: SQL, to id: SQL) -> SQL {
        """
        (\(access).case_id IS NULL OR (\(access).case_id = \(id) AND (\(access).given_at > \(lately)
            OR EXISTS (SELECT 1 FROM cases l WHERE l.id = \(id) AND (l.queue_rank IS NOT NULL OR l.cancelled_at > \(lately)
                OR EXISTS (SELECT 1 FROM duties e WHERE e.case_id = l.id AND e.ended_at > \(lately))
                OR EXISTS (SELECT 1 FROM shared_duties e WHERE e.handover_id = l.handover_id
                    AND e.ended_at > \(lately)))))))
        """
    }

    /// Cases that name somebody whose data are protected, and to which the actor has not been let in.
    var hiddenCases: SQL {
        let isClosed: SQL = """
            NOT EXISTS (SELECT 1 FROM protected_access a
                WHERE a.recipient_id = k.recipient_id AND \(letsIn("a", to: "k.id")) AND \(isOpen))
            """
        return """
            (SELECT k.id FROM cases k WHERE k.recipient_id IN (\(isProtected)) AND \(isClosed)
            UNION ALL SELECT k.id FROM (SELECT m.case_id AS id, m.recipient_id FROM case_people m
                WHERE m.recipient_id IN (\(isProtected))) k WHERE \(isClosed))
            """
    }

    /// Whether the person of a row in `column` may be told of; a row about nobody may.
    func mayTell(of column: SQL) -> SQL { "(\(column) IS NULL OR \(column) NOT IN \(strangers))" }

    /// Whether it may be told of keys that a receipt (`row`) signs for and that are held now: also to whoever was let in to a
    /// case in which keys to the same person were signed for, however long ago it ended. They hang in the cabinet until
    /// somebody gives them back.
    func mayTellOfKeys(_ row: SQL) -> SQL {
        """
        (\(mayTell(of: row + ".recipient_id")) OR EXISTS (SELECT 1 FROM protected_access a
            JOIN key_receipts y ON y.case_id = a.case_id AND y.recipient_id = a.recipient_id
            WHERE a.recipient_id = \(row).recipient_id AND \(isOpen)))
        """
    }

    /// The moment after which what has ended is still looked at by whoever was let in to it.
    var lately: Instant { now.adding(seconds: -30 * 24 * 60 * 60) }

    /// Whether it may be told where a row of mounted devices is: one that opens the doors of several, where any of them may be
    /// told of.
    func mayTellOfMounting(_ row: SQL) -> SQL {
        """
        (\(mayTell(of: row + ".recipient_id")) AND (\(row).recipient_id IS NOT NULL
            OR NOT EXISTS (SELECT 1 FROM lock_links y WHERE y.device_id = \(row).device_id AND y.recipient_id IN \(strangers))
            OR EXISTS (SELECT 1 FROM lock_links y WHERE y.device_id = \(row).device_id AND y.valid_to IS NULL
                AND y.recipient_id NOT IN \(strangers))))
        """
    }

    /// Whether it may be told of the home that `column` names: one where only strangers live or have lived, or that only
    /// their orders name, is none.
    func mayTellOfHome(_ column: SQL) -> SQL {
        """
        ((NOT EXISTS (SELECT 1 FROM residencies y WHERE y.dwelling_id = \(column) AND y.recipient_id IN \(strangers))
            AND NOT EXISTS (SELECT 1 FROM cases y WHERE y.id IN \(hiddenCases)
                AND \(column) IN (y.dwelling_id, y.old_dwelling_id, y.new_dwelling_id))
            AND NOT EXISTS (SELECT 1 FROM case_people y WHERE y.case_id IN \(hiddenCases) AND y.dwelling_id = \(column)))
            OR EXISTS (SELECT 1 FROM residencies y WHERE y.dwelling_id = \(column) AND y.valid_to IS NULL
                AND y.recipient_id NOT IN \(strangers)))
        """
    }

    func isHidden(_ person: ID<CareRecipient>) throws -> Bool {
        try first("SELECT 1 FROM care_recipients p WHERE p.id = \(person) AND p.id IN \(hiddenPeople)") {
            $0.int()
        }
            != nil
    }

    /// Those of the identity numbers that are somebody's whose data are protected and of whom the actor must not be told.
    func strangeNumbers(among values: [String]) throws -> Set<String> {
        guard !values.isEmpty else { return [] }
        return Set(
            try all(
                """
                SELECT i.value FROM person_identifiers i WHERE i.value IN (\(list: values)) AND \(identifies("i"))
                    AND i.recipient_id IN \(strangers)
                """
            ) { $0.text() })
    }

    /// Those of a case whose data are protected.
    func protectedPeople(of order: ID<Case>) throws -> [ID<CareRecipient>] {
        try all(
            """
            SELECT p.id FROM care_recipients p WHERE p.protection <> 'none' AND (p.id = (SELECT c.recipient_id FROM cases c
                WHERE c.id = \(order)) OR p.id IN (SELECT m.recipient_id FROM case_people m WHERE m.case_id = \(order)))
            ORDER BY p.id
            """
        ) { $0.id() }
    }
}
