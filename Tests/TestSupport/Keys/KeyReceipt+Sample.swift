import Domain

extension KeyReceipt {
    /// One key to the home and one tag to the entrance, checked out.
    public static func sample(on day: Day) throws -> KeyReceipt {
        try KeyReceipt(
            movement: .checkOut,
            items: [
                Item(kind: .homeKey, label: "A 1042", count: 1),
                Item(kind: .entranceTag, label: "", count: 1),
            ], cabinet: "17", handedOverBy: "Greta Åkerlund", receivedBy: "Olga Beställare", day: day,
            today: day)
    }
}
