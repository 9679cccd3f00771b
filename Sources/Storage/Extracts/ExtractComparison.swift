import Domain

/// How an extract differs from the latest of an earlier month: who has come and gone, and why.
public struct ExtractComparison: Sendable, Hashable {
    public enum Class: String, Sendable, CaseIterable {
        /// Nobody's customer before.
        case new
        /// Another unit's customer before.
        case movedIn
        /// Nobody's customer now.
        case ended
        /// Another unit's customer now.
        case movedOut
    }

    public struct Line: Sendable, Hashable {
        public let group: Class
        public let person: ID<CareRecipient>
        public let shown: AlarmCustomer.Shown
    }

    public let previous: ExtractLine
    public let people: [Line]

    public func count(_ group: Class) -> Int { people.count { $0.group == group } }
}

/// How many alarm customers there were when a month began.
public struct ExtractCount: Sendable, Hashable {
    public let day: Day
    public let customers: Int
    public let emergencyAlarms: Int
}

extension Reading {
    /// With the latest that the actor sees of the same scope and of an earlier month; `nil` where there is none.
    func comparison(of line: ExtractLine) throws -> ExtractComparison? {
        let found = try sealed(
            where: """
                x.scope = \(line.scope.kind) AND COALESCE(x.unit_id, '') = \(line.scope.unit?.text ?? "")
                AND COALESCE(x.provider_id, '') = \(line.scope.provider?.text ?? "") AND x.month < \(line.moment.month)
                AND \(seesExtract)
                """)
        let last = found.max { ($0.moment.month, $0.version) < ($1.moment.month, $1.version) }
        guard let previous = last else { return nil }
        let (before, after) = (try sealedCustomers(of: previous.id), try sealedCustomers(of: line.id))
        let identity = try presentIdentity()
        let changes = try coded(ExtractChange.between(before, after, now: identity))
        let come = changes.filter { $0.kind == .added }
        let gone = changes.filter { $0.kind == .removed }
        // Whose somebody was before, or is now, is for the team to know (I1).
        let isTeam = actor.partyRole == .team
        let (comers, leavers) = (come.map { identity($0.person) }, gone.map { identity($0.person) })
        let elsewhereBefore =
            isTeam ? try customersElsewhere(comers, than: line, at: previous.moment.asOf) : []
        let elsewhereNow = isTeam ? try customersElsewhere(leavers, than: line, at: line.moment.asOf) : []
        let lines =
            come.map { change in
                ExtractComparison.Line(
                    group: elsewhereBefore.contains(identity(change.person)) ? .movedIn : .new,
                    person: change.person,
                    shown: change.shown)
            }
            + gone.map { change in
                ExtractComparison.Line(
                    group: elsewhereNow.contains(identity(change.person)) ? .movedOut : .ended,
                    person: change.person,
                    shown: change.shown)
            }
        return ExtractComparison(previous: previous, people: lines)
    }

    /// Who of these was a customer of a unit outside the scope.
    private func customersElsewhere(
        _ people: [ID<CareRecipient>], than line: ExtractLine, at moment: Instant
    ) throws -> Set<ID<CareRecipient>> {
        guard !people.isEmpty else { return [] }
        return Set(
            try all(
                """
                SELECT DISTINCT s.recipient_id FROM provider_responsibilities s JOIN provider_units u ON u.id = s.unit_id
                JOIN installations i ON i.recipient_id = s.recipient_id JOIN devices d ON d.id = i.device_id
                WHERE s.recipient_id IN (\(list: people)) AND NOT (\(line.scope.condition))
                    AND d.kind IN ('alarmBase', 'alarmButton') AND \(isHeld("s", at: moment)) AND \(isHeld("i", at: moment))
                """
            ) { $0.id() })
    }

    private func isHeld(_ row: SQL, at moment: Instant) -> SQL {
        "\(row).valid_from <= \(moment) AND (\(row).valid_to IS NULL OR \(row).valid_to > \(moment))"
    }

    /// How many there were when each of the last twelve months began, and are now: two statements.
    /// - Throws: `notFound` for another unit than the actor's own.
    public func extractHistory(of scope: ExtractScope) throws -> [ExtractCount] {
        if let unit = actor.unit, scope != .unit(unit) { throw AppError.notFound }
        try actor.require(.seeCases)
        let days = today.months(back: 12).map { ($0, $0.start) } + [(today, now)]
        let customers = try counts(
            of: "s.recipient_id", rows: ["s", "i"], at: days.map(\.1),
            in: """
                provider_responsibilities s JOIN provider_units u ON u.id = s.unit_id
                JOIN installations i ON i.recipient_id = s.recipient_id
                JOIN devices d ON d.id = i.device_id AND d.kind IN ('alarmBase', 'alarmButton') WHERE \(scope.condition)
                """)
        let alarms = try counts(
            of: "i.id", rows: ["i"], at: days.map(\.1),
            in: """
                installations i JOIN provider_units u ON u.id = i.unit_id
                JOIN devices d ON d.id = i.device_id AND d.kind = 'providerEmergencyAlarm' WHERE \(scope.condition)
                """)
        return days.indices.map {
            ExtractCount(day: days[$0].0, customers: customers[$0], emergencyAlarms: alarms[$0])
        }
    }

    private func counts(of what: SQL, rows: [SQL], at moments: [Instant], in source: SQL) throws -> [Int] {
        let columns: [SQL] = moments.map { moment in
            let held = rows.map { isHeld($0, at: moment) }
            return "COUNT(DISTINCT CASE WHEN \(SQL.joined(held, by: " AND ")) THEN \(what) END)"
        }
        return try one("SELECT \(SQL.joined(columns, by: ", ")) FROM \(source)") { row in
            moments.map { _ in row.int() }
        }
    }
}
