import Domain
import Storage

/// R5: a camera moves, changes hands, or both. Ekholmen hands over, Lambohov receives.
extension Municipality {
    /// A half of a camera's move, sent by one of the two units.
    public func cameraHalf(
        _ side: Side, change: String = "both", _ spoil: (inout Answers) -> Void = { _ in }
    ) async throws -> CaseNumber {
        let file = try ShippedRoutines.file("camera-move.yaml")
        try await store.write(as: .system) { try $0.publish(file) }
        var typed = Answers.cameraMove(side, change: change)
        spoil(&typed)
        let answers = typed
        return try await store.write(as: side == .handingOver ? orderer : otherOrderer) { tx in
            let draft = try tx.beginDraft(
                of: "camera-move", as: side == .handingOver ? "giver" : "receiver")
            try tx.saveDraft(draft, answers: answers)
            return try tx.submit(draft)
        }
    }
}

extension Answers {
    /// Greta's camera to Nygatan 5 on 1 December, as one of the two sides reports it.
    public static func cameraMove(_ side: Side, change: String = "both") -> Answers {
        var answers = Answers.about(.greta)
        let isGiver = side == .handingOver
        for (name, value) in [
            ("senderName", isGiver ? "Olga Beställare" : "Anders Annan"),
            ("senderMail", "avsandare@example.org"), ("senderPhone", "013-20 50 00"), ("change", change),
            ("movesOn", "2026-12-01"),
        ] { answers[name] = value }
        if change != "provider" {
            for (part, value) in [("street", "Nygatan 5"), ("postalCode", "582 19"), ("city", "Linköping")] {
                answers["newHome.\(part)"] = value
            }
            answers["bookingContacts.unit.use"] = "yes"
            answers["bookingContacts.unit.name"] = isGiver ? "Olga Beställare" : "Anders Annan"
            answers["bookingContacts.unit.phone"] = isGiver ? "013-20 50 01" : "013-20 50 02"
        }
        if change == "move" || (change == "both" && !isGiver) { answers["cohabitant"] = "no" }
        switch side {
        case .handingOver:
            answers["keysHeld"] = "no"
            if change != "move" { answers["receivingUnit"] = "Hemtjänst Lambohov" }
        case .receiving:
            answers["currentUnit"] = "Hemtjänst Ekholmen"
            answers["homeKeyCollected"] = "yes"
            answers["entranceKey"] = "notNeeded"
        }
        return answers
    }
}
