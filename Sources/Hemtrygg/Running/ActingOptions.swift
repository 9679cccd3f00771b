import ArgumentParser
import Domain
import Storage

/// Whose account a command acts as, where it deals with people or with what is the team's to do.
struct ActingOptions: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: """
            The account to act as, by what it signs in with. Its password is asked for, or is the first line of standard \
            input; a code from its app, where it has one, is the next.
            """)
    var login: String

    @Option(
        help: """
            The assignment to act under, such as "coordinator Välfärdsteknikteamet"; needed where several of the account's \
            may do it.
            """)
    var assignment: String?

    @OptionGroup var keys: KeyOptions

    /// - Throws: `Refusal`, with what there is to do about it.
    func actor(for permission: Permission, in store: any Store) async throws -> Actor {
        let wish = ActingWish(
            login: login, password: try Terminal.secret(prompt: "Password for \(login): "),
            assignment: assignment, permission: permission)
        return try await explained {
            try await store.actor(wish) { try Terminal.secret("code", prompt: "Code for \(login): ") }
        }
    }
}
