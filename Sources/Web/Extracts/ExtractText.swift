import Domain
import HTTPBase
import Storage

/// What an extract says, in words, for its files: in Swedish, whoever makes them.
struct ExtractText {
    let words = Words.of(.swedish)
    let head: ExtractHead

    var title: String { words("extract.title") }

    /// With its version; of one that is not sealed that it is not.
    var number: String { head.number ?? words("extract.unsealed") }

    var facts: [(term: String, value: String)] {
        var facts = [(words("extract.scope"), head.scopeName)]
        if !head.provider.isEmpty, head.provider != head.scopeName {
            facts.append((words("extract.provider"), head.provider))
        }
        facts += [
            (words("extract.asOf"), words.asOf(head.moment)),
            (words("extract.knownAt"), words.exact(head.moment.knownAt)),
            (words("extract.source"), words("extract.source.register")),
            (words("extract.madeBy"), head.madeBy),
        ]
        guard let order = head.order else { return facts }
        return facts + [
            (words("extract.case"), order.number.text),
            (
                words("extract.routine"),
                words(
                    "extract.routine.edition",
                    ["title": order.routine(.swedish), "edition": order.edition])
            ), (words("extract.registryNumber"), order.registryNumber),
        ]
    }

    func totals(_ totals: ExtractTotals) -> [(term: String, value: String)] {
        [
            (words("extract.total"), String(totals.total)),
            (words("extract.emergency"), String(totals.emergencyAlarms)),
            (words("extract.billable"), String(totals.billable)),
        ]
    }

    var customerColumns: [String] {
        ["extract.name", "extract.number", "extract.unit", "extract.activeFrom", "extract.association"]
            .map { words($0) }
    }

    func cells(of line: AlarmCustomer) -> [String] {
        [
            words.name(line.shown), words.number(line.shown), line.unit,
            line.isCoded ? "" : line.activeFrom.day.description, line.isCoded ? "" : line.association.text,
        ]
    }

    var alarmColumns: [String] {
        ["extract.serial", "extract.unit", "extract.activeFrom"].map { words($0) }
    }

    func cells(of alarm: EmergencyAlarm) -> [String] {
        [alarm.serial.text, alarm.unit, alarm.activeFrom.day.description]
    }

    var changeColumns: [String] {
        ["extract.change", "extract.name", "extract.number", "extract.why"].map { words($0) }
    }

    func cells(of line: ReasonedChange) -> [String] {
        [
            words.said(line.change), words.name(line.change.shown), words.number(line.change.shown),
            words.why(line),
        ]
    }
}

/// What an extract is of, apart from whom it counts.
struct ExtractHead: Sendable {
    let municipality: String
    let scopeName: String
    let provider: String
    let moment: ExtractMoment
    /// With its version; `nil` for one that is not sealed.
    let number: String?
    let madeBy: String
    let order: ExtractOrder?
    /// By what the content is recognised; `nil` for one that is not sealed.
    let digest: String?
}

extension Words {
    /// Of a day its beginning, else the moment.
    func asOf(_ moment: ExtractMoment) -> String {
        moment.day.map { self("extract.asOf.day", ["day": $0.description]) } ?? exact(moment.asOf)
    }

    func name(_ shown: AlarmCustomer.Shown) -> String {
        switch shown {
        case .named(let name, _): name
        case .coded(0): self("extract.coded.later")
        case .coded(let code): self("extract.coded", ["code": "\(code)"])
        }
    }

    func number(_ shown: AlarmCustomer.Shown) -> String {
        if case .named(_, let number) = shown { number.display } else { "" }
    }

    func said(_ change: ExtractChange) -> String {
        let what = self("extract.change.\(change.kind.rawValue)")
        guard !change.aspects.isEmpty else { return what }
        let aspects = change.aspects.map { self("extract.aspect.\($0.rawValue)") }
        return "\(what): \(aspects.joined(separator: ", "))"
    }

    /// What was recorded meanwhile; that nothing was, and only the day is another.
    func why(_ line: ReasonedChange) -> String {
        guard let cause = line.cause else { return self("extract.why.day") }
        let what = self("extract.cause.\(cause.rawValue)")
        return line.reason.isEmpty ? what : "\(what): \(line.reason)"
    }
}
