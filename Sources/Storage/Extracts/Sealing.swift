import Domain

extension Tx {
    private static let pieceSize = 1 << 20

    /// Seals an extract with its files: from now on it says what it says. In a case the duty is done by it; of a case that
    /// has ended already, the new version goes out with a message.
    /// - Parameters:
    ///   - files: made of the draft.
    ///   - message: what the unit is told with a new version.
    /// - Throws: `conflict` where somebody was first, or the register has changed since it was worked out.
    @discardableResult
    public func seal(
        _ draft: ExtractDraft, files: [ExtractFile], message: String = ""
    ) throws -> ID<SealedExtract> {
        let duty = draft.order?.duty
        if duty == nil { try actor.require(.makeExtracts) }
        try serialize(on: "extracts")
        let place = try place(of: draft.scope, in: draft.moment.month)
        guard place.number == draft.number, place.version == draft.version,
            try extractContent(of: draft.scope, at: draft.moment)
                .digest(of: draft.scope, at: draft.moment) == draft.digest
        else { throw AppError.conflict("extract.changedMeanwhile") }
        if draft.version == 1 { _ = try nextNumber(of: Self.extractSeries(draft.moment.month.year)) }
        let id = ID<SealedExtract>.new(in: self)
        try insert(draft, as: id)
        for file in files { try insert(file, of: id) }
        let order = try draft.order.map { try visibleCase($0.number) }
        let told = [
            "extract": draft.number, "version": String(draft.version),
            "customers": String(draft.content.customers.count),
            "alarms": String(draft.content.alarms.count),
        ]
        let event = Event(
            .extractSealed, told,
            about: order.map { [.order($0.id)] } ?? [.user(actor.user)])
        guard let order else {
            try append(event)
            return id
        }
        if let duty {
            try complete(
                duty, in: order, evidence: ["extract": "\(draft.number):\(draft.version)"], events: [event])
        } else {
            try append(event)
            // As long as nothing has been given out, the feedback gives out the latest.
            if try hasGivenOut(order) {
                guard !message.isEmpty else { throw AppError.invalid("form.required", field: "message") }
                try handOut([id], with: try tell(message, in: order))
            }
        }
        return id
    }

    private func insert(_ draft: ExtractDraft, as id: ID<SealedExtract>) throws {
        let (scope, moment, totals) = (draft.scope, draft.moment, draft.content.totals)
        try execute(
            """
            INSERT INTO extracts (id, number, version, month, scope, unit_id, provider_id, case_id, as_of_day, as_of,
                known_at, previous_id, customers, alarms, digest, sealed_at, sealed_by)
            VALUES (\(id), \(draft.number), \(draft.version), \(moment.month), \(scope.kind), \(scope.unit),
                \(scope.provider), \(draft.order?.id), \(moment.day), \(moment.asOf), \(moment.knownAt), \(draft.previous),
                \(totals.customers), \(totals.emergencyAlarms), \(draft.digest), \(now), \(actor.user))
            """)
        let customers: [SQL] = draft.content.customers.enumerated().map { position, line in
            """
            (\(id), \(position), \(line.person), \(columns(of: line.shown)), \(line.unit), \(line.activeFrom),
                \(line.isCoded ? "" : line.association.text))
            """
        }
        try insertInBatches(
            """
            extract_customers (extract_id, position, recipient_id, code, name, kind, value, unit_name, active_from,
                association_id)
            """, customers)
        try insertInBatches(
            "extract_alarms (extract_id, position, serial, unit_name, active_from)",
            draft.content.alarms.enumerated().map { position, alarm in
                "(\(id), \(position), \(alarm.serial), \(alarm.unit), \(alarm.activeFrom))"
            })
        try insertInBatches(
            """
            extract_changes (extract_id, position, change, recipient_id, code, name, kind, value, aspects, cause, reason)
            """,
            draft.changes.enumerated().map { position, line in
                let aspects = line.change.aspects.map(\.rawValue).joined(separator: " ")
                return """
                    (\(id), \(position), \(line.change.kind), \(line.change.person), \(columns(of: line.change.shown)),
                        \(aspects), \(line.cause?.rawValue ?? ""), \(line.reason))
                    """
            })
    }

    private func columns(of shown: AlarmCustomer.Shown) -> SQL {
        switch shown {
        case .named(let name, let number): "NULL, \(name), \(number.kind), \(number.value)"
        case .coded(let code): "\(code), '', '', ''"
        }
    }

    private func insert(_ file: ExtractFile, of id: ID<SealedExtract>) throws {
        try execute(
            """
            INSERT INTO extract_files (extract_id, format, size, digest)
            VALUES (\(id), \(file.format), \(file.bytes.count), \(file.bytes.digest))
            """)
        for (position, start) in stride(from: 0, to: file.bytes.count, by: Self.pieceSize).enumerated() {
            let piece = Array(file.bytes[start..<min(start + Self.pieceSize, file.bytes.count)])
            try execute(
                """
                INSERT INTO extract_pieces (extract_id, format, position, bytes)
                VALUES (\(id), \(file.format), \(position), \(piece))
                """)
        }
    }

    /// Gives extracts out with a message: from now on the unit can fetch them.
    func handOut(_ extracts: [ID<SealedExtract>], with message: ID<Message>) throws {
        try insert("message_extracts (message_id, extract_id)", extracts.map { "(\(message), \($0))" })
    }

    /// The latest versions of a case's, those that no message has given out yet.
    func extractsToHandOut(in order: Case) throws -> [ID<SealedExtract>] {
        try all(
            """
            SELECT x.id FROM extracts x WHERE x.case_id = \(order.id)
                AND NOT EXISTS (SELECT 1 FROM message_extracts m WHERE m.extract_id = x.id)
                AND NOT EXISTS (SELECT 1 FROM extracts y WHERE y.case_id = x.case_id AND y.number = x.number
                    AND y.version > x.version) ORDER BY x.id
            """
        ) { $0.id() }
    }

    private func hasGivenOut(_ order: Case) throws -> Bool {
        try first(
            """
            SELECT 1 FROM extracts x JOIN message_extracts m ON m.extract_id = x.id WHERE x.case_id = \(order.id) LIMIT 1
            """
        ) { $0.int() } != nil
    }
}

extension Reading {
    /// Nothing can be told of a day before the register begins.
    public func requireRegister(on day: Day?, under routine: RoutineEdition) throws {
        guard let day, let field = routine.orderForm?.field(filling: .extractDay) else { return }
        try requireRegister(on: day, field: field.key)
    }

    func requireRegister(on day: Day, field: String) throws {
        guard let began = try registerBegan(), day < began else { return }
        throw AppError.invalid("extract.beforeRegister", field: field, ["day": began.description])
    }

    /// The day of the first thing that the register knows of anybody's alarm or provider; `nil` for an empty one.
    func registerBegan() throws -> Day? {
        try one(
            """
            SELECT MIN(b.first) FROM (SELECT MIN(valid_from) AS first FROM installations
                UNION ALL SELECT MIN(valid_from) FROM provider_responsibilities) b
            """
        ) { $0.instantIfAny()?.day }
    }
}
