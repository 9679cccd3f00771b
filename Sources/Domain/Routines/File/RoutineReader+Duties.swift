/// Duties and preconditions.
extension RoutineReader {
    func duty(_ node: RoutineNode, at path: String) -> DutyDefinition {
        let kind = kindWord(of: node, among: Self.kindKeys.keys.sorted())
        let common = [
            "key", "party", "kind", "title", "guidance", "when", "after", "due", "arises", "source",
        ]
        let duty = section(node, path, common + Self.keys(Self.kindKeys, of: kind))
        return DutyDefinition(
            key: duty.name(), party: duty.text("party"), kind: dutyKind(duty), title: duty.bilingual("title"),
            guidance: duty.optionalBilingual("guidance"), condition: condition(of: duty),
            after: duty.optionalList("after", faults.text), due: due(of: duty),
            arises: duty.has("arises") ? duty.value("arises", of: Occasion.self) : nil,
            about: duty.has("about") ? duty.value("about", of: PersonRole.self) ?? .recipient : .recipient,
            source: duty.optionalText("source"))
    }

    /// What each kind of duty has to say besides what all have.
    private static let kindKeys: [String: [String]] = [
        "attest": ["system", "about"], "keyReceipt": ["movement"], "book": ["purpose"],
        "install": ["devices", "keepsOriginalPart"], "uninstall": ["devices", "movesAlong"],
        "handOverLeaflet": [],
        "consent": ["from"], "postNotices": [], "startSupervision": ["centre"],
        "giveFeedback": ["to", "channels", "tells", "message"], "order": [], "linkedOrder": ["routine"],
        "settleDifferences": [], "passResponsibility": ["system"], "produceExtract": [],
        "linkLock": ["system"], "unlinkLock": ["system"],
    ]

    private func dutyKind(_ duty: Section) -> DutyKind {
        switch duty.word("kind", of: Self.kindKeys.keys.sorted()) {
        case "attest": .attest(system: duty.text("system"))
        case "keyReceipt": .keyReceipt(duty.value("movement", of: KeyMovement.self) ?? .checkOut)
        case "book": .book(duty.value("purpose", of: VisitPurpose.self) ?? .both)
        case "install":
            .install(
                .init(
                    devices: duty.values("devices", of: DeviceKind.self),
                    keepsOriginalPart: duty.truth("keepsOriginalPart")))
        case "uninstall":
            .uninstall(duty.values("devices", of: DeviceKind.self), movesAlong: duty.truth("movesAlong"))
        case "handOverLeaflet": .handOverLeaflet
        case "consent": .consent(duty.value("from", of: ConsentGiver.self) ?? .recipient)
        case "postNotices": .postNotices
        case "startSupervision": .startSupervision(centre: duty.optionalText("centre") ?? "")
        case "giveFeedback":
            .giveFeedback(
                .init(
                    party: duty.text("to"), channels: duty.values("channels", of: FeedbackChannel.self),
                    tells: duty.has("tells") ? duty.values("tells", of: DeviceKind.self) : [],
                    message: duty.bilingual("message")))
        case "linkLock": .linkLock(system: duty.text("system"))
        case "unlinkLock": .unlinkLock(system: duty.text("system"))
        case "order": .order
        case "linkedOrder": .linkedOrder(routine: duty.text("routine"))
        case "settleDifferences": .settleDifferences
        case "produceExtract": .produceExtract
        case "passResponsibility": .passResponsibility(system: duty.text("system"))
        default: .unread
        }
    }

    private func due(of duty: Section) -> Deadline? {
        guard let node = duty.optional("due") else { return nil }
        let due = section(node, duty.place("due"), ["workingDays", "from", "before", "after"])
        let days = due.number("workingDays", in: 0...365)
        if due.has("before") {
            _ = due.word("before", of: [Field.Binding.movesOn.rawValue])
            return Deadline(workingDays: days, start: .move)
        }
        if due.has("after") {
            _ = due.word("after", of: [Field.Binding.extractDay.rawValue])
            return Deadline(workingDays: days, start: .extractDay)
        }
        let start = due.text("from")
        return Deadline(
            workingDays: days, start: start == Deadline.submissionWord ? .submission : .duty(start))
    }

    func precondition(_ node: RoutineNode, at path: String) -> Precondition {
        let part = section(node, path, ["key", "duty", "question", "reason"])
        return Precondition(
            key: part.name(), duty: part.text("duty"), question: part.bilingual("question"),
            reason: part.bilingual("reason"))
    }
}

extension Deadline {
    /// What a deadline that counts from the order's arrival says; no duty can be called so.
    static let submissionWord = "submission"
}

extension DutyKind {
    /// Stands for a kind that could not be read, and may be any: an attestation has a system when it is sound.
    static let unread = Self.attest(system: "")
}
