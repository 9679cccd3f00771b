import Crypto
import Domain

/// An extract that is worked out and not yet sealed.
public struct ExtractDraft: Sendable {
    public let scope: ExtractScope
    /// The unit, the provider or the municipality, and the provider of a unit.
    public let scopeName: String
    public let provider: String
    public let moment: ExtractMoment
    public let number: String
    /// 1 for the first of its month; each later one tells how it differs from the one before.
    public let version: Int
    public let content: ExtractContent
    public let changes: [ReasonedChange]
    /// The case that it is made in, and the duty.
    public let order: ExtractOrder?
    public let madeBy: String
    /// SHA-256 of what it counts, in hexadecimal: the same register and moment give the same.
    public let digest: String
    /// The version that it is compared with, if any.
    public let previous: ID<SealedExtract>?
}

extension ExtractDraft {
    /// The unit has got an earlier version, and gets this one with a message.
    public var isForUnit: Bool { order != nil && previous != nil }

    /// By which it is known whether it is still the one that somebody looked at.
    public var seen: String { "\(version) \(digest)" }
}

/// How a version differs, and what was recorded meanwhile that made it so.
public struct ReasonedChange: Sendable, Hashable {
    public let change: ExtractChange
    /// The last that happened to the person between the two; `nil` where nothing did, and only the day is another.
    public let cause: Event.Kind?
    /// What somebody gave as the reason.
    public let reason: String
}

/// Where an extract is made: under which routine.
public struct ExtractOrder: Sendable, Hashable {
    public let number: CaseNumber
    public let routine: BilingualText
    public let edition: String
    public let registryNumber: String
    let id: ID<Case>
    let duty: String?
}

/// What an order for an extract asks for.
public struct ExtractWish: Sendable, Hashable {
    /// `nil`: as of when it is made.
    public let day: Day?
    /// Until when it is to be made, as long as it is not.
    public let due: Day?
    /// The days that do not count until then.
    public let skipped: [Skipped]

    public struct Skipped: Sendable, Hashable {
        public let day: Day
        public let reason: ClosedReason
    }
}

/// One file of an extract.
public struct ExtractFile: Sendable {
    public let format: ExtractFormat
    public let bytes: [UInt8]

    public init(format: ExtractFormat, bytes: [UInt8]) {
        self.format = format
        self.bytes = bytes
    }
}

extension Reading {
    /// Works out the extract that a case asks for: of the day that its order names, else of this moment.
    /// - Throws: `conflict` before the day has come; as `requireWork` for who may not.
    public func extractDraft(_ duty: String, in number: CaseNumber) throws -> Personal<ExtractDraft> {
        let order = try visibleCase(number)
        guard order.duty(duty)?.definition.kind == .produceExtract else { throw AppError.notFound }
        try order.requireWork(on: duty, by: actor)
        let day = try extractDay(of: order)
        if let day, day > today { throw AppError.conflict("extract.notYet", ["day": day.description]) }
        return try draft(
            of: .unit(order.unit), at: ExtractMoment(day: day, knownAt: now),
            in: extractOrder(order, duty: duty))
    }

    /// Works out an extract that nobody has ordered: of a unit, of a provider with all its units, or of all.
    /// - Throws: `invalid` at `day` where none can be made of it; `notFound` for a unit or provider that is none.
    public func extractDraft(of scope: ExtractScope, on day: Day?) throws -> Personal<ExtractDraft> {
        try actor.require(.makeExtracts)
        return try draft(of: scope, at: extractMoment(on: day, knownOn: nil), in: nil)
    }

    /// Works out a sealed extract anew, by what is known now.
    /// - Parameter seen: what somebody has looked at and agreed to.
    /// - Throws: `conflict` where it would be another than that.
    public func extractAnew(
        _ id: ID<SealedExtract>, seen: String? = nil
    ) throws -> Personal<ExtractDraft> {
        try actor.require(.makeExtracts)
        let page = try sealed(where: "x.id = \(id)")
        guard let line = page.first else { throw AppError.notFound }
        let order = try line.order.map { try extractOrder(visibleCase($0), duty: nil) }
        let moment =
            line.moment.day.map { ExtractMoment(day: $0, knownAt: now) }
            ?? ExtractMoment(asOf: line.moment.asOf, knownAt: now)
        let draft = try draft(of: line.scope, at: moment, in: order)
        guard seen == nil || seen == draft.value.seen else {
            throw AppError.conflict("extract.changedSinceLooked")
        }
        return draft
    }

    /// As of which day, until when, and what the deadline skips.
    func extractWish(of order: Case) throws -> ExtractWish {
        let (day, calendar) = (try extractDay(of: order), try settings().calendar)
        let due = order.duties.first { $0.definition.kind == .produceExtract && $0.isOpen }?.dueOn
        let began = max(order.submittedAt.day, day ?? order.submittedAt.day)
        let skipped = due.map { calendar.skippedDays(from: began, to: $0) } ?? []
        return ExtractWish(day: day, due: due, skipped: skipped.map { .init(day: $0.day, reason: $0.reason) })
    }

    func extractDay(of order: Case) throws -> Day? {
        guard let field = order.routine.orderForm?.field(filling: .extractDay) else { return nil }
        return try one("SELECT answers FROM submissions WHERE case_id = \(order.id) ORDER BY id LIMIT 1") {
            Day((try $0.json() as Answers)[field.key])
        }
    }

    private func extractOrder(_ order: Case, duty: String?) throws -> ExtractOrder {
        ExtractOrder(
            number: order.number, routine: order.routine.title, edition: order.routine.edition,
            registryNumber: order.routine.document.registryNumber ?? "", id: order.id, duty: duty)
    }

    private func draft(
        of scope: ExtractScope, at moment: ExtractMoment, in order: ExtractOrder?
    ) throws -> Personal<ExtractDraft> {
        let content = try extractContent(of: scope, at: moment)
        let (scopeName, provider) = try extractNames(of: scope)
        let (number, version) = try place(of: scope, in: moment.month)
        let previous = try versionBefore(version, of: number, givenOut: order != nil)
        let draft = ExtractDraft(
            scope: scope, scopeName: scopeName, provider: provider, moment: moment, number: number,
            version: version,
            content: content, changes: try changes(since: previous, content: content), order: order,
            madeBy: actor.name, digest: content.digest(of: scope, at: moment), previous: previous)
        let people = content.customers.map(\.person) + draft.changes.map(\.change.person)
        return Personal(draft, Disclosure(.viewed, "extract", about: people, in: order?.id))
    }

    /// What a scope is called, and the provider of a unit.
    public func extractNames(of scope: ExtractScope) throws -> (scope: String, provider: String) {
        switch scope {
        case .unit(let unit):
            try one(
                """
                SELECT u.name, v.name FROM provider_units u JOIN care_providers v ON v.id = u.provider_id
                WHERE u.id = \(unit)
                """
            ) { ($0.text(), $0.text()) }
        case .provider(let provider):
            try one("SELECT name FROM care_providers WHERE id = \(provider)") {
                let name = $0.text()
                return (name, name)
            }
        case .municipality: (try settings().municipality, "")
        }
    }

    /// Its number and version: one number for a scope and a month, a version for each that is made.
    func place(
        of scope: ExtractScope, in month: Day
    ) throws -> (number: String, version: Int) {
        let last = try first(
            """
            SELECT x.number, x.version FROM extracts x WHERE x.month = \(month) AND x.scope = \(scope.kind)
                AND COALESCE(x.unit_id, '') = \(scope.unit?.text ?? "")
                AND COALESCE(x.provider_id, '') = \(scope.provider?.text ?? "") ORDER BY x.version DESC LIMIT 1
            """
        ) { (number: $0.text(), version: $0.int()) }
        if let last { return (last.number, last.version + 1) }
        let series = Self.extractSeries(month.year)
        let used = try first("SELECT last FROM counters WHERE name = \(series)") { $0.int() } ?? 0
        let digits = String(used + 1)
        let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
        return ("LU-\(month.year)-\(zeros)\(digits)", 1)
    }

    /// What a version is compared with: what goes to a unit, with what the unit has got.
    private func versionBefore(
        _ version: Int, of number: String, givenOut: Bool
    ) throws -> ID<SealedExtract>? {
        let isGiven: SQL =
            givenOut ? "EXISTS (SELECT 1 FROM message_extracts g WHERE g.extract_id = x.id)" : "1 = 1"
        return try first(
            """
            SELECT x.id FROM extracts x WHERE x.number = \(number) AND x.version < \(version) AND \(isGiven)
            ORDER BY x.version DESC LIMIT 1
            """
        ) { $0.id() }
    }

    static func extractSeries(_ year: Int) -> String { "extract-\(year)" }

    private func changes(
        since previous: ID<SealedExtract>?, content: ExtractContent
    ) throws -> [ReasonedChange] {
        guard let previous, let before = try sealed(where: "x.id = \(previous)").first else { return [] }
        let identity = try presentIdentity()
        let changes = try coded(
            ExtractChange.between(try sealedCustomers(of: previous), content.customers, now: identity))
        let happened = try happened(to: changes.map(\.person), since: before.moment.knownAt)
        return changes.map { change in
            let cause = happened[change.person]?.last { $0.explains(change) }
            return ReasonedChange(change: change, cause: cause?.kind, reason: cause?.reason ?? "")
        }
    }

    /// Whom somebody is known as today: two who turned out to be one are one, and so are three.
    func presentIdentity() throws -> (ID<CareRecipient>) -> ID<CareRecipient> {
        let rows = try all("SELECT id, merged_into_id FROM care_recipients WHERE merged_into_id IS NOT NULL")
        {
            ($0.id() as ID<CareRecipient>, $0.id() as ID<CareRecipient>)
        }
        let merged = Dictionary(rows) { first, _ in first }
        return { person in
            var found = person
            while let next = merged[found] { found = next }
            return found
        }
    }

    /// Without name and number for those whose data are protected by now.
    func coded(_ changes: [ExtractChange]) throws -> [ExtractChange] {
        let hidden = try protectedPeople()
        return changes.map { hidden.contains($0.person) ? $0.coded : $0 }
    }

    func protectedPeople() throws -> Set<ID<CareRecipient>> {
        Set(try all("SELECT id FROM care_recipients WHERE protection <> 'none'") { $0.id() })
    }

    /// What has been recorded of each since that changes who is counted, or how they are told; the earliest first.
    private func happened(
        to people: [ID<CareRecipient>], since: Instant
    ) throws -> [ID<CareRecipient>: [ExtractCause]] {
        guard !people.isEmpty else { return [:] }
        let rows = try all(
            """
            SELECT s.subject_id, e.kind, e.details FROM events e JOIN event_subjects s ON s.event_id = e.id
            WHERE s.subject = 'recipient' AND s.subject_id IN (\(list: people)) AND e.happened_at > \(since)
                AND e.kind IN (\(list: ExtractCause.kinds)) ORDER BY e.position
            """
        ) { row in
            let (person, kind): (ID<CareRecipient>, Event.Kind) = (row.id(), try row.value())
            return (person, ExtractCause(kind: kind, details: try row.json()))
        }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }
}

/// Something recorded of a person that may be why an extract counts them otherwise.
private struct ExtractCause {
    let kind: Event.Kind
    let details: [String: String]

    private static let ofCounting: [Event.Kind] = [
        .deviceInstalled, .deviceUninstalled, .deviceMovesAlong, .responsibilityBegan, .responsibilityPassed,
        .factCorrected, .recipientsMerged, .mergeUndone, .providerTookOver, .takeoverUndone,
    ]
    static let kinds = ofCounting + [.detailChanged, .numberReplaced]

    /// Only that a date has been put right says why in somebody's own words: other words may tell of other things.
    var reason: String { kind == .factCorrected ? details["reason"] ?? "" : "" }

    func explains(_ change: ExtractChange) -> Bool {
        switch kind {
        case .detailChanged:
            change.aspects.contains { aspect in
                aspect == .name && details["detail"] == PersonDetail.name.rawValue
                    || aspect == .protection && details["detail"] == PersonDetail.protection.rawValue
            }
        case .numberReplaced: change.aspects.contains(.number)
        case .factCorrected: details["fact"] != FactKind.residency.rawValue && isOfCounting(change)
        default: isOfCounting(change)
        }
    }

    private func isOfCounting(_ change: ExtractChange) -> Bool {
        change.kind != .changed || change.aspects.contains { [.unit, .activeFrom].contains($0) }
    }
}

extension ExtractContent {
    /// SHA-256 over what is counted, in its order.
    func digest(of scope: ExtractScope, at moment: ExtractMoment) -> String {
        var hash = SHA256()
        let add = { (hash: inout SHA256, parts: [String]) in
            for part in parts {
                let bytes = Array(part.utf8)
                withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { hash.update(data: $0) }
                hash.update(data: bytes)
            }
        }
        add(
            &hash,
            [
                scope.kind.rawValue, scope.unit?.text ?? "", scope.provider?.text ?? "",
                String(moment.asOf.milliseconds),
            ])
        for line in customers {
            add(
                &hash,
                line.shownParts + [line.unit, String(line.activeFrom.milliseconds), line.association.text])
        }
        for alarm in alarms {
            add(&hash, [alarm.serial.text, alarm.unit, String(alarm.activeFrom.milliseconds)])
        }
        return Array(hash.finalize()).hexadecimal
    }
}

extension AlarmCustomer {
    fileprivate var shownParts: [String] {
        switch shown {
        case .named(let name, let number): ["named", name, number.value]
        case .coded(let code): ["coded", String(code), ""]
        }
    }
}
