import Domain
import Storage

/// Extracts of alarm customers, ordered and made through the real verbs.
extension Municipality {
    /// An order for an extract of the actor's own unit; of no day unless one is named.
    public func orderExtract(asOf day: String = "", by actor: Actor? = nil) async throws -> CaseNumber {
        try await order(
            under: ShippedRoutines.file("alarm-extract.yaml"), Answers(["asOf": day]), by: actor)
    }

    /// Worked out and sealed, with a file that says no more than it has to.
    @discardableResult
    public func makeExtract(
        message: String = "", by actor: Actor? = nil,
        _ draft: @escaping @Sendable (Reader) throws -> Personal<ExtractDraft>
    ) async throws -> ID<SealedExtract> {
        let worked = try await store.show(as: actor ?? coordinator, draft)
        let files = ExtractFormat.allCases.map {
            ExtractFile(format: $0, bytes: Array("\(worked.number) \(worked.digest)\n".utf8))
        }
        return try await store.write(as: actor ?? coordinator) {
            try $0.seal(worked, files: files, message: message)
        }
    }

    @discardableResult
    public func makeExtract(in number: CaseNumber) async throws -> ID<SealedExtract> {
        try await makeExtract { try $0.extractDraft("produceExtract", in: number) }
    }

    public func extractPage(_ id: ID<SealedExtract>, as actor: Actor? = nil) async throws -> ExtractPage {
        try await store.show(as: actor ?? coordinator) { try $0.extractPage(id) }
    }

    /// An alarm that the first unit has for its own staff, ordered and mounted today.
    public func giveEmergencyAlarm(_ set: Int = 1, at clock: String = "15:00") async throws {
        try await store.write(as: .system) {
            _ = try $0.receive(
                .sample(.providerEmergencyAlarm, set), kind: .providerEmergencyAlarm, model: "Akut 1",
                place: "Hylla 3")
        }
        let answers = Answers([
            "what": "new", "reason": "Ny lokal.", "place.street": "Ekholmsvägen 1",
            "place.postalCode": "589 29",
            "place.city": "Linköping", "spot": "Personalrummet", "bookingContacts.unit.use": "yes",
            "bookingContacts.unit.name": "Ulf Chef", "bookingContacts.unit.phone": "013-20 50 00",
        ])
        let number = try await order(under: ShippedRoutines.file("emergency-alarm.yaml"), answers)
        try await book(number, try visit(on: time.today.description, at: clock))
        let report = DeviceReport.passed([.providerEmergencyAlarm], set: set)
        _ = try await store.write(as: technician) {
            try $0.install("install", in: number, devices: report, originalPart: "")
        }
    }
}
