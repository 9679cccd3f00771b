import Domain
import Foundation

/// What the provider says of itself (OpenID Connect Discovery 1.0).
struct DiscoveryDocument: Sendable, Decodable {
    let issuer: String
    let authorization: String
    let token: String
    let keys: String
    let farewell: String?
    let tokenMethods: [String]?
    let namesItself: Bool?

    enum CodingKeys: String, CodingKey {
        case issuer
        case authorization = "authorization_endpoint"
        case token = "token_endpoint"
        case keys = "jwks_uri"
        case farewell = "end_session_endpoint"
        case tokenMethods = "token_endpoint_auth_methods_supported"
        case namesItself = "authorization_response_iss_parameter_supported"
    }

    static func address(of issuer: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
    }

    /// - Throws: where it is another issuer's, or sends us to where nobody should go in clear.
    static func read(_ bytes: Data, of issuer: String) throws(IdentityRefusal) -> Self {
        guard let document = try? JSONDecoder().decode(Self.self, from: bytes) else {
            throw IdentityRefusal(.unusableDiscovery, at: "document")
        }
        guard document.issuer == issuer else { throw IdentityRefusal(.unusableDiscovery, at: "issuer") }
        for (address, place) in [
            (document.authorization, "authorization_endpoint"), (document.token, "token_endpoint"),
            (document.keys, "jwks_uri"), (document.farewell ?? issuer, "end_session_endpoint"),
        ] where !ProviderAddress.isSafe(address) {
            throw IdentityRefusal(.unusableDiscovery, at: place)
        }
        return document
    }
}
