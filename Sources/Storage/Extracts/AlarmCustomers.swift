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
        try eachCustomer(of: scope, at: moment) { customers.append($0) }
        return ExtractContent(customers: customers, alarms: try emergencyAlarms(of: scope, at: moment))
    }

    /// Calls `each` for every active alarm customer: a person with at least one alarm that is mounted, tested and not
    /// ended, for whom a unit of the scope is responsible at the moment (R4.4). Unit by unit, by identity number; those
    /// whose data are protected last, without name or number. A person comes once, however many devices they have. An
    /// installation begins when its test has passed, so that nothing is mounted here and not tested.
    public func eachCustomer(
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

    /// The rows of a person stand together, the earliest first.
    func customers(of scope: ExtractScope, at moment: ExtractMoment) -> SQL {
        let known = knownBefore(moment)
        // What somebody is called and their number are told as they were known, not as they were on the day.
        let names: (column: SQL, join: SQL) =
            known == nil
            ? ("p.name", "")
            : (
                "COALESCE(m.value, p.name)",
                """
                LEFT JOIN \(facts("person_details", "recipient_id, detail, value, valid_to", knownBefore: known)) m
                    ON m.recipient_id = s.recipient_id AND m.detail = 'name' AND m.valid_to IS NULL
                """
            )
        return """
            SELECT s.recipient_id, i.id, i.valid_from, u.name, CASE WHEN p.protection = 'none' THEN 0 ELSE 1 END,
                \(names.column), n.kind, n.value
            FROM \(facts("provider_responsibilities", "recipient_id, unit_id, valid_from, valid_to", knownBefore: known)) s
            JOIN provider_units u ON u.id = s.unit_id JOIN care_recipients p ON p.id = s.recipient_id
            JOIN \(facts("installations", "id, recipient_id, device_id, valid_from, valid_to", knownBefore: known)) i
                ON i.recipient_id = s.recipient_id
            JOIN devices d ON d.id = i.device_id AND d.kind IN ('alarmBase', 'alarmButton')
            LEFT JOIN \(facts("person_identifiers", "recipient_id, kind, value, valid_to", knownBefore: known)) n
                ON n.recipient_id = s.recipient_id AND n.valid_to IS NULL \(names.join)
            WHERE \(scope.condition) AND \(isActive("s", at: moment)) AND \(isActive("i", at: moment))
            ORDER BY u.sort_key, u.id, 5, CASE WHEN p.protection = 'none' THEN COALESCE(n.value, '') ELSE '' END,
                s.recipient_id,
                i.valid_from, i.id
            """
    }

    /// What units of the scope have for their own staff, unit by unit, by serial number (R4.5).
    public func emergencyAlarms(of scope: ExtractScope, at moment: ExtractMoment) throws -> [EmergencyAlarm] {
        let known = facts(
            "installations", "unit_id, device_id, valid_from, valid_to",
            knownBefore: knownBefore(moment))
        return try all(
            """
            SELECT d.serial, u.name, i.valid_from FROM \(known) i JOIN provider_units u ON u.id = i.unit_id
            JOIN devices d ON d.id = i.device_id AND d.kind = 'providerEmergencyAlarm'
            WHERE \(scope.condition) AND \(isActive("i", at: moment))
            ORDER BY u.sort_key, u.id, d.serial
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

    /// What is recorded in the very moment is known in it.
    private func knownBefore(_ moment: ExtractMoment) -> Instant? {
        moment.knownAt >= now ? nil : Instant(milliseconds: moment.knownAt.milliseconds + 1)
    }
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

    var unit: ID<ProviderUnit>? { if case .unit(let unit) = self { unit } else { nil } }
    var provider: ID<CareProvider>? { if case .provider(let provider) = self { provider } else { nil } }
}

extension Reading {
    /// The scope that somebody names on the command line.
    /// - Throws: `invalid` for a name that is none.
    public func extractScope(unit: String?, provider: String?) throws -> ExtractScope {
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
    /// Writes in the read log that an extract is written to a file, with everybody in it: in the database alone, however
    /// many they are.
    public func logExtract(of scope: ExtractScope, at moment: ExtractMoment) throws {
        let reading = try log(Disclosure(.downloaded, "extract", about: []))
        try execute(
            """
            INSERT INTO reading_people (reading_id, recipient_id)
            SELECT DISTINCT \(reading), q.recipient_id FROM (\(customers(of: scope, at: moment))) q
            """)
    }
}
