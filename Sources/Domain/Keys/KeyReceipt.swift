/// A numbered receipt for keys and tags between a person and a unit.
public struct KeyReceipt: Hashable, Sendable {
    public enum ItemKind: String, Sendable, Codable, CaseIterable { case homeKey, entranceKey, entranceTag }

    /// One sort of key or tag on the receipt.
    public struct Item: Hashable, Sendable, Codable {
        public let kind: ItemKind
        /// What is stamped on it, or how it is told apart; may be empty.
        public let label: String
        public let count: Int

        public init(kind: ItemKind, label: String, count: Int) {
            self.kind = kind
            self.label = label
            self.count = count
        }
    }

    public let movement: KeyMovement
    public let items: [Item]
    public let cabinet: String
    public let handedOverBy: String
    public let receivedBy: String
    public let day: Day

    /// - Throws: every fault of what was filled in, at the form's field names.
    public init(
        movement: KeyMovement, items: [Item], cabinet: String, handedOverBy: String, receivedBy: String,
        day: Day,
        today: Day
    ) throws(AppError) {
        var faults: [Fault] = []
        if items.isEmpty { faults.append(Fault("keys.items.none", field: "homeKey.count")) }
        for item in items where !(1...20).contains(item.count) {
            faults.append(Fault("keys.items.count", field: "\(item.kind.rawValue).count"))
        }
        for item in items where Text.isLonger(item.label, than: Text.shortLimit) {
            faults.append(
                Fault("form.tooLong", field: "\(item.kind.rawValue).label", ["limit": "\(Text.shortLimit)"]))
        }
        faults += Self.problems(with: cabinet, missing: "keys.cabinet.missing", at: "cabinet")
        faults += Self.problems(with: handedOverBy, missing: "keys.handedOverBy.missing", at: "handedOverBy")
        faults += Self.problems(with: receivedBy, missing: "keys.receivedBy.missing", at: "receivedBy")
        if day > today { faults.append(Fault("form.day.future", field: "day")) }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        self.movement = movement
        self.items = items
        self.cabinet = cabinet
        self.handedOverBy = handedOverBy
        self.receivedBy = receivedBy
        self.day = day
    }

    private static func problems(with text: String, missing: String, at field: String) -> [Fault] {
        if text.isEmpty { return [Fault(missing, field: field)] }
        if Text.isLonger(text, than: Text.shortLimit) {
            return [Fault("form.tooLong", field: field, ["limit": "\(Text.shortLimit)"])]
        }
        return []
    }

    /// `N-2026-0412`.
    public static func number(year: Int, sequence: Int) -> String {
        let digits = String(sequence)
        return "N-\(year)-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
