/// Something that happens in a care recipient's life and changes what is done for them (I6, I7, I18).
public struct LifeEvent: Hashable, Sendable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case deceased, residentialCare, serviceEnded, movedOut, consentWithdrawn, cohabitantConsentWithdrawn
        case hospital
        /// Something that the person has at home is gone, or does not work and has to be replaced (I10).
        case deviceLost, deviceBroken
    }

    public let kind: Kind
    /// The day of the death, the move, the decision or the answer; the first day at the hospital.
    public let day: Day
    /// Who has said so.
    public let toldBy: String
    /// May be empty; nothing about anybody's health.
    public let note: String
    /// What is lost or broken; `nil` for what concerns no device.
    public let device: SerialNumber?

    /// Reads the form.
    /// - Throws: `invalid` with every fault, at `kind`, `day`, `toldBy` and `note`, and at the kind's `deviceField`.
    public init(_ typed: Answers, today: Day) throws(AppError) {
        var faults: [Fault] = []
        let kind = Kind(rawValue: typed["kind"])
        if kind == nil { faults.append(Fault("form.choose", field: "kind")) }
        let day = Day(typed["day"])
        if let day {
            if day > today { faults.append(Fault("form.day.future", field: "day")) }
        } else {
            faults.append(Fault(typed["day"].isEmpty ? "form.required" : "form.day.wrong", field: "day"))
        }
        let (toldBy, note) = (Text.cleaned(typed["toldBy"]), Text.cleaned(typed["note"]))
        faults += Text.problems(with: toldBy, missing: "life.toldBy.missing", at: "toldBy")
        if Text.isLonger(note, than: Text.longLimit) {
            faults.append(Fault("form.tooLong", field: "note", ["limit": "\(Text.longLimit)"]))
        }
        device = kind?.deviceField.flatMap { try? SerialNumber.parse(typed[$0]) }
        if let field = kind?.deviceField, device == nil { faults.append(Fault("form.choose", field: field)) }
        guard faults.isEmpty, let kind, let day else { throw AppError(.invalid, faults) }
        self.kind = kind
        self.day = day
        self.toldBy = toldBy
        self.note = note
    }
}

extension LifeEvent.Kind {
    /// The municipality no longer does for the person what it did: orders end, and what is mounted goes back.
    public var endsService: Bool { [.deceased, .residentialCare, .serviceEnded].contains(self) }

    /// The person lives in their home no longer.
    public var leavesHome: Bool { [.deceased, .residentialCare, .movedOut].contains(self) }

    /// Until it is said to be over. A device is lost or broken until it is found, mended or taken back.
    public var lasts: Bool { self == .hospital || concernsDevice }

    /// It is about one device of the person's, and changes nothing else of what is done for them.
    public var concernsDevice: Bool { [.deviceLost, .deviceBroken].contains(self) }

    /// The name of the field of the form that says which device.
    public var deviceField: String? { concernsDevice ? "device.\(rawValue)" : nil }

    /// Whose consent to supervision by camera holds no longer.
    public var withdraws: ConsentGiver? {
        switch self {
        case .consentWithdrawn: .recipient
        case .cohabitantConsentWithdrawn: .cohabitant
        default: nil
        }
    }

    /// Whether visits in an order that gives something are called off.
    public func stopsVisits(in order: Case) -> Bool {
        !order.onlyTakesBack
            && (endsService || self == .hospital || (withdraws != nil && order.concernsCamera))
    }

    /// How a routine's form says why something goes back (`Field.Binding.endReason`).
    public var endReason: String { (withdraws == nil ? self : .consentWithdrawn).rawValue }
}

extension RoutineEdition {
    /// What goes back under this routine when `kind` has happened: its form asks why, and knows that reason. Where somebody
    /// moves, all that a move takes down goes too. Empty where nothing does.
    public func takenBack(after kind: LifeEvent.Kind) -> Set<DeviceKind> {
        let isForMoves = kind == .movedOut && orderForm?.field(filling: .movesOn) != nil
        guard knows(kind.endReason) || isForMoves else { return [] }
        return Set(
            duties.flatMap { duty -> [DeviceKind] in
                guard case .uninstall(let kinds, let movesAlong) = duty.kind, isForMoves || !movesAlong else {
                    return []
                }
                return kinds
            })
    }

    private func knows(_ reason: String) -> Bool {
        guard case .choice(let choices)? = orderForm?.field(filling: .endReason)?.kind else { return false }
        return choices.contains { $0.value == reason }
    }
}

extension RoutineEdition {
    /// Its form asks which device is lost or broken (`Field.Binding.failedDevice`), and knows this kind.
    public func takesUp(failed kind: DeviceKind) -> Bool {
        guard case .choice(let choices)? = orderForm?.field(filling: .failedDevice)?.kind else {
            return false
        }
        return choices.contains { $0.value == kind.rawValue }
    }

    /// Another one comes in the place of a device of this kind.
    public func replaces(_ kind: DeviceKind) -> Bool {
        let (down, up) = (duties.flatMap(\.kind.takenDown), duties.flatMap(\.kind.mounted))
        return takesUp(failed: kind) && down.contains(kind) && up.contains(kind)
    }

    /// Whether an order under it, with these answers, is about a failed device of this kind.
    public func concerns(failed kind: DeviceKind, _ answers: Answers) -> Bool {
        guard takesUp(failed: kind), let field = orderForm?.field(filling: .failedDevice) else {
            return false
        }
        return [kind.rawValue, Field.severalDevices].contains(answers[field.key])
    }
}

extension DutyKind {
    fileprivate var takenDown: [DeviceKind] {
        if case .uninstall(let kinds, movesAlong: false) = self { kinds } else { [] }
    }

    fileprivate var mounted: [DeviceKind] {
        if case .install(let installation) = self { installation.devices } else { [] }
    }
}

extension [RoutineEdition] {
    /// The routine under which a lost or broken device of this kind is replaced, or else looked at.
    public func takingUp(failed kind: DeviceKind) -> RoutineEdition? {
        first { $0.replaces(kind) } ?? first { $0.takesUp(failed: kind) }
    }

    /// As few orders as take back all of `kinds` that any does, each the one that takes back most of what is left, and
    /// least besides.
    public func takingBack(_ kinds: Set<DeviceKind>, after event: LifeEvent.Kind) -> [RoutineEdition] {
        var (left, chosen) = (kinds, [RoutineEdition]())
        let offers = map { (routine: $0, kinds: $0.takenBack(after: event)) }
        while let best = offers.filter({ !$0.kinds.isDisjoint(with: left) }).max(by: {
            ($0.kinds.intersection(left).count, -$0.kinds.count)
                < ($1.kinds.intersection(left).count, -$1.kinds.count)
        }) {
            chosen.append(best.routine)
            left.subtract(best.kinds)
        }
        return chosen
    }
}

extension Case {
    /// Whether something in it is about supervision by camera.
    public var concernsCamera: Bool { duties.contains(where: \.definition.kind.concernsCamera) }

    /// What is left to do takes something back and gives nothing: it is to be done all the same when a service ends.
    public var onlyTakesBack: Bool {
        let open = duties.filter(\.isOpen).map(\.definition.kind)
        return open.contains(where: \.takesBack) && !open.contains(where: \.gives)
    }

    /// Whether the order ends when the municipality no longer serves the person: it would give them something, and
    /// nothing is mounted yet. Keys that are gone make a lock to be changed whoever lives there (I12).
    public var endsWithService: Bool {
        isCancellable && !onlyTakesBack && routine.orderForm?.field(filling: .lostKeys) == nil
    }
}

extension DutyKind {
    fileprivate var takesBack: Bool {
        switch self {
        case .uninstall, .unlinkLock: true
        default: false
        }
    }

    fileprivate var gives: Bool {
        switch self {
        case .install, .linkLock, .startSupervision, .passResponsibility: true
        default: false
        }
    }
}

extension OrderForm {
    /// The answers that the register knows about a person in their home.
    public func answers(about recipient: CareRecipient, at home: PostalAddress?) -> Answers {
        var answers = Answers()
        for field in fields {
            switch field.fills {
            case .recipientNumber: answers[field.key] = recipient.identifier.value
            case .recipientName: answers[field.key] = recipient.name
            case .recipientPhone: answers[field.key] = recipient.phone
            case .recipientHome:
                guard let home else { continue }
                answers["\(field.key).street"] = home.street
                answers["\(field.key).apartment"] = home.apartment
                answers["\(field.key).postalCode"] = home.postalCode
                answers["\(field.key).city"] = home.city
            default: continue
            }
        }
        return answers
    }

    /// What an order that a life event asks for says already: about whom it is, why and since when.
    public func answers(
        because event: LifeEvent, about recipient: CareRecipient, at home: PostalAddress?,
        failed: DeviceKind? = nil
    ) -> Answers {
        var answers = answers(about: recipient, at: home)
        for field in fields {
            switch (field.fills, field.kind) {
            case (.endReason, .choice(let choices)):
                guard choices.contains(where: { $0.value == event.kind.endReason }) else { continue }
                answers[field.key] = event.kind.endReason
            case (.endedOn, _), (.movesOn, _): answers[field.key] = event.day.description
            case (.failedDevice, _): answers[field.key] = failed?.rawValue ?? ""
            case (.failure, _): answers[field.key] = event.note
            default: continue
            }
        }
        return answers
    }
}
