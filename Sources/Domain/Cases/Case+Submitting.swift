extension RoutineEdition {
    /// The duties that an order with these answers gets. The preconditions that the form attested are already done.
    /// - Parameters:
    ///   - movesOn: what deadlines before a move count back from.
    ///   - extractDay: what deadlines of an extract count from.
    public func duties(
        for answers: Answers, attested: Set<String>, movesOn: Day? = nil, extractDay: Day? = nil,
        at now: Instant,
        calendar: WorkingCalendar
    ) -> [Duty] {
        duties.filter { $0.arises == nil && $0.condition?.holds(for: answers) ?? true }.map { definition in
            let done = attested.contains(definition.key)
            return Duty(
                definition: definition, state: done ? .done : .open, endedAt: done ? now : nil,
                dueOn: definition.due?.day(
                    orderedOn: now.day, movesOn: movesOn, extractDay: extractDay, calendar: calendar))
        }
    }

    /// The duties of one half's own case: the party's, and the team's answer to it.
    public func ownDuties(_ duties: [Duty], of party: String) -> [Duty] {
        guard isInHalves else { return duties }
        return duties.filter { holder(of: $0.definition) == party }
    }
}

extension Case {
    /// With the duties of the case and of its handover, in the routine's order.
    public func with(duties: [Duty]) -> Case {
        var copy = self
        let order = routine.duties.map(\.key)
        copy.duties =
            handover == nil
            ? duties
            : duties.sorted {
                (order.firstIndex(of: $0.key) ?? .max) < (order.firstIndex(of: $1.key) ?? .max)
            }
        return copy
    }

    public func isShared(_ duty: Duty) -> Bool { handover != nil && routine.isShared(duty.definition) }
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
                dueOn: definition.due?.day(
                    orderedOn: now.day, movesOn: handover?.movesOn, calendar: calendar), reopenedAt: now)
        }
        return with(duties: duties + made)
    }

    /// Starts the deadlines of this case's duties that count from duties which the other half has ended meanwhile.
    public func startingDeadlines(from keys: [String], on day: Day, calendar: WorkingCalendar) -> Case {
        var after = self
        for key in keys { after.startDeadlines(from: key, on: day, calendar: calendar) }
        return after
    }
}
