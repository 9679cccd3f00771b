import Domain

/// Phantom type of a sample's identity.
public enum ReadingSample {}

/// A sample of the log that somebody drew by lot and looks through.
public struct SampleLine: Sendable, Hashable {
    public let id: ID<ReadingSample>
    public let first: Day
    public let last: Day
    /// Of how many readings it was drawn.
    public let count: Int
    public let drawnAt: Instant
    public let drawnBy: String
    public let outcome: SampleOutcome?
    public let note: String
    public let reviewedAt: Instant?
    public let reviewedBy: String?
}

public enum SampleOutcome: String, Sendable, CaseIterable { case inOrder, toFollowUp }

public struct SamplePage: Sendable {
    public let line: SampleLine
    public let readings: [LoggedReading]
}

extension Reading {
    /// The latest first.
    public func readingSamples(limit: Int = 50) throws -> [SampleLine] {
        try actor.require(.followUpReadings)
        return try samples(where: "1 = 1", limit: limit)
    }

    /// - Throws: `notFound` for none.
    public func readingSample(_ id: ID<ReadingSample>) throws -> SamplePage {
        try actor.require(.followUpReadings)
        guard let line = try samples(where: "s.id = \(id)", limit: 1).first else { throw AppError.notFound }
        return SamplePage(
            line: line,
            readings: try logged(
                where: "r.id IN (SELECT w.reading_id FROM reading_sample_rows w WHERE w.sample_id = \(id))",
                offset: 0, limit: 500))
    }

    private func samples(where condition: SQL, limit: Int) throws -> [SampleLine] {
        try all(
            """
            SELECT s.id, s.first_day, s.last_day, s.reading_count, s.drawn_at, u.name, v.outcome, COALESCE(v.note, ''),
                v.reviewed_at, w.name
            FROM reading_samples s JOIN users u ON u.id = s.drawn_by
            LEFT JOIN reading_sample_reviews v ON v.sample_id = s.id LEFT JOIN users w ON w.id = v.reviewed_by
            WHERE \(condition) ORDER BY s.drawn_at DESC, s.id DESC LIMIT \(limit)
            """
        ) {
            SampleLine(
                id: $0.id(), first: try $0.day(), last: try $0.day(), count: $0.int(), drawnAt: $0.instant(),
                drawnBy: $0.text(), outcome: try $0.optional { try $0.value() }, note: $0.text(),
                reviewedAt: $0.instantIfAny(), reviewedBy: $0.textIfAny())
        }
    }
}

extension Tx {
    private static let largestSample = 50

    /// Draws readings of a period by lot; all of them where there are fewer.
    /// - Parameter typed: `from`, `to` and `size`.
    /// - Throws: `invalid` at what was typed wrong; at `from` where nothing was read.
    public func drawSample(_ typed: Answers) throws -> ID<ReadingSample> {
        try actor.require(.followUpReadings)
        guard let first = Day(typed["from"]) else { throw AppError.invalid("form.day.wrong", field: "from") }
        guard let last = Day(typed["to"]) else { throw AppError.invalid("form.day.wrong", field: "to") }
        try requirePeriod(from: first, to: last)
        guard let size = Int(Text.cleaned(typed["size"])), (1...Self.largestSample).contains(size) else {
            throw AppError.invalid("readings.size.wrong", field: "size", ["limit": "\(Self.largestSample)"])
        }
        let period: SQL = """
            r.read_at >= \(first.start) AND r.read_at < \(last.adding(days: 1).start) AND r.user_id <> \(Actor.system.user)
            """
        let count = try one("SELECT COUNT(*) FROM readings r WHERE \(period)") { $0.int() }
        guard count > 0 else { throw AppError.invalid("readings.none", field: "from") }
        var places: Set<Int> = []
        while places.count < min(size, count) { places.insert(Int.random(in: 0..<count)) }
        let drawn = try places.sorted().map { place in
            try one("SELECT r.id FROM readings r WHERE \(period) ORDER BY r.position LIMIT 1 OFFSET \(place)")
            {
                $0.id() as ID<Disclosure>
            }
        }
        let id = ID<ReadingSample>.new(in: self)
        try execute(
            """
            INSERT INTO reading_samples (id, first_day, last_day, reading_count, drawn_at, drawn_by)
            VALUES (\(id), \(first), \(last), \(count), \(now), \(actor.user))
            """)
        try insert("reading_sample_rows (sample_id, reading_id)", drawn.map { "(\(id), \($0))" })
        let digest = Array(drawn.map(\.text).joined(separator: "\n").utf8).digest
        try append(
            Event(
                .readingsSampled,
                [
                    "sample": id.text, "from": first.description, "to": last.description,
                    "count": String(count),
                    "digest": digest,
                ], about: [.user(actor.user)]))
        return id
    }

    /// Writes down what was found when the sample was looked through; once.
    /// - Throws: `invalid` at `outcome`, or at `note` where something is to be followed up and nothing says what.
    public func review(_ id: ID<ReadingSample>, _ typed: Answers) throws {
        try actor.require(.followUpReadings)
        let sample = try readingSample(id).line
        guard sample.outcome == nil else { throw AppError.conflict("readings.reviewed") }
        guard let outcome = SampleOutcome(rawValue: typed["outcome"]) else {
            throw AppError.invalid("form.required", field: "outcome")
        }
        let note = Text.cleaned(typed["note"])
        guard outcome == .inOrder || !note.isEmpty else {
            throw AppError.invalid("form.required", field: "note")
        }
        try checkLength(note, field: "note")
        try execute(
            """
            INSERT INTO reading_sample_reviews (sample_id, outcome, note, reviewed_at, reviewed_by)
            VALUES (\(id), \(outcome.rawValue), \(note), \(now), \(actor.user))
            """)
        try append(
            Event(
                .readingsReviewed,
                ["sample": id.text, "outcome": outcome.rawValue, "digest": Array(note.utf8).digest],
                about: [.user(actor.user)]))
    }
}
