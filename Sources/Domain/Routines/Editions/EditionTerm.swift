/// A published edition of a routine, and the day from which it applies.
public struct EditionTerm: Hashable, Sendable {
    public let slug: String
    public let edition: String
    /// The first day on which new orders are made under it.
    public let from: Day
    public let publishedAt: Instant
    /// Who published it; `nil` where it came with a file.
    public let publishedBy: String?
    /// Taken back before its day came.
    public let withdrawnAt: Instant?

    public init(
        slug: String, edition: String, from: Day, publishedAt: Instant, publishedBy: String?,
        withdrawnAt: Instant?
    ) {
        self.slug = slug
        self.edition = edition
        self.from = from
        self.publishedAt = publishedAt
        self.publishedBy = publishedBy
        self.withdrawnAt = withdrawnAt
    }
}

/// Every edition that one routine has had and is to have.
public struct EditionHistory: Hashable, Sendable {
    public let slug: String
    /// The latest first; those that were taken back too.
    public let terms: [EditionTerm]

    public init(slug: String, _ terms: [EditionTerm]) {
        self.slug = slug
        self.terms = terms.sorted {
            ($0.from, $0.publishedAt, $0.edition) > ($1.from, $1.publishedAt, $1.edition)
        }
    }

    private var standing: [EditionTerm] { terms.filter { $0.withdrawnAt == nil } }

    /// The one whose day is the latest that has come.
    public func inForce(on day: Day) -> EditionTerm? { standing.first { $0.from <= day } }

    /// Those whose day has not come, the nearest first.
    public func coming(after day: Day) -> [EditionTerm] { standing.filter { $0.from > day }.reversed() }

    public func term(_ edition: String) -> EditionTerm? { terms.first { $0.edition == edition } }

    /// The first day from which another edition can apply.
    public func earliest(today: Day) -> Day {
        standing.first.map { max(today, $0.from.adding(days: 1)) } ?? today
    }

    /// A name that no edition has: the day, with a number after it where that is taken.
    public func freeName(on day: Day) -> String {
        let taken = Set(terms.map(\.edition))
        let numbered = (2...(taken.count + 2)).lazy.map { "\(day):\($0)" }
        return taken.contains(day.description)
            ? numbered.first { !taken.contains($0) } ?? day.description : day.description
    }

    /// - Throws: `invalid` with everything that hinders an edition of this name from applying from `day`.
    public func requirePublishable(_ edition: String, from day: Day, today: Day) throws(AppError) {
        var faults: [Fault] = []
        if term(edition) != nil {
            faults.append(Fault("edition.nameTaken", field: "source", ["name": edition]))
        }
        if day < today {
            faults.append(Fault("edition.from.past", field: "from"))
        } else if let last = standing.first, day <= last.from {
            let place = ["name": last.edition, "day": last.from.description]
            faults.append(Fault("edition.from.early", field: "from", place))
        }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
    }

    /// - Throws: `notFound` where there is none, `conflict` where orders may already have been made under it.
    public func requireComing(_ edition: String, today: Day) throws(AppError) {
        guard let term = term(edition), term.withdrawnAt == nil else { throw .notFound }
        guard term.from > today else { throw .conflict("edition.alreadyInForce") }
    }
}

/// What a routine owner says when an edition is published.
public struct EditionPublication: Hashable, Sendable {
    public let from: Day
    /// What is new, for the change log; `nil` where the text's own change log tells it.
    public let news: BilingualText?

    /// - Throws: `invalid` with each fault at its field: `from`, `newsSv`, `newsEn`.
    public init(from: String, sv: String, en: String) throws(AppError) {
        var faults: [Fault] = []
        let day = Day(from)
        if day == nil {
            faults.append(Fault(from.isEmpty ? "form.required" : "form.day.wrong", field: "from"))
        }
        for (text, other, field) in [(sv, en, "newsSv"), (en, sv, "newsEn")] {
            if text.isEmpty, !other.isEmpty {
                faults.append(Fault("edition.news.bothLanguages", field: field))
            }
            if Text.isLonger(text, than: Text.longLimit) {
                faults.append(Fault("form.tooLong", field: field, ["limit": "\(Text.longLimit)"]))
            }
        }
        guard faults.isEmpty, let day else { throw AppError(.invalid, faults) }
        self.from = day
        news = sv.isEmpty ? nil : BilingualText(sv: sv, en: en)
    }
}
