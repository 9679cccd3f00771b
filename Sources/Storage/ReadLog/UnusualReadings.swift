import Domain

/// Why a reading is worth a question. None of them is proof of anything.
public enum ReadingSign: String, Sendable, CaseIterable {
    /// The reader's own name.
    case ownName
    /// The reader's family name.
    case sameFamilyName
    /// The name of somebody else who works here.
    case colleague
    /// Somebody in the street where the reader has said that they live.
    case neighbour
    /// More people in a day than is usual.
    case volume
    /// At night.
    case outOfHours
    /// Somebody whose data are protected; by whoever was let in, or broke the glass.
    case protected
}

public struct UnusualReading: Sendable, Hashable {
    public let sign: ReadingSign
    public let user: ID<User>
    public let who: String
    public let day: Day
    /// The first of those that the sign is about.
    public let reading: ID<Disclosure>
    /// How many people it is about.
    public let people: Int
}

/// What is usual.
public enum UsualReading {
    /// People a day, lists not counted.
    public static let peopleADay = 60
    /// Reading at home-care's night hours is asked about; care at night is real, and so is curiosity.
    public static let hours = 6..<22
    public static let longestPeriod = 31
}

private struct StaffMember {
    let name: String
    let folded: String
    let family: String
    let street: String?
}

extension Reading {
    /// What stands out among the readings of one person at a time, from the first day to the last, by day and reader. Lists
    /// and searches show many by their nature, and are not looked at.
    /// - Throws: `invalid` at `to` for days in the wrong order, or for more than 31 of them.
    public func unusualReadings(from first: Day, to last: Day) throws -> Personal<[UnusualReading]> {
        try actor.require(.followUpReadings)
        try requirePeriod(from: first, to: last)
        let staff = try staffMembers()
        let names = Set(staff.values.map(\.folded))
        var found = Findings()
        try connection.stream(
            """
            SELECT r.id, r.read_at, r.user_id, p.recipient_id,
                CASE WHEN c.protection = 'none' THEN c.folded_name ELSE '' END,
                CASE WHEN c.protection = 'none' THEN COALESCE(d.street, '') ELSE '' END,
                CASE WHEN c.protection = 'none' THEN 0 ELSE 1 END
            FROM readings r JOIN reading_people p ON p.reading_id = r.id JOIN care_recipients c ON c.id = p.recipient_id
            LEFT JOIN residencies h ON h.recipient_id = c.id AND h.valid_to IS NULL
            LEFT JOIN dwellings d ON d.id = h.dwelling_id
            WHERE r.read_at >= \(first.start) AND r.read_at < \(last.adding(days: 1).start)
                AND r.action IN ('viewed', 'revealedSecret') AND r.user_id <> \(Actor.system.user)
                AND r.page NOT IN ('readLog', 'personsLog')
            ORDER BY r.position
            """
        ) { row in
            let (id, at, user): (ID<Disclosure>, Instant, ID<User>) = (row.id(), row.instant(), row.id())
            let (person, name, street): (ID<CareRecipient>, String, String) = (
                row.id(), row.text(), row.text()
            )
            let isProtected = row.bool()
            guard let reader = staff[user] else { return }
            let place = Findings.Place(user: user, day: at.day)
            // A sign would tell whose name or street it is.
            if isProtected {
                found.add(.protected, person, in: id, place)
            }
            for sign in isProtected ? [] : reader.signs(of: name, at: Text.folded(street), amongStaff: names)
            {
                found.add(sign, person, in: id, place)
            }
            if !UsualReading.hours.contains(at.clock.hour) { found.add(.outOfHours, person, in: id, place) }
            found.add(.volume, person, in: id, place)
        }
        let shown = found.all.filter { _, sign, hit in
            sign != .volume || hit.people.count > UsualReading.peopleADay
        }
        let lines = shown.map { place, sign, hit in
            UnusualReading(
                sign: sign, user: place.user, who: staff[place.user]?.name ?? "", day: place.day,
                reading: hit.first, people: hit.people.count)
        }
        // That a sign stands there tells what somebody is called, or where they live.
        return Personal(
            lines.sorted { ($0.day, $0.who, $0.sign.rawValue) > ($1.day, $1.who, $1.sign.rawValue) },
            Disclosure(.listed, "unusual", about: shown.flatMap(\.2.people)))
    }

    func requirePeriod(from first: Day, to last: Day) throws(AppError) {
        guard first <= last else { throw .invalid("readings.period.order", field: "to") }
        guard last < first.adding(days: UsualReading.longestPeriod) else {
            throw .invalid("readings.period.long", field: "to", ["days": "\(UsualReading.longestPeriod)"])
        }
    }

    private func staffMembers() throws -> [ID<User>: StaffMember] {
        let rows = try all(
            """
            SELECT u.id, u.name, s.folded_street FROM users u LEFT JOIN staff_streets s ON s.user_id = u.id
            WHERE u.id <> \(Actor.system.user)
            """
        ) { ($0.id() as ID<User>, $0.text(), $0.textIfAny()) }
        return Dictionary(
            uniqueKeysWithValues: rows.map { id, name, street in
                let folded = Text.folded(name)
                let family = folded.split(separator: " ").last.map(String.init) ?? folded
                return (id, StaffMember(name: name, folded: folded, family: family, street: street))
            })
    }
}

extension StaffMember {
    fileprivate func signs(of name: String, at street: String, amongStaff staff: Set<String>) -> [ReadingSign]
    {
        var signs: [ReadingSign] = []
        if name == folded {
            signs.append(.ownName)
        } else if name.split(separator: " ").last.map(String.init) == family {
            signs.append(.sameFamilyName)
        }
        if name != folded, staff.contains(name) { signs.append(.colleague) }
        if let own = self.street, own == street { signs.append(.neighbour) }
        return signs
    }
}

/// What stands out, gathered by reader, day and sign.
private struct Findings {
    struct Place: Hashable {
        let user: ID<User>
        let day: Day
    }

    struct Hit {
        let first: ID<Disclosure>
        var people: Set<ID<CareRecipient>> = []
    }

    private var hits: [Place: [ReadingSign: Hit]] = [:]

    mutating func add(
        _ sign: ReadingSign, _ person: ID<CareRecipient>, in reading: ID<Disclosure>, _ place: Place
    ) {
        hits[place, default: [:]][sign, default: Hit(first: reading)].people.insert(person)
    }

    var all: [(Place, ReadingSign, Hit)] {
        hits.flatMap { place, signs in signs.map { (place, $0.key, $0.value) } }
    }
}

extension Tx {
    /// Where somebody who works here has said that they live, so that it shows when they read about their neighbours; an
    /// empty street takes it back.
    public func setStreet(_ street: String, login: String) throws {
        guard let user = try credentials(login: login)?.user else { throw AppError.notFound }
        let street = Text.cleaned(street)
        try execute("DELETE FROM staff_streets WHERE user_id = \(user)")
        if !street.isEmpty {
            try execute(
                """
                INSERT INTO staff_streets (user_id, street, folded_street)
                VALUES (\(user), \(street), \(Text.folded(street)))
                """)
        }
        try append(Event(.userChanged, ["what": "street"], about: [.user(user)]))
    }
}
