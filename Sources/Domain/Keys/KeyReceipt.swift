/// A numbered receipt for keys and tags that change hands.
public struct KeyReceipt: Hashable, Sendable {
    public enum ItemKind: String, Sendable, Codable, CaseIterable { case homeKey, entranceKey, entranceTag }

    /// From the recipient to a unit, back again, or from one unit to another.
    public enum Movement: String, Sendable, CaseIterable { case checkOut, giveBack, transfer }

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

    public let movement: Movement
    public let items: [Item]
    /// Where the unit that receives them keeps them; empty where it has not said so, or is none.
    public let cabinet: String
    public let handedOverBy: String
    public let receivedBy: String
    public let day: Day

    /// As it was once taken.
    public init(
        stored movement: Movement, items: [Item], cabinet: String, handedOverBy: String, receivedBy: String,
        day: Day
    ) {
        self.movement = movement
        self.items = items
        self.cabinet = cabinet
        self.handedOverBy = handedOverBy
        self.receivedBy = receivedBy
        self.day = day
    }

    /// - Parameter rows: on which row of the form each item stood; in order where none are given.
    /// - Throws: every fault of what was filled in, at the form's field names.
    public init(
        movement: Movement, items: [Item], rows: [Int] = [], cabinet: String, handedOverBy: String,
        receivedBy: String, day: Day, today: Day
    ) throws(AppError) {
        var faults = items.isEmpty ? [Fault("keys.items.none", field: Self.field(1, "count"))] : []
        for (row, item) in zip(rows.isEmpty ? Array(1...(items.count + 1)) : rows, items) {
            faults += Self.problems(with: item, on: row)
        }
        if movement == .checkOut {
            faults += Text.problems(with: cabinet, missing: "keys.cabinet.missing", at: "cabinet")
        }
        faults += Text.problems(with: handedOverBy, missing: "keys.handedOverBy.missing", at: "handedOverBy")
        faults += Text.problems(with: receivedBy, missing: "keys.receivedBy.missing", at: "receivedBy")
        if day > today { faults.append(Fault("form.day.future", field: "day")) }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        self.init(
            stored: movement, items: items, cabinet: cabinet, handedOverBy: handedOverBy,
            receivedBy: receivedBy, day: day)
    }

    private static func problems(with item: Item, on row: Int) -> [Fault] {
        var faults: [Fault] = []
        if !(1...20).contains(item.count) {
            faults.append(Fault("keys.items.count", field: field(row, "count")))
        }
        if Text.isLonger(item.label, than: Text.shortLimit) {
            faults.append(
                Fault("form.tooLong", field: field(row, "label"), ["limit": "\(Text.shortLimit)"]))
        }
        return faults
    }

    /// What a part of a row of the form is called: `item2.label`.
    public static func field(_ row: Int, _ part: String) -> String { "item\(row).\(part)" }

    /// `N-2026-0412`.
    public static func number(year: Int, sequence: Int) -> String {
        let digits = String(sequence)
        return "N-\(year)-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension Text {
    /// What is wrong with a short text that must be there.
    static func problems(with text: String, missing: String, at field: String) -> [Fault] {
        if text.isEmpty { return [Fault(missing, field: field)] }
        if isLonger(text, than: shortLimit) {
            return [Fault("form.tooLong", field: field, ["limit": "\(shortLimit)"])]
        }
        return []
    }
}
