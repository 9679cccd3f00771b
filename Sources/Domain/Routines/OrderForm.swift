/// What one party fills in.
public struct OrderForm: Hashable, Sendable {
    public let party: String
    public let groups: [FieldGroup]

    public init(party: String, groups: [FieldGroup]) {
        self.party = party
        self.groups = groups
    }

    public var fields: [Field] { groups.flatMap(\.fields) }
    public func field(_ key: String) -> Field? { fields.first { $0.key == key } }
    public func field(filling binding: Field.Binding) -> Field? { fields.first { $0.fills == binding } }
}

public struct FieldGroup: Hashable, Sendable {
    public let key: String
    public let heading: BilingualText
    public let fields: [Field]

    public init(key: String, heading: BilingualText, fields: [Field]) {
        self.key = key
        self.heading = heading
        self.fields = fields
    }
}

public struct Field: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case identityNumber
        case personName
        /// Four parts: `.street`, `.apartment`, `.postalCode`, `.city`.
        case address
        case phone
        case shortText
        case longText
        case yesNo
        case choice([Choice])
        /// Any number of them: a part for each, `.VALUE`, which is `yes` or not answered.
        case choiceMany([Choice])
        case day
        /// Whom to call: a row for each role, with `.use`, `.name`, `.phone`.
        case contacts([ContactRole])
        /// The number of a device that the inventory knows, of this kind where one is named.
        case serial(DeviceKind?)
        /// Kept apart from the other answers, shown on demand and logged.
        case secret
        /// One of the municipality's provider units, by its name.
        case unit
    }

    /// What the register takes from the answer.
    public enum Binding: String, Sendable, Codable, CaseIterable {
        case recipientNumber, recipientName, recipientPhone, recipientHome, entranceCode, bookingContacts
        case signLanguages
        case cohabitantNumber, cohabitantName, cohabitantPhone, cohabitantHome
        /// Where the person moves, and when; the unit on the other side of a move.
        case newHome, movesOn, otherUnit
        /// Where a unit has a device of its own, in an order about the unit itself.
        case premises
        /// What of keys or tags is gone, when that was noticed, what happened, and who says so (I12). The routine whose
        /// form asks for it takes up what a unit reports as lost.
        case lostKeys, noticedOn, lossAccount, reportedBy
        /// Why somebody is no longer to have what the routine takes back, as `LifeEvent.Kind` says it, and since when (I6).
        case endReason, endedOn
        /// Which device is lost or broken, by `DeviceKind` or as `Field.severalDevices`, and what is wrong with it (I10).
        case failedDevice, failure
        /// As of which day an extract is wanted (R4.6).
        case extractDay
    }

    /// The answer to which device is lost or broken, where it is more than one.
    public static let severalDevices = "several"

    public let key: String
    public let kind: Kind
    public let label: BilingualText
    public let hint: BilingualText?
    public let isRequired: Bool
    /// The field is asked only where this holds; `nil` means always.
    public let condition: Condition?
    public let fills: Binding?

    public init(
        key: String, kind: Kind, label: BilingualText, hint: BilingualText? = nil, isRequired: Bool,
        condition: Condition? = nil, fills: Binding? = nil
    ) {
        self.key = key
        self.kind = kind
        self.label = label
        self.hint = hint
        self.isRequired = isRequired
        self.condition = condition
        self.fills = fills
    }
}

extension Field.Binding {
    /// The register learns something about a person from it.
    public var isOfPerson: Bool {
        switch self {
        case .recipientNumber, .recipientName, .recipientPhone, .recipientHome, .entranceCode, .signLanguages,
            .cohabitantNumber, .cohabitantName, .cohabitantPhone, .cohabitantHome, .newHome, .movesOn,
            .lostKeys:
            true
        case .bookingContacts, .otherUnit, .premises, .noticedOn, .lossAccount, .reportedBy,
            .endReason, .endedOn, .extractDay, .failedDevice, .failure:
            false
        }
    }
}

public struct Choice: Hashable, Sendable {
    public let value: String
    public let label: BilingualText

    public init(value: String, label: BilingualText) {
        self.value = value
        self.label = label
    }
}

public enum ContactRole: String, Sendable, Codable, CaseIterable {
    case recipient, related, secondRelated, unit
}

/// A condition over answers; total, and with no way to run anything.
public indirect enum Condition: Hashable, Sendable {
    case answered(String)
    case equals(String, String)
    case any([Condition])
    case all([Condition])
    case not(Condition)

    public func holds(for answers: Answers) -> Bool {
        switch self {
        case .answered(let field): !answers[field].isEmpty
        case .equals(let field, let value): answers[field] == value
        case .any(let conditions): conditions.contains { $0.holds(for: answers) }
        case .all(let conditions): conditions.allSatisfy { $0.holds(for: answers) }
        case .not(let condition): !condition.holds(for: answers)
        }
    }

    /// Whether it holds, or may hold once these fields, which nobody has answered, are answered: unknown is not no.
    public func mayHold(for answers: Answers, lacking fields: Set<String>) -> Bool {
        verdict(for: answers, lacking: fields) != false
    }

    /// `nil` where it hangs on what is not known.
    private func verdict(for answers: Answers, lacking fields: Set<String>) -> Bool? {
        switch self {
        case .answered(let field), .equals(let field, _):
            return fields.contains(field) && answers[field].isEmpty ? nil : holds(for: answers)
        case .any(let conditions):
            let verdicts = conditions.map { $0.verdict(for: answers, lacking: fields) }
            return verdicts.contains(true) ? true : verdicts.contains(nil) ? nil : false
        case .all(let conditions):
            let verdicts = conditions.map { $0.verdict(for: answers, lacking: fields) }
            return verdicts.contains(false) ? false : verdicts.contains(nil) ? nil : true
        case .not(let condition): return condition.verdict(for: answers, lacking: fields).map { !$0 }
        }
    }

    /// The fields it asks about.
    public var fields: Set<String> {
        switch self {
        case .answered(let field), .equals(let field, _): [field]
        case .any(let conditions), .all(let conditions):
            conditions.reduce(into: []) { $0.formUnion($1.fields) }
        case .not(let condition): condition.fields
        }
    }
}

/// What was typed, by field name (a compound field's parts as `home.street`); kept as typed, ends trimmed.
public struct Answers: Hashable, Sendable, Codable {
    public private(set) var values: [String: String]

    public init(_ values: [String: String] = [:]) { self.values = values.filter { !$0.value.isEmpty } }

    /// Empty where nothing was answered.
    public subscript(name: String) -> String {
        get { values[name] ?? "" }
        set { values[name] = newValue.isEmpty ? nil : newValue }
    }

    /// Takes away what was answered to a field, in all its parts.
    mutating func remove(_ field: Field) {
        values = values.filter { $0.key != field.key && !$0.key.hasPrefix(field.key + ".") }
    }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([String: String].self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}
