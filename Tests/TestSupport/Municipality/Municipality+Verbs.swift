import Domain
import Storage

/// The steps of R2, taken through the real verbs by the people who take them.
extension Municipality {
    /// A draft with these answers, not sent.
    public func draft(_ answers: Answers = .order(), by actor: Actor? = nil) async throws -> ID<Case> {
        try await store.write(as: actor ?? orderer) { tx in
            let id = try tx.beginDraft(of: "alarm-order")
            try tx.saveDraft(id, answers: answers)
            return id
        }
    }

    @discardableResult
    public func submit(_ draft: ID<Case>, by actor: Actor? = nil) async throws -> CaseNumber {
        try await store.write(as: actor ?? orderer) { try $0.submit(draft) }
    }

    /// An order for `person`, sent by the first unit.
    public func orderedCase(
        for person: SamplePerson = .greta, withLock: Bool = true, by actor: Actor? = nil
    ) async throws -> CaseNumber {
        let answers = Answers.order(for: person, withLock: withLock)
        return try await submit(try await draft(answers, by: actor), by: actor)
    }

    /// Keys and tag signed for, which is the unit's part of the way.
    @discardableResult
    public func checkOutKeys(_ number: CaseNumber, by actor: Actor? = nil) async throws -> String {
        let receipt = try KeyReceipt.sample(on: time.today)
        return try await store.write(as: actor ?? orderer) {
            try $0.checkOutKeys("keyReceipt", in: number, receipt: receipt)
        }
    }

    /// Devices number `set` of the stock, held for the case.
    public func reserveDevices(_ number: CaseNumber, set: Int = 1, withLock: Bool = true) async throws {
        try await store.write(as: coordinator) { tx in
            for kind in Self.devices(withLock: withLock) {
                try tx.reserve(SerialNumber.sample(kind, set).text, in: number)
            }
        }
    }

    /// A visit on `day` by the first technician unless another is named.
    public func visit(
        on day: String = "2026-11-24", at clock: String = "10:00", by technician: Actor? = nil
    ) throws -> Visit {
        try Visit(
            day: day, time: clock, minutes: "60", technician: (technician ?? self.technician).user,
            contacted: "Karin Åkerlund", note: "", now: time.now)
    }

    public func book(_ number: CaseNumber, _ visit: Visit, duty: String = "book") async throws {
        try await store.write(as: coordinator) { try $0.book(duty, in: number, visit: visit) }
    }

    public func bookedCase(
        for person: SamplePerson = .greta, withLock: Bool = true, set: Int = 1, at clock: String = "10:00"
    ) async throws -> CaseNumber {
        let number = try await orderedCase(for: person, withLock: withLock)
        try await reserveDevices(number, set: set, withLock: withLock)
        try await book(number, try visit(at: clock))
        return number
    }

    @discardableResult
    public func installAlarm(
        _ number: CaseNumber, set: Int = 1, by actor: Actor? = nil
    ) async throws -> InstallationOutcome {
        let reports = DeviceReport.passed([.alarmBase, .alarmButton], set: set)
        return try await store.write(as: actor ?? technician) {
            try $0.install("installAlarm", in: number, devices: reports, originalPart: "")
        }
    }

    @discardableResult
    public func installLock(_ number: CaseNumber, set: Int = 1) async throws -> InstallationOutcome {
        let reports = DeviceReport.passed([.lockUnit], set: set)
        return try await store.write(as: technician) {
            try $0.install("installLock", in: number, devices: reports, originalPart: "Skåp 3, påse 12")
        }
    }

    public func plannedVisit(in number: CaseNumber) async throws -> ID<Visit>? {
        try await store.show(as: coordinator) { try $0.casePage(number) }.visits
            .first { $0.status == .planned }?.id
    }

    /// Booked, and on the day of the visit everything mounted and tested.
    public func installedCase(
        for person: SamplePerson = .greta, withLock: Bool = true, set: Int = 1, at clock: String = "10:00"
    ) async throws -> CaseNumber {
        let number = try await bookedCase(for: person, withLock: withLock, set: set, at: clock)
        time.set("2026-11-24", clock)
        try await installAlarm(number, set: set)
        if withLock { try await installLock(number, set: set) }
        if let visit = try await plannedVisit(in: number) {
            try await store.write(as: technician) { try $0.finishVisit(visit) }
        }
        return number
    }

    /// A second one who books and pairs.
    public func anotherCoordinator() async throws -> Actor {
        let place = Actor.Place.team(team)
        return try await store.write(as: .system) { tx in
            let user = try tx.addUser(
                login: "secondcoordinator", name: "Sune Samordnare", phone: "", passwordHash: nil)
            let assignment = try tx.assign(user, role: .coordinator, in: place)
            return Actor(
                user: user, name: "Sune Samordnare", assignment: assignment, role: .coordinator, place: place)
        }
    }

    public func attest(_ key: String, in number: CaseNumber, by actor: Actor) async throws {
        let day = time.today.description
        try await store.write(as: actor) { try $0.attest(key, in: number, on: day, note: "") }
    }

    /// Installed, registered, leaflet handed over, and the unit told.
    public func handledCase(
        for person: SamplePerson = .greta, withLock: Bool = true, set: Int = 1
    ) async throws -> CaseNumber {
        let number = try await installedCase(for: person, withLock: withLock, set: set, at: "1\(set - 1):00")
        let day = time.today.description
        try await attest("registerAlarm", in: number, by: technician)
        if withLock { try await attest("registerTes", in: number, by: technician) }
        try await store.write(as: technician) {
            try $0.handOverLeaflet("leaflet", in: number, on: day, language: .swedish)
        }
        try await store.write(as: coordinator) {
            try $0.giveFeedback("feedback", in: number, text: "Larmet är på plats.", phonedTo: "")
        }
        return number
    }

    /// Handled, keys signed for and the care record written: the case closes by itself.
    public func closedCase(
        for person: SamplePerson = .greta, withLock: Bool = true, set: Int = 1
    ) async throws -> CaseNumber {
        let number = try await handledCase(for: person, withLock: withLock, set: set)
        try await checkOutKeys(number)
        try await attest("journal", in: number, by: orderer)
        return number
    }

    public func page(_ number: CaseNumber, as actor: Actor? = nil) async throws -> CasePage {
        try await store.show(as: actor ?? coordinator) { try $0.casePage(number) }
    }

    private static func devices(withLock: Bool) -> [DeviceKind] {
        withLock ? [.alarmBase, .alarmButton, .lockUnit] : [.alarmBase, .alarmButton]
    }
}
