import Crypto
import Domain
import Foundation

/// The authorization code flow with PKCE and a nonce (OpenID Connect Core 1.0, 3.1; RFC 7636), towards any provider.
public struct OpenIDProvider: Sendable {
    private let settings: ProviderSettings
    private let roles: RoleMap
    private let calls: OutgoingCalls
    private let clock: Clock
    private let discovery: Kept<DiscoveryDocument>
    private let keys: Kept<KeySet>

    public init(_ settings: ProviderSettings, roles: RoleMap, calls: OutgoingCalls, clock: Clock) {
        self.settings = settings
        self.roles = roles
        self.calls = calls
        self.clock = clock
        let issuer = settings.issuer
        let discovery = Kept(clock: clock) { () async throws(IdentityRefusal) -> DiscoveryDocument in
            let address = DiscoveryDocument.address(of: issuer)
            return try DiscoveryDocument.read(try await calls.document(at: address, "discovery"), of: issuer)
        }
        self.discovery = discovery
        keys = Kept(clock: clock) { () async throws(IdentityRefusal) -> KeySet in
            let bytes = try await calls.document(at: try await discovery.current().keys, "keys")
            guard let keys = KeySet(bytes) else { throw IdentityRefusal(.unusableAnswer, at: "keys") }
            return keys
        }
    }

    public var identityProvider: IdentityProvider {
        IdentityProvider(
            question: { (question) async throws(IdentityRefusal) in try await address(for: question) },
            identity: { (answer) async throws(IdentityRefusal) in try await identity(from: answer) },
            farewell: { await farewell() },
            notice: { (token) async throws(IdentityRefusal) in try await notice(token) })
    }

    private var rules: TokenRules {
        TokenRules(issuer: settings.issuer, client: settings.client, accepted: settings.accepted)
    }

    private func address(for question: SignInQuestion) async throws(IdentityRefusal) -> String {
        let challenge = Base64URL.encoded(SHA256.hash(data: Data(question.verifier.utf8)))
        var values = [
            ("response_type", "code"), ("client_id", settings.client), ("redirect_uri", settings.callback),
            ("scope", settings.scope), ("state", question.state), ("nonce", question.nonce),
            ("code_challenge", challenge), ("code_challenge_method", "S256"),
            ("ui_locales", question.language.rawValue),
        ]
        if !settings.accepted.isEmpty {
            values.append(("acr_values", settings.accepted.joined(separator: " ")))
        }
        return ProviderAddress.adding(values, to: try await discovery.current().authorization)
    }

    private func identity(from answer: SignInAnswer) async throws(IdentityRefusal) -> ProvenIdentity {
        let document = try await discovery.current()
        // Whoever has got a code from another provider might have it redeemed here (RFC 9207).
        guard answer.issuer == settings.issuer || (answer.issuer == nil && document.namesItself != true)
        else {
            throw IdentityRefusal(.otherIssuer)
        }
        let tokens = try await redeem(answer, at: document)
        let (token, claims) = try await proven(tokens.identity)
        let subject = try rules.demandIdentity(
            claims, nonce: answer.nonce, accessToken: tokens.access, algorithm: token.header.algorithm,
            now: clock.now())
        return ProvenIdentity(
            issuer: settings.issuer, subject: subject, session: claims.text("sid"),
            login: roles.login(claims),
            name: roles.name(claims), grants: roles.grants(claims))
    }

    private func notice(_ text: String) async throws(IdentityRefusal) -> LogoutNotice {
        try rules.demandLogout(try await proven(text).claims, now: clock.now())
    }

    private func farewell() async -> String? {
        guard let address = try? await discovery.current().farewell else { return nil }
        return ProviderAddress.adding(
            [("client_id", settings.client), ("post_logout_redirect_uri", settings.afterSigningOut)],
            to: address)
    }
}

// MARK: - Tokens

extension OpenIDProvider {
    private struct Tokens: Decodable {
        let identity: String
        let access: String?

        enum CodingKeys: String, CodingKey {
            case identity = "id_token"
            case access = "access_token"
        }
    }

    private func redeem(_ answer: SignInAnswer, at document: DiscoveryDocument) async throws(IdentityRefusal)
        -> Tokens
    {
        var call = OutgoingCall(address: document.token, place: "token")
        var form = [
            ("grant_type", "authorization_code"), ("code", answer.code), ("redirect_uri", settings.callback),
            ("code_verifier", answer.verifier),
        ]
        let methods = document.tokenMethods ?? ["client_secret_basic"]
        if let secret = settings.secret, methods.contains("client_secret_basic") {
            let pair = ProviderAddress.escaped(settings.client) + ":" + ProviderAddress.escaped(secret)
            call.authorization = "Basic " + Data(pair.utf8).base64EncodedString()
        } else {
            form.append(("client_id", settings.client))
            if let secret = settings.secret { form.append(("client_secret", secret)) }
        }
        call.form = ProviderAddress.form(form)
        let (status, body) = try await calls.send(call)
        switch status {
        case 200: break
        case 400..<500: throw IdentityRefusal(.codeRefused, at: "status \(status)")
        case 500...: throw IdentityRefusal(.unreachable, at: "token")
        default: throw IdentityRefusal(.unusableAnswer, at: "token")
        }
        guard let tokens = try? JSONDecoder().decode(Tokens.self, from: body) else {
            throw IdentityRefusal(.unusableAnswer, at: "token")
        }
        return tokens
    }

    /// The token and its claims, once its signature has been seen to be the provider's. Where no key that is kept fits, the
    /// keys are asked for anew: the provider changes them now and then.
    private func proven(_ text: String) async throws(IdentityRefusal) -> (token: SignedToken, claims: Claims)
    {
        let token = try SignedToken(text)
        var candidates = try await keys.current().candidates(for: token.header)
        var holds = await token.isSigned(by: candidates)
        if !holds, candidates.isEmpty || token.header.kid == nil {
            candidates = try await keys.renewed().candidates(for: token.header)
            holds = await token.isSigned(by: candidates)
        }
        guard holds else { throw IdentityRefusal(candidates.isEmpty ? .unknownKey : .signature) }
        return (token, try token.claims())
    }
}
