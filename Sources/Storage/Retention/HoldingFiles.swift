import Domain

/// Why somebody's file is not disposed of, or only kept.
public struct PlacedHold: Sendable, Hashable {
    public let kind: FileHold
    public let reason: String
    public let placedOn: Day
    public let placedBy: String
}

/// The same, with whom it is about, for the one who disposes of files.
public struct HeldPerson: Sendable, Hashable {
    public let person: ID<CareRecipient>
    /// Empty where the person's data are protected and the actor has not been let in.
    public let name: String
    public let hold: PlacedHold
}

extension Reading {
    /// What holds a person's file, of each kind at most one.
    func holds(of person: ID<CareRecipient>) throws -> [PlacedHold] {
        try all(
            """
            SELECT h.kind, h.reason, h.placed_at, u.name FROM file_holds h JOIN users u ON u.id = h.placed_by
            WHERE h.lifted_at IS NULL AND h.recipient_id IN (
                WITH RECURSIVE one (id) AS (SELECT p.id FROM care_recipients p WHERE p.id = \(person) UNION SELECT p.id FROM one o
                    JOIN care_recipients p ON p.merged_into_id = o.id) SELECT o.id FROM one o)
            ORDER BY h.id
            """
        ) { try PlacedHold(&$0) }
    }

    /// The latest first, at most two hundred.
    func heldPeople() throws -> [HeldPerson] {
        try all(
            """
            SELECT h.recipient_id, CASE WHEN \(mayTell(of: "p.id")) THEN p.name ELSE '' END, h.kind,
                CASE WHEN \(mayTell(of: "p.id")) THEN h.reason ELSE '' END, h.placed_at, u.name
            FROM file_holds h JOIN users u ON u.id = h.placed_by JOIN care_recipients p ON p.id = h.recipient_id
            WHERE h.lifted_at IS NULL ORDER BY h.id DESC LIMIT 200
            """
        ) { HeldPerson(person: $0.id(), name: $0.text(), hold: try PlacedHold(&$0)) }
    }

    /// What a person's file is held by, for the one who may hold it.
    /// - Throws: `forbidden`, `notFound`.
    public func fileHolds(of person: ID<CareRecipient>) throws -> Personal<
        (name: String, holds: [PlacedHold])
    > {
        try actor.require(.holdFiles)
        let name = try one(
            "SELECT p.name FROM care_recipients p WHERE p.id = \(person) AND \(seesRecipient)"
        ) { $0.text() }
        return Personal((name, try holds(of: person)), Disclosure(.viewed, "fileHolds", about: [person]))
    }
}

extension PlacedHold {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            kind: try row.value(), reason: row.text(), placedOn: row.instant().day, placedBy: row.text())
    }
}

extension Tx {
    /// Stops that a person's file is disposed of, or that more is done with it than to keep it.
    /// - Parameter typed: `kind`, `reason`.
    /// - Throws: `forbidden`, `notFound`; `invalid` at `kind` and `reason`; `conflict` where it is held so already.
    public func holdFile(of person: ID<CareRecipient>, _ typed: Answers) throws {
        try requireHolding(person)
        let (kind, reason) = try stated(typed)
        guard try !holds(of: person).contains(where: { $0.kind == kind }) else {
            throw AppError.conflict("fileHold.already")
        }
        try execute(
            """
            INSERT INTO file_holds (id, recipient_id, kind, reason, placed_at, placed_by)
            VALUES (\(ID<HeldFile>.new(in: self)), \(person), \(kind), \(reason), \(now), \(actor.user))
            """)
        try append(Event(.fileHeld, ["kind": kind.rawValue, "reason": reason], about: [.recipient(person)]))
    }

    /// - Parameter typed: `kind`, `reason`.
    /// - Throws: `forbidden`, `notFound`; `invalid` at `kind` and `reason`; `conflict` where it is not held so.
    public func releaseFile(of person: ID<CareRecipient>, _ typed: Answers) throws {
        try requireHolding(person)
        let (kind, reason) = try stated(typed)
        let count = try changes(
            by: """
                UPDATE file_holds SET lifted_at = \(now), lifted_by = \(actor.user), lifted_why = \(reason)
                WHERE recipient_id = \(person) AND kind = \(kind) AND lifted_at IS NULL
                """)
        guard count > 0 else { throw AppError.conflict("fileHold.none") }
        try append(
            Event(.fileReleased, ["kind": kind.rawValue, "reason": reason], about: [.recipient(person)]))
    }

    /// Everything that is wrong with it is told at once.
    private func stated(_ typed: Answers) throws -> (kind: FileHold, reason: String) {
        let kind = FileHold(rawValue: typed["kind"])
        var faults = kind == nil ? [Fault("form.choose", field: "kind")] : []
        var reason = ""
        do { reason = try self.reason(in: typed, atLeast: 10) } catch let error as AppError {
            faults += error.faults
        }
        guard let kind, faults.isEmpty else { throw AppError(.invalid, faults) }
        return (kind, reason)
    }

    private func requireHolding(_ person: ID<CareRecipient>) throws {
        try actor.require(.holdFiles)
        _ = try one("SELECT 1 FROM care_recipients p WHERE p.id = \(person) AND \(seesRecipient)") {
            $0.int()
        }
        try holdPerson(person)
    }

    private func holdPerson(_ person: ID<CareRecipient>) throws {
        try hold("care_recipients", where: "c.id = \(person)")
    }

    /// What is restricted is kept as it is, until the question is settled (GDPR 18).
    /// - Throws: `conflict`.
    func requireUnrestricted(_ people: ID<CareRecipient>...) throws {
        let restricted = try first(
            """
            SELECT 1 FROM file_holds h WHERE h.recipient_id IN (\(list: people)) AND h.kind = 'restriction'
                AND h.lifted_at IS NULL
            """
        ) { $0.int() }
        guard restricted == nil else { throw AppError.conflict("fileHold.restricted") }
    }
}
