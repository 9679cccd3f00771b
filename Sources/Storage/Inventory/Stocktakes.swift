import Domain

/// A count, going on or finished.
public struct StocktakeLine: Sendable, Hashable {
    public let id: ID<Stocktake>
    public let place: StoragePlace
    public let begunAt: Instant
    public let begunBy: String
    public let finishedAt: Instant?
    public let finishedBy: String?
    /// How many lay there when it was finished.
    public let counted: Int
    public let differences: Int
}

/// A count that is going on: what should lie there, and what has been counted.
public struct CountPage: Sendable, Hashable {
    public let stocktake: StocktakeLine
    public let expected: [Device]
    public let counted: [SerialNumber: Instant]

    /// Counted, and not among what should lie there.
    public var unexpected: [SerialNumber] {
        counted.keys.filter { serial in !expected.contains { $0.serial == serial } }
            .sorted { $0.text < $1.text }
    }
}

/// A difference that has been settled.
public struct SettledDifference: Sendable, Hashable {
    public let serial: SerialNumber
    public let kind: StocktakeDifference.Kind
    public let decision: StocktakeDifference.Decision
    public let note: String
    public let at: Instant
    public let who: String
}

extension Reading {
    /// The last counts, newest first.
    public func stocktakes(limit: Int = 50) throws -> [StocktakeLine] {
        try actor.require(.keepInventory)
        return try stocktakes(where: "1 = 1", limit: limit)
    }

    func stocktakes(where condition: SQL, limit: Int) throws -> [StocktakeLine] {
        try all(
            """
            SELECT s.id, p.id, p.name, p.kind, s.begun_at, u.name, s.finished_at, f.name, s.counted,
                (SELECT COUNT(*) FROM stocktake_differences d WHERE d.stocktake_id = s.id)
            FROM stocktakes s JOIN storage_places p ON p.id = s.place_id JOIN users u ON u.id = s.begun_by
            LEFT JOIN users f ON f.id = s.finished_by WHERE \(condition) ORDER BY s.id DESC LIMIT \(limit)
            """
        ) {
            StocktakeLine(
                id: $0.id(), place: try readPlace(&$0), begunAt: $0.instant(), begunBy: $0.text(),
                finishedAt: $0.instantIfAny(), finishedBy: $0.textIfAny(), counted: $0.int(),
                differences: $0.int())
        }
    }

    public func stocktake(_ id: ID<Stocktake>) throws -> CountPage {
        try actor.require(.keepInventory)
        guard let stocktake = try stocktakes(where: "s.id = \(id)", limit: 1).first else {
            throw AppError.notFound
        }
        let expected = try all(
            """
            SELECT id, serial, kind, model, status FROM devices WHERE place_id = \(stocktake.place.id)
            ORDER BY kind, model, serial
            """
        ) { try readDevice(&$0) }
        return CountPage(stocktake: stocktake, expected: expected, counted: try counts(in: id))
    }

    func counts(in stocktake: ID<Stocktake>) throws -> [SerialNumber: Instant] {
        Dictionary(
            try all("SELECT serial, counted_at FROM stocktake_counts WHERE stocktake_id = \(stocktake)") {
                (SerialNumber(stored: $0.text()), $0.instant())
            }
        ) { first, _ in first }
    }

    /// How the differences of a finished count were settled.
    public func settledDifferences(of id: ID<Stocktake>) throws -> [SettledDifference] {
        try actor.require(.keepInventory)
        return try all(
            """
            SELECT d.serial, d.kind, d.decision, d.note, d.decided_at, u.name FROM stocktake_differences d
            JOIN users u ON u.id = d.decided_by WHERE d.stocktake_id = \(id) ORDER BY d.serial
            """
        ) {
            SettledDifference(
                serial: SerialNumber(stored: $0.text()), kind: try $0.value(), decision: try $0.value(),
                note: $0.text(), at: $0.instant(), who: $0.text())
        }
    }

    /// Where a count and the register differ just now.
    public func differences(in id: ID<Stocktake>) throws -> [StocktakeDifference] {
        let page = try stocktake(id)
        let missing = page.expected.filter { page.counted[$0.serial] == nil }
        let serials = missing.map(\.serial) + page.unexpected
        let known = try devices(serials)
        let standing = try standing(of: serials)
        return serials.map { serial in
            let device = known[serial]
            let kind: StocktakeDifference.Kind =
                page.counted[serial] == nil ? .missing : StocktakeDifference.kind(of: device)
            return StocktakeDifference(
                serial: serial, kind: kind, device: device, place: standing[serial]?.place ?? "",
                since: standing[serial]?.since, countedAt: page.counted[serial])
        }
    }

    /// Where the register says that devices are, and since when. It names no home: who is there is told on the device's
    /// own page.
    private func standing(
        of serials: [SerialNumber]
    ) throws -> [SerialNumber: (place: String, since: Instant?)] {
        guard !serials.isEmpty else { return [:] }
        let rows = try all(
            """
            SELECT d.serial, COALESCE(o.name, ''), COALESCE(i.valid_from, d.placed_at) FROM devices d
            LEFT JOIN storage_places o ON o.id = d.place_id
            LEFT JOIN installations i ON i.device_id = d.id AND i.valid_to IS NULL
            WHERE d.serial IN (\(list: serials))
            """
        ) { (SerialNumber(stored: $0.text()), (place: $0.text(), since: $0.instantIfAny())) }
        return Dictionary(rows) { first, _ in first }
    }
}

extension Tx {
    /// Begins to count a place; where somebody counts there already, goes on with that count.
    public func beginStocktake(at typed: ID<StoragePlace>?) throws -> ID<Stocktake> {
        try actor.require(.keepInventory)
        let place = try openPlace(typed)
        let running: ID<Stocktake>? = try first(
            "SELECT id FROM stocktakes WHERE place_id = \(place.id) AND finished_at IS NULL"
        ) { $0.id() }
        if let running { return running }
        let id = ID<Stocktake>.new(in: self)
        try execute(
            """
            INSERT INTO stocktakes (id, place_id, begun_at, begun_by)
            VALUES (\(id), \(place.id), \(now), \(actor.user))
            """)
        return id
    }

    /// Keeps what has been counted so far. Several may count at once: each adds their own, and takes away only what they
    /// have seen ticked.
    /// - Parameters:
    ///   - ticked: what is ticked on the page.
    ///   - shown: what was ticked on it when it was shown.
    ///   - typed: more, line by line.
    /// - Throws: `conflict` where the count is finished; `invalid` at `serials` for a line that is no serial number.
    public func count(
        ticked: Set<SerialNumber>, shown: Set<SerialNumber>, typed: String, in id: ID<Stocktake>
    ) throws {
        try requireRunning(id)
        let list = SerialList(typed)
        // One that is read twice is one all the same.
        if let wrong = list.faults.first(where: { $0.fault.key != "serials.repeated" }) {
            throw AppError.invalid("serials.line", field: "serials", ["line": "\(wrong.line)"])
        }
        guard list.lines.count <= SerialList.lineLimit else {
            throw AppError.invalid("serials.tooMany", field: "serials", ["limit": "\(SerialList.lineLimit)"])
        }
        let gone = shown.subtracting(ticked).subtracting(list.serials)
        if !gone.isEmpty {
            try execute(
                """
                DELETE FROM stocktake_counts WHERE stocktake_id = \(id)
                    AND serial IN (\(list: gone.sorted { $0.text < $1.text }))
                """)
        }
        try tick(ticked.subtracting(shown).union(list.serials), in: id)
    }

    func tick(_ serials: Set<SerialNumber>, in id: ID<Stocktake>) throws {
        let rows = serials.sorted { $0.text < $1.text }.map {
            "(\(id), \($0), \(now), \(actor.user))" as SQL
        }
        guard !rows.isEmpty else { return }
        try execute(
            """
            INSERT INTO stocktake_counts (stocktake_id, serial, counted_at, counted_by)
            VALUES \(SQL.joined(rows, by: ", ")) ON CONFLICT (stocktake_id, serial) DO NOTHING
            """)
    }

    /// Holds a count that is going on.
    func requireRunning(_ id: ID<Stocktake>) throws {
        try actor.require(.keepInventory)
        let finishedAt = try first(
            "SELECT c.finished_at FROM stocktakes c WHERE c.id = \(id)\(forChange)"
        ) { $0.instantIfAny() }
        switch finishedAt {
        case nil: throw AppError.notFound
        case .some(.some): throw AppError.conflict("stocktake.finished")
        case .some(nil): return
        }
    }
}
