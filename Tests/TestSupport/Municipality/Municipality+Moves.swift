import Domain
import Storage

/// Moves in two halves: Ekholmen hands over, Lambohov receives.
extension Municipality {
    /// Publishes the routine of moves; the same again changes nothing.
    public func publishMoves() async throws {
        let file = try ShippedRoutines.file("alarm-move.yaml")
        try await store.write(as: .system) { try $0.publish(file) }
    }

    /// A half of a move, sent by one of the two units under the edition in force; the shipped one unless another is.
    public func half(
        _ side: Side, _ answers: Answers, by actor: Actor? = nil, publishing: Bool = true
    ) async throws -> CaseNumber {
        if publishing { try await publishMoves() }
        let sender = actor ?? (side == .handingOver ? orderer : otherOrderer)
        return try await store.write(as: sender) { tx in
            let draft = try tx.beginDraft(of: "alarm-move", as: side == .handingOver ? "giver" : "receiver")
            try tx.saveDraft(draft, answers: answers)
            return try tx.submit(draft)
        }
    }

    /// Both halves of one move, the giver's first.
    public func move(
        _ change: (inout Answers) -> Void = { _ in }
    ) async throws -> (giver: CaseNumber, receiver: CaseNumber) {
        var answers = Answers.moving(.handingOver)
        change(&answers)
        let giver = try await half(.handingOver, answers)
        return (giver, try await half(.receiving, .moving(.receiving)))
    }

    /// Fetches Greta's alarm on 1 December and mounts it in the new home on the same day, as it was booked.
    public func moveAlarm(in number: CaseNumber) async throws {
        let pair = try pair()
        try await store.write(as: coordinator) { try $0.book("book", in: number, pair: pair) }
        time.set("2026-12-01", "09:00")
        try await uninstall(number, .allWorking(withLock: false), duty: "uninstallAlarm")
        time.set("2026-12-01", "13:10")
        _ = try await store.write(as: technician) {
            try $0.install(
                "installAlarm", in: number, devices: DeviceReport.passed([.alarmBase, .alarmButton], set: 1),
                originalPart: "")
        }
    }

    /// All that the team has left once the alarm has moved, but to pass on the responsibility and to answer: the lock of
    /// the old home, the alarm register, the visits.
    public func finishMove(in number: CaseNumber) async throws {
        try await uninstall(
            number, UninstallationReport(conditions: [:], partIsBack: nil, remark: ""), duty: "unlinkLock")
        try await attest("registerAlarm", in: number, by: technician)
        let visits = try await page(number).visits.filter { $0.status == .planned }
        for visit in visits { try await store.write(as: technician) { try $0.finishVisit(visit.id) } }
    }

    /// The team passes on the responsibility from 1 December, to the unit that is known to receive unless one is given.
    public func passResponsibility(
        in number: CaseNumber, to unit: ID<ProviderUnit>? = nil
    ) async throws {
        try await store.write(as: coordinator) {
            try $0.passResponsibility("passResponsibility", in: number, on: "2026-12-01", note: "", to: unit)
        }
    }

    /// The unit gives back all the keys that the duty is about.
    public func giveBackAllKeys(
        _ duty: String, in number: CaseNumber, by actor: Actor? = nil
    ) async throws {
        let unit = actor ?? orderer
        let held = try await page(number, as: unit).heldKeys[duty] ?? []
        var form = Answers()
        for keys in held {
            form = Answers(form.values.merging(handoverForm(keys).values) { _, new in new })
        }
        let typed = form
        _ = try await store.write(as: unit) { try $0.giveBackKeys(duty, in: number, typed: typed) }
    }

    /// Answers one side, which then writes its journal.
    public func answer(_ side: Side, in number: CaseNumber) async throws {
        let (name, actor) = side == .handingOver ? ("Giver", orderer) : ("Receiver", otherOrderer)
        try await store.write(as: coordinator) {
            try $0.giveFeedback(
                "feedback\(name)", in: number, text: "Flytten är klar.", phonedTo: "")
        }
        try await attest("journal\(name)", in: number, by: actor)
    }

    /// The two visits of a move, on one day unless another is given for the second.
    public func pair(
        on day: String = "2026-12-01", installOn later: String? = nil, fetches: Bool = true,
        fallback: String = ""
    ) throws -> VisitPair {
        try VisitPair(
            uninstall: fetches ? try visit(on: day, at: "09:00") : nil,
            install: try visit(on: later ?? day, at: "13:00"), fallback: fallback)
    }
}

extension Answers {
    /// Greta's move to Nygatan 5 on 1 December, as one of the two sides orders it.
    public static func moving(_ side: Side, on day: String = "2026-12-01") -> Answers {
        var answers = Answers.about(.greta)
        for (part, value) in [("street", "Nygatan 5"), ("postalCode", "582 19"), ("city", "Linköping")] {
            answers["newHome.\(part)"] = value
        }
        answers["movesOn"] = day
        answers["hasCamera"] = "no"
        answers["bookingContacts.unit.use"] = "yes"
        answers["bookingContacts.unit.name"] = side == .handingOver ? "Olga Beställare" : "Anders Annan"
        answers["bookingContacts.unit.phone"] = side == .handingOver ? "013-20 50 01" : "013-20 50 02"
        switch side {
        case .handingOver:
            answers["providerChange"] = "yes"
            answers["receivingUnit"] = "Hemtjänst Lambohov"
            answers["keysHeld"] = "yes"
        case .receiving:
            answers["currentUnit"] = "Hemtjänst Ekholmen"
            answers["homeKeyCollected"] = "no"
            answers["entranceKey"] = "notNeeded"
            answers["lockNeeded"] = "no"
        }
        return answers
    }
}
