import Domain

/// What a municipality decides for itself; everything has a default.
public struct Settings: Sendable, Hashable {
    public var municipality = "Hemtrygg kommun"
    public var preconditionOverride = PreconditionOverride.refused
    public var calendar = WorkingCalendar()
    /// How long an order that was begun and not sent is kept after it was last saved.
    public var draftDays = 60
    /// How many days the two halves of a move may be apart and still belong together (I2).
    public var moveToleranceDays = 14
    /// How many working days before the move a half that is missing is reminded of, and when the team steps in (I3).
    public var halfReminderDays = 5
    public var halfEscalationDays = 2
    /// Within how many working days from the order an alarm is to be tested.
    public var leadTimeTargetDays = 5
    /// How long a device is held for a case in which no visit is booked (I17).
    public var reservationDays = 30
    /// Extracts are made and sent as soon as they can be, without anybody's hand.
    public var extractsMakeThemselves = false
    /// The CSV of an extract is written as Excel opens it: a byte order mark and semicolons.
    public var extractCSVForExcel = false
    /// Who must sign in with a code besides the password.
    public var secondFactorRoles: Set<Role> = []
    /// How long files are kept.
    public var retention = RetentionRule()

    public init() {}
}

/// The settings by the names that the command line uses.
public enum SettingName: String, Sendable, CaseIterable {
    case municipality, preconditionOverride, evesAreClosed, closedDays, draftDays
    case moveToleranceDays, halfReminderDays, halfEscalationDays, leadTimeTargetDays
    case reservationDays, extractsMakeThemselves, extractCSVForExcel, secondFactorRoles
    case researchExemption, personalFileYears, unitFileYears
}

extension Reading {
    public func settings() throws -> Settings {
        var settings = Settings()
        for (name, value) in try all("SELECT name, value FROM settings", { ($0.text(), $0.text()) }) {
            guard let name = SettingName(rawValue: name) else { continue }
            try settings.set(name, to: value)
        }
        return settings
    }
}

extension Settings {
    /// - Throws: `invalid` where `value` is not one that the setting can have.
    public mutating func set(_ name: SettingName, to value: String) throws(AppError) {
        switch name {
        case .municipality:
            guard !value.isEmpty else { throw .invalid("setting.value") }
            municipality = value
        case .preconditionOverride:
            guard let override = PreconditionOverride(rawValue: value) else {
                throw .invalid("setting.value")
            }
            preconditionOverride = override
        case .evesAreClosed:
            calendar.evesAreClosed = try Self.flag(value)
        case .extractsMakeThemselves: extractsMakeThemselves = try Self.flag(value)
        case .extractCSVForExcel: extractCSVForExcel = try Self.flag(value)
        case .draftDays: draftDays = try Self.number(value, in: 7...365)
        case .moveToleranceDays: moveToleranceDays = try Self.number(value, in: 0...60)
        case .halfReminderDays: halfReminderDays = try Self.number(value, in: 1...30)
        case .halfEscalationDays: halfEscalationDays = try Self.number(value, in: 0...30)
        case .leadTimeTargetDays: leadTimeTargetDays = try Self.number(value, in: 1...60)
        case .reservationDays: reservationDays = try Self.number(value, in: 1...365)
        case .secondFactorRoles:
            let roles = value.split(separator: ",").map { Role(rawValue: String($0)) }
            guard !roles.contains(nil) else { throw .invalid("setting.value") }
            secondFactorRoles = Set(roles.compactMap { $0 })
        case .researchExemption:
            guard let exemption = ResearchExemption(rawValue: value) else { throw .invalid("setting.value") }
            retention.exemption = exemption
        case .personalFileYears: retention.personalFileYears = try Self.number(value, in: 1...100)
        case .unitFileYears: retention.unitFileYears = try Self.number(value, in: 1...100)
        case .closedDays:
            let parts = value.split(separator: ",").map { Day(String($0)) }
            guard !parts.contains(nil) else { throw .invalid("setting.value") }
            calendar.closedDays = Set(parts.compactMap { $0 })
        }
    }
}

extension Settings {
    /// What holds, as `set` takes it.
    public func value(of name: SettingName) -> String {
        switch name {
        case .municipality: municipality
        case .preconditionOverride: preconditionOverride.rawValue
        case .evesAreClosed: Self.word(calendar.evesAreClosed)
        case .closedDays: calendar.closedDays.sorted().map(\.description).joined(separator: ",")
        case .draftDays: "\(draftDays)"
        case .moveToleranceDays: "\(moveToleranceDays)"
        case .halfReminderDays: "\(halfReminderDays)"
        case .halfEscalationDays: "\(halfEscalationDays)"
        case .leadTimeTargetDays: "\(leadTimeTargetDays)"
        case .reservationDays: "\(reservationDays)"
        case .extractsMakeThemselves: Self.word(extractsMakeThemselves)
        case .extractCSVForExcel: Self.word(extractCSVForExcel)
        case .secondFactorRoles: secondFactorRoles.map(\.rawValue).sorted().joined(separator: ",")
        case .researchExemption: retention.exemption.rawValue
        case .personalFileYears: "\(retention.personalFileYears)"
        case .unitFileYears: "\(retention.unitFileYears)"
        }
    }

    private static func word(_ flag: Bool) -> String { flag ? "yes" : "no" }

    private static func flag(_ text: String) throws(AppError) -> Bool {
        guard let flag = ["yes": true, "no": false][text] else { throw .invalid("setting.value") }
        return flag
    }

    private static func number(_ text: String, in range: ClosedRange<Int>) throws(AppError) -> Int {
        guard let number = Int(text), range.contains(number) else { throw .invalid("setting.value") }
        return number
    }
}

extension Tx {
    public func set(_ name: SettingName, to value: String) throws {
        var settings = try settings()
        try settings.set(name, to: value)
        try execute(
            """
            INSERT INTO settings (name, value, changed_at) VALUES (\(name.rawValue), \(value), \(now))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at
            """)
        try append(
            Event(.settingChanged, ["name": name.rawValue, "value": value], about: [.user(actor.user)]))
    }
}
