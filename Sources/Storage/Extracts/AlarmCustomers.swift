import Domain

/// What an extract counts, with its totals; all of it in memory, so for one that is sealed.
public struct ExtractContent: Sendable, Hashable {
    public let customers: [AlarmCustomer]
    public let alarms: [EmergencyAlarm]

    public var totals: ExtractTotals {
        ExtractTotals(customers: customers.count, emergencyAlarms: alarms.count)
    }
}

extension Reading {
    func extractContent(of scope: ExtractScope, at moment: ExtractMoment) throws -> ExtractContent {
        var customers: [AlarmCustomer] = []
        try countCustomers(of: scope, at: moment) { customers.append($0) }
        return ExtractContent(customers: customers, alarms: try countAlarms(of: scope, at: moment))
    }

    /// What is counted, row by row, for an extract that nobody has ordered and that goes to a file.
    /// - Throws: `forbidden`.
    public func eachCustomer(
        of scope: ExtractScope, at moment: ExtractMoment, _ each: (AlarmCustomer) throws -> Void
    ) throws {
        try actor.require(.makeExtracts)
        try countCustomers(of: scope, at: moment, each)
    }

    /// - Throws: `forbidden`.
    public func emergencyAlarms(of scope: ExtractScope, at moment: ExtractMoment) throws -> [EmergencyAlarm] {
        try actor.require(.makeExtracts)
        return try countAlarms(of: scope, at: moment)
    }

    /// Calls `each` for every active alarm customer: a person with at least one alarm that is mounted, tested and not
    /// ended, for whom a unit of the scope is responsible at the moment (R4.4). Unit by unit, by identity number; those
    /// whose data are protected last, without name or number. A person comes once, however many devices they have. An
    /// installation begins when its test has passed, so that nothing is mounted here and not tested.
    private func countCustomers(
        of scope: ExtractScope, at moment: ExtractMoment, _ each: (AlarmCustomer) throws -> Void
    ) throws {
        var (last, coded): (ID<CareRecipient>?, Int) = (nil, 0)
        try stream(customers(of: scope, at: moment)) { row in
            let person: ID<CareRecipient> = row.id()
            guard person != last else { return }
            last = person
            let (association, from, unit): (ID<AlarmAssociation>, Instant, String) = (
                row.id(), row.instant(), row.text()
            )
            let (isProtected, name) = (row.bool(), row.text())
            var shown = AlarmCustomer.Shown.coded(coded + 1)
            if let number = try row.optional({ try readIdentifier(&$0) }), !isProtected {
                shown = .named(name, number)
            } else {
                coded += 1
            }
            try each(
                AlarmCustomer(
                    person: person, shown: shown, unit: unit, activeFrom: from, association: association))
        }
    }

    /// The rows of a person stand together, the earliest first. What somebody is called and their number are told as they
    /// were known, not as they were on the day.
    private func customers(of scope: ExtractScope, at moment: ExtractMoment) -> SQL {
        let held = activeAlarms("s.recipient_id, s.unit_id, i.id, i.valid_from", of: scope, at: moment)
        return """
            SELECT h.recipient_id, h.id, h.valid_from, u.name, CASE WHEN p.protection = 'none' THEN 0 ELSE 1 END,
                COALESCE(m.value, o.value, p.name), COALESCE(n.kind, l.kind), COALESCE(n.value, l.value)
            FROM (\(held)) h
            JOIN provider_units u ON u.id = h.unit_id JOIN care_recipients p ON p.id = h.recipient_id
            LEFT JOIN person_identifiers n ON n.recipient_id = h.recipient_id AND n.valid_to IS NULL
                AND \(wasKnown("n", .now, at: moment))
            LEFT JOIN person_identifiers_past l ON l.recipient_id = h.recipient_id AND l.valid_to IS NULL
                AND \(wasKnown("l", .before, at: moment))
            LEFT JOIN person_details m ON m.recipient_id = h.recipient_id AND m.detail = 'name' AND m.valid_to IS NULL
                AND \(wasKnown("m", .now, at: moment))
            LEFT JOIN person_details_past o ON o.recipient_id = h.recipient_id AND o.detail = 'name'
                AND o.valid_to IS NULL AND \(wasKnown("o", .before, at: moment))
            ORDER BY u.sort_key, u.id, 5,
                CASE WHEN p.protection = 'none' THEN COALESCE(n.value, l.value, '') ELSE '' END, h.recipient_id,
                h.valid_from, h.id
            """
    }

    /// `columns` of each alarm `i` of a person and the responsibility `s` of a unit for them that are active at the moment.
    /// What the tables say now and what they said before are asked for one by one: in a join with a union SQLite looks
    /// nothing up, but copies both tables whole.
    fileprivate func activeAlarms(_ columns: SQL, of scope: ExtractScope, at moment: ExtractMoment) -> SQL {
        let pairs = Version.allCases.flatMap { one in Version.allCases.map { (one, $0) } }
        return .joined(
            pairs.map { responsibility, installation in
                """
                SELECT \(columns) FROM provider_responsibilities\(responsibility.suffix) s
                JOIN installations\(installation.suffix) i ON i.recipient_id = s.recipient_id
                JOIN devices d ON d.id = i.device_id AND d.kind IN ('alarmBase', 'alarmButton')
                WHERE \(scope.condition(on: "s.unit_id")) AND \(isActive("s", at: moment))
                    AND \(isActive("i", at: moment)) AND \(wasKnown("s", responsibility, at: moment))
                    AND \(wasKnown("i", installation, at: moment))
                """
            }, by: "\nUNION ALL ")
    }

    /// What units of the scope have for their own staff, unit by unit, by serial number (R4.5).
    private func countAlarms(of scope: ExtractScope, at moment: ExtractMoment) throws -> [EmergencyAlarm] {
        let held: [SQL] = Version.allCases.map { version in
            """
            SELECT i.device_id, i.unit_id, i.valid_from FROM installations\(version.suffix) i
            WHERE i.recipient_id IS NULL AND i.unit_id IS NOT NULL AND \(isActive("i", at: moment))
                AND \(wasKnown("i", version, at: moment))
            """
        }
        return try all(
            """
            SELECT d.serial, u.name, i.valid_from FROM (\(SQL.joined(held, by: "\nUNION ALL "))) i
            JOIN provider_units u ON u.id = i.unit_id
            JOIN devices d ON d.id = i.device_id AND d.kind = 'providerEmergencyAlarm'
            WHERE \(scope.condition) ORDER BY u.sort_key, u.id, d.serial
            """
        ) {
            EmergencyAlarm(serial: SerialNumber(stored: $0.text()), unit: $0.text(), activeFrom: $0.instant())
        }
    }

    /// The beginning counts, the end does not at the moment itself.
    private func isActive(_ row: SQL, at moment: ExtractMoment) -> SQL {
        """
        \(row).valid_from <= \(moment.asOf) AND (\(row).valid_to IS NULL OR \(row).valid_to > \(moment.asOf))
        """
    }

    /// Whether the version `row` of a fact is what was known. What is recorded in the very moment is known in it; in a moment
    /// that is not over, all that is recorded.
    private func wasKnown(_ row: SQL, _ version: Version, at moment: ExtractMoment) -> SQL {
        let end = moment.knownAt >= now ? Int64.max : moment.knownAt.milliseconds + 1
        return switch version {
        case .now: "\(row).recorded_at < \(end)"
        case .before: "\(row).recorded_at < \(end) AND \(row).replaced_at >= \(end)"
        }
    }
}

/// Which version of a fact: the one that its table has, or those that it had before.
private enum Version: CaseIterable {
    case now, before

    /// What the name of the table ends with.
    var suffix: SQL { self == .now ? "" : "_past" }
}

extension ExtractScope {
    /// Which units (`u`) belong to it.
    var condition: SQL {
        switch self {
        case .unit(let unit): "u.id = \(unit)"
        case .provider(let provider): "u.provider_id = \(provider)"
        case .municipality: "1 = 1"
        }
    }

    /// Whether the unit that `column` names belongs to it.
    fileprivate func condition(on column: SQL) -> SQL {
        switch self {
        case .unit(let unit): "\(column) = \(unit)"
        case .provider(let provider):
            "\(column) IN (SELECT x.id FROM provider_units x WHERE x.provider_id = \(provider))"
        case .municipality: "1 = 1"
        }
    }

    var unit: ID<ProviderUnit>? { if case .unit(let unit) = self { unit } else { nil } }
    var provider: ID<CareProvider>? { if case .provider(let provider) = self { provider } else { nil } }
}

extension Reading {
    /// The scope that somebody names on the command line.
    /// - Throws: `forbidden`; `invalid` for a name that is none.
    public func extractScope(unit: String?, provider: String?) throws -> ExtractScope {
        try actor.require(.makeExtracts)
        if let unit {
            guard let id = try self.unit(named: unit) else { throw AppError.invalid("extract.unit.unknown") }
            return .unit(id)
        }
        guard let provider else { return .municipality }
        let id: ID<CareProvider>? = try first("SELECT id FROM care_providers WHERE name = \(provider)") {
            $0.id()
        }
        guard let id else { throw AppError.invalid("extract.provider.unknown") }
        return .provider(id)
    }

    /// The beginning of `day`, or now; by what was known at the end of `knownOn`, or is now.
    /// - Throws: `invalid` for a day of which no extract can be made.
    public func extractMoment(on day: Day?, knownOn: Day?) throws -> ExtractMoment {
        if let day {
            guard day <= today else { throw AppError.invalid("form.day.future", field: "day") }
            if let fault = ExtractDay.fault(of: day, today: today, calendar: try settings().calendar) {
                throw AppError(.invalid, [fault.at("day")])
            }
            try requireRegister(on: day, field: "day")
        }
        let end = knownOn.map { Instant(milliseconds: $0.adding(days: 1).start.milliseconds - 1) }
        let knownAt = end.map { min($0, now) } ?? now
        return day.map { ExtractMoment(day: $0, knownAt: knownAt) }
            ?? ExtractMoment(asOf: knownAt, knownAt: knownAt)
    }
}

extension Tx {
    /// Writes in the read log that an extract is about to be written to a file; who is in it follows.
    /// - Throws: `forbidden`.
    public func logExtract() throws {
        try actor.require(.makeExtracts)
        try log(Disclosure(.downloaded, Disclosure.extractToFile, about: []))
    }

    /// Writes everybody who is in the extract to the read log: in the database alone, however many they are.
    /// - Throws: `forbidden`.
    public func logPeople(of scope: ExtractScope, at moment: ExtractMoment) throws {
        try actor.require(.makeExtracts)
        let reading = try log(Disclosure(.downloaded, Disclosure.extractToFile, about: []))
        // In the order of the keys that they are found by: PostgreSQL takes twice as long in any other.
        try execute(
            """
            INSERT INTO reading_people (reading_id, recipient_id)
            SELECT \(reading), q.recipient_id FROM (\(activeAlarms("s.recipient_id", of: scope, at: moment))) q WHERE 1 = 1
            ORDER BY q.recipient_id ON CONFLICT DO NOTHING
            """)
    }
}

extension Disclosure {
    /// The extract that is written from the command line, past every page.
    fileprivate static let extractToFile = "extract.commandLine"
}
