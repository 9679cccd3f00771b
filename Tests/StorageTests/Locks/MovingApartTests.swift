import Domain
import TestSupport
import Testing

@testable import Storage

/// One of two who share a lock moves: the alarm goes along, the lock stays where it is.
@Suite struct MovingApartTests {
    @Test(
        "R1.2 R3.3 I7 I8 who moves loses the link and takes the alarm along; the lock and the other's link stay",
        arguments: Engine.allCases)
    func oneOfTwoMoves(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        try await here.sharedLock()
        here.time.set("2026-11-25", "09:00")
        let (giver, receiver) = try await here.move()
        try await here.store.write(as: here.coordinator) { tx in
            try tx.book("book", in: giver, pair: here.pair())
        }
        here.time.set("2026-12-01", "09:00")
        try await here.uninstall(giver, .allWorking(withLock: false), duty: "uninstallAlarm")
        let lock = try await here.page(receiver).mounted.filter { $0.device.kind == .lockUnit }
        #expect(lock.map(\.stays) == [true], "nothing is asked about a lock that somebody else needs")
        try await here.uninstall(
            receiver, UninstallationReport(conditions: [:], partIsBack: nil, remark: ""), duty: "unlinkLock")
        here.time.set("2026-12-01", "13:10")
        _ = try await here.store.write(as: here.technician) {
            try $0.install(
                "installAlarm", in: receiver,
                devices: DeviceReport.passed([.alarmBase, .alarmButton], set: 1),
                originalPart: "")
        }
        let rows = try await here.store.rows(
            """
            SELECT d.serial, w.street FROM installations i JOIN devices d ON d.id = i.device_id
            JOIN dwellings w ON w.id = i.dwelling_id WHERE i.valid_to IS NULL ORDER BY d.serial
            """, columns: 2)
        #expect(
            rows == [["KNAPP-1", "Nygatan 5"], ["LARM-1", "Nygatan 5"], ["LAS-1", "Ekholmsvägen 14"]])
        #expect(
            try await here.store.rows(
                """
                SELECT p.name FROM lock_links l JOIN care_recipients p ON p.id = l.recipient_id
                WHERE l.valid_to IS NULL
                """) == [["Östen Ängström"]])
        #expect(try await here.store.verify { _ in } == [])
    }
}
