import Domain
import Foundation
import Synchronization
import TestSupport

@testable import Integrations

/// A provider in memory: it publishes keys, and gives for any code the token that the test wrote.
final class TestProvider: Sendable {
    static let issuer = "https://login.example.se"
    static let now = Instant.written("2026-11-20", "09:00")
    static let seconds = Double(now.milliseconds) / 1000

    struct State {
        var discovery: [String: any Sendable] = [
            "issuer": issuer, "authorization_endpoint": issuer + "/authorize",
            "token_endpoint": issuer + "/token",
            "jwks_uri": issuer + "/keys", "end_session_endpoint": issuer + "/end",
        ]
        var keys: [[String: String]] = []
        var token = ""
        var access: String?
        var refusal: IdentityRefusal?
        var tokenStatus: UInt = 200
        var asked: [OutgoingCall] = []
    }

    private let state = Mutex(State())
    let time = SettableClock(TestProvider.now)

    init(_ keys: TestKey...) { publish(keys) }

    func publish(_ keys: [TestKey]) { change { $0.keys = keys.map(\.jwk) } }
    func change(_ how: (inout State) -> Void) { state.withLock { how(&$0) } }
    func asked(for place: String) -> [OutgoingCall] {
        state.withLock { $0.asked.filter { $0.place == place } }
    }

    var calls: OutgoingCalls {
        OutgoingCalls { call async throws(IdentityRefusal) in
            let state = self.state.withLock { state in
                state.asked.append(call)
                return state
            }
            if let refusal = state.refusal { throw refusal }
            switch call.place {
            case "discovery": return (200, Self.data(state.discovery))
            case "keys": return (200, Self.data(["keys": state.keys]))
            default:
                var tokens = ["id_token": state.token, "token_type": "Bearer"]
                tokens["access_token"] = state.access
                return (state.tokenStatus, Self.data(tokens))
            }
        }
    }

    private static func data(_ value: [String: any Sendable]) -> Data {
        (try? JSONSerialization.data(withJSONObject: value)) ?? Data()
    }

    /// - Parameter accepted: ways of signing in that are demanded.
    func desk(accepted: [String] = [], secret: String? = "hemlis", roles: String = roles) throws
        -> IdentityProvider
    {
        OpenIDProvider(
            ProviderSettings(
                issuer: Self.issuer, client: "hemtrygg", secret: secret, accepted: accepted,
                ownAddress: "https://hemtrygg.example.se"),
            roles: try RoleMap(text: roles, file: "roles.yaml"), calls: calls, clock: time.clock
        ).identityProvider
    }

    static let roles = """
        roles:
          - {claim: groups, value: samordnare, role: coordinator, team: Teamet}
          - {claim: groups, value: chef, role: unitManager, unit: Ekholmen}
        """

    /// What a sound token says.
    static var claims: [String: any Sendable] {
        [
            "iss": issuer, "aud": "hemtrygg", "sub": "abc-123", "nonce": "the-nonce", "exp": seconds + 300,
            "iat": seconds, "groups": ["samordnare"], "name": "Sam Ordnare", "preferred_username": "sam",
        ]
    }

    static let answer = SignInAnswer(
        code: "the-code", issuer: nil, nonce: "the-nonce", verifier: "the-verifier")
}

extension [String: any Sendable] {
    func with(_ name: String, _ value: (any Sendable)?) -> Self {
        var changed = self
        changed[name] = value
        return changed
    }
}
