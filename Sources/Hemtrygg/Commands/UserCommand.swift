import ArgumentParser
import Domain
import Storage

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Accounts and assignments.",
        subcommands: [
            Add.self, Assign.self, End.self, List.self, Password.self, Lock.self, Unlock.self, Factor.self,
            Emergency.self, Street.self, Link.self, Unlink.self,
        ])

    struct Place: ParsableArguments {
        @Option(
            help: "orderer, unitManager, technician, coordinator, routineOwner, auditor or administrator.")
        var role: String
        @Option(help: "The provider's unit, for orderer and unitManager.") var unit: String?
        @Option(help: "The unit's provider, where the unit is new.") var provider: String?
        @Option(help: "The unit's telephone, where the unit is new.") var unitPhone = ""
        @Option(help: "The team, for technician and coordinator.") var team: String?

        func parsedRole() throws -> Role {
            guard let role = Role(rawValue: role) else {
                throw Refusal(
                    "There is no role '\(role)'. Roles: \(Role.allCases.map(\.rawValue).joined(separator: ", "))."
                )
            }
            return role
        }

        /// The unit or the team, added where it is new and its provider is given.
        func resolve(_ tx: Tx) throws -> Actor.Place {
            if let team { return .team(try tx.ensureTeam(team)) }
            guard let unit else { return .municipality }
            if let known = try tx.unit(named: unit) { return .unit(known) }
            guard let provider else {
                throw Refusal("There is no unit '\(unit)'. Give --provider to add it.")
            }
            return .unit(try tx.ensureUnit(unit, of: provider, phone: unitPhone))
        }
    }

    /// The operator may take away the last one who looks after accounts, and is told so.
    static let nobodyAdministers = """
        Nobody is left who can look after accounts but the account for emergencies, if there is one. \
        Give somebody the role: hemtrygg user assign LOGIN --role administrator
        """

    /// Whether somebody could look after accounts before `change`, and nobody can after it.
    static func minding<Answer>(_ tx: Tx, _ change: () throws -> Answer) throws -> (
        Answer, leavesNobody: Bool
    ) {
        let had = try tx.hasAdministrator()
        let answer = try change()
        return (answer, try had && !tx.hasAdministrator())
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Add an account with its first assignment; the password is asked for, or read from standard input."
        )

        @OptionGroup var database: DatabaseOptions
        @Argument(help: "What the person signs in with: small letters, digits and . _ - @.") var login: String
        @Option(help: "The person's name.") var name: String
        @Option(help: "The person's telephone at work.") var phone = ""
        @OptionGroup var place: Place

        func run() async throws {
            let role = try place.parsedRole()
            let store = try await database.open()
            let password = try Terminal.secret(prompt: "Password for \(login): ")
            let (login, name, phone, place) = (login, name, phone, place)
            try await explained {
                let hash = try await PasswordHash.make(password)
                try await store.write(as: .system) { tx in
                    let where_ = try place.resolve(tx)
                    let user = try tx.addUser(login: login, name: name, phone: phone, passwordHash: hash)
                    try tx.assign(user, role: role, in: where_)
                }
            }
            Terminal.say("\(login) can sign in.")
        }
    }

    struct Assign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give an account one more assignment.")

        @OptionGroup var database: DatabaseOptions
        @Argument var login: String
        @OptionGroup var place: Place

        func run() async throws {
            let role = try place.parsedRole()
            let store = try await database.open()
            let (login, place) = (login, place)
            try await explained {
                try await store.write(as: .system) { tx in
                    guard let user = try tx.credentials(login: login)?.user else {
                        throw Refusal("There is no account '\(login)'.")
                    }
                    try tx.assign(user, role: role, in: try place.resolve(tx))
                }
            }
            Terminal.say("\(login) has one more assignment.")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Everybody who has an account.")

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let store = try await database.open()
            for account in try await store.read(as: .system, { try $0.accounts() }) {
                let state = account.isLocked ? "locked" : "open"
                Terminal.say(
                    [account.login, account.name, state, account.assignments.joined(separator: ", ")]
                        .joined(separator: "\t"))
            }
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a new password and end the account's sessions.")

        @OptionGroup var database: DatabaseOptions
        @Argument var login: String

        func run() async throws {
            let store = try await database.open()
            let password = try Terminal.secret(prompt: "New password for \(login): ")
            let login = login
            try await explained {
                let hash = try await PasswordHash.make(password)
                try await store.write(as: .system) { try $0.setPassword(hash, login: login) }
            }
            Terminal.say("\(login) has a new password.")
        }
    }

    struct Lock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lock an account and end its sessions.")

        @OptionGroup var database: DatabaseOptions
        @Argument var login: String

        func run() async throws {
            let store = try await database.open()
            let login = login
            let (_, leavesNobody) = try await explained {
                try await store.write(as: .system) { tx in
                    try UserCommand.minding(tx) { try tx.setLocked(true, login: login) }
                }
            }
            Terminal.say("\(login) is locked.")
            if leavesNobody { Terminal.say(UserCommand.nobodyAdministers) }
        }
    }

    struct Unlock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Open a locked account.")

        @OptionGroup var database: DatabaseOptions
        @Argument var login: String

        func run() async throws {
            let store = try await database.open()
            let login = login
            try await explained {
                try await store.write(as: .system) { try $0.setLocked(false, login: login) }
            }
            Terminal.say("\(login) is open.")
        }
    }
}
