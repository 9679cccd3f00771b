import ArgumentParser
import Domain
import Storage

extension UserCommand {
    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End an assignment, and every session under it.",
            discussion: "Whoever is to have none left is better locked: user lock.")

        @OptionGroup var database: DatabaseOptions
        @Argument var login: String
        @OptionGroup var place: Place

        func run() async throws {
            let role = try place.parsedRole()
            let store = try await database.open()
            let (login, place) = (login, place)
            try await explained {
                try await store.write(as: .system) { tx in
                    let user = try tx.user(login)
                    guard let held = try tx.assignment(of: user, role: role, in: try place.resolve(tx)) else {
                        throw Refusal("\(login) has no such assignment.")
                    }
                    try tx.endAssignment(held, of: user)
                }
            }
            Terminal.say("\(login) has one assignment less.")
        }
    }

    struct Factor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "forget-code",
            abstract:
                "Take away the code that an account signs in with besides its password, and end its sessions.",
            discussion:
                "For somebody who has lost both the telephone and the recovery codes. Make sure who asks.")

        @OptionGroup var database: DatabaseOptions
        @Argument var login: String

        func run() async throws {
            let store = try await database.open()
            let login = login
            try await explained {
                try await store.write(as: .system) { try $0.takeAwaySecondFactor(try $0.user(login)) }
            }
            Terminal.say("\(login) signs in with the password alone.")
        }
    }

    struct Emergency: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an administrator's account the one for emergencies.",
            discussion: """
                Its password lies in a safe. Whoever signs in with it says why, is in for an hour, and is told of on the page \
                of accounts and in the server's log (emergency account used). It is asked for no code.
                """)

        @OptionGroup var database: DatabaseOptions
        @Argument var login: String
        @Flag(help: "Make it an ordinary account again.") var off = false

        func run() async throws {
            let store = try await database.open()
            let (login, off) = (login, off)
            try await explained {
                try await store.write(as: .system) { try $0.setEmergency(!off, try $0.user(login)) }
            }
            Terminal.say(off ? "\(login) is an ordinary account." : "\(login) is for emergencies.")
        }
    }

    struct Street: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say on which street somebody who works here lives, or take it away.",
            discussion: "Where they read about somebody on the same street the auditor is shown it.")

        @OptionGroup var database: DatabaseOptions
        @Argument var login: String
        @Argument(help: "Nothing to take it away.") var street = ""

        func run() async throws {
            let store = try await database.open()
            let (login, street) = (login, street)
            try await explained {
                try await store.write(as: .system) { tx in
                    _ = try tx.user(login)
                    try tx.setStreet(street, login: login)
                }
            }
            Terminal.say(street.isEmpty ? "\(login) has no street." : "\(login) has a street.")
        }
    }
}

extension Reading {
    /// - Throws: `Refusal` where there is no such account.
    fileprivate func user(_ login: String) throws -> ID<User> {
        guard let user = try credentials(login: login)?.user else {
            throw Refusal("There is no account '\(login)'.")
        }
        return user
    }
}
