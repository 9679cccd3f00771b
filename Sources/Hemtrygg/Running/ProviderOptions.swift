import ArgumentParser
import Domain
import Foundation
import HTTPBase
import Integrations
import Storage

/// The municipality's own sign-in service: whether there is one, and what it gives whom.
struct ProviderOptions: ParsableArguments {
    @Option(
        name: .customLong("oidc-issuer"),
        help: "Let people sign in by the OpenID Connect provider with this issuer, as it writes it itself.")
    var issuer: String?
    @Option(name: .customLong("oidc-client"), help: "What the provider knows this server as (client_id).")
    var client: String?
    @Option(
        name: .customLong("oidc-client-secret-file"),
        help: "The client's secret, in a file of its owner's alone. Without it: a client that has none.")
    var secretFile: String?
    @Option(
        name: .customLong("oidc-roles"), help: "The YAML file that says which claims give which role where.")
    var rolesFile: String?
    @Option(name: .customLong("oidc-scope"), help: "What is asked of the provider.")
    var scope = "openid profile"
    @Option(
        name: .customLong("oidc-acr"),
        help:
            "Demand that people signed in there in this way (acr); may be given several times, for any of them."
    )
    var accepted: [String] = []
    @Option(
        name: .customLong("oidc-authority"),
        help: """
            Who vouches for the provider's certificate: a PEM file of one authority or several, which alone are believed. \
            Without it: the machine's own.
            """)
    var authorityFile: String?
    @Option(
        name: .customLong("public-url"),
        help: "The address of this server as browsers write it: https://hemtrygg.example.se")
    var publicURL: String?

    func validate() throws {
        let needed = [issuer, client, rolesFile, publicURL]
        let more = [secretFile, authorityFile]
        guard (needed + more).contains(where: { $0 != nil }) || !accepted.isEmpty else { return }
        guard let issuer, client != nil, rolesFile != nil, let publicURL else {
            throw ValidationError(
                "--oidc-issuer, --oidc-client, --oidc-roles and --public-url belong together; give all or none."
            )
        }
        for (name, address) in [("--oidc-issuer", issuer), ("--public-url", publicURL)]
        where !ProviderAddress.isSafe(address) {
            throw ValidationError(
                "\(name) must be an address with https, or with http on this machine itself.")
        }
        guard let parts = URLComponents(string: publicURL), ["", "/"].contains(parts.path), parts.query == nil
        else { throw ValidationError("--public-url must be without a path: https://hemtrygg.example.se") }
        guard scope.split(separator: " ").contains("openid") else {
            throw ValidationError("--oidc-scope must hold openid.")
        }
    }

    /// - Returns: `nil` where people sign in with accounts of our own alone.
    /// - Throws: `Refusal` where a file is not to be used, or names a unit or team that there is none of.
    func provider(store: any Store, calls: OutgoingCalls) async throws -> IdentityProvider? {
        guard let issuer, let client, let rolesFile, let publicURL else { return nil }
        let roles = try Self.roles(in: rolesFile)
        let unknown = try await store.read(as: .system) { try $0.unknownPlaces(of: roles) }
        guard unknown.isEmpty else {
            throw Refusal(
                "\(rolesFile): there is no "
                    + unknown.map { "unit or team '\($0.place)'" }.joined(separator: ", no ")
                    + ". See hemtrygg user list for those that there are.")
        }
        let settings = ProviderSettings(
            issuer: issuer, client: client, secret: try secret(), scope: scope, accepted: accepted,
            ownAddress: publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL)
        return OpenIDProvider(settings, roles: roles, calls: calls, clock: .system).identityProvider
    }

    /// - Returns: `nil` for those of the machine.
    /// - Throws: `Refusal` where the file is not to be used.
    func authorities() throws -> Authorities? {
        guard let authorityFile else { return nil }
        guard let data = FileManager.default.contents(atPath: authorityFile) else {
            throw Refusal("The file \(authorityFile) cannot be read.")
        }
        guard let found = Authorities(pem: Array(data)) else {
            throw Refusal("The file \(authorityFile) holds no certificate in PEM.")
        }
        return found
    }

    private static func roles(in path: String) throws -> RoleMap {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Refusal("The file \(path) cannot be read.")
        }
        do { return try RoleMap(text: String(decoding: data, as: UTF8.self), file: path) } catch {
            throw Refusal(error.description)
        }
    }

    private func secret() throws -> String? {
        guard let secretFile else { return nil }
        let bytes = try PrivateFile(path: secretFile, name: "client secret").read()
        let secret = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !secret.isEmpty else { throw Refusal("The client secret \(secretFile) is empty.") }
        return secret
    }
}
