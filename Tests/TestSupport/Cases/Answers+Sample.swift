import Domain

extension Answers {
    /// A whole order under R2; `change` spoils or adds to it.
    public static func order(
        for person: SamplePerson = .greta, withLock: Bool = true, attestedOn day: String = "2026-11-19",
        _ change: (inout Answers) -> Void = { _ in }
    ) -> Answers {
        var answers = Answers([
            "recipientNumber": person.number, "recipientName": person.name, "recipientPhone": person.phone,
            "home.street": person.street, "home.apartment": "1102", "home.postalCode": "589 25",
            "home.city": "Linköping", "entranceCode": "4711", "homeKeyCollected": "yes",
            "entranceKey": "notYet",
            "bookingContacts.recipient.use": "yes", "bookingContacts.related.use": "yes",
            "bookingContacts.related.name": "Karin Åkerlund",
            "bookingContacts.related.phone": "070-174 06 05", "lockNeeded": withLock ? "yes" : "no",
            "note": "Parkering på gården.", "precondition.effectuated.met": "yes",
            "precondition.effectuated.day": day,
        ])
        if withLock { answers["lockDoor"] = "Lägenhetsdörren, vred på insidan" }
        change(&answers)
        return answers
    }

    /// As `order`, but the service is not effectuated yet, with the reason why it is sent all the same.
    public static func orderBeforeEffectuation(reason: String = "Beslutet väntar på underskrift.") -> Answers
    {
        order { answers in
            answers["precondition.effectuated.met"] = "no"
            answers["precondition.effectuated.day"] = ""
            answers["precondition.effectuated.reason"] = reason
        }
    }
}
