import Domain
import Storage

/// Many invented orders, for measuring. Their people have reserve numbers that nobody was given.
enum DemoCrowd {
    private static let batch = 500

    static func order(_ count: Int, in store: some Store) async throws {
        let actor = try await store.read(as: .system) { try $0.actor(login: "anna.ek") }
        guard let actor else { throw Refusal("The demo municipality is missing.") }
        for start in stride(from: 0, to: count, by: batch) {
            try await store.write(as: actor) { tx in
                for index in start..<min(start + batch, count) { try order(person(index), tx) }
            }
            if start % 10_000 == 0 { Terminal.note("\(start) of \(count) orders") }
        }
    }

    static func order(_ person: DemoPerson, _ tx: Tx) throws {
        let draft = try tx.beginDraft(of: "alarm-order")
        let routine = try tx.routineInForce("alarm-order")
        try tx.saveDraft(draft, answers: person.answers(for: routine, today: tx.now.day))
        try tx.submit(draft)
    }

    private static let letters = Array("ABCDEFGHJKLMNPRSTUXYZ")
    private static let surnames = ["Ek", "Åberg", "Östman", "Ängdal", "Lind", "Björk", "Sjö", "Holm"]

    static func person(_ index: Int) -> DemoPerson {
        let digits = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        let (day, month, year) = (index % 28 + 1, index / 28 % 12 + 1, index / 336 % 60 + 20)
        let series = index / 20_160
        let pair = "\(letters[series / 21 % 21])\(letters[series % 21])"
        return DemoPerson(
            number: "22\(digits(year))\(digits(month))\(digits(day))\(pair)18",
            name: "Påhittad \(surnames[index % surnames.count])", street: "Fiktiva gatan \(index + 1)",
            phone: "013-000 30 00", needsLock: index % 2 == 0)
    }
}
