import Domain

/// Which day of the register one looks at, and as what was known when: "how was it on 3 March", and "what did we believe
/// then".
public struct Hindsight: Hashable, Sendable {
    public let day: Day
    /// The day at whose end one asks what was known; `nil` for what is known now.
    public let knownOn: Day?

    public init(day: Day, knownOn: Day? = nil) {
        self.day = day
        self.knownOn = knownOn
    }

    /// The moment up to which what was recorded counts; `nil` for all of it.
    var knownAt: Instant? { knownOn?.adding(days: 1).start }
}

extension Reading {
    /// Dated facts as they were known then, to stand in a `FROM`. Each version of a fact holds from when it was recorded
    /// until the next was.
    /// - Parameter columns: those that the query asks for.
    func facts(_ table: SQL, _ columns: SQL, seenWith hindsight: Hindsight?) -> SQL {
        facts(table, columns, knownBefore: hindsight?.knownAt)
    }

    /// Dated facts as what was recorded before a moment has them; as they are known now where none is given.
    func facts(_ table: SQL, _ columns: SQL, knownBefore known: Instant?) -> SQL {
        guard let known else { return table }
        return """
            (SELECT \(columns) FROM \(table) WHERE recorded_at < \(known) UNION ALL
                SELECT \(columns) FROM \(table)_past WHERE recorded_at < \(known) AND replaced_at >= \(known))
            """
    }

    /// Of facts `row`: all of them, or those that held some time of the day.
    func held(_ row: SQL, seenWith hindsight: Hindsight?) -> SQL {
        guard let day = hindsight?.day else { return "1 = 1" }
        return """
            (\(row).valid_from < \(day.adding(days: 1).start) AND (\(row).valid_to IS NULL
                OR (\(row).valid_to > \(day.start) AND \(row).valid_to > \(row).valid_from)))
            """
    }
}
