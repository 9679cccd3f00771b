import ArgumentParser
import Domain
import Storage

extension UserCommand {
    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let somebody sign in to an account that there is by the municipality's provider.",
            discussion: """
                Somebody new gets an account by signing in there. One that was added here is never taken over by that, even \
                where the names are the same: it must be linked.
                """)

        @OptionGroup var database: DatabaseOptions
        @Argument var login: String
        @Option(help: "The provider, as in serve --oidc-issuer.") var issuer: String
        @Option(help: "Who the person is there: the claim sub, as the provider's administrator sees it.")
        var subject: String

        func run() async throws {
            let store = try await database.open()
            let (login, issuer, subject) = (login, issuer, subject)
            guard (1...255).contains(subject.utf8.count) else {
                throw Refusal("--subject must be 1–255 bytes long.")
            }
            try await explained {
                try await store.write(as: .system) {
                    try $0.link(login: login, issuer: issuer, subject: subject)
                }
            }
            Terminal.say("\(login) is linked.")
        }
    }

    struct Unlink: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Part an account from the provider: its sessions end, and what the provider gave it.",
            discussion:
                "Whoever signs in by the provider afterwards is somebody new. To keep them out, lock the account."
        )

        @OptionGroup var database: DatabaseOptions
        @Argument var login: String

        func run() async throws {
            let store = try await database.open()
            let login = login
            let (count, leavesNobody) = try await explained {
                try await store.write(as: .system) { tx in
                    try UserCommand.minding(tx) { try tx.unlink(login: login) }
                }
            }
            guard count > 0 else { throw Refusal("\(login) was not linked.") }
            Terminal.say("\(login) is linked no longer.")
            if leavesNobody { Terminal.say(UserCommand.nobodyAdministers) }
        }
    }
}
