import Domain

/// What the register has of a person, and what follows them when two are merged.
public enum MergeSource: String, Sendable, CaseIterable {
    case number, home, unit, service, device, lock, consent, supervision, relative
    case order, sharedOrder, move, keyReceipt, lifeEvent

    var table: SQL {
        switch self {
        case .number: "person_identifiers"
        case .home: "residencies"
        case .unit: "provider_responsibilities"
        case .service: "granted_services"
        case .device: "installations"
        case .lock: "lock_links"
        case .consent: "consents"
        case .supervision: "supervisions"
        case .relative: "related_persons"
        case .order: "cases"
        case .sharedOrder: "case_people"
        case .move: "handovers"
        case .keyReceipt: "key_receipts"
        case .lifeEvent: "life_events"
        }
    }

    /// By which its rows are known.
    var key: SQL {
        switch self {
        case .number: "value"
        case .sharedOrder: "case_id"
        default: "id"
        }
    }

    /// Whether its rows hold from a time to a time.
    var hasPeriod: Bool {
        switch self {
        case .service, .order, .sharedOrder, .move, .keyReceipt, .lifeEvent: false
        default: true
        }
    }

    /// Whether its rows are dated facts, which keep what they said before.
    var isFact: Bool { hasPeriod || self == .service }

    /// The case from which its rows come, if they tell.
    var comesFromCases: Bool {
        switch self {
        case .home, .unit, .service, .device, .lock, .consent, .supervision, .relative, .keyReceipt: true
        default: false
        }
    }
}

extension MergeSource: SQLBindable {}

/// Periods of both people that cannot be one person's as they are, where they overlap.
struct MergePeriods: Sendable {
    var kept: [FactPeriod] = []
    var merged: [FactPeriod] = []
}

extension Reading {
    /// What of the two can hold once at a time: where they live and who serves them as a whole, locks and relatives each
    /// by itself. One statement.
    func mergePeriods(
        of kept: ID<CareRecipient>, and merged: ID<CareRecipient>
    ) throws -> [MergeSource: [String: MergePeriods]] {
        let places: [(source: MergeSource, place: SQL, group: SQL)] = [
            (.home, "dwelling_id", "''"), (.unit, "unit_id", "''"), (.lock, "device_id", "device_id"),
            (.relative, "folded_name", "folded_name"),
        ]
        let parts = places.map { part -> SQL in
            """
            SELECT \(part.source) AS source, \(part.group) AS grouped, f.recipient_id AS owner, f.id AS id,
                \(part.place) AS place, f.valid_from AS valid_from, f.valid_to AS valid_to FROM \(part.source.table) f
            WHERE f.recipient_id IN (\(kept), \(merged))
            """
        }
        var periods: [MergeSource: [String: MergePeriods]] = [:]
        let rows = try all(SQL.joined(parts, by: " UNION ALL ") + " ORDER BY 1, 6, 4") { row in
            (
                source: try row.value() as MergeSource, group: row.text(),
                owner: row.id() as ID<CareRecipient>,
                period: FactPeriod(
                    id: row.text(), place: row.text(), from: row.instant(), to: row.instantIfAny())
            )
        }
        for row in rows {
            let side: WritableKeyPath<MergePeriods, [FactPeriod]> = row.owner == kept ? \.kept : \.merged
            periods[row.source, default: [:]][row.group, default: MergePeriods()][keyPath: side]
                .append(row.period)
        }
        return periods
    }
}
