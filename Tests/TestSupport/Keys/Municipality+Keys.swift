import Domain
import Storage

/// Keys and tags, checked out and passed on through the real verbs.
extension Municipality {
    /// What the actor's unit holds, or has lost, by place.
    public func holdings(of actor: Actor? = nil) async throws -> [KeyHolding] {
        try await store.show(as: actor ?? orderer) { try $0.keyHoldings() }
    }

    /// Checks out these items in a new case about `person`.
    @discardableResult
    public func checkOut(
        _ items: [KeyReceipt.Item], for person: SamplePerson = .greta, cabinet: String = "17"
    ) async throws -> CaseNumber {
        let number = try await orderedCase(for: person)
        let receipt = try KeyReceipt(
            movement: .checkOut, items: items, cabinet: cabinet, handedOverBy: person.name,
            receivedBy: "Olga Beställare", day: time.today, today: time.today)
        _ = try await store.write(as: orderer) {
            try $0.checkOutKeys("keyReceipt", in: number, receipt: receipt)
        }
        return number
    }

    /// Publishes the routine under which losses become cases.
    public func publishKeyLoss() async throws {
        let file = try ShippedRoutines.file("key-loss.yaml")
        try await store.write(as: .system) { try $0.publish(file) }
    }

    /// The form of a loss of all that is held here.
    public func lossForm(_ keys: HeldKeys, count: Int? = nil) -> Answers {
        Answers([
            keys.field: "\(count ?? keys.item.count)", "noticedOn": time.today.description,
            "account": "Nyckeln låg inte på sin plats vid passets slut.", "reportedBy": "Olga Beställare",
        ])
    }

    /// The form of giving back, or handing over, so many of what is held.
    public func handoverForm(_ keys: HeldKeys, count: Int? = nil, to unit: ID<ProviderUnit>? = nil) -> Answers
    {
        var answers = Answers([
            keys.field: "\(count ?? keys.item.count)", "handedOverBy": "Olga Beställare",
            "receivedBy": "Karin Åkerlund", "day": time.today.description,
        ])
        if let unit { answers["toUnit"] = unit.text }
        return answers
    }
}

extension KeyReceipt.Item {
    /// Two keys alike and a tag.
    public static let samples = [
        Self(kind: .homeKey, label: "A 1042", count: 2), Self(kind: .entranceTag, label: "T 7", count: 1),
    ]
}
