import Domain

/// A place with what lies there.
public struct PlaceLine: Sendable, Hashable {
    public let place: StoragePlace
    public let devices: Int
    public let lastCountedAt: Instant?
    /// The count that is going on there.
    public let running: ID<Stocktake>?
}

extension Reading {
    /// The places that are in use: stores, then vehicles, each in Swedish order.
    public func storagePlaces() throws -> [PlaceLine] {
        try actor.require(.seeInventory)
        return try all(
            """
            SELECT p.id, p.name, p.kind, (SELECT COUNT(*) FROM devices d WHERE d.place_id = p.id),
                (SELECT MAX(s.finished_at) FROM stocktakes s WHERE s.place_id = p.id),
                (SELECT s.id FROM stocktakes s WHERE s.place_id = p.id AND s.finished_at IS NULL)
            FROM storage_places p WHERE p.closed_at IS NULL
            """
        ) {
            PlaceLine(
                place: try readPlace(&$0), devices: $0.int(), lastCountedAt: $0.instantIfAny(),
                running: $0.optional { $0.id() })
        }.map { (SortKey.of($0.place.name), $0) }
            .sorted {
                $0.1.place.kind == $1.1.place.kind
                    ? $0.0.lexicographicallyPrecedes($1.0) : $0.1.place.kind == .store
            }.map(\.1)
    }

    func readPlace(_ row: inout Row) throws -> StoragePlace {
        StoragePlace(id: row.id(), name: row.text(), kind: try row.value())
    }

    /// - Throws: `invalid` at `place` for one that is not there, or is no longer in use.
    func openPlace(_ id: ID<StoragePlace>?) throws -> StoragePlace {
        let found = try first(
            "SELECT c.id, c.name, c.kind FROM storage_places c WHERE c.id = \(id) AND c.closed_at IS NULL\(forChange)"
        ) { try readPlace(&$0) }
        guard let found else { throw AppError.invalid("place.unknown", field: "place") }
        return found
    }
}

extension Tx {
    /// - Throws: `invalid` as `StoragePlace` reads it; `conflict` at `name` where there is, or was, one of that name.
    @discardableResult
    public func addPlace(_ typed: Answers) throws -> ID<StoragePlace> {
        try actor.require(.keepInventory)
        let (name, kind) = try StoragePlace.read(typed)
        try serialize(on: "storage places")
        let known = try all("SELECT name FROM storage_places") { $0.text() }
        guard !known.contains(where: { Text.folded($0) == Text.folded(name) }) else {
            throw AppError(.conflict, "place.name.known", field: "name")
        }
        return try insertPlace(name, kind)
    }

    /// A place that is used no more; nothing may lie there, and no count be going on.
    public func closePlace(_ id: ID<StoragePlace>) throws {
        try actor.require(.keepInventory)
        // Whoever puts something there, or begins to count, holds the place first.
        guard
            let place = try first(
                "SELECT c.id, c.name, c.kind FROM storage_places c WHERE c.id = \(id) AND c.closed_at IS NULL\(forChange)",
                { try readPlace(&$0) }
            )
        else { throw AppError.notFound }
        let isUsed = try first(
            """
            SELECT 1 FROM devices WHERE place_id = \(place.id) UNION ALL
            SELECT 1 FROM stocktakes WHERE place_id = \(place.id) AND finished_at IS NULL LIMIT 1
            """
        ) { $0.int() }
        guard isUsed == nil else { throw AppError.conflict("place.inUse", ["place": place.name]) }
        try execute("UPDATE storage_places SET closed_at = \(now) WHERE id = \(id)")
    }

    private func insertPlace(_ name: String, _ kind: StoragePlace.Kind) throws -> ID<StoragePlace> {
        let id = ID<StoragePlace>.new(in: self)
        try execute("INSERT INTO storage_places (id, name, kind) VALUES (\(id), \(name), \(kind))")
        return id
    }

    /// The place of this name, opened where it is not; `nil` for no name.
    func ensurePlace(named name: String) throws -> StoragePlace? {
        guard !name.isEmpty else { return nil }
        let known = { (tx: Tx) in
            try tx.all("SELECT id, name, kind FROM storage_places") { try tx.readPlace(&$0) }
                .first { Text.folded($0.name) == Text.folded(name) }
        }
        if let place = try known(self) { return try opened(place) }
        try serialize(on: "storage places")
        if let place = try known(self) { return try opened(place) }
        return StoragePlace(id: try insertPlace(name, .store), name: name, kind: .store)
    }

    private func opened(_ place: StoragePlace) throws -> StoragePlace {
        try execute(
            "UPDATE storage_places SET closed_at = NULL WHERE id = \(place.id) AND closed_at IS NOT NULL")
        return place
    }

    /// Moves what was read or typed, line by line, to one place; all of it or nothing.
    /// - Returns: how many were elsewhere before.
    /// - Throws: `invalid` at `serials` naming the line, and at `place`.
    public func moveDevices(_ typed: Answers) throws -> Int {
        try actor.require(.keepInventory)
        var faults: [Fault] = []
        var (list, place): (SerialList?, StoragePlace?) = (nil, nil)
        do { list = try SerialList.read(typed["serials"], field: "serials") } catch { faults += error.faults }
        do { place = try openPlace(ID(typed["place"])) } catch let error as AppError {
            faults += error.faults
        }
        let known = try devices(list?.serials ?? [])
        var kits: [Kit] = []
        for line in list?.lines ?? [] {
            if known[line.serial] == nil, let kit = try kit(numbered: line.serial) {
                kits.append(kit)
                continue
            }
            guard let device = known[line.serial] else {
                faults.append(told("serials.unknown", line))
                continue
            }
            if !device.status.isWithTeam {
                faults.append(told("serials.notHere", line, status: device.status))
            }
        }
        guard faults.isEmpty, let list, let place else { throw AppError(.invalid, faults) }
        let there: Set<ID<Device>> = Set(
            try all("SELECT id FROM devices WHERE place_id = \(place.id)") { $0.id() })
        // The number of a kit stands for all that lies in it.
        let inKits = kits.flatMap(\.devices).filter { known[$0.serial] == nil }
        let moving = (list.serials.compactMap { known[$0] } + inKits).filter { !there.contains($0.id) }
        try move(moving, to: place)
        return moving.count
    }

    private func told(_ key: String, _ line: SerialList.Line, status: Device.Status? = nil) -> Fault {
        Fault(
            key, field: "serials",
            [
                "line": "\(line.number)", "serial": line.serial.text, "status": status?.rawValue ?? "",
            ])
    }

    /// Puts devices in a place together and tells of it; those that are moved without the rest of their kit leave it.
    func move(_ devices: [Device], to place: StoragePlace) throws {
        for device in devices {
            try put(device.id, in: place)
            try append(
                Event(
                    .devicePlaced, ["serial": device.serial.text, "place": place.name],
                    about: [.device(device.id)]))
        }
        try leaveKitsElsewhere(devices.map(\.id), in: place)
    }
}

extension Reading {
    /// The devices of these serial numbers that there are, held to the end of a transaction.
    func devices(_ serials: [SerialNumber]) throws -> [SerialNumber: Device] {
        var found: [SerialNumber: Device] = [:]
        // In one order, so that two who hold the same wait for each other and do not stand in each other's way.
        let sorted = serials.sorted { $0.text < $1.text }
        for start in stride(from: 0, to: sorted.count, by: 500) {
            let part = Array(sorted[start..<min(start + 500, sorted.count)])
            for device in try all(
                """
                SELECT c.id, c.serial, c.kind, c.model, c.status FROM devices c WHERE c.serial IN (\(list: part))
                ORDER BY c.serial\(forChange)
                """, { try readDevice(&$0) })
            { found[device.serial] = device }
        }
        return found
    }
}
