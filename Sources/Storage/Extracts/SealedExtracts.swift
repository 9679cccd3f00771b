import Domain

/// A sealed extract in a list.
public struct ExtractLine: Sendable, Hashable {
    public let id: ID<SealedExtract>
    public let number: String
    public let version: Int
    public let scope: ExtractScope
    public let scopeName: String
    public let moment: ExtractMoment
    public let totals: ExtractTotals
    public let digest: String
    /// The version that it tells its differences from.
    public let previous: ID<SealedExtract>?
    public let order: CaseNumber?
    public let sealedAt: Instant
    public let sealedBy: String
}

/// A sealed extract with what it says.
public struct ExtractPage: Sendable {
    public let line: ExtractLine
    public let customers: [AlarmCustomer]
    public let alarms: [EmergencyAlarm]
    public let changes: [ReasonedChange]
    public let files: [FileLine]
    /// All versions of the same number, the latest first.
    public let versions: [ExtractLine]
    public let comparison: ExtractComparison?
    /// Its names and files have been disposed of; its sums stand.
    public let isDisposed: Bool

    public struct FileLine: Sendable, Hashable {
        public let format: ExtractFormat
        /// In bytes.
        public let size: Int
        public let digest: String
    }
}

extension Reading {
    /// Which extracts (`x`) the actor sees: the team all; a unit its own, once they were given out to it.
    var seesExtract: SQL {
        switch actor.place {
        case .team: actor.may(.seeCases) ? "1 = 1" : "1 = 0"
        case .unit(let unit):
            """
            (x.unit_id = \(unit) AND EXISTS (SELECT 1 FROM message_extracts g JOIN messages a ON a.id = g.message_id
                JOIN cases c ON c.id = a.case_id WHERE g.extract_id = x.id AND \(seesCase)))
            """
        case .municipality: "1 = 0"
        }
    }

    /// The latest first.
    public func extracts(offset: Int = 0, limit: Int = 50) throws -> [ExtractLine] {
        try actor.require(.seeCases)
        return try sealed(where: seesExtract, limit: limit, offset: offset)
    }

    /// - Throws: `notFound` for one that is none, or not the actor's to see.
    public func extractPage(_ id: ID<SealedExtract>) throws -> Personal<ExtractPage> {
        try actor.require(.seeCases)
        guard let line = try sealed(where: "x.id = \(id) AND \(seesExtract)").first else {
            throw AppError.notFound
        }
        let page = ExtractPage(
            line: line, customers: try sealedCustomers(of: id), alarms: try sealedAlarms(of: id),
            changes: try sealedChanges(of: id), files: try fileLines(of: id),
            versions: try sealed(where: "x.number = \(line.number) AND \(seesExtract)"),
            comparison: try comparison(of: line), isDisposed: try isDisposed(id))
        let people =
            page.customers.map(\.person) + page.changes.map(\.change.person)
            + (page.comparison?.people.map(\.person) ?? [])
        return Personal(page, Disclosure(.viewed, "extract", about: people))
    }

    /// One file, as it was sealed.
    public func extractFile(_ id: ID<SealedExtract>, _ format: ExtractFormat) throws -> Personal<SealedFile> {
        try actor.require(.seeCases)
        guard let line = try sealed(where: "x.id = \(id) AND \(seesExtract)").first else {
            throw AppError.notFound
        }
        let digest = try one(
            "SELECT digest FROM extract_files WHERE extract_id = \(id) AND format = \(format)"
        ) { $0.text() }
        var bytes: [UInt8] = []
        try connection.query(
            """
            SELECT bytes FROM extract_pieces WHERE extract_id = \(id) AND format = \(format) ORDER BY position
            """
        ) { bytes += $0.blob() }
        // What is not what was sealed is never given out as if it were.
        guard bytes.digest == digest else { throw AppError(.unavailable, "extract.damaged") }
        guard try !namesProtected(id) else { throw AppError.conflict("extract.protectedSince") }
        let people =
            try sealedCustomers(of: id).map(\.person) + sealedChanges(of: id).map(\.change.person)
        let order: ID<Case>? =
            try first("SELECT case_id FROM extracts WHERE id = \(id)") {
                row in row.optional { $0.id() }
            } ?? nil
        return Personal(
            SealedFile(line: line, bytes: bytes),
            Disclosure(.downloaded, "extract", about: people, in: order))
    }

    private func isDisposed(_ id: ID<SealedExtract>) throws -> Bool {
        try first("SELECT 1 FROM disposed_extracts d WHERE d.extract_id = \(id)") { $0.int() } != nil
    }

    /// Whether the files name somebody whose data have been protected since: a sealed file cannot be coded.
    private func namesProtected(_ id: ID<SealedExtract>) throws -> Bool {
        try first(
            """
            SELECT 1 FROM care_recipients p WHERE p.protection <> 'none' AND p.id IN (
                SELECT x.recipient_id FROM extract_customers x WHERE x.extract_id = \(id) AND x.code IS NULL
                UNION ALL SELECT x.recipient_id FROM extract_changes x WHERE x.extract_id = \(id) AND x.code IS NULL)
            LIMIT 1
            """
        ) { $0.int() } != nil
    }

    /// The extracts that messages of a case gave out, by message.
    func handedOut(in order: ID<Case>) throws -> [ID<Message>: [ExtractLine]] {
        let given = try all(
            """
            SELECT g.message_id, g.extract_id FROM message_extracts g JOIN messages a ON a.id = g.message_id
            WHERE a.case_id = \(order)
            """
        ) { ($0.id() as ID<Message>, $0.id() as ID<SealedExtract>) }
        guard !given.isEmpty else { return [:] }
        let lines = try sealed(where: "x.id IN (\(list: given.map(\.1)))")
        let byID = Dictionary(uniqueKeysWithValues: lines.map { ($0.id, $0) })
        return Dictionary(grouping: given, by: \.0).mapValues { $0.compactMap { byID[$0.1] } }
    }

    /// Those that were made in a case, the latest first; for the team.
    func extracts(in order: ID<Case>) throws -> [ExtractLine] {
        try sealed(where: "x.case_id = \(order)")
    }

    func sealed(where condition: SQL, limit: Int = 500, offset: Int = 0) throws -> [ExtractLine] {
        try all(
            """
            SELECT x.id, x.number, x.version, x.scope, x.unit_id, x.provider_id, COALESCE(u.name, v.name, ''), x.as_of_day,
                x.as_of, x.known_at, x.customers, x.alarms, x.digest, x.previous_id, o.number, x.sealed_at, w.name
            FROM extracts x LEFT JOIN provider_units u ON u.id = x.unit_id
            LEFT JOIN care_providers v ON v.id = x.provider_id LEFT JOIN cases o ON o.id = x.case_id
            JOIN users w ON w.id = x.sealed_by WHERE \(condition)
            ORDER BY x.sealed_at DESC, x.id DESC LIMIT \(limit) OFFSET \(offset)
            """
        ) { row in
            let (id, number, version): (ID<SealedExtract>, String, Int) = (row.id(), row.text(), row.int())
            let kind: ExtractScope.Kind = try row.value()
            let unit: ID<ProviderUnit>? = row.optional { $0.id() }
            let provider: ID<CareProvider>? = row.optional { $0.id() }
            let name = row.text()
            let day = try row.dayIfAny()
            let (asOf, knownAt) = (row.instant(), row.instant())
            let scope: ExtractScope =
                switch (kind, unit, provider) {
                case (.unit, let unit?, _): .unit(unit)
                case (.provider, _, let provider?): .provider(provider)
                default: .municipality
                }
            return ExtractLine(
                id: id, number: number, version: version, scope: scope, scopeName: name,
                moment: day.map { ExtractMoment(day: $0, knownAt: knownAt) }
                    ?? ExtractMoment(asOf: asOf, knownAt: knownAt),
                totals: ExtractTotals(customers: row.int(), emergencyAlarms: row.int()), digest: row.text(),
                previous: row.optional { $0.id() },
                order: row.textIfAny().map { CaseNumber(stored: $0) }, sealedAt: row.instant(),
                sealedBy: row.text())
        }
    }

    /// As they were sealed; without name and number for those whose data are protected by now.
    func sealedCustomers(of id: ID<SealedExtract>) throws -> [AlarmCustomer] {
        let hidden = try protectedPeople()
        return try all(
            """
            SELECT recipient_id, code, name, kind, value, unit_name, active_from, association_id FROM extract_customers
            WHERE extract_id = \(id) ORDER BY position
            """
        ) { row in
            let person: ID<CareRecipient> = row.id()
            var shown = try readShown(&row)
            if hidden.contains(person), case .named = shown { shown = .coded(0) }
            return AlarmCustomer(
                person: person, shown: shown, unit: row.text(), activeFrom: row.instant(),
                association: row.id())
        }
    }

    private func readShown(_ row: inout Row) throws -> AlarmCustomer.Shown {
        if let code = row.intIfAny() {
            row.skip(3)
            return .coded(code)
        }
        return .named(row.text(), try readIdentifier(&row))
    }

    private func sealedAlarms(of id: ID<SealedExtract>) throws -> [EmergencyAlarm] {
        try all(
            """
            SELECT serial, unit_name, active_from FROM extract_alarms WHERE extract_id = \(id) ORDER BY position
            """
        ) {
            EmergencyAlarm(serial: SerialNumber(stored: $0.text()), unit: $0.text(), activeFrom: $0.instant())
        }
    }

    private func sealedChanges(of id: ID<SealedExtract>) throws -> [ReasonedChange] {
        let hidden = try protectedPeople()
        return try all(
            """
            SELECT change, recipient_id, code, name, kind, value, aspects, cause, reason FROM extract_changes
            WHERE extract_id = \(id) ORDER BY position
            """
        ) { row in
            let (kind, person): (ExtractChange.Kind, ID<CareRecipient>) = (try row.value(), row.id())
            let shown = try readShown(&row)
            let aspects = row.text().split(separator: " ").compactMap {
                ExtractChange.Aspect(rawValue: String($0))
            }
            let change = ExtractChange(kind: kind, person: person, shown: shown, aspects: aspects)
            return ReasonedChange(
                change: hidden.contains(person) ? change.coded : change,
                cause: Event.Kind(rawValue: row.text()), reason: row.text())
        }
    }

    private func fileLines(of id: ID<SealedExtract>) throws -> [ExtractPage.FileLine] {
        let lines = try all("SELECT format, size, digest FROM extract_files WHERE extract_id = \(id)") {
            ExtractPage.FileLine(format: try $0.value(), size: $0.int(), digest: $0.text())
        }
        return ExtractFormat.allCases.compactMap { format in lines.first { $0.format == format } }
    }
}

/// A file of a sealed extract, to be given out.
public struct SealedFile: Sendable {
    public let line: ExtractLine
    public let bytes: [UInt8]

    /// Without anything personal: `LU-2026-0007-v1`.
    public var name: String { "\(line.number)-v\(line.version)" }
}

/// Whom an extract can be made of, in Swedish order.
public struct ExtractScopes: Sendable {
    public let providers: [NamedPlace<CareProvider>]
    public let units: [NamedPlace<ProviderUnit>]
}

extension Reading {
    public func extractScopes() throws -> ExtractScopes {
        let providers = try all("SELECT id, name FROM care_providers") {
            NamedPlace<CareProvider>(id: $0.id(), name: $0.text())
        }
        return ExtractScopes(
            providers: providers.map { (SortKey.of($0.name), $0) }
                .sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1),
            units: try all("SELECT id, name FROM provider_units ORDER BY sort_key, id") {
                NamedPlace(id: $0.id(), name: $0.text())
            })
    }
}
