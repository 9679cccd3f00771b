import Domain

/// What the register says about supervision by camera of a case's recipient.
public struct CameraFacts: Sendable, Hashable {
    /// The cameras that are mounted.
    public let cameras: [MountedDevice]
    public let consents: [ConsentLine]
    public let notices: [NoticeLine]
    public let supervisions: [SupervisionLine]
    public let conditions: SupervisionConditions
    /// The languages in which the order asks for the sign, Swedish first.
    public let orderedLanguages: [SignLanguage]
    /// What a consent of today must be.
    public let policy: ConsentPolicy

    public var consentsInForce: [ConsentLine] { consents.filter { $0.endedAt == nil } }
    /// The last of each giver's, where it was taken back or has come to its end.
    public var consentsLost: [ConsentLine] {
        ConsentGiver.allCases.compactMap { giver in
            consents.first { $0.giver == giver }.flatMap { $0.endedAt == nil ? nil : $0 }
        }
    }
    public var isSupervised: Bool { supervisions.contains { $0.endedAt == nil } }
}

extension Reading {
    /// `nil` for a case that has nothing to do with cameras.
    func cameraFacts(for order: Case) throws -> CameraFacts? {
        guard let recipient = order.recipient, order.concernsCamera else { return nil }
        return CameraFacts(
            cameras: try mounted([.safetyCamera], for: order), consents: try consents(of: recipient),
            notices: try notices(for: recipient), supervisions: try supervisions(of: recipient),
            conditions: try supervisionConditions(for: order),
            orderedLanguages: try signLanguages(for: order),
            policy: try consentPolicies().inForce(on: today))
    }

    /// What either half of a move asks for is to be put up.
    func signLanguages(for order: Case) throws -> [SignLanguage] {
        let routine = try routine(order.routine.slug, edition: order.routine.edition)
        let asked = try all(
            "SELECT answers FROM submissions WHERE case_id IN (\(list: order.joined))"
        ) { routine.signLanguages(in: try $0.json(Answers.self)) }
        return SignLanguage.allCases.filter { language in asked.contains { $0.contains(language) } }
    }
}

extension RoutineEdition {
    /// The languages in which these answers ask for the sign; Swedish whatever they say (R5.16).
    func signLanguages(in answers: Answers) -> [SignLanguage] {
        let fields = forms.compactMap { $0.field(filling: .signLanguages) }
        return SignLanguage.allCases.filter { language in
            language == .swedish
                || fields.contains { answers["\($0.key).\(language.rawValue)"] == "yes" }
        }
    }
}
