import Domain

extension Case {
    /// A case under R2 as it is just after the order came, at `submittedAt`.
    public static func sample(
        withLock: Bool = true, attested: Set<String> = ["effectuate"],
        submittedAt: Instant = .written("2026-11-20"), calendar: WorkingCalendar = WorkingCalendar()
    ) throws -> Case {
        let routine = try ShippedRoutines.alarmOrder.get()
        return sample(
            under: routine, answers: Answers(["lockNeeded": withLock ? "yes" : "no"]), attested: attested,
            submittedAt: submittedAt, calendar: calendar)
    }

    public static func sample(
        under routine: RoutineEdition, answers: Answers = Answers(), attested: Set<String> = [],
        submittedAt: Instant = .written("2026-11-20"), calendar: WorkingCalendar = WorkingCalendar()
    ) -> Case {
        Case(
            id: .sample(1), number: CaseNumber(year: 2026, sequence: 1), routine: routine, unit: .sample(2),
            recipient: .sample(3), dwelling: .sample(4), submittedAt: submittedAt,
            duties: routine.duties(for: answers, attested: attested, at: submittedAt, calendar: calendar),
            cancelledAt: nil, revision: 1)
    }
}

extension ID {
    /// A fixed identity that tells samples apart.
    public static func sample(_ number: Int) -> ID {
        let digits = String(number)
        let zeros = String(repeating: "0", count: max(0, 12 - digits.count))
        return ID(stored: "01890000-0000-7000-8000-\(zeros)\(digits)")
    }
}
