extension RoutineEdition {
    /// The duties that an order with these answers gets, their deadlines counted from `day`. The preconditions
    /// that the form attested are already done.
    public func duties(
        for answers: Answers, attested: Set<String>, at now: Instant, calendar: WorkingCalendar
    ) -> [Duty] {
        duties.filter { $0.arises == nil && $0.condition?.holds(for: answers) ?? true }.map { definition in
            let done = attested.contains(definition.key)
            return Duty(
                definition: definition, state: done ? .done : .open, endedAt: done ? now : nil,
                dueOn: definition.due.flatMap { due in
                    due.start == .submission
                        ? calendar.adding(workingDays: due.workingDays, to: now.day) : nil
                })
        }
    }
}

extension Case {
    /// The duties that `occasion` makes, open, after those that the case has; none twice. Deadlines that count from
    /// the order's arrival count from today instead.
    /// - Throws: `conflict` in a case that has ended.
    public func arising(
        _ occasion: Occasion, at now: Instant, calendar: WorkingCalendar
    ) throws(AppError) -> Case {
        guard isOpen else { throw .conflict("case.ended") }
        let made = routine.duties.filter { $0.arises == occasion && duty($0.key) == nil }.map { definition in
            Duty(
                definition: definition,
                dueOn: definition.due.flatMap { due in
                    due.start == .submission
                        ? calendar.adding(workingDays: due.workingDays, to: now.day) : nil
                }, reopenedAt: now)
        }
        var after = self
        after.duties += made
        return after
    }
}
