import Domain
import TestSupport

@testable import Storage

/// What happens in the random lives beside work: deaths, hospitals, takeovers, and that all of it was wrong.
extension RandomLives {
    mutating func live(_ person: SamplePerson, by unit: Actor) async throws -> String {
        let kinds: [LifeEvent.Kind] = [
            .hospital, .hospital, .movedOut, .movedOut, .serviceEnded, .residentialCare, .deceased,
            .deviceLost, .deviceLost, .deviceBroken, .deviceBroken,
        ]
        let kind = kinds.randomElement(using: &random) ?? .hospital
        let day = here.time.today.adding(days: -Int.random(in: 0...4, using: &random))
        guard try await here.isKnown(person) else { throw AppError.notFound }
        let id = try await here.recipient(person)
        let device =
            kind.concernsDevice
            ? try await here.store.read(as: unit) { try $0.devicesThatMayFail(for: id) }
                .randomElement(using: &random)?.serial : nil
        try await here.record(kind, of: person, device: device, on: day.description, by: unit)
        return "\(kind) \(device?.text ?? "")"
    }

    /// An event is undone, or is over; a takeover is undone.
    mutating func thinkAgain() async throws -> String {
        let events = try await here.store.show(as: here.coordinator) {
            try $0.recentLifeEvents(since: Day(epochDay: 20_000))
        }
        let takeovers = try await here.store.read(as: here.coordinator) { try $0.takeovers() }
        if Int.random(in: 0..<4, using: &random) == 0, let takeover = takeovers.randomElement(using: &random)
        {
            let back = try await here.store.write(as: here.coordinator) {
                try $0.undoTakeover(takeover.id, reason: "Avtalet gällde inte än.")
            }
            return "takeover, \(back) back"
        }
        guard let event = events.randomElement(using: &random) else { throw AppError.notFound }
        let (id, today) = (event.id, here.time.today.description)
        if event.kind.lasts, Bool.random(using: &random) {
            try await here.store.write(as: here.coordinator) { try $0.end(id, on: today) }
            return "home again"
        }
        try await here.store.write(as: here.coordinator) { try $0.undo(id, reason: "Det var någon annan.") }
        return "not \(event.kind)"
    }

    mutating func takeOver() async throws -> String {
        let units = [here.ekholmen, here.lambohov].shuffled(using: &random)
        let (from, to) = (units[0], units[1])
        let people = try await here.store.show(as: here.coordinator) { try $0.peopleServed(by: from) }
        var typed = [
            "to": to.text, "note": "Nytt avtal.",
            "day": here.time.today.adding(days: -Int.random(in: 0...3, using: &random)).description,
        ]
        for person in people where Int.random(in: 0..<3, using: &random) > 0 {
            typed["person.\(person.id)"] = "yes"
        }
        let takeover = try Takeover(Answers(typed), from: from, today: here.time.today)
        try await here.store.write(as: here.coordinator) { _ = try $0.takeOver(takeover) }
        return "\(takeover.people.count)"
    }
}
