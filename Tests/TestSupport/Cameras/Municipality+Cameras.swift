import Domain
import Storage

/// The steps about cameras, taken through the real verbs by the people who take them.
extension Municipality {
    public func cameraCase(
        for person: SamplePerson = .greta, by actor: Actor? = nil,
        _ change: (inout Answers) -> Void = { _ in }
    ) async throws -> CaseNumber {
        try await order(under: CameraRoutine.file, .camera(for: person, change), by: actor)
    }

    /// The person says yes, unless `change` says otherwise.
    public func consent(
        _ number: CaseNumber, _ duty: String = "consent", from giver: ConsentGiver = .recipient,
        _ change: (inout ConsentForm) -> Void = { _ in }
    ) async throws {
        var form = ConsentForm(giver: giver, recipientName: "")
        form.speaker = .themselves
        form.cohabitantName = giver == .cohabitant ? "Sixten Åkerlund" : ""
        form.manner = .oral
        form.day = time.today.description
        change(&form)
        let statement = form
        try await store.write(as: technician) { try $0.recordConsent(duty, in: number, form: statement) }
    }

    @discardableResult
    public func installCamera(_ number: CaseNumber, serial: String = "KAMERA-1") async throws
        -> InstallationOutcome
    {
        let report = DeviceReport(
            kind: .safetyCamera, serial: serial, test: FunctionTest(passed: true, remark: ""))
        return try await store.write(as: technician) {
            try $0.install("install", in: number, devices: [report], originalPart: "")
        }
    }

    public func postNotices(_ number: CaseNumber, in languages: Set<SignLanguage> = [.swedish]) async throws {
        let posting = try NoticePosting.sound(languages)
        try await store.write(as: technician) { try $0.postNotices("notices", in: number, posting: posting) }
    }

    public func startSupervision(_ number: CaseNumber, centre: String = "Larmcentralen Öst") async throws {
        let start = try SupervisionStart(
            day: time.today.description, time: time.now.clock.description, centre: centre, now: time.now)
        try await store.write(as: technician) { try $0.startSupervision("start", in: number, start: start) }
    }

    /// Consent, camera, signs and supervision, each after the other.
    public func supervisedCase(
        for person: SamplePerson = .greta, withCohabitant: Bool = false
    ) async throws -> CaseNumber {
        let number = try await cameraCase(for: person) { $0["cohabitant"] = withCohabitant ? "yes" : "no" }
        try await consent(number)
        if withCohabitant { try await consent(number, "otherConsent", from: .cohabitant) }
        try await book(number, try visit(on: time.today.adding(days: 2).description, at: "16:00"))
        try await installCamera(number)
        try await postNotices(number, in: [.swedish, .persian])
        try await startSupervision(number)
        return number
    }
}

extension NoticePosting {
    /// Everything holds of the place.
    public static func sound(_ languages: Set<SignLanguage> = [.swedish]) throws -> NoticePosting {
        let all = PlacementCheck.allCases.map { ($0, true) }
        return try NoticePosting(
            languages: languages, holds: Dictionary(uniqueKeysWithValues: all), reasons: [:])
    }
}
