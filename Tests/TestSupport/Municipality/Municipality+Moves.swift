import Domain
import Storage

/// Moves in two halves: Ekholmen hands over, Lambohov receives.
extension Municipality {
    /// Publishes the routine of moves; the same again changes nothing.
    public func publishMoves() async throws {
        let file = try ShippedRoutines.file("alarm-move.yaml")
        try await store.write(as: .system) { try $0.publish(file) }
    }

    /// A half of a move, sent by one of the two units.
    public func half(_ side: Side, _ answers: Answers, by actor: Actor? = nil) async throws -> CaseNumber {
        try await publishMoves()
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
