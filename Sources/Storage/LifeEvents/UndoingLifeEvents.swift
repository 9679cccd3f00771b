import Domain

/// A life event as the register has it.
public struct LifeEventLine: Sendable, Hashable {
    public let id: ID<LifeEvent>
    public let recipient: ID<CareRecipient>
    public let recipientName: String
    public let kind: LifeEvent.Kind
    public let day: Day
    /// The last day of what lasts; `nil` as long as it does.
    public let overOn: Day?
    public let toldBy: String
    public let note: String
    public let recordedAt: Instant
    public let recordedBy: String
    public let undone: Undone?
    /// What is lost or broken.
    public let device: Device?

    public struct Undone: Sendable, Hashable {
        public let at: Instant
        public let by: String
        public let reason: String
    }

    /// It holds, and goes on.
    public var isCurrent: Bool { undone == nil && overOn == nil }
}

extension Reading {
    /// What has happened to somebody, the latest first.
    func lifeEvents(of id: ID<CareRecipient>) throws -> [LifeEventLine] {
        try lifeEvents(where: "e.recipient_id = \(id)", limit: 100)
    }

    /// - Throws: `notFound` where the actor does not see the person.
    public func lifeEvent(_ id: ID<LifeEvent>) throws -> Personal<LifeEventLine> {
        guard let line = try lifeEvents(where: "e.id = \(id) AND \(seesRecipient)", limit: 1).first else {
            throw AppError.notFound
        }
        return Personal(line, Disclosure(.viewed, "lifeEvent", about: [line.recipient]))
    }

    /// What has been recorded since `day` about people whom the actor sees, for those who are to know.
    public func recentLifeEvents(since day: Day) throws -> Personal<[LifeEventLine]> {
        let found = try lifeEvents(
            where: "e.recorded_at >= \(day.start) AND e.undone_at IS NULL AND \(seesRecipient)", limit: 20)
        return Personal(found, Disclosure(.listed, "lifeEvents", about: found.map(\.recipient)))
    }

    private func lifeEvents(where condition: SQL, limit: Int) throws -> [LifeEventLine] {
        try all(
            """
            SELECT e.id, p.id, p.name, e.kind, e.happened_on, e.over_on, e.told_by, e.note, e.recorded_at, u.name,
                e.undone_at, n.name, e.undone_why, d.id, d.serial, d.kind, d.model, d.status
            FROM life_events e JOIN care_recipients p ON p.id = e.recipient_id JOIN users u ON u.id = e.recorded_by
            LEFT JOIN users n ON n.id = e.undone_by LEFT JOIN devices d ON d.id = e.device_id
            WHERE \(condition) AND \(isTold) ORDER BY e.id DESC LIMIT \(limit)
            """
        ) { row in
            LifeEventLine(
                id: row.id(), recipient: row.id(), recipientName: row.text(), kind: try row.value(),
                day: try row.day(), overOn: try row.dayIfAny(), toldBy: row.text(), note: row.text(),
                recordedAt: row.instant(), recordedBy: row.text(), undone: readUndone(&row),
                device: try row.optional { try readDevice(&$0) })
        }
    }

    /// A unit that hands the person over learns nothing of what they get at the next one's (R1.22, R5.28).
    private var isTold: SQL {
        """
        (e.device_id IS NULL OR EXISTS (SELECT 1 FROM installations i
            WHERE i.device_id = e.device_id AND i.recipient_id = e.recipient_id AND \(isTold(of: "i")))
         OR EXISTS (SELECT 1 FROM lock_links l
            WHERE l.device_id = e.device_id AND l.recipient_id = e.recipient_id AND \(isTold(of: "l"))))
        """
    }

    private func readUndone(_ row: inout Row) -> LifeEventLine.Undone? {
        let (at, by, reason) = (row.instantIfAny(), row.textIfAny(), row.textIfAny())
        return at.map { .init(at: $0, by: by ?? "", reason: reason ?? "") }
    }
}

extension Tx {
    /// What was recorded was wrong: what followed from it is put back, as far as it can be. Visits that were called off
    /// are booked anew, and secrets that were removed are asked for again.
    /// - Throws: `invalid` at `reason`, also where something has happened since that stands on it; `conflict` where it is
    ///   undone already.
    public func undo(_ id: ID<LifeEvent>, reason: String) throws {
        let event = try openEvent(id)
        let reason = try GivenReason(Answers(["reason": reason])).text
        try requireLast(event)
        let changed = try changes(
            by:
                """
                UPDATE life_events SET undone_at = \(now), undone_by = \(actor.user), undone_why = \(reason)
                WHERE id = \(id) AND undone_at IS NULL
                """)
        guard changed == 1 else { throw AppError.conflict("life.undoneAlready") }
        if event.kind == .deceased { try undie(event.recipient) }
        let effects = try all(
            "SELECT effect, subject_id FROM life_event_effects WHERE event_id = \(id) ORDER BY effect, subject_id"
        ) { (effect: $0.text(), subject: $0.text()) }
        // A supervision needs its consents: they come before it, as their names do.
        for (effect, subject) in effects {
            switch effect {
            case "consent": try restoreConsent(subject)
            case "supervision": try resumeSupervision(subject)
            case "residency": try moveBack(to: subject, event.recipient)
            case "service": try serveAgain(subject, event)
            case "order": try resume(ID(stored: subject))
            // It was not begun for this, and goes on.
            case "covered": continue
            default: try takeBack(ID(stored: subject), reason: reason)
            }
        }
        if let device = event.device {
            try tell(.deviceReportWithdrawn, event.kind, event.day, device, about: [.device(device.id)])
        }
        try append(
            Event(
                .lifeEventUndone,
                ["life": event.kind.rawValue, "day": event.day.description, "reason": reason],
                about: [.recipient(event.recipient)]))
        let told = try casesTold(of: event)
        guard !told.isEmpty else { return }
        try append(
            Event(
                .lifeEventRetracted, ["life": event.kind.rawValue, "day": event.day.description],
                about: told.map { .order($0) }))
    }

    /// The cases in which it was said when it was recorded.
    private func casesTold(of event: LifeEventLine) throws -> [ID<Case>] {
        try all(
            """
            SELECT c.id FROM cases c JOIN event_subjects s ON s.subject = 'case' AND s.subject_id = c.id
            JOIN events e ON e.id = s.event_id WHERE c.recipient_id = \(event.recipient)
                AND e.kind = \(Event.Kind.lifeEventTold) AND e.happened_at = \(event.recordedAt) ORDER BY c.id
            """
        ) { $0.id() }
    }

    /// Whoever has died since lives nowhere and is served by nobody again because an earlier event was wrong: the later
    /// one is undone first.
    private func requireLast(_ event: LifeEventLine) throws {
        guard !event.kind.lasts else { return }
        let later = try lifeEvents(of: event.recipient).first {
            $0.id > event.id && $0.undone == nil && ($0.kind.endsService || $0.kind.leavesHome)
        }
        guard later == nil else { throw AppError.invalid("life.laterFirst", field: "reason") }
    }

    /// Whatever day its end has been corrected to.
    private func serveAgain(_ service: String, _ event: LifeEventLine) throws {
        try revise(
            "granted_services", "ended_on = NULL",
            where: "id = \(service) AND recipient_id = \(event.recipient) AND ended_on IS NOT NULL")
    }

    /// Something that lasted is over: the person is at home again.
    /// - Throws: `invalid` at `day`; `conflict` where it does not last, or is over already.
    public func end(_ id: ID<LifeEvent>, on day: String) throws {
        let event = try openEvent(id)
        let date = try pastDay(day)
        guard event.kind.lasts, event.overOn == nil else { throw AppError.conflict("life.overAlready") }
        guard date >= event.day else { throw AppError.invalid("correction.endBeforeStart", field: "day") }
        try execute("UPDATE life_events SET over_on = \(date) WHERE id = \(id)")
        if let device = event.device {
            try forgetUnsent(because: id)
            return try tell(
                .deviceReportOver, event.kind, date, device,
                about: [.recipient(event.recipient), .device(device.id)])
        }
        try append(
            Event(
                .lifeEventOver, ["life": event.kind.rawValue, "day": date.description],
                about: [.recipient(event.recipient)]))
    }

    private func openEvent(_ id: ID<LifeEvent>) throws -> LifeEventLine {
        let recipient = try lifeEvent(id).value.recipient
        try requireLifeEvents(of: recipient)
        try holdDevices(of: recipient)
        let event = try lifeEvent(id).value
        guard event.undone == nil else { throw AppError.conflict("life.undoneAlready") }
        return event
    }

    /// They never left; where they have another home meanwhile, that one stays.
    private func moveBack(to residency: String, _ id: ID<CareRecipient>) throws {
        let later = try first(
            """
            SELECT 1 FROM residencies h JOIN residencies r ON r.recipient_id = h.recipient_id AND r.id <> h.id
            WHERE h.id = \(residency) AND (r.valid_to IS NULL OR (r.valid_to > h.valid_to AND r.valid_to > r.valid_from))
            """, { $0.int() })
        guard later == nil else { return }
        let reopened = try revise(
            "residencies", "valid_to = NULL", where: "id = \(residency) AND recipient_id = \(id)")
        guard reopened == 1 else { return }
        let home: ID<Dwelling> = try one("SELECT dwelling_id FROM residencies WHERE id = \(residency)") {
            $0.id()
        }
        try append(Event(.residencyBegan, about: [.recipient(id), .dwelling(home)]))
    }

    private func resume(_ id: ID<Case>) throws {
        guard let before = try cases(where: "c.id = \(id)").first, before.cancelledAt != nil else { return }
        try save(goingOn(before), over: before)
        try letInOrderer(of: id)
        try append(Event(.orderResumed, about: [.order(id)]))
    }

    /// An order of giving back is forgotten, or called off where it was sent and nothing is fetched yet.
    private func takeBack(_ id: ID<Case>, reason: String) throws {
        try execute(
            "DELETE FROM secrets WHERE owner_id = \(id) AND EXISTS (SELECT 1 FROM drafts d WHERE d.id = \(id))"
        )
        try forgetDraft(id)
        guard let sent = try cases(where: "c.id = \(id)").first, sent.isCancellable else { return }
        try callOff(sent, as: try sent.cancelled(at: now), reason: reason)
    }
}
