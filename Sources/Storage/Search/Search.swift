import Domain

/// What a search has found, by kind.
public struct SearchResults: Sendable {
    public let cases: Hits<CaseLine>
    public let people: Hits<FoundPerson>
    public let dwellings: Hits<FoundDwelling>
    public let devices: Hits<FoundDevice>

    public var isEmpty: Bool {
        cases.lines.isEmpty && people.lines.isEmpty && dwellings.lines.isEmpty && devices.lines.isEmpty
    }
}

/// The first hits of a kind.
public struct Hits<Line: Sendable>: Sendable {
    /// How many are shown of each kind; who has more is asked to write more.
    public static var limit: Int { 10 }

    public let lines: [Line]
    public let hasMore: Bool

    init(_ lines: [Line]) {
        self.lines = Array(lines.prefix(Self.limit))
        hasMore = lines.count > Self.limit
    }
}

public struct FoundPerson: Sendable, Hashable {
    public let person: SharingPerson
    public let identifier: PersonIdentifier
    /// Who serves the person; for the team.
    public let unit: String?
    public let home: PostalAddress?
}

extension Reading {
    /// Cases, people, homes and devices that the term may mean, as far as the actor may see them: at most one statement
    /// for each kind. The reading says whom it showed; the term itself is kept nowhere, for it may be anybody's name.
    public func search(_ term: SearchTerm) throws -> Personal<SearchResults> {
        try actor.require(.seeCases)
        let found = try casesFound(term)
        let results = SearchResults(
            cases: Hits(found.map(\.line)), people: Hits(try peopleFound(term)),
            dwellings: Hits(try dwellingsFound(term)), devices: Hits(try devicesFound(term)))
        let inCases = found.prefix(Hits<CaseLine>.limit).flatMap { [$0.recipient, $0.line.cohabitant] }
        let shown =
            inCases.compactMap(\.self) + results.people.lines.map(\.person.id)
            + results.dwellings.lines.flatMap(\.told) + results.devices.lines.flatMap(\.told)
        return Personal(results, Disclosure(.searched, "search", about: shown))
    }

    /// One more than is shown, to know whether there are more.
    var hitLimit: Int { Hits<CaseLine>.limit + 1 }

    /// By number; by whole identity number, which the one who ordered has written; by the name of those whom the actor
    /// sees. What runs comes first, then the latest.
    private func casesFound(
        _ term: SearchTerm
    ) throws -> [(recipient: ID<CareRecipient>?, line: CaseLine)] {
        var sources: [SQL] = []
        if !term.caseNumbers.isEmpty {
            sources.append("SELECT id FROM cases WHERE number IN (\(list: term.caseNumbers))")
        }
        if let people = whom(term) {
            sources.append("SELECT id FROM cases WHERE recipient_id IN (\(people))")
            sources.append("SELECT case_id FROM case_people WHERE recipient_id IN (\(people))")
        }
        guard !sources.isEmpty else { return [] }
        let order: SQL = "CASE WHEN c.queue_rank IS NULL THEN 1 ELSE 0 END, c.id DESC"
        let shown: SQL = """
            SELECT c.id FROM cases c WHERE c.id IN (\(SQL.joined(sources, by: " UNION "))) AND \(seesCase)
            ORDER BY \(order) LIMIT \(hitLimit)
            """
        return try lines(of: shown, order: order)
    }

    private func whom(_ term: SearchTerm) -> SQL? {
        if !term.identifiers.isEmpty {
            return """
                SELECT i.recipient_id FROM person_identifiers i
                WHERE i.value IN (\(list: term.identifiers)) AND \(identifies("i"))
                """
        }
        return named(term.nameWords).map { "SELECT id FROM (\($0)) named" }
    }

    /// By any number that the person has had, or by name.
    private func peopleFound(_ term: SearchTerm) throws -> [FoundPerson] {
        let numbered: SQL = """
            SELECT DISTINCT p.id, 0 AS place FROM person_identifiers i JOIN care_recipients p ON p.id = i.recipient_id
            WHERE i.value IN (\(list: term.identifiers)) AND \(identifies("i")) AND \(seesRecipient) LIMIT \(hitLimit)
            """
        guard let found = term.identifiers.isEmpty ? named(term.nameWords) : numbered else { return [] }
        let servedBy: SQL = actor.partyRole == .team ? "u.name" : "NULL"
        return try all(
            """
            SELECT p.id, p.name, n.kind, n.value, \(servedBy), d.street, d.apartment, d.postal_code, d.city
            FROM (\(found)) found JOIN care_recipients p ON p.id = found.id
            JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL
            LEFT JOIN residencies h ON h.recipient_id = p.id AND h.valid_to IS NULL
            LEFT JOIN dwellings d ON d.id = h.dwelling_id
            LEFT JOIN provider_responsibilities s ON s.recipient_id = p.id AND s.valid_to IS NULL
            LEFT JOIN provider_units u ON u.id = s.unit_id
            ORDER BY found.place, p.sort_key, p.id
            """
        ) { row in
            FoundPerson(
                person: SharingPerson(id: row.id(), name: row.text()), identifier: try readIdentifier(&row),
                unit: row.textIfAny(), home: row.optional { readAddress(&$0) })
        }
    }

    /// The people whom the actor sees and who have, for each of `beginnings`, a word in their name that begins so: those
    /// with the longest of them first by that word, so that a whole word comes before longer ones.
    private func named(_ beginnings: [String]) -> SQL? {
        guard let longest = beginnings.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
        let others: [SQL] = beginnings.filter { $0 != longest }.map {
            """
             AND EXISTS (SELECT 1 FROM recipient_words x WHERE x.recipient_id = p.id AND \(begins("x.word", with: $0)))
            """
        }
        return """
            SELECT p.id, CASE WHEN w.word = \(longest) THEN 0 ELSE 1 END AS place
            FROM recipient_words w JOIN care_recipients p ON p.id = w.recipient_id
            WHERE \(begins("w.word", with: longest)) AND NOT EXISTS (SELECT 1 FROM recipient_words y
                WHERE y.recipient_id = p.id AND y.word >= \(longest) AND y.word < w.word)
            \(SQL.joined(others, by: "")) AND \(seesRecipient) ORDER BY w.word, w.recipient_id LIMIT \(hitLimit)
            """
    }

    /// A range that an index knows; nothing that is typed is a pattern.
    func begins(_ column: SQL, with text: String) -> SQL {
        "\(column) >= \(text) AND \(column) < \(text + "\u{10FFFF}")"
    }
}
