import Domain
import HTTPBase
import Storage

/// The sentences about a case that every list and page says alike.
extension Call {
    /// Whom it waits on, for what, since when and until when.
    func waitingLine(_ state: Case.State, _ waiting: Waiting?, party: String?, duty: String?) -> HTML {
        guard let waiting, let party, let duty else { return .text(words("case.state.\(state.rawValue)")) }
        let isOurs = (try? actor)?.partyRole == waiting.role && !waiting.isOtherHalfs
        let who = isOurs ? words("waiting.you") : party
        let line: HTML = """
            \(words("waiting.on", ["party": who])) \(words("waiting.since")) \(moment(waiting.since)) · \(duty)
            """
        guard let due = waiting.dueOn else { return line }
        return "\(line) \(words(due < today ? "waiting.late" : "waiting.until")) \(day(due))"
    }

    func tone(_ state: Case.State, dueOn: Day?) -> Tone {
        switch state {
        case .closed, .handled: .done
        case .cancelled: .calm
        case .submitted: dueOn.map { $0 < today } ?? false ? .danger : .calm
        }
    }

    /// An event in words. Details that are codes or moments are put into words first.
    /// - Parameter isPrinted: whether it is read on another day, when nothing is today.
    func sentence(_ entry: TimelineEntry, in routine: RoutineEdition?, isPrinted: Bool = false) -> String {
        var details = entry.details
        if let key = details["duty"] {
            details["duty"] = entry.duty?(words.language) ?? key
        }
        for (name, vocabulary) in [
            ("device", "device.kind"), ("outcome", "visit.outcome"), ("what", "difference"),
            ("language", "language"), ("role", "role"), ("callOutcome", "call.outcome"),
            ("condition", "uninstall.condition"), ("half", "move.differs"),
            ("giver", "consent.from"), ("manner", "consent.manner"), ("end", "supervision.end"),
            ("fact", "fact.kind"), ("life", "life.said"), ("failure", "device.failed"),
            ("wiping", "device.wiping"),
            ("test", "install.test"),
            ("detail", "detail.inText"), ("change", "detail.numberChange"),
            // A name that is not told, as in a register extract.
            ("contacted", "name"), ("toldBy", "name"),
        ] {
            if let code = details[name] { details[name] = words.ifAny("\(vocabulary).\(code)") ?? code }
        }
        if let detail = entry.details["detail"].flatMap(PersonDetail.init) {
            for name in ["was", "now"] { details[name] = words.said(detail, details[name] ?? "") }
        }
        if let name = details["phonedTo"] {
            details["phonedTo"] = name.isEmpty ? "" : words("feedback.phoned", ["name": name])
        }
        if let codes = details["languages"] {
            details["languages"] = SignLanguage.list(codes).map { words("sign.\($0.rawValue)") }
                .joined(separator: ", ")
        }
        if let field = details["field"] {
            details["field"] = routine?.orderForm?.field(field)?.label(words.language) ?? field
        }
        if let at = details["at"].flatMap({ Int64($0) }) {
            let moment = Instant(milliseconds: at)
            details["at"] = isPrinted ? words.exact(moment) : words.moment(moment, today: today)
        }
        if let day = details["day"].flatMap({ Day($0) }) {
            details["day"] = isPrinted ? words.longDay(day) : words.plainDay(day, today: today)
        }
        return words(eventKey(entry, in: routine), details)
    }

    /// In a case about two people the second is called by what they are there; on their own pages they are who it is
    /// about.
    private func eventKey(_ entry: TimelineEntry, in routine: RoutineEdition?) -> String {
        guard entry.details["disposed"] == nil else { return "disposal.gone" }
        let key = "event.\(entry.kind.rawValue)"
        // Whom the team called is not told to a unit that shares the visit with another.
        if [.visitBooked, .visitRescheduled].contains(entry.kind), entry.details["contacted"] == nil {
            return "\(key).toUnit"
        }
        guard routine != nil, let about = entry.details["about"] else { return key }
        return words.ifAny("\(key).\(about)").map { _ in "\(key).\(about)" } ?? key
    }

    func timeline(
        _ entries: [TimelineEntry], in routine: RoutineEdition? = nil, isPrinted: Bool = false
    ) -> Timeline {
        Timeline(
            entries: entries.map { entry in
                let note = entry.details["reason"] ?? entry.details["note"] ?? ""
                return Timeline.Entry(
                    when: isPrinted ? printed(entry.at) : moment(entry.at), who: entry.who,
                    what: .text(sentence(entry, in: routine, isPrinted: isPrinted)),
                    detail: note.isEmpty ? nil : "<p>\(note)</p>", tone: Self.tone(of: entry.kind))
            }, label: words("timeline.label"))
    }

    private static func tone(of kind: Event.Kind) -> Tone {
        switch kind {
        case .deviceFailedTest, .visitMissed, .caseCancelled, .preconditionOverridden, .recipientDiffers,
            .consentWithdrawn, .consentExpired, .supervisionEnded:
            .attention
        case .deviceInstalled, .feedbackGiven, .caseClosed, .supervisionStarted: .done
        default: .calm
        }
    }
}
