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
            let days = settings.calendar.closedDays.sorted().map(\.description).joined(separator: ",")
            Terminal.say("municipality\t\(settings.municipality)")
            Terminal.say("preconditionOverride\t\(settings.preconditionOverride.rawValue)")
            Terminal.say("evesAreClosed\t\(settings.calendar.evesAreClosed ? "yes" : "no")")
            Terminal.say("closedDays\t\(days)")
            Terminal.say("draftDays\t\(settings.draftDays)")
            Terminal.say("moveToleranceDays\t\(settings.moveToleranceDays)")
            Terminal.say("halfReminderDays\t\(settings.halfReminderDays)")
            Terminal.say("halfEscalationDays\t\(settings.halfEscalationDays)")
            Terminal.say("leadTimeTargetDays\t\(settings.leadTimeTargetDays)")
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a setting.",
            discussion: """
                municipality TEXT; preconditionOverride refused|withReason (whether an order may be sent before the \
                service is effectuated, with a written reason); evesAreClosed yes|no (midsummer, Christmas and New \
                Year's eve); closedDays YYYY-MM-DD,… (closed locally); draftDays 7–365 (how long an order \
                that was begun and not sent is kept); moveToleranceDays 0–60 (how many days the two halves of a move \
                may be apart and still belong together); halfReminderDays 1–30 and halfEscalationDays 0–30 (how many \
                working days before a move a missing half is reminded of, and when the team is told to step in); \
                leadTimeTargetDays 1–60 (within how many working days from the order an alarm is to be tested).
                """)

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
