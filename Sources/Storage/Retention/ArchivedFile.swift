import Domain

/// What is handed over to the archive of one person's file: everything that a disposal would take away, with what is
/// needed to understand it.
public struct ArchivedFile: Sendable, Hashable {
    public let id: ID<CareRecipient>
    /// In the order of `ArchivedKind.allCases`, each kind in the order in which it was written.
    public internal(set) var records: [ArchivedRecord] = []
}

public struct ArchivedRecord: Sendable, Hashable {
    public let kind: ArchivedKind
    /// Whether the register says something else since: a fact that was found to be wrong.
    public let isPast: Bool
    /// What it says, by name, in a fixed order; what is not said is not there. Moments are in ISO 8601, UTC.
    public let values: [Value]

    public struct Value: Sendable, Hashable {
        public let name: String
        public let text: String
    }

    /// `nil` where nothing is said of it.
    public subscript(name: String) -> String? { values.first { $0.name == name }?.text }
}

/// What a personal file holds.
public enum ArchivedKind: String, Sendable, CaseIterable {
    case person, number, detail, relative, home, unit, service, installation, lock, supervision, consent
    case order, orderPerson, submission, contact, message, duty, sharedDuty, visit, functionTest, notice,
        toldSerial
    case key, keyCustody, keyLoss
    case lifeEvent, difference, differenceAct, merge, mergeUndone, distinction, access, accessReview, hold
    case event
}

/// The files of one transfer, and what they come to.
public struct TransferredFiles: Sendable {
    public let number: Int
    public let municipality: String
    public let madeAt: Instant
    public let files: [ArchivedFile]
    /// The texts of the routines by which the orders were made, which explain their fields.
    public let routines: [ArchivedRoutine]

    /// - Parameter bytes: the file as it was written.
    public func digests(ofFile bytes: [UInt8]) -> TransferDigests {
        TransferDigests(file: bytes.digest, content: content)
    }

    /// Tells whether the register says the same still.
    var content: String {
        var lines: [String] = []
        for file in files {
            lines.append("file \(file.id)")
            for record in file.records {
                lines.append("\(record.kind.rawValue) \(record.isPast)")
                lines += record.values.map { "\($0.name) \($0.text.utf8.count) \($0.text)" }
            }
        }
        lines += routines.map { "\($0.slug) \($0.edition)" }
        return Array(lines.joined(separator: "\n").utf8).digest
    }
}

/// SHA-256, in hexadecimal.
public struct TransferDigests: Sendable, Hashable {
    /// Of the file's bytes, which the archive reckons too.
    public let file: String
    /// Of what the register said, however it was written.
    public let content: String
}

public struct ArchivedRoutine: Sendable, Hashable {
    public let slug: String
    public let edition: String
    /// YAML.
    public let source: String
}
