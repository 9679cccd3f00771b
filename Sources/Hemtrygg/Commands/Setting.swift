import ArgumentParser
import Domain
import Storage

struct Setting: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What the municipality decides for itself.", subcommands: [List.self, Set.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The settings in force.")

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let store = try await database.open()
            let settings = try await store.read(as: .system) { try $0.settings() }
            for name in SettingName.allCases {
                Terminal.say("\(name.rawValue)\t\(settings.value(of: name))")
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a setting.",
            discussion: SettingName.allCases.map { "\($0.rawValue) \($0.explanation)" }.joined(
                separator: "\n"))

        @OptionGroup var database: DatabaseOptions
        @Argument var name: String
        @Argument var value: String

        func run() async throws {
            guard let setting = SettingName(rawValue: name) else {
                throw Refusal(
                    "There is no setting '\(name)'. Settings: "
                        + SettingName.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
            let store = try await database.open()
            let value = value
            try await explained { try await store.write(as: .system) { try $0.set(setting, to: value) } }
            Terminal.say("\(name) is set.")
        }
    }
}

extension SettingName {
    /// What it can be, and what it decides.
    fileprivate var explanation: String {
        switch self {
        case .municipality: "TEXT: its name."
        case .preconditionOverride:
            "refused|withReason: whether an order may be sent before the service is effectuated, with a written reason."
        case .evesAreClosed: "yes|no: whether midsummer, Christmas and New Year's eve are days off."
        case .closedDays: "YYYY-MM-DD,…: days on which the municipality is closed."
        case .draftDays: "7–365: how long an order that was begun and not sent is kept."
        case .moveToleranceDays:
            "0–60: how many days the two halves of a move may be apart and still belong together."
        case .halfReminderDays: "1–30: how many working days before a move a missing half is reminded of."
        case .halfEscalationDays: "0–30: how many working days before a move the team is told to step in."
        case .leadTimeTargetDays:
            "1–60: within how many working days from the order an alarm is to be tested."
        case .reservationDays: "1–365: how long a device is held for a case in which no visit is booked."
        case .extractsMakeThemselves: "yes|no: whether ordered extracts are made and sent by themselves."
        case .extractCSVForExcel:
            "yes|no: whether the CSV of an extract has a byte order mark and semicolons, as Excel opens it."
        case .secondFactorRoles:
            "ROLE,…: who must sign in with a code from an app besides the password; nobody where it is empty."
        case .researchExemption:
            """
            municipality|birthDays|none: whose files are never disposed of: everybody's (Östergötland, Gotland, \
            Västernorrland, Göteborg), those born on the 5th, 15th and 25th (all others), or nobody's.
            """
        case .personalFileYears: "1–100: how many years after its last note a person's file is kept."
        case .unitFileYears: "1–100: how many years extracts, and orders about nobody, are kept."
        }
    }
}
