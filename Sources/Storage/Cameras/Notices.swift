import Domain

/// A sign that hangs in a home.
public struct NoticeLine: Sendable, Hashable {
    public let serial: SerialNumber
    public let language: SignLanguage
    public let postedAt: Instant
    /// What does not hold of its place, and why.
    public let exceptions: [PlacementCheck: String]
}

extension Reading {
    /// The signs in force about the recipient's cameras.
    func notices(for recipient: ID<CareRecipient>) throws -> [NoticeLine] {
        try all(
            """
            SELECT d.serial, n.language, n.valid_from, n.placement FROM camera_notices n
            JOIN devices d ON d.id = n.device_id
            JOIN installations i ON i.device_id = n.device_id AND i.valid_to IS NULL
            WHERE i.recipient_id = \(recipient) AND n.valid_to IS NULL ORDER BY d.serial, n.id
            """
        ) { row in
            let (serial, language, postedAt): (SerialNumber, SignLanguage, Instant) = (
                SerialNumber(stored: row.text()), try row.value(), row.instant()
            )
            let kept: [String: String] = try row.json()
            let exceptions = kept.compactMap { name, reason in
                PlacementCheck(rawValue: name).map { ($0, reason) }
            }
            return NoticeLine(
                serial: serial, language: language, postedAt: postedAt,
                exceptions: Dictionary(uniqueKeysWithValues: exceptions))
        }
    }
}

extension Tx {
    /// Records that the sign was put up for each camera that the recipient has, in the place of what hung there.
    /// - Throws: `invalid` where no camera is mounted, and at `omission` where an ordered sign does not hang.
    public func postNotices(_ key: String, in number: CaseNumber, posting: NoticePosting) throws {
        let order = try visibleCase(number)
        guard case .postNotices? = order.duty(key)?.definition.kind else { throw AppError.notFound }
        try order.requireWork(on: key, by: actor)
        try posting.requireOrdered(signLanguages(for: order))
        try holdDevices(of: order.recipient)
        let cameras = try mounted([.safetyCamera], for: order)
        guard !cameras.isEmpty else { throw AppError.invalid("notice.noCamera") }
        let exceptions = posting.exceptions.map { ($0.key.rawValue, $0.value) }
        let placement = try JSON.encode(Dictionary(uniqueKeysWithValues: exceptions))
        for camera in cameras {
            try endPeriod(of: "camera_notices", where: "device_id = \(camera.device.id)")
            let rows: [SQL] = posting.languages.map { language in
                """
                (\(ID<NoticeLine>.new(in: self)), \(camera.device.id), \(camera.home.id), \(language), \(placement),
                    \(now), \(now), \(actor.user), \(order.id))
                """
            }
            try insert(
                """
                camera_notices (id, device_id, dwelling_id, language, placement, valid_from, recorded_at, recorded_by,
                    case_id)
                """, rows)
        }
        let details = [
            "duty": key, "languages": posting.languages.codes,
            "note":
                (posting.exceptions.sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value)
                + [posting.omission]).filter { !$0.isEmpty }.joined(separator: " "),
        ]
        try complete(
            key, in: order, evidence: ["languages": posting.languages.codes, "note": details["note"] ?? ""],
            events: [
                Event(
                    .noticesPosted, details,
                    about: cameraSubjects(of: order) + cameras.map { .device($0.device.id) })
            ])
    }
}
