import Testing

@testable import Domain

@Suite struct LockLinkingTests {
    private static func home(_ number: Int) -> Dwelling {
        Dwelling(
            id: .sample(number),
            address: PostalAddress(
                street: "Provgatan 1", apartment: "110\(number)", postalCode: "58222", city: "Ekdala"))
    }

    private static func lock(_ number: Int, in home: Int = 1) -> HomeLock {
        HomeLock(
            device: Device(
                id: .sample(100 + number), serial: SerialNumber(stored: "LAS-\(number)"), kind: .lockUnit,
                model: "M", status: .installed), home: Self.home(home))
    }

    private func linking(
        locks: [HomeLock] = [lock(1)], stated: Int = 1, registered: Int? = 1, linked: Set<SerialNumber> = []
    ) -> LockLinking {
        LockLinking(
            locks: locks, elsewhere: [], stated: Self.home(stated), registered: registered.map(Self.home),
            linked: linked)
    }

    private func told(_ linking: LockLinking, _ report: LockReport) -> [String] {
        do throws(AppError) {
            _ = try linking.chosen(by: report)
            return []
        } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" } }
    }

    private let plain = LockReport(serial: "LAS-1", day: "2026-11-20")

    @Test("homes that agree need no answer") func agreeing() throws {
        #expect(linking().differences == [])
        #expect(linking(registered: nil).differences == [])
        #expect(try linking().chosen(by: plain) == Self.lock(1))
    }

    @Test("I11 a stated or a registered home that is another is told, and needs an answer with a reason")
    func differing() throws {
        #expect(linking(stated: 2).differences == [.stated])
        #expect(linking(registered: 2).differences == [.registered])
        #expect(linking(stated: 2, registered: 3).differences == [.stated, .registered])
        #expect(told(linking(stated: 2), plain) == ["confirmed: link.confirm.missing"])
        let short = LockReport(serial: "LAS-1", day: "", isConfirmed: true, reason: "  jo     ")
        #expect(told(linking(stated: 2), short) == ["reason: link.reason.missing"])
        let whole = LockReport(serial: "LAS-1", day: "", isConfirmed: true, reason: "Samma dörr, sett själv")
        #expect(try linking(stated: 2).chosen(by: whole) == Self.lock(1))
        let endless = LockReport(
            serial: "LAS-1", day: "", isConfirmed: true, reason: String(repeating: "ö", count: 5000))
        #expect(told(linking(stated: 2), endless) == ["reason: form.tooLong"])
    }

    @Test("no lock, another lock, no choice, or linked already: each is told at the lock")
    func refused() {
        #expect(told(linking(locks: []), plain) == ["serial: link.noLock"])
        #expect(told(linking(), LockReport(serial: "LAS-9", day: "")) == ["serial: link.notInHome"])
        let two = linking(locks: [Self.lock(1), Self.lock(2)])
        #expect(told(two, LockReport(serial: "", day: "")) == ["serial: form.choose"])
        #expect(told(linking(linked: [SerialNumber(stored: "LAS-1")]), plain) == ["serial: link.already"])
    }

    @Test("a lock elsewhere and unanswered homes are told at once") func together() {
        #expect(
            told(linking(stated: 2), LockReport(serial: "LAS-9", day: "")) == [
                "serial: link.notInHome", "confirmed: link.confirm.missing",
            ])
    }

    @Test("only a lock that one is linked to can be unlinked") func unlinking() throws {
        let report = { (serial: String) in LockReport(serial: serial, day: "") }
        #expect(try [Self.lock(1), Self.lock(2)].unlinked(by: report("LAS-2")) == Self.lock(2))
        for (locks, serial, key) in [
            ([], "LAS-1", "unlink.none"), ([Self.lock(1)], "", "form.choose"),
            ([Self.lock(1)], "LAS-2", "unlink.notLinked"),
        ] as [([HomeLock], String, String)] {
            #expect(throws: AppError.self) { try locks.unlinked(by: report(serial)) }
            do throws(AppError) { _ = try locks.unlinked(by: report(serial)) } catch {
                #expect(error.faults.map(\.key) == [key])
            }
        }
    }
}
