extension RoutineEdition {
    /// The duties that an order with these answers gets, their deadlines counted from `day`. The preconditions
    /// that the form attested are already done.
    public func duties(
        for answers: Answers, attested: Set<String>, at now: Instant, calendar: WorkingCalendar
    ) -> [Duty] {
        duties.filter { $0.condition?.holds(for: answers) ?? true }.map { definition in
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
