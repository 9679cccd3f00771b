/// Keys or tags of one sort that are held at one place: an open link of the custody chain.
public struct HeldKeys: Hashable, Sendable {
    public let id: ID<HeldKeys>
    /// With as many as are held here, of those that the receipt once had.
    public let item: KeyReceipt.Item
    /// In the key cabinet; empty until a unit that has just received them says where.
    public let place: String
    /// The day of the receipt by which they are held.
    public let since: Day
    public let receipt: String

    public init(id: ID<HeldKeys>, item: KeyReceipt.Item, place: String, since: Day, receipt: String) {
        self.id = id
        self.item = item
        self.place = place
        self.since = since
        self.receipt = receipt
    }

    /// The form field that asks how many of these.
    public var field: String { Self.fieldPrefix + id.text }

    static let fieldPrefix = "given."
}

/// Who has keys: a unit, the care recipient again, or nobody knows.
public enum KeyHolder: String, Sendable, CaseIterable { case unit, recipient, lost }

/// So many of what is held.
public struct KeyPortion: Hashable, Sendable {
    public let held: HeldKeys
    public let count: Int

    public init(held: HeldKeys, count: Int) {
        self.held = held
        self.count = count
    }

    public var item: KeyReceipt.Item {
        KeyReceipt.Item(kind: held.item.kind, label: held.item.label, count: count)
    }

    /// What a form says of how many of each are meant, with what is wrong with it.
    /// - Throws: `conflict` where it names something that is not held any longer.
    static func chosen(
        in typed: Answers, of held: [HeldKeys]
    ) throws(AppError) -> (portions: [KeyPortion], faults: [Fault]) {
        let known = Set(held.map(\.field))
        let isGone = typed.values.contains { name, count in
            name.hasPrefix(HeldKeys.fieldPrefix) && !known.contains(name) && count != "0"
        }
        guard !isGone else { throw .conflict("keys.changedMeanwhile") }
        var (portions, faults): ([KeyPortion], [Fault]) = ([], [])
        for keys in held where !["", "0"].contains(typed[keys.field]) {
            let count = Int(typed[keys.field]) ?? -1
            if count < 0 { faults.append(Fault("keys.given.count", field: keys.field)) }
            if count > keys.item.count {
                faults.append(
                    Fault("keys.given.tooMany", field: keys.field, ["held": "\(keys.item.count)"]))
            }
            portions.append(KeyPortion(held: keys, count: count))
        }
        if portions.isEmpty, faults.isEmpty {
            faults.append(Fault("keys.given.none", field: held.first?.field))
        }
        return (portions, faults)
    }
}

/// Keys that get another place in the unit's cabinet, or a first one.
public struct KeyPlacement: Hashable, Sendable {
    public let portions: [KeyPortion]
    public let place: String

    /// - Throws: `invalid` with every fault; `conflict` where something of it is no longer held.
    public init(_ typed: Answers, of held: [HeldKeys]) throws(AppError) {
        let (portions, unsound) = try KeyPortion.chosen(in: typed, of: held)
        let faults =
            unsound
            + Text.problems(with: typed["cabinet"], missing: "keys.cabinet.missing", at: "cabinet")
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        self.portions = portions
        place = typed["cabinet"]
    }
}
