/// What an order says, read from its answers and checked.
public struct OrderContent: Hashable, Sendable {
    /// Whom it is about; `nil` in an order about the unit itself.
    public let recipient: OrderedPerson?
    /// The recipient's home, or the unit's own premises; `nil` in an order about no place.
    public let home: PostalAddress?
    /// Where the person moves; `nil` where the order is about no move.
    public let newHome: PostalAddress?
    public let movesOn: Day?
    /// As of which day an extract is wanted; `nil` where none was named.
    public let extractDay: Day?
    /// The unit on the other side, by its name; empty where none is named.
    public let otherUnit: String
    public let contacts: [BookingContact]
    /// Who is to share the lock, in an order about two people.
    public let cohabitant: OrderedPerson?
    /// The answers that apply, without secrets: the received document.
    public let answers: Answers
    /// Secret answers by field key.
    public let secrets: [String: String]
    /// Attestation duties that the order itself completes, with the day that was attested.
    public let attested: [String: Day]
    /// Preconditions gone past, with the written reason.
    public let overridden: [String: String]
}

/// What a municipality allows when a precondition is not met.
public enum PreconditionOverride: String, Sendable, Codable, CaseIterable { case refused, withReason }

extension RoutineEdition {
    /// Reads and checks the whole order.
    /// - Parameter calendar: by which the day of an extract must be a working day (R4.6).
    /// - Throws: `invalid` with every fault at its field's name.
    public func read(
        _ answers: Answers, today: Day, override: PreconditionOverride,
        calendar: WorkingCalendar = WorkingCalendar()
    ) throws(AppError) -> OrderContent {
        var reading = OrderReading(
            routine: self, answers: answers, today: today, override: override, calendar: calendar)
        return try reading.content()
    }

    /// The fields that these answers call for. What is typed in a field that is not asked counts for nothing, so that
    /// it calls for no other.
    public func askedFields(for answers: Answers) -> [Field] {
        let counted = counted(answers)
        return (orderForm?.fields ?? []).filter { $0.condition?.holds(for: counted) ?? true }
    }

    /// The answers without those to fields that are not asked; conditions ask only about fields above.
    func counted(_ answers: Answers) -> Answers {
        (orderForm?.fields ?? []).reduce(into: answers) { counted, field in
            guard let condition = field.condition, !condition.holds(for: counted) else { return }
            counted.remove(field)
        }
    }

    /// Some field asks for the number of a device.
    public var asksForSerials: Bool {
        forms.contains { form in form.fields.contains { if case .serial = $0.kind { true } else { false } } }
    }

    public var secretFields: [Field] { forms.flatMap(\.fields).filter { $0.kind == .secret } }
}
