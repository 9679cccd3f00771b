import Domain

/// Everything that the page of one case shows to the actor.
public struct CasePage: Sendable {
    public let order: Case
    /// For the team as the register has it; for the unit as its order says. `nil` in a case about the unit itself.
    public let recipient: CareRecipient?
    /// When the recipient died, for those who may know it.
    public let died: Day?
    /// Whether the actor may open the recipient's own page.
    public let servesRecipient: Bool
    /// Who is to share the recipient's lock, in a case about two people.
    public let cohabitant: Cohabitant?
    /// The recipient's, or the unit's own premises; `nil` in a case about no place.
    public let home: Dwelling?
    public let unit: String
    public let orderedBy: String
    public let answers: Answers
    /// Secret fields that have an answer still.
    public let secrets: Set<String>
    public let contacts: [BookingContact]
    /// Of a move in two halves the unit that named each, for the team: whom to call about which home.
    public let contactUnits: [BookingContact: String]
    public let ended: [String: DutyEnd]
    public let visits: [VisitLine]
    /// The move that the case is one half of.
    public let move: MoveView?
    public let reserved: [Device]
    public let installed: [InstalledDevice]
    /// What is to be taken down, as long as it is; for the team.
    public let mounted: [MountedDevice]
    /// What the register says about supervision by camera, where the case is about that and the actor may know.
    public let camera: CameraFacts?
    /// What an open duty of linking or unlinking is about, as long as it is; for the team.
    public let locks: LockWork
    public let keyReceipts: [String]
    /// What an open duty asks the unit to give back, by the duty's key; for the unit.
    public let heldKeys: [String: [HeldKeys]]
    public let messages: [Message]
    /// What was made in the case, the latest first; for the team.
    public let extracts: [ExtractLine]
    /// What is asked for, in a case in which the team makes an extract.
    public let extractWish: ExtractWish?
    public let timeline: [TimelineEntry]
    /// Where the order and the register disagree; for the team to resolve.
    public let differences: [String]

    /// Whom the case is about: the recipient, or the unit itself.
    public var name: String { recipient?.name ?? unit }
}

/// How a duty ended: by whom and on what evidence.
public struct DutyEnd: Sendable, Hashable {
    public let who: String
    public let at: Instant
    public let evidence: [String: String]
}

public struct InstalledDevice: Sendable, Hashable {
    public let device: Device
    public let testedAt: Instant
    public let originalPart: String
}

public struct Message: Sendable, Hashable {
    public let sender: Party.Role
    public let isFeedback: Bool
    public let text: String
    public let at: Instant
    public let who: String
    /// Whose serial numbers it tells.
    public let devices: [Device]
    /// The extracts that it gives out.
    public let extracts: [ExtractLine]
}

extension Reading {
    public func casePage(_ number: CaseNumber) throws -> Personal<CasePage> {
        let order = try visibleCase(number)
        let isTeam = actor.partyRole == .team
        let (timeline, facts) = try (timeline(about: .order(order.id)), facts(of: order))
        let cohabitant = try cohabitant(of: order, answers: facts.answers)
        // What is linked in a case about one person, it has mounted itself.
        let seesLinks =
            order.cohabitant.map { _ in facts.servesRecipient || cohabitant?.isServed ?? false } ?? true
        let contacts = try contacts(of: isTeam ? order.joined : [order.id])
        let page = CasePage(
            order: order, recipient: isTeam ? facts.recipient : facts.recipientAsOrdered(in: order),
            died: isTeam || facts.servesRecipient ? facts.died : nil,
            servesRecipient: facts.servesRecipient, cohabitant: cohabitant, home: facts.home,
            unit: facts.unit,
            orderedBy: facts.orderedBy, answers: facts.answers, secrets: try givenSecrets(of: order),
            contacts: contacts.map(\.contact), contactUnits: order.joined.count > 1 ? namedBy(contacts) : [:],
            ended: try endings(
                of: order, withRegister: isTeam || facts.servesRecipient, withLocks: isTeam || seesLinks),
            visits: try visits(of: order), move: try move(of: order),
            reserved: isTeam ? try reservedDevices(of: order) : [],
            installed: isTeam || order.side != .handingOver ? try installations(from: order) : [],
            mounted: isTeam ? try mounted(for: order) : [],
            // Of a move each unit knows its own half, and what the team tells it (I1).
            camera: isTeam || (facts.servesRecipient && order.handover == nil)
                ? try cameraFacts(for: order) : nil,
            locks: isTeam ? try lockWork(for: order) : .none,
            keyReceipts: try receiptNumbers(of: order.id), heldKeys: isTeam ? [:] : try heldKeys(for: order),
            messages: try messages(of: order),
            extracts: isTeam && order.makesExtract ? try extracts(in: order.id) : [],
            extractWish: order.makesExtract ? try extractWish(of: order) : nil,
            timeline: isTeam
                ? timeline
                : order.told(timeline, servesRecipient: facts.servesRecipient, seesLinks: seesLinks),
            differences: isTeam
                ? timeline.filter { $0.kind == .recipientDiffers }.compactMap { $0.details["what"] } : [])
        return Personal(page, Disclosure(.viewed, "case", about: order.people.map(\.id), in: order.id))
    }

    /// What there is one of in a case, in one statement.
    private func facts(of order: Case) throws -> CaseFacts {
        try one(
            """
            SELECT u.name, w.name, s.answers, CASE WHEN c.recipient_id IS NULL OR \(seesRecipient) THEN 1 ELSE 0 END,
                (SELECT f.value FROM person_details f WHERE f.recipient_id = p.id AND f.detail = 'deceased'
                    AND f.valid_to IS NULL),
                p.name, n.kind, n.value, p.phone, d.street, d.apartment, d.postal_code, d.city
            FROM cases c JOIN provider_units u ON u.id = c.unit_id JOIN users w ON w.id = c.ordered_by
            JOIN submissions s ON s.case_id = c.id LEFT JOIN care_recipients p ON p.id = c.recipient_id
            LEFT JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL
            LEFT JOIN dwellings d ON d.id = c.dwelling_id
            WHERE c.id = \(order.id) ORDER BY s.id LIMIT 1
            """
        ) { row in
            let (unit, orderedBy, answers): (String, String, Answers) = (
                row.text(), row.text(), try row.json()
            )
            let servesRecipient = row.bool()
            let died = row.textIfAny().flatMap { Day($0) }
            let recipient = try order.recipient.map { id in
                CareRecipient(
                    id: id, name: row.text(), identifier: try readIdentifier(&row), phone: row.text())
            }
            if recipient == nil { row.skip(4) }
            return CaseFacts(
                unit: unit, orderedBy: orderedBy, answers: answers, recipient: recipient, died: died,
                servesRecipient: servesRecipient,
                home: order.dwelling.map { Dwelling(id: $0, address: readAddress(&row)) })
        }
    }

    func recipient(_ id: ID<CareRecipient>) throws -> CareRecipient {
        try one(
            """
            SELECT p.name, p.phone, n.kind, n.value FROM care_recipients p
            JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL WHERE p.id = \(id)
            """
        ) { row in
            let (name, phone) = (row.text(), row.text())
            return CareRecipient(id: id, name: name, identifier: try readIdentifier(&row), phone: phone)
        }
    }

    func dwelling(_ id: ID<Dwelling>) throws -> Dwelling {
        try one("SELECT street, apartment, postal_code, city FROM dwellings WHERE id = \(id)") {
            Dwelling(id: id, address: readAddress(&$0))
        }
    }

    private func givenSecrets(of order: Case) throws -> Set<String> {
        guard order.isOpen else { return [] }
        return Set(
            try all("SELECT field FROM secrets WHERE owner_id IN (\(list: secretOwners(of: order)))") {
                $0.text()
            })
    }

    /// Each once, with the unit that named them; `nil` where both halves name the same.
    private func contacts(of orders: [ID<Case>]) throws -> [(contact: BookingContact, unit: String?)] {
        let named = try all(
            """
            SELECT b.role, b.name, b.phone, u.name FROM booking_contacts b JOIN cases c ON c.id = b.case_id
            JOIN provider_units u ON u.id = c.unit_id WHERE b.case_id IN (\(list: orders))
            ORDER BY b.case_id, b.position
            """
        ) { (BookingContact(role: try $0.value(), name: $0.text(), phone: $0.text()), $0.text()) }
        let units = Dictionary(grouping: named, by: \.0).mapValues { Set($0.map(\.1)) }
        var seen: Set<BookingContact> = []
        return named.filter { seen.insert($0.0).inserted }.map { contact, unit in
            (contact, units[contact]?.count == 1 ? unit : nil)
        }
    }

    private func namedBy(
        _ contacts: [(contact: BookingContact, unit: String?)]
    ) -> [BookingContact: String] {
        contacts.reduce(into: [:]) { $0[$1.contact] = $1.unit }
    }

    /// - Parameter withRegister: whether what was found at the recipient's is told too; not to a unit that does not
    ///   serve them, which could else read the register by ordering.
    /// - Parameter withLocks: as `withRegister`, of a lock that the two of a case share.
    private func endings(of order: Case, withRegister: Bool, withLocks: Bool) throws -> [String: DutyEnd] {
        let place: SQL = order.handover == nil ? "duties" : "case_duties"
        let rows = try all(
            """
            SELECT d.key, u.name, d.ended_at, d.evidence FROM \(place) d JOIN users u ON u.id = d.ended_by
            WHERE d.case_id = \(order.id)
            """
        ) { row in
            let (key, who, at) = (row.text(), row.text(), row.instant())
            var evidence: [String: String] = try row.optional { try $0.json() } ?? [:]
            let duty = order.duty(key)
            switch duty?.definition.kind {
            case .uninstall where !withRegister, .unlinkLock where !withRegister: evidence = [:]
            case .consent where !withRegister, .startSupervision where !withRegister: evidence = [:]
            case .linkLock where !withLocks: evidence = [:]
            default: break
            }
            // What the team found in the homes is no concern of the two units (I1); serials go to the receiver only.
            if actor.partyRole != .team, let duty, order.isShared(duty) { evidence = [:] }
            return (key, DutyEnd(who: who, at: at, evidence: evidence))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    private func installations(from order: Case) throws -> [InstalledDevice] {
        try all(
            """
            SELECT d.id, d.serial, d.kind, d.model, d.status, i.tested_at, i.original_part FROM installations i
            JOIN devices d ON d.id = i.device_id WHERE i.case_id IN (\(list: order.joined)) AND i.valid_to IS NULL ORDER BY d.kind
            """
        ) { InstalledDevice(device: try readDevice(&$0), testedAt: $0.instant(), originalPart: $0.text()) }
    }

    private func receiptNumbers(of order: ID<Case>) throws -> [String] {
        try all("SELECT number FROM key_receipts WHERE case_id = \(order) ORDER BY number") { $0.text() }
    }

    private func messages(of order: Case) throws -> [Message] {
        let tells = order.duties.contains { $0.state == .done && $0.definition.tellsSerials }
        let told = tells ? try toldDevices(in: order.id) : [:]
        let given = order.makesExtract ? try handedOut(in: order.id) : [:]
        return try all(
            """
            SELECT m.id, m.sender, m.is_feedback, m.text, m.sent_at, u.name FROM messages m JOIN users u ON u.id = m.sent_by
            WHERE m.case_id = \(order.id) ORDER BY m.id
            """
        ) {
            let id: ID<Message> = $0.id()
            return Message(
                sender: try $0.value(), isFeedback: $0.bool(), text: $0.text(), at: $0.instant(),
                who: $0.text(), devices: told[id] ?? [], extracts: given[id] ?? [])
        }
    }
}

extension Case {
    /// The team makes an extract in it.
    public var makesExtract: Bool { duties.contains { $0.definition.kind == .produceExtract } }

    /// The history as it is told to the ordering unit: of the work that two units have in common what is done and
    /// when, but not with what, and whom the team called (I1).
    fileprivate func told(
        _ timeline: [TimelineEntry], servesRecipient: Bool, seesLinks: Bool
    ) -> [TimelineEntry] {
        let own = timeline.filter {
            !$0.kind.isOfRegister(servesRecipient: servesRecipient, seesLinks: seesLinks)
                && (servesRecipient || !$0.isOfConsent) && $0.kind != .extractSealed
        }
        guard handover != nil else { return own }
        return own.filter { !$0.kind.isOfDevices && !$0.isOfConsent }
            .map { $0.kind.isOfVisits ? $0.withoutContact : $0 }
    }
}

extension TimelineEntry {
    /// Tells of a consent, by way of the life event that it was taken back.
    fileprivate var isOfConsent: Bool {
        [.lifeEventTold, .lifeEventRetracted].contains(kind)
            && details["life"].flatMap(LifeEvent.Kind.init)?.withdraws != nil
    }

    fileprivate var withoutContact: TimelineEntry {
        let told = ["duty", "at", "technician", "outcome"]
        return TimelineEntry(
            at: at, who: who, kind: kind, details: details.filter { told.contains($0.key) }, duty: duty)
    }
}

extension Event.Kind {
    /// What tells a unit more of the register than its own order does.
    fileprivate func isOfRegister(servesRecipient: Bool, seesLinks: Bool) -> Bool {
        switch self {
        case .recipientDiffers: true
        case .deviceUninstalled, .lockUnlinked: !servesRecipient
        // That there was somebody to let in is that the register knows the person, and that their data are protected.
        case .letIn, .shutOut, .glassBroken, .glassReviewed: !servesRecipient
        case .consentGiven, .consentWithdrawn, .noticesRemoved, .supervisionStarted, .supervisionEnded,
            .supervisionResumed:
            !servesRecipient
        case .lockLinked: !seesLinks
        default: false
        }
    }

    fileprivate var isOfDevices: Bool {
        switch self {
        case .deviceReserved, .deviceReleased, .deviceInstalled, .deviceFailedTest, .deviceUninstalled,
            .deviceMovesAlong, .lockLinked, .lockUnlinked, .contactCalled, .consentGiven, .consentWithdrawn,
            .noticesPosted, .noticesRemoved, .supervisionStarted, .supervisionEnded, .supervisionResumed:
            true
        default: false
        }
    }

    fileprivate var isOfVisits: Bool {
        switch self {
        case .visitBooked, .visitRescheduled, .visitCancelled, .visitMissed, .visitRestored, .visitDone: true
        default: false
        }
    }
}

private struct CaseFacts {
    let unit: String
    let orderedBy: String
    let answers: Answers
    /// As the register has it.
    let recipient: CareRecipient?
    let died: Day?
    let servesRecipient: Bool
    let home: Dwelling?

    /// As the order says it: to a unit the register tells nothing of somebody whom another unit serves.
    /// A number that has come since is told to the unit that serves them.
    func recipientAsOrdered(in order: Case) -> CareRecipient? {
        guard let recipient else { return nil }
        let answer = { order.routine.answer(filling: $0, in: answers) }
        return CareRecipient(
            id: recipient.id, name: answer(.recipientName),
            identifier: servesRecipient
                ? recipient.identifier : order.identifier(filling: .recipientNumber, in: answers),
            phone: answer(.recipientPhone))
    }
}

extension Case {
    /// A number as the order states it. A number that has come since, or that the order did not know of, is told only to whoever
    /// serves the person: what somebody is called now is what a new number is to keep from whoever knew the old one.
    func identifier(filling binding: Field.Binding, in answers: Answers) -> PersonIdentifier {
        let stated = routine.answer(filling: binding, in: answers)
        return (try? PersonIdentifier.parse(stated, today: submittedAt.day)) ?? .untold
    }
}

extension RoutineEdition {
    /// What was answered in the order form where it fills this; empty where nothing was, or nothing does.
    func answer(filling binding: Field.Binding, in answers: Answers) -> String {
        orderForm?.field(filling: binding).map { answers[$0.key] } ?? ""
    }
}

/// Whom a person calls about the alarm: the ordering unit and the team.
public struct CasePhones: Sendable, Hashable {
    public let unit: String
    public let team: String
    public let teamName: String

    public init(unit: String, team: String, teamName: String = "") {
        self.unit = unit
        self.team = team
        self.teamName = teamName
    }
}

extension Reading {
    public func phones(for number: CaseNumber) throws -> CasePhones {
        try one(
            """
            SELECT u.phone, t.phone, t.name FROM cases c JOIN provider_units u ON u.id = c.unit_id
            JOIN teams t ON t.id = c.team_id WHERE c.number = \(number) AND \(seesCase)
            """
        ) { CasePhones(unit: $0.text(), team: $0.text(), teamName: $0.text()) }
    }
}
