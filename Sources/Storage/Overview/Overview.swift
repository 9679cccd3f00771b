import Domain

/// How the team's work goes, in numbers.
public struct Overview: Sendable {
    public let leadTimes: LeadTimes
    public let waiting: [WaitingCount]
    /// Monday to Sunday.
    public let week: ClosedRange<Day>
    public let moves: [WeekMove]
    public let stock: [StockCount]
    public let unreturned: [Unreturned]
}

/// How many cases wait on somebody, and for how long they have.
public struct WaitingCount: Sendable, Hashable {
    public enum Waiter: Sendable, Hashable {
        case team
        case unit(NamedPlace<ProviderUnit>)
        /// A unit that nobody has named.
        case unknown
    }

    public let waiter: Waiter
    public let age: AgeClass
    public let count: Int
}

/// A move or a change of provider; whose it is only for those who may see the person.
public struct WeekMove: Sendable, Hashable {
    public let day: Day
    public let recipientName: String?
    /// The half's unit; `nil` where the half is missing.
    public let giver: String?
    public let receiver: String?
    /// Who is to send the half that is missing, where that is known.
    public let awaited: String?
    /// The half that came, for those who may see it.
    public let order: CaseNumber?

    public var lacksHalf: Bool { giver == nil || receiver == nil }
}

public struct StockCount: Sendable, Hashable {
    public let kind: DeviceKind
    public let model: String
    public let status: Device.Status
    public let count: Int
}

/// A device that a running case wants taken back, and that has not come yet.
public struct Unreturned: Sendable, Hashable {
    public let kind: DeviceKind
    /// Days since the need of it ended.
    public let days: Int
    /// For those who may see them.
    public let serial: SerialNumber?
    public let order: CaseNumber?
}

extension Reading {
    /// How many months of lead times are told.
    public static var overviewMonths: Int { 12 }

    /// A handful of statements, however much there is. Tells of people only those whom the actor sees: to a routine owner
    /// of nobody.
    public func overview() throws -> Personal<Overview> {
        try actor.require(.seeOverview)
        let settings = try settings()
        let moves = try movesOfWeek()
        let overview = Overview(
            leadTimes: try leadTimes(settings), waiting: try waitingCounts(), week: today.week,
            moves: moves.map(\.move), stock: try stockCounts(),
            unreturned: try notReturned())
        return Personal(
            overview,
            Disclosure(
                .listed, "overview",
                about: moves.filter { $0.move.recipientName != nil || $0.move.order != nil }.map(\.recipient))
        )
    }

    /// Of cases that mounted an alarm, but for moves: when it was ordered and when its first test was passed.
    private func leadTimes(_ settings: Settings) throws -> LeadTimes {
        let months = today.months(back: Self.overviewMonths)
        let times = try all(
            """
            SELECT c.submitted_at, i.tested_at FROM installations i
            JOIN devices e ON e.id = i.device_id AND e.kind = 'alarmBase' JOIN cases c ON c.id = i.case_id
            WHERE i.tested_at >= \((months.first ?? today).start) AND c.handover_id IS NULL
                AND c.recipient_id IS NOT NULL AND c.id NOT IN \(hiddenCases)
                AND NOT EXISTS (SELECT 1 FROM installations o
                    JOIN devices x ON x.id = o.device_id AND x.kind = 'alarmBase'
                    WHERE o.case_id = i.case_id AND (o.tested_at < i.tested_at
                        OR (o.tested_at = i.tested_at AND o.id < i.id)))
            """
        ) { (ordered: $0.instant().day, tested: $0.instant().day) }
        return LeadTimes(
            times, months: months, target: settings.leadTimeTargetDays, calendar: settings.calendar)
    }

    /// A half waits on the other unit where what it waits for is not its own: on the one that sent the other half, or is
    /// to.
    private func waitingCounts() throws -> [WaitingCount] {
        let ages: [SQL] = AgeClass.allCases.map { age in
            let code = SQL(stringLiteral: "\(age.rawValue)")
            return age.begin(on: today).map { "WHEN c.waits_since >= \($0) THEN \(code)" } ?? "ELSE \(code)"
        }
        return try all(
            """
            SELECT w.waits_on, u.id, u.name, w.age, COUNT(*)
            FROM (SELECT c.waits_on, CASE \(SQL.joined(ages, by: " ")) END AS age,
                    CASE WHEN c.waits_on = 'team' THEN NULL WHEN c.waits_duty = c.unit_duty THEN c.unit_id
                        ELSE COALESCE(t.unit_id, h.awaited_unit_id) END AS unit_id
                FROM cases c LEFT JOIN cases t ON t.id = c.twin_id LEFT JOIN handovers h ON h.id = c.handover_id
                WHERE c.queue_rank IS NOT NULL AND c.id NOT IN \(hiddenCases)) w
            LEFT JOIN provider_units u ON u.id = w.unit_id
            GROUP BY w.waits_on, u.id, u.name, u.sort_key, w.age ORDER BY w.waits_on DESC, u.sort_key, w.age
            """
        ) { row in
            let role: Party.Role = try row.value()
            let unit: NamedPlace<ProviderUnit>? = row.optional { NamedPlace(id: $0.id(), name: $0.text()) }
            if unit == nil { row.skip(1) }
            return WaitingCount(
                waiter: role == .team ? .team : unit.map { .unit($0) } ?? .unknown,
                age: AgeClass(rawValue: row.int()) ?? .old, count: row.int())
        }
    }
}
