import Domain
import HTTPBase
import Storage

/// What a register extract tells row by row: each kind under its heading, every value with what it is.
struct ExtractedRecordsView: Component {
    let extract: RegisterExtract
    let words: Words
    let today: Day

    var html: HTML {
        let parts = ArchivedKind.allCases.map { kind in part(kind, extract.more.filter { $0.kind == kind }) }
        return PagePart(words("registerExtract.more"), parts.joined()).html
    }

    private func part(_ kind: ArchivedKind, _ records: [ArchivedRecord]) -> HTML {
        guard !records.isEmpty else { return "" }
        let heading = Heading(.text(words("registerExtract.kind.\(kind.rawValue)")), level: .three)
        return "\(heading)\(each: records, { DefinitionList(rows: rows(of: $0)).html })"
    }

    private func rows(of record: ArchivedRecord) -> [DefinitionList.Row] {
        record.values.map { value in
            let label = Self.label(of: value.name, in: record.kind, words)
            return DefinitionList.Row(
                label ?? words("registerExtract.value.other"), text: said(value, in: record))
        }
    }

    /// What a value is, as people say it: in rows of its kind, or in all.
    static func label(of name: String, in kind: ArchivedKind, _ words: Words) -> String? {
        words.ifAny("registerExtract.of.\(kind.rawValue).\(name)")
            ?? words.ifAny("registerExtract.value.\(name)")
    }

    // MARK: - Values in words

    /// Where the words of codes stand.
    static let vocabularies: [ArchivedKind: [String: String]] = [
        .number: ["kind": "registerExtract.numberKind"],
        .detail: ["detail": "detail"],
        .supervision: ["ended_how": "supervision.end"],
        .consent: [
            "giver": "consent.from", "manner": "consent.manner", "ended_how": "consent.end",
            "about": "registerExtract.consentAbout",
        ],
        .orderPerson: ["role": "registerExtract.role"],
        .contact: ["role": "contact.role"],
        .duty: ofDuties, .sharedDuty: ofDuties,
        .visit: [
            "purpose": "registerExtract.purpose", "status": "visit.status", "outcome": "visit.outcome",
        ],
        .functionTest: ["passed": "registerExtract.passed"],
        .notice: ["language": "sign"],
        .key: ["movement": "registerExtract.movement", "kind": "keys.kind"],
        .difference: [
            "kind": "reconcile.kind", "source": "reconcile.source", "decision": "reconcile.decision",
        ],
        .differenceAct: ["decision": "reconcile.decision"],
        .lifeEvent: ["kind": "life.kind"], .hold: ["kind": "fileHold"],
    ]
    private static let ofDuties = [
        "state": "duty", "evidence.manner": "consent.manner", "evidence.language": "language",
    ]

    private func said(_ value: ArchivedRecord.Value, in record: ArchivedRecord) -> String {
        let (name, text) = (value.name, value.text)
        if let vocabulary = Self.vocabularies[record.kind]?[name] {
            return words.heading(words.ifAny("\(vocabulary).\(text)") ?? text)
        }
        if Self.isMoment(name), let moment = Instant(iso8601: text) { return words.exact(moment) }
        if Self.isDay(name), let day = Day(text) { return words.longDay(day) }
        switch (record.kind, name) {
        case (_, "device"): return device(text)
        case (_, "minutes"): return Int(text).map { words("visit.minutes", count: $0) } ?? text
        case (.duty, "key"), (.sharedDuty, "key"): return title(ofDuty: text, in: record)
        case (_, "evidence.languages"):
            return SignLanguage.list(text).map { words("sign.\($0.rawValue)") }.joined(separator: ", ")
        case (.number, "value"), (.orderPerson, "recipient"), (.difference, "number"), (.merge, "kept"),
            (.merge, "merged"), (.distinction, "first"), (.distinction, "second"):
            return (try? PersonIdentifier.parse(text, today: today))?.display ?? text
        case (.detail, "value"): return detail(text, in: record)
        case (.service, "system"): return words.heading(text)
        default: return text
        }
    }

    private static func isMoment(_ name: String) -> Bool {
        name.hasSuffix("_at") || name == "valid_from" || name == "valid_to"
    }

    private static func isDay(_ name: String) -> Bool { name.hasSuffix("_on") || name == "evidence.day" }

    /// `alarmBase LARM-1`: its kind, and its serial number.
    private func device(_ text: String) -> String {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let kind = words.ifAny("device.kind.\(parts[0])") else { return text }
        return "\(kind) \(parts[1])"
    }

    private func detail(_ text: String, in record: ArchivedRecord) -> String {
        if let day = Day(text) { return words.longDay(day) }
        return record["detail"].flatMap(PersonDetail.init).map { words.said($0, text) } ?? text
    }

    /// As the edition calls it by which the order was made; what two halves of a move share, as the move's does.
    private func title(ofDuty key: String, in record: ArchivedRecord) -> String {
        let duties = extract.orders.compactMap { line -> DutyDefinition? in
            guard let number = record["order"] else { return line.order.handover?.routine.duty(key) }
            return line.order.number.text == number ? line.order.routine.duty(key) : nil
        }
        return duties.first?.title(words.language) ?? words("archive.kind.\(record.kind.rawValue)")
    }
}
