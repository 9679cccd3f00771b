/// The forms about keys, read from what was typed.
extension KeyReceipt {
    /// How many sorts the form has room for. Home, entrance and tag twice over is the most that has been seen.
    public static let rowCount = 6

    /// The receipt of checking out. A row in which nothing is typed, or none are said to be, is passed over.
    /// - Throws: `invalid` with every fault, at the form's field names.
    public static func checkingOut(_ typed: Answers, today: Day) throws(AppError) -> KeyReceipt {
        var (items, rows, faults): ([Item], [Int], [Fault]) = ([], [], [])
        for row in 1...rowCount {
            let (kind, label, count) = (
                typed[field(row, "kind")], typed[field(row, "label")], typed[field(row, "count")]
            )
            guard count != "0", !(kind + label + count).isEmpty else { continue }
            if ItemKind(rawValue: kind) == nil {
                faults.append(Fault("form.choose", field: field(row, "kind")))
            }
            // Anything but a number is refused with its field, as a count out of bounds.
            items.append(
                Item(kind: ItemKind(rawValue: kind) ?? .homeKey, label: label, count: Int(count) ?? -1))
            rows.append(row)
        }
        return try read(.checkOut, items, rows: rows, typed, today: today, faults)
    }

    /// The receipt of what is given back or handed to another unit, with what that is of what is held.
    /// - Throws: `invalid` with every fault; `conflict` where something of it is no longer held.
    public static func passingOn(
        _ movement: Movement, of held: [HeldKeys], _ typed: Answers, today: Day
    ) throws(AppError) -> (receipt: KeyReceipt, portions: [KeyPortion]) {
        let chosen = try KeyPortion.chosen(in: typed, of: held)
        var faults = chosen.faults
        if let day = Day(typed["day"]), chosen.portions.contains(where: { $0.held.since > day }) {
            faults.append(Fault("keys.day.early", field: "day"))
        }
        // Where the portions are faulty their own fields say so, and not the receipt's.
        let items = faults.isEmpty ? chosen.portions.map(\.item) : [Item(kind: .homeKey, label: "", count: 1)]
        return (try read(movement, items, rows: [], typed, today: today, faults), chosen.portions)
    }

    private static func read(
        _ movement: Movement, _ items: [Item], rows: [Int], _ typed: Answers, today: Day, _ known: [Fault]
    ) throws(AppError) -> KeyReceipt {
        let day = Day(typed["day"])
        var faults = known
        do throws(AppError) {
            let receipt = try KeyReceipt(
                movement: movement, items: items, rows: rows,
                cabinet: movement == .checkOut ? typed["cabinet"] : "", handedOverBy: typed["handedOverBy"],
                receivedBy: typed["receivedBy"], day: day ?? today, today: today)
            if faults.isEmpty, day != nil { return receipt }
        } catch { faults += error.faults }
        if day == nil {
            faults.append(
                Fault(typed["day"].isEmpty ? "form.required" : "form.day.wrong", field: "day"))
        }
        throw AppError(.invalid, faults)
    }
}
