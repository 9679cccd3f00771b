import Domain

/// What in the inventory asks for somebody. Shows no person.
public struct StockOverview: Sendable, Hashable {
    public let stock: [ModelLine]
    public let batteries: [DueDevice]
    public let tests: [DueDevice]
    /// What should have come back, since when the service ended; the longest first.
    public let unreturned: [UnreturnedDevice]
    /// What a count found here although the register has it mounted or scrapped.
    public let deviations: [Deviation]

    /// How many days a device may stay after the service ended before it is asked for, and before it is urgent.
    public static let returnDays = 7
    public static let urgentDays = 30
    /// How many of each are shown.
    public static let shown = 100
}

public struct DueDevice: Sendable, Hashable {
    public let device: Device
    public let due: Day
}

public struct UnreturnedDevice: Sendable, Hashable {
    public let device: Device
    public let order: CaseNumber
    public let endedOn: Day
}

public struct Deviation: Sendable, Hashable {
    public let serial: SerialNumber
    public let place: String
    public let note: String
    public let at: Instant
}

extension Reading {
    /// What of the stock everybody who may see it sees; what hangs on single devices is empty for those who do not see
    /// the register.
    public func stockOverview() throws -> StockOverview {
        let stock = try stock()
        guard actor.may(.seeInventory) else {
            return StockOverview(stock: stock, batteries: [], tests: [], unreturned: [], deviations: [])
        }
        let models = stock.map(\.model)
        let late = try unreturned().filter { $0.endedOn.days(until: today) >= StockOverview.returnDays }
        return StockOverview(
            stock: stock,
            batteries: try due(models, every: \.batteryMonths, since: batterySince),
            tests: try due(models, every: \.testMonths, since: testedSince),
            unreturned: Array(late.prefix(StockOverview.shown)),
            deviations: try deviations())
    }

    /// What is mounted and has waited longer than its model allows. Months are counted here, a last day for each model,
    /// so that both engines only compare.
    private func due(
        _ models: [DeviceModel], every months: KeyPath<ModelTerms, Int?>, since: SQL
    ) throws -> [DueDevice] {
        let asked = models.filter { $0.terms[keyPath: months] != nil }
        guard !asked.isEmpty else { return [] }
        let late = asked.map { model -> SQL in
            let last = today.adding(months: -(model.terms[keyPath: months] ?? 0)).adding(days: 1).start
            return "(d.model_id = \(model.id) AND \(since) < \(last))"
        }
        let terms = Dictionary(uniqueKeysWithValues: asked.map { ($0.id, $0.terms) })
        let found = try all(
            """
            SELECT d.id, d.serial, d.kind, d.model, d.status, d.model_id, \(since) FROM devices d
            JOIN installations i ON i.device_id = d.id AND i.valid_to IS NULL
            WHERE d.status = 'installed' AND (\(SQL.joined(late, by: " OR "))) ORDER BY 7, d.serial
            LIMIT \(StockOverview.shown)
            """
        ) { row in
            let device = try readDevice(&row)
            let (model, since): (ID<DeviceModel>, Instant) = (row.id(), row.instant())
            return DueDevice(
                device: device, due: since.day.adding(months: terms[model]?[keyPath: months] ?? 0))
        }
        return found.filter { $0.due <= today }.sorted { $0.due < $1.due }
    }

    private func deviations() throws -> [Deviation] {
        try all(
            """
            SELECT f.serial, p.name, f.note, f.decided_at FROM stocktake_differences f
            JOIN stocktakes s ON s.id = f.stocktake_id JOIN storage_places p ON p.id = s.place_id
            JOIN devices d ON d.serial = f.serial
            LEFT JOIN installations i ON i.device_id = d.id AND i.valid_to IS NULL
            WHERE f.decision = 'deviation' AND d.status = f.kind AND COALESCE(i.valid_from, 0) <= f.decided_at
            ORDER BY f.decided_at DESC LIMIT \(StockOverview.shown)
            """
        ) {
            Deviation(
                serial: SerialNumber(stored: $0.text()), place: $0.text(), note: $0.text(), at: $0.instant())
        }
    }

    /// What is mounted still in cases that are to take it down for good: those in which nothing is mounted instead.
    /// Those who see no cases are told how many, by the overview.
    /// - Returns: the longest first, at most a thousand.
    func unreturned() throws -> [UnreturnedDevice] {
        let sees: SQL = actor.may(.seeInventory) ? seesCase : "c.id NOT IN \(hiddenCases)"
        let returning = try runningEditions().compactMap { edition -> SQL? in
            guard !edition.kindsGivenBack.isEmpty else { return nil }
            return """
                (c.slug = \(edition.slug) AND c.edition = \(edition.edition) AND u.key IN (\(list: edition.dutiesGivenBack))
                    AND d.kind IN (\(list: edition.kindsGivenBack)) AND NOT EXISTS (SELECT 1 FROM duties v
                        WHERE v.case_id = c.id AND v.key IN (\(list: edition.dutiesMounting + [""]))))
                """
        }
        guard !returning.isEmpty else { return [] }
        let mounted: SQL = """
            JOIN installations f ON f.recipient_id = c.recipient_id AND f.valid_to IS NULL
            """
        let linkedAlone: SQL = """
            JOIN lock_links f ON f.recipient_id = c.recipient_id AND f.valid_to IS NULL
            AND NOT EXISTS (SELECT 1 FROM lock_links o WHERE o.device_id = f.device_id
                AND o.recipient_id <> f.recipient_id AND o.valid_to IS NULL)
            """
        let ofUnit: SQL = """
            JOIN installations f ON f.unit_id = c.unit_id AND c.recipient_id IS NULL AND f.valid_to IS NULL
            """
        let waiting = [mounted, linkedAlone, ofUnit].map { held -> SQL in
            """
            SELECT d.id, d.serial, d.kind, d.model, d.status, c.number, c.slug, c.edition, s.answers, s.submitted_at
            FROM cases c JOIN duties u ON u.case_id = c.id AND u.state = 'open' JOIN submissions s ON s.case_id = c.id
            \(held) JOIN devices d ON d.id = f.device_id
            WHERE c.queue_rank IS NOT NULL AND \(sees) AND (\(SQL.joined(returning, by: " OR ")))
            """
        }
        let found = try all(
            "\(SQL.joined(waiting, by: " UNION ")) ORDER BY 10, 2 LIMIT 1000"
        ) { row -> UnreturnedDevice? in
            let device = try readDevice(&row)
            let number = CaseNumber(stored: row.text())
            let edition = try routine(row.text(), edition: row.text())
            let answers: Answers = try row.json()
            let submitted = row.instant().day
            guard edition.isAbout(device, answers) else { return nil }
            return UnreturnedDevice(
                device: device, order: number, endedOn: edition.endDay(of: answers) ?? submitted)
        }
        return found.compactMap(\.self).sorted { $0.endedOn < $1.endedOn }
    }

    private func runningEditions() throws -> [RoutineEdition] {
        try all("SELECT DISTINCT c.slug, c.edition FROM cases c WHERE c.queue_rank IS NOT NULL") {
            ($0.text(), $0.text())
        }.map { try routine($0.0, edition: $0.1) }
    }
}

extension RoutineEdition {
    /// What is taken down for good, where an order mounts nothing instead. A move goes on in the next home.
    fileprivate var dutiesGivenBack: [String] {
        guard !isInHalves else { return [] }
        return duties.filter { if case .uninstall(_, false) = $0.kind { true } else { false } }.map(\.key)
    }

    fileprivate var dutiesMounting: [String] {
        duties.filter { if case .install = $0.kind { true } else { false } }.map(\.key)
    }

    /// Of several that a unit has an order may name the one that goes.
    fileprivate func isAbout(_ device: Device, _ answers: Answers) -> Bool {
        let named = forms.flatMap(\.fields).filter { field in
            if case .serial(let kind) = field.kind { kind == nil || kind == device.kind } else { false }
        }.map { answers[$0.key] }.filter { !$0.isEmpty }
        return named.isEmpty || named.contains(device.serial.text)
    }

    fileprivate var kindsGivenBack: [DeviceKind] {
        dutiesGivenBack.isEmpty
            ? []
            : duties.flatMap { duty -> [DeviceKind] in
                if case .uninstall(let kinds, false) = duty.kind { kinds } else { [] }
            }
    }

    /// The day on which the need ended: the one that the form says is it, or the first that such an order tells.
    fileprivate func endDay(of answers: Answers) -> Day? {
        let fields = forms.flatMap(\.fields)
        let told =
            fields.first { $0.fills == .endedOn }
            ?? fields.first { $0.kind == .day && !answers[$0.key].isEmpty }
        return told.flatMap { Day(answers[$0.key]) }
    }
}
