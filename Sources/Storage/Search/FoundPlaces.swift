import Domain

/// A home, and who lives there now as far as the actor may see them.
public struct FoundDwelling: Sendable, Hashable {
    public let home: Dwelling
    public let residents: [SharingPerson]
    /// Whose home the actor is told it is: also those who are not named.
    let told: [ID<CareRecipient>]
}

/// A device, and where it is now as far as the actor may know.
public struct FoundDevice: Sendable, Hashable {
    public let device: Device
    /// On which shelf; empty where it is mounted.
    public let place: String
    /// For the team.
    public let home: PostalAddress?
    /// Whose it is, or who opens their door with it.
    public let people: [SharingPerson]
    /// Of whom the actor is told by it: also those who are not named.
    let told: [ID<CareRecipient>]
}

extension Reading {
    /// For a unit the homes of those whom it sees. What is written whole comes before longer numbers: 1 before 14.
    func dwellingsFound(_ term: SearchTerm) throws -> [FoundDwelling] {
        guard let address = term.address?.folded else { return [] }
        let rows = try all(
            """
            SELECT d.id, d.street, d.apartment, d.postal_code, d.city, p.id, p.name, \(told("h.recipient_id"))
            FROM (SELECT id, MIN(place) AS place FROM (
                    SELECT * FROM (\(homes(beginning: address + "|", place: 0))) exact UNION ALL
                    SELECT * FROM (\(homes(beginning: address, place: 1))) longer) matching
                GROUP BY id, folded_address ORDER BY MIN(place), folded_address LIMIT \(hitLimit)) found
            JOIN dwellings d ON d.id = found.id
            LEFT JOIN residencies h ON h.dwelling_id = d.id AND h.valid_to IS NULL
            LEFT JOIN care_recipients p ON p.id = h.recipient_id AND \(seesRecipient)
            ORDER BY found.place, d.folded_address, p.sort_key
            """
        ) { row in
            (
                home: Dwelling(id: row.id(), address: readAddress(&row)), resident: readPerson(&row),
                told: row.optional { $0.id() as ID<CareRecipient> }
            )
        }
        return rows.grouped(by: \.home.id).map { rows in
            FoundDwelling(
                home: rows[0].home,
                residents: Array(rows.compactMap(\.resident).prefix(Hits<SharingPerson>.limit)),
                told: rows.compactMap(\.told))
        }
    }

    /// Of whom a place that is shown tells: the team of whoever it may be told of, others only of those whom they see.
    private func told(_ person: SQL) -> SQL {
        actor.partyRole == .team ? "CASE WHEN \(mayTell(of: person)) THEN \(person) END" : "p.id"
    }

    private func homes(beginning: String, place: Int) -> SQL {
        let isSeen: SQL =
            actor.partyRole == .team
            ? mayTellOfHome("d.id")
            : """
            EXISTS (SELECT 1 FROM residencies o JOIN care_recipients p ON p.id = o.recipient_id
                WHERE o.dwelling_id = d.id AND o.valid_to IS NULL AND \(seesRecipient))
            """
        return """
            SELECT d.id, d.folded_address, \(place) AS place FROM dwellings d
            WHERE \(begins("d.folded_address", with: beginning)) AND \(isSeen)
            ORDER BY d.folded_address LIMIT \(hitLimit)
            """
    }

    /// For the team by the beginning of the number. A unit has the device in its hand and writes all of it; it is told of
    /// what those whom it serves have, as on their own pages, and of its own emergency alarms.
    func devicesFound(_ term: SearchTerm) throws -> [FoundDevice] {
        guard let serial = term.serial else { return [] }
        let (match, isTold): (SQL, SQL) =
            switch actor.place {
            case .team:
                (
                    begins("serial", with: serial.text),
                    "(i.id IS NULL OR (\(mayTellOfMounting("i")) AND \(mayTell(of: "l.recipient_id"))))"
                )
            case .unit(let unit):
                (
                    "serial = \(serial)",
                    """
                    (i.unit_id = \(unit) OR (p.id IS NOT NULL AND ((i.recipient_id IS NOT NULL AND \(isTold(of: "i")))
                        OR (l.recipient_id IS NOT NULL AND \(isTold(of: "l"))))))
                    """
                )
            case .municipality: ("1 = 0", "1 = 0")
            }
        let rows = try all(
            """
            SELECT e.id, e.serial, e.kind, e.model, e.status, COALESCE(o.name, ''), p.id, p.name,
                \(told("COALESCE(i.recipient_id, l.recipient_id)")), d.street, d.apartment, d.postal_code, d.city
            FROM (SELECT id FROM devices WHERE \(match) ORDER BY serial LIMIT \(hitLimit)) found
            JOIN devices e ON e.id = found.id LEFT JOIN storage_places o ON o.id = e.place_id
            LEFT JOIN installations i ON i.device_id = e.id AND i.valid_to IS NULL
            LEFT JOIN lock_links l ON l.device_id = e.id AND l.valid_to IS NULL
            LEFT JOIN care_recipients p ON p.id = COALESCE(i.recipient_id, l.recipient_id) AND \(seesRecipient)
            LEFT JOIN dwellings d ON d.id = i.dwelling_id WHERE \(isTold) ORDER BY e.serial, p.sort_key
            """
        ) { row in
            (
                device: try readDevice(&row), place: row.text(), person: readPerson(&row),
                told: row.optional { $0.id() as ID<CareRecipient> },
                home: row.optional { readAddress(&$0) }
            )
        }
        let isTeam = actor.partyRole == .team
        return rows.grouped(by: \.device.id).map { rows in
            FoundDevice(
                device: rows[0].device, place: isTeam ? rows[0].place : "", home: isTeam ? rows[0].home : nil,
                people: rows.compactMap(\.person), told: rows.compactMap(\.told))
        }
    }

    private func readPerson(_ row: inout Row) -> SharingPerson? {
        guard let id: ID<CareRecipient> = row.optional({ $0.id() }) else {
            row.skip(1)
            return nil
        }
        return SharingPerson(id: id, name: row.text())
    }
}

extension Array {
    /// Runs of elements that follow on one another and have the same key, in their order.
    fileprivate func grouped<Key: Equatable>(by key: (Element) -> Key) -> [[Element]] {
        reduce(into: []) { groups, element in
            if let last = groups.last?.first, key(last) == key(element) {
                groups[groups.count - 1].append(element)
            } else {
                groups.append([element])
            }
        }
    }
}
