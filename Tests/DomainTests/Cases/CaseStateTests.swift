import TestSupport
import Testing

@testable import Domain

@Suite struct CaseStateTests {
    private static let teamDuties = [
        "book", "installAlarm", "installLock", "registerAlarm", "registerTes", "leaflet", "feedback",
    ]

    private func ended(_ keys: [String], in order: Case) -> Case {
        order.with(
            duties: order.duties.map {
                keys.contains($0.key)
                    ? Duty(
                        definition: $0.definition, state: .done, endedAt: .written("2026-11-21"),
                        dueOn: $0.dueOn) : $0
            })
    }

    @Test("a case follows its duties: submitted, handled, closed")
    func derived() throws {
        let order = try Case.sample()
        #expect(order.state == .submitted)
        #expect(order.isOpen)
        let handled = ended(Self.teamDuties, in: order)
        #expect(handled.state == .handled)
        #expect(handled.isOpen)
        #expect(ended(Self.teamDuties + ["journal"], in: order).state == .handled)
        let closed = ended(Self.teamDuties + ["journal", "keyReceipt"], in: order)
        #expect(closed.state == .closed)
        #expect(!closed.isOpen)
        #expect(ended(["journal", "keyReceipt"], in: order).state == .submitted)
    }

    @Test("a case never closes with a duty open, whichever it is")
    func neverEarly() throws {
        let order = try Case.sample(attested: [])
        let keys = order.duties.map(\.key)
        for open in keys {
            let almost = ended(keys.filter { $0 != open }, in: order)
            #expect(almost.state != .closed, "\(open)")
            #expect(almost.state == (Self.teamDuties.contains(open) ? .submitted : .handled), "\(open)")
        }
    }

    @Test("an order without a lock has no lock duties, and does not wait for them")
    func withoutLock() throws {
        let order = try Case.sample(withLock: false)
        #expect(order.duty("installLock") == nil)
        #expect(order.duty("registerTes") == nil)
        let mounted = ended(["book", "installAlarm", "registerAlarm", "leaflet"], in: order)
        #expect(mounted.readyDuties.map(\.key).contains("feedback"))
    }

    @Test("what is ready follows the routine's order of duties")
    func ready() throws {
        let order = try Case.sample()
        #expect(order.readyDuties.map(\.key) == ["keyReceipt", "book"])
        #expect(
            ended(["book"], in: order).readyDuties.map(\.key) == [
                "keyReceipt", "installAlarm", "installLock",
            ])
        #expect(
            ended(["book", "installAlarm"], in: order).readyDuties.map(\.key)
                == ["keyReceipt", "installLock", "registerAlarm", "leaflet"])
        let blockers = order.duty("feedback").map { order.blockers(of: $0).map(\.key) }
        #expect(blockers == ["installAlarm", "installLock", "registerAlarm", "registerTes", "leaflet"])
    }

    @Test("a case waits on whoever holds up others, then on the first who has something to do")
    func waiting() throws {
        let order = try Case.sample()
        let submitted = Instant.written("2026-11-20")
        #expect(
            order.waiting == Waiting(role: .team, duty: "book", since: submitted, dueOn: Day("2026-11-27")))
        let booked = ended(["book"], in: order)
        #expect(
            booked.waiting
                == Waiting(role: .team, duty: "installAlarm", since: .written("2026-11-21"), dueOn: nil))
        let handled = ended(Self.teamDuties, in: order)
        #expect(handled.waiting?.role == .orderer)
        #expect(handled.waiting?.duty == "keyReceipt")
        #expect(ended(Self.teamDuties + ["keyReceipt"], in: order).waiting?.duty == "journal")
        #expect(ended(Self.teamDuties + ["journal", "keyReceipt"], in: order).waiting == nil)
    }

    @Test("the earliest deadline of a side counts")
    func due() throws {
        let order = try Case.sample()
        #expect(order.dueOn(for: .team) == Day("2026-11-27"))
        #expect(order.dueOn(for: .orderer) == nil)
        #expect(ended(Self.teamDuties, in: order).dueOn(for: .team) == nil)
    }
}
