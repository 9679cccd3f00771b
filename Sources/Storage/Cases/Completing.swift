import Domain

extension Tx {
    /// Attests that something was done in a named system, on `day`.
    /// - Throws: `invalid` for a day that is wrong or to come; `conflict` where somebody was first.
    public func attest(_ key: String, in number: CaseNumber, on day: String, note: String) throws {
        let order = try visibleCase(number)
        guard let duty = order.duty(key)?.definition, case .attest(let system) = duty.kind else {
            throw AppError.notFound
        }
        let person = order.person(duty.about)
        guard person != nil || order.people.isEmpty else { throw AppError.notFound }
        let date = try pastDay(day)
        try checkLength(note, field: "note")
        let name = order.routine.system(system)?.name ?? system
        try complete(
            key, in: order, evidence: ["day": date.description, "note": note],
            events: [
                Event(
                    .attested, ["duty": key, "system": name, "day": date.description, "note": note],
                    about: person.map { subjects(of: $0, in: order) } ?? order.subjects(at: order.dwelling))
            ])
        if let person, isPrecondition(key, in: order) {
            try recordService(of: person, in: order, system: system, effectuatedOn: date)
        }
    }

    private func isPrecondition(_ key: String, in order: Case) -> Bool {
        order.routine.preconditions.contains { $0.duty == key }
    }

    /// Notes that the written information was handed over (R2.13).
    public func handOverLeaflet(
        _ key: String, in number: CaseNumber, on day: String, language: Language?
    ) throws {
        let order = try visibleCase(number)
        guard case .handOverLeaflet? = order.duty(key)?.definition.kind else { throw AppError.notFound }
        guard let language else { throw AppError.invalid("form.choose", field: "language") }
        let date = try pastDay(day)
        try complete(
            key, in: order, evidence: ["day": date.description, "language": language.rawValue],
            events: [
                Event(
                    .leafletHandedOver,
                    ["duty": key, "day": date.description, "language": language.rawValue],
                    about: order.subjects(at: order.dwelling))
            ])
    }

    /// Sends the answer to the party that ordered, in its own case (R2.14).
    public func giveFeedback(
        _ key: String, in number: CaseNumber, text: String, phonedTo: String
    ) throws {
        let order = try visibleCase(number)
        guard case .giveFeedback(let feedback)? = order.duty(key)?.definition.kind else {
            throw AppError.notFound
        }
        let text = Text.cleaned(text)
        guard !text.isEmpty else { throw AppError.invalid("form.required", field: "text") }
        try checkLength(text, field: "text")
        guard !feedback.channels.contains(.phone) || !phonedTo.isEmpty else {
            throw AppError.invalid("feedback.phone.missing", field: "phonedTo")
        }
        try checkLength(phonedTo, field: "phonedTo")
        try complete(
            key, in: order, evidence: ["phonedTo": phonedTo],
            events: [Event(.feedbackGiven, ["duty": key], about: [.order(order.id)])])
        let message = try insertMessage(text, in: order, isFeedback: true)
        try tellSerials(of: feedback.tells, with: message, phonedTo: phonedTo, in: order)
        try handOut(extractsToHandOut(in: order), with: message)
    }

    /// Tells the unit something in its case, whether that has ended or not.
    func tell(_ text: String, in order: Case) throws -> ID<Message> {
        try checkLength(text, field: "message")
        try append(Event(.messageSent, about: [.order(order.id)]))
        return try insertMessage(text, in: order, isFeedback: false)
    }

    /// Writes in the case; a correction of what was sent is such an addition.
    public func sendMessage(_ text: String, in number: CaseNumber) throws {
        let order = try visibleCase(number)
        let text = Text.cleaned(text)
        guard !text.isEmpty else { throw AppError.invalid("form.required", field: "text") }
        try checkLength(text, field: "text")
        try insertMessage(text, in: order, isFeedback: false)
        try append(Event(.messageSent, about: [.order(order.id)]))
    }

    @discardableResult
    private func insertMessage(_ text: String, in order: Case, isFeedback: Bool) throws -> ID<Message> {
        guard let sender = actor.partyRole else { throw AppError.forbidden("error.forbidden") }
        let id = ID<Message>.new(in: self)
        try execute(
            """
            INSERT INTO messages (id, case_id, sender, is_feedback, text, sent_at, sent_by)
            VALUES (\(id), \(order.id), \(sender), \(isFeedback), \(text), \(now), \(actor.user))
            """)
        news.add(.cases(of: order.unit))
        return id
    }

    /// Lets a duty go undone, with the reason kept.
    public func waive(_ key: String, in number: CaseNumber, reason: String) throws {
        let before = try visibleCase(number)
        let waived = try before.waiving(key, reason: reason, by: actor, at: now)
        try requireRemoval(of: key, in: before)
        let unasked = try unasked(byGivingUp: key, in: before)
        if let handover = before.handover { try insert(unasked, of: handover) }
        let after = waived.with(duties: waived.duties + unasked)
        try save(after, over: before, evidence: [key: ["reason": Text.cleaned(reason)]])
        let subjects = before.duty(key).map(before.subjects(of:)) ?? []
        try append(Event(.dutyWaived, ["duty": key, "reason": Text.cleaned(reason)], about: subjects))
        for duty in unasked {
            try append(Event(.dutyArose, ["duty": duty.key], about: after.subjects(of: duty)))
        }
        for device in try reservedDevices(of: after) where !after.neededDevices.contains(device.kind) {
            try endReservation(of: device, in: after, how: "waived", becoming: .inStock)
        }
        try closeIfDone(after)
    }

    /// Ends an order before it is handled: visits are called off, reservations freed, secrets removed.
    public func cancel(_ number: CaseNumber, reason: String) throws {
        let before = try visibleCase(number)
        try callOff(before, as: try before.cancelling(reason: reason, by: actor, at: now), reason: reason)
    }

    func callOff(_ before: Case, as after: Case, reason: String) throws {
        let calledOff = try changes(
            by:
                """
                UPDATE visits SET status = 'cancelled', ended_at = \(now), reason = \(Text.cleaned(reason))
                WHERE case_id IN (\(list: before.joined)) AND status = 'planned'
                """)
        try releaseReservations(of: before, how: "cancelled")
        try save(after, expecting: before.revision)
        try append(
            Event(.caseCancelled, ["reason": Text.cleaned(reason)], about: everySubject(of: before)))
        try withdrawHalf(before)
        if calledOff > 0 { try append(Event(.visitCancelled, about: [.order(before.id)])) }
        try purgeSecrets(of: before)
    }

    func pastDay(_ text: String, field: String = "day") throws -> Day {
        guard !text.isEmpty else { throw AppError.invalid("form.required", field: field) }
        guard let day = Day(text) else { throw AppError.invalid("form.day.wrong", field: field) }
        guard day <= today else { throw AppError.invalid("form.day.future", field: field) }
        return day
    }

    func checkLength(_ text: String, field: String) throws {
        guard !Text.isLonger(text, than: Text.longLimit) else {
            throw AppError.invalid("form.tooLong", field: field, ["limit": "\(Text.longLimit)"])
        }
    }
}
