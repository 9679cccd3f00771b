import Domain

extension Actor {
    /// Hemtrygg itself, for what operates the server and for jobs; it sees no cases and no people.
    public static let system = Actor(
        user: ID(stored: "00000000-0000-7000-8000-000000000000"), name: "Hemtrygg",
        assignment: ID(stored: "00000000-0000-7000-8000-000000000000"), role: .administrator,
        place: .municipality)
}

extension Reading {
    /// Which cases the actor sees: a unit its own orders, the team those sent to it, others none (I1); of people whose data
    /// are protected those to which the actor has been let in.
    var seesCase: SQL {
        guard actor.may(.seeCases) else { return "1 = 0" }
        return switch actor.place {
        case .unit(let unit): "c.unit_id = \(unit) AND \(isKept) AND c.id NOT IN \(hiddenCases)"
        case .team(let team): "c.team_id = \(team) AND \(isKept) AND c.id NOT IN \(hiddenCases)"
        case .municipality: "1 = 0"
        }
    }

    /// Whether a case (`c`) has not been disposed of; one that runs has not.
    private var isKept: SQL {
        """
        (c.queue_rank IS NOT NULL OR NOT EXISTS (SELECT 1 FROM disposed_cases z WHERE z.case_id = c.id))
        """
    }

    /// The recipient's name in a case (`c`, `p`), NULL in one about the unit itself: the register's for the team, for a
    /// unit what it wrote itself, so that an order tells it nothing of somebody whom another unit serves.
    var nameInCase: SQL {
        actor.partyRole == .team
            ? "COALESCE(NULLIF(p.name, ''), NULLIF(c.ordered_name, ''))" : "NULLIF(c.ordered_name, '')"
    }

    /// Which people (`p`) the actor sees: a unit those it serves now, and those it has ordered for whom nobody
    /// serves; the team all. Those whose data are protected, only whoever has been let in.
    var seesRecipient: SQL {
        guard actor.may(.seePeople) else { return "1 = 0" }
        return """
            (\(servesRecipient) AND p.id NOT IN \(hiddenPeople)
                AND NOT EXISTS (SELECT 1 FROM disposed_people z WHERE z.recipient_id = p.id))
            """
    }

    private var servesRecipient: SQL {
        switch actor.place {
        case .unit(let unit):
            """
            (EXISTS (SELECT 1 FROM provider_responsibilities r WHERE r.recipient_id = p.id AND r.unit_id = \(unit)
                AND r.valid_to IS NULL)
             OR ((EXISTS (SELECT 1 FROM cases o WHERE o.recipient_id = p.id AND o.unit_id = \(unit)
                AND o.state IN ('submitted', 'handled'))
                OR EXISTS (SELECT 1 FROM case_people m JOIN cases o ON o.id = m.case_id WHERE m.recipient_id = p.id
                    AND o.unit_id = \(unit) AND o.state IN ('submitted', 'handled')))
                AND NOT EXISTS (SELECT 1 FROM provider_responsibilities r WHERE r.recipient_id = p.id
                AND r.valid_to IS NULL)))
            """
        // Who was merged with another stands for nothing any more: the other's page has it all.
        case .team: "p.merged_into_id IS NULL"
        case .municipality: "1 = 0"
        }
    }
}
