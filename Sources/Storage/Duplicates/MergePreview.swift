import Domain

/// One of two who are compared.
public struct MergePerson: Sendable, Hashable {
    public let id: ID<CareRecipient>
    public let name: String
    public let identifier: PersonIdentifier
    public let phone: String
    public let protection: Protection
    public let home: String?
    public let unit: String?
}

/// A running or ended case that follows its person.
public struct MergeOrder: Sendable, Hashable {
    public let number: CaseNumber
    public let title: BilingualText
    public let state: Case.State
}

/// What merging two would do, before it is done.
public struct MergePreview: Sendable {
    /// The one who remains.
    public let kept: MergePerson
    public let merged: MergePerson
    /// How much follows of each; what there is nothing of is left out.
    public let moving: [MergeSource: Int]
    public let orders: [MergeOrder]
    public let questions: Set<MergeQuestion>
    /// What has to be put right first.
    public let hindrances: [Fault]
    let periods: [MergeSource: [String: MergePeriods]]
}

extension Reading {
    /// - Throws: `notFound` where one of them is not there, or is merged already.
    public func mergePreview(
        of merged: ID<CareRecipient>, into kept: ID<CareRecipient>
    ) throws -> Personal<MergePreview> {
        try actor.require(.plan)
        guard merged != kept else { throw AppError.notFound }
        let (remains, goes) = (try mergePerson(kept), try mergePerson(merged))
        let periods = try mergePeriods(of: kept, and: merged)
        var questions: Set<MergeQuestion> = []
        if contradict(periods[.home]) { questions.insert(.home) }
        if contradict(periods[.unit]) { questions.insert(.unit) }
        if let born = remains.identifier.birthDate, let other = goes.identifier.birthDate, born != other {
            questions.insert(.birth)
        }
        let preview = MergePreview(
            kept: remains, merged: goes, moving: try movingRows(of: merged), orders: try orders(of: merged),
            questions: questions, hindrances: try hindrances(to: merged, into: kept), periods: periods)
        return Personal(preview, Disclosure(.viewed, "merge", about: [kept, merged]))
    }

    private func contradict(_ periods: [String: MergePeriods]?) -> Bool {
        (periods ?? [:]).values.contains { PeriodMerging.contradict($0.kept, $0.merged) }
    }

    func mergePerson(_ id: ID<CareRecipient>) throws -> MergePerson {
        try one(
            """
            SELECT p.name, n.kind, n.value, p.phone, p.protection, d.street || ', ' || d.city, u.name
            FROM care_recipients p JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL
            LEFT JOIN residencies r ON r.recipient_id = p.id AND r.valid_to IS NULL
            LEFT JOIN dwellings d ON d.id = r.dwelling_id
            LEFT JOIN provider_responsibilities s ON s.recipient_id = p.id AND s.valid_to IS NULL
            LEFT JOIN provider_units u ON u.id = s.unit_id
            WHERE p.id = \(id) AND p.merged_into_id IS NULL AND \(seesRecipient)
            """
        ) {
            MergePerson(
                id: id, name: $0.text(), identifier: try readIdentifier(&$0), phone: $0.text(),
                protection: try $0.value(), home: $0.textIfAny(), unit: $0.textIfAny())
        }
    }

    private func movingRows(of merged: ID<CareRecipient>) throws -> [MergeSource: Int] {
        let counts: [SQL] = MergeSource.allCases.map {
            "(SELECT COUNT(*) FROM \($0.table) f WHERE f.recipient_id = \(merged))"
        }
        return try one("SELECT " + SQL.joined(counts, by: ", ")) { row in
            Dictionary(uniqueKeysWithValues: MergeSource.allCases.map { ($0, row.int()) })
        }.filter { $0.value > 0 }
    }

    private func orders(of merged: ID<CareRecipient>) throws -> [MergeOrder] {
        try all(
            """
            SELECT c.number, c.slug, c.edition, c.state FROM cases c WHERE (c.recipient_id = \(merged)
                OR c.id IN (SELECT m.case_id FROM case_people m WHERE m.recipient_id = \(merged))) AND \(seesCase)
            ORDER BY c.id DESC
            """
        ) {
            MergeOrder(
                number: CaseNumber(stored: $0.text()),
                title: try routine($0.text(), edition: $0.text()).title,
                state: try $0.value())
        }
    }

    /// What makes one person of two impossible as things stand: what cannot be chosen between here, since work hangs on it.
    private func hindrances(
        to merged: ID<CareRecipient>, into kept: ID<CareRecipient>
    ) throws -> [Fault] {
        let alarm = { (person: ID<CareRecipient>) -> SQL in
            """
            EXISTS (SELECT 1 FROM installations i JOIN devices d ON d.id = i.device_id AND d.kind = 'alarmBase'
                WHERE i.recipient_id = \(person) AND i.valid_to IS NULL)
            """
        }
        let death = { (person: ID<CareRecipient>) -> SQL in
            """
            COALESCE((SELECT f.value FROM person_details f WHERE f.recipient_id = \(person)
                AND f.detail = 'deceased' AND f.valid_to IS NULL), '')
            """
        }
        return try all(
            """
            SELECT 'merge.alarms', '' WHERE \(alarm(kept)) AND \(alarm(merged))
            UNION ALL SELECT 'merge.deaths', '' WHERE \(death(kept)) <> \(death(merged))
            UNION ALL SELECT 'merge.protections', '' FROM care_recipients a JOIN care_recipients b ON b.id = \(merged)
                WHERE a.id = \(kept) AND a.protection <> b.protection
            UNION ALL SELECT DISTINCT 'merge.consents', '' FROM consents a JOIN consents b ON b.giver = a.giver
                AND b.recipient_id = \(merged) AND b.valid_to IS NULL
                WHERE a.recipient_id = \(kept) AND a.valid_to IS NULL
            UNION ALL SELECT 'merge.sameCase', c.number FROM cases c JOIN case_people m ON m.case_id = c.id
                WHERE (c.recipient_id = \(kept) AND m.recipient_id = \(merged))
                    OR (c.recipient_id = \(merged) AND m.recipient_id = \(kept))
            UNION ALL SELECT 'merge.orders', a.number || ', ' || b.number FROM cases a
                JOIN cases b ON b.slug = a.slug AND b.party = a.party AND b.recipient_id = \(merged)
                    AND b.state = 'submitted' WHERE a.recipient_id = \(kept) AND a.state = 'submitted'
            """
        ) { row in
            let (key, orders) = (row.text(), row.text())
            return Fault(key, orders.isEmpty ? [:] : ["orders": orders])
        }
    }
}
