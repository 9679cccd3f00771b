import Domain

/// A period in which a camera is looked through from an alarm receiving centre.
public struct SupervisionLine: Sendable, Hashable {
    public let serial: SerialNumber
    public let centre: String
    public let startedAt: Instant
    public let endedAt: Instant?
    public let end: SupervisionEnd?
}

extension Reading {
    /// The recipient's supervisions, the latest first.
    func supervisions(of recipient: ID<CareRecipient>) throws -> [SupervisionLine] {
        try all(
            """
            SELECT d.serial, s.centre, s.valid_from, s.valid_to, s.ended_how FROM supervisions s
            JOIN devices d ON d.id = s.device_id WHERE s.recipient_id = \(recipient) ORDER BY s.id DESC LIMIT 20
            """
        ) {
            SupervisionLine(
                serial: SerialNumber(stored: $0.text()), centre: $0.text(), startedAt: $0.instant(),
                endedAt: $0.instantIfAny(), end: try $0.optional { try $0.value() })
        }
    }

    /// What of that which supervision needs is there for the case's recipient.
    func supervisionConditions(for order: Case) throws -> SupervisionConditions {
        let recipient = try order.requireRecipient().id
        let cameras = try cameras(of: recipient)
        return SupervisionConditions(
            hasCamera: !cameras.isEmpty,
            hasSwedishNotice: !cameras.isEmpty && cameras.allSatisfy(\.hasSwedishNotice),
            consents: try consentsInForce(for: recipient),
            needsCohabitant: try consentPolicies().inForce(on: today).asksCohabitant && needsCohabitant(order)
        )
    }

    /// The cohabitant is affected where the case asks for their consent.
    fileprivate func needsCohabitant(_ order: Case) -> Bool {
        order.duties.contains {
            $0.definition.kind == .consent(.cohabitant) && $0.state != .waived
        }
    }

    fileprivate func cameras(of recipient: ID<CareRecipient>) throws -> [MountedCamera] {
        try all(
            """
            SELECT d.id, d.serial, i.valid_from, CASE WHEN n.id IS NULL THEN 0 ELSE 1 END FROM installations i
            JOIN devices d ON d.id = i.device_id
            LEFT JOIN camera_notices n ON n.device_id = d.id AND n.valid_to IS NULL AND n.language = 'sv'
            WHERE i.recipient_id = \(recipient) AND i.valid_to IS NULL AND d.kind = 'safetyCamera' ORDER BY d.serial
            """
        ) {
            MountedCamera(
                id: $0.id(), serial: SerialNumber(stored: $0.text()), since: $0.instant(),
                hasSwedishNotice: $0.bool())
        }
    }
}

private struct MountedCamera {
    let id: ID<Device>
    let serial: SerialNumber
    let since: Instant
    let hasSwedishNotice: Bool
}

extension Tx {
    /// Records that supervision has begun, for each camera that the recipient has.
    /// - Throws: `invalid` with everything that is missing: the camera, its Swedish sign, a consent.
    public func startSupervision(_ key: String, in number: CaseNumber, start: SupervisionStart) throws {
        let order = try visibleCase(number)
        guard case .startSupervision? = order.duty(key)?.definition.kind else { throw AppError.notFound }
        try order.requireWork(on: key, by: actor)
        let person = try order.requireRecipient().id
        try holdDevices(of: person)
        let conditions = try supervisionConditions(for: order)
        guard conditions.hindrances.isEmpty else {
            throw AppError(.invalid, conditions.hindrances.map { Fault($0.wordKey) })
        }
        let cameras = try cameras(of: person)
        guard cameras.allSatisfy({ $0.since.day <= start.at.day }) else {
            throw AppError.invalid("supervision.beforeCamera", field: "day")
        }
        for camera in cameras {
            try begin(start, with: camera, needsCohabitant: conditions.needsCohabitant, in: order)
        }
        let evidence = [
            "day": start.at.day.description, "note": start.centre,
            "serials": cameras.map(\.serial.text).joined(separator: ", "),
        ]
        try complete(
            key, in: order, evidence: evidence,
            events: [Event(.dutyDone, ["duty": key], about: order.workSubjects)])
    }

    private func begin(
        _ start: SupervisionStart, with camera: MountedCamera, needsCohabitant: Bool, in order: Case
    ) throws {
        let isWatched = try first(
            "SELECT 1 FROM supervisions WHERE device_id = \(camera.id) AND valid_to IS NULL"
        ) { $0.int() }
        guard isWatched == nil else { return }
        try execute(
            """
            INSERT INTO supervisions (id, device_id, recipient_id, centre, needs_cohabitant, valid_from, recorded_at,
                recorded_by, case_id)
            VALUES (\(ID<SupervisionLine>.new(in: self)), \(camera.id), \(order.recipient), \(start.centre),
                \(needsCohabitant), \(start.at), \(now), \(actor.user), \(order.id))
            """)
        try append(
            Event(
                .supervisionStarted,
                [
                    "serial": camera.serial.text, "centre": start.centre, "at": "\(start.at.milliseconds)",
                ], about: cameraSubjects(of: order) + [.device(camera.id)]))
    }

    /// The case, the person and the home that the camera is in.
    func cameraSubjects(of order: Case) -> [Event.Subject] {
        order.workSubjects + order.whomAndWhere(order.installationHome)
    }

    /// Ends the supervisions of a recipient that need a consent which holds no longer.
    func endSupervisions(
        _ end: SupervisionEnd, of recipient: ID<CareRecipient>, without giver: ConsentGiver,
        because cause: [Event.Subject]
    ) throws {
        let needs: SQL = giver == .recipient ? "1 = 1" : "s.needs_cohabitant = 1"
        try endSupervisions(end, where: "s.recipient_id = \(recipient) AND \(needs)", because: cause)
    }

    /// What hangs on a camera ends before it is taken down: first the supervision, then the signs.
    func endCamera(_ mounted: MountedDevice, in order: Case) throws {
        try endSupervisions(
            .cameraUninstalled, where: "s.device_id = \(mounted.device.id)", because: order.workSubjects)
        let signs = try endPeriod(of: "camera_notices", where: "device_id = \(mounted.device.id)")
        guard signs > 0 else { return }
        try append(
            Event(
                .noticesRemoved,
                about: order.workSubjects + [.dwelling(mounted.home.id), .device(mounted.device.id)]))
    }

    private func endSupervisions(_ end: SupervisionEnd, where condition: SQL, because cause: [Event.Subject])
        throws
    {
        let ended: [(ID<Device>, ID<CareRecipient>)] = try all(
            """
            UPDATE supervisions AS s SET ended_how = \(end), valid_to = \(endOfPeriod), \(recorded)
            WHERE \(condition) AND s.valid_to IS NULL RETURNING device_id, recipient_id
            """
        ) { ($0.id(), $0.id()) }
        for (device, recipient) in ended {
            try append(
                Event(
                    .supervisionEnded, ["end": end.rawValue],
                    about: cause.filter { $0 != .recipient(recipient) } + [
                        .device(device), .recipient(recipient),
                    ]))
        }
    }

    /// A supervision that ended for a consent that holds after all goes on, while every consent that it needs is there, its
    /// camera and Swedish sign hang where they hung, and nothing else watches.
    func resumeSupervision(_ id: String) throws {
        let resumed: [(ID<Device>, ID<CareRecipient>)] = try all(
            """
            UPDATE supervisions AS s SET ended_how = NULL, valid_to = NULL, \(recorded)
            WHERE s.id = \(id) AND s.ended_how = \(SupervisionEnd.consentWithdrawn)
                AND EXISTS (SELECT 1 FROM installations i WHERE i.device_id = s.device_id
                    AND i.recipient_id = s.recipient_id AND i.valid_to IS NULL AND i.valid_from <= s.valid_to)
                AND EXISTS (SELECT 1 FROM consents c WHERE c.recipient_id = s.recipient_id AND c.giver = 'recipient'
                    AND c.valid_to IS NULL)
                AND (s.needs_cohabitant = 0 OR EXISTS (SELECT 1 FROM consents c WHERE c.recipient_id = s.recipient_id
                    AND c.giver = 'cohabitant' AND c.valid_to IS NULL))
                AND EXISTS (SELECT 1 FROM camera_notices n WHERE n.device_id = s.device_id AND n.language = 'sv'
                    AND n.valid_to IS NULL)
                AND NOT EXISTS (SELECT 1 FROM supervisions o WHERE o.device_id = s.device_id AND o.id <> s.id
                    AND o.valid_to IS NULL)
            RETURNING device_id, recipient_id
            """
        ) { ($0.id(), $0.id()) }
        for (device, recipient) in resumed {
            try append(Event(.supervisionResumed, about: [.device(device), .recipient(recipient)]))
        }
    }
}
