import Domain
import Foundation

@testable import HTTPBase
@testable import Integrations
@testable import Web

/// What the provider gives, and what comes back with a browser from there.
extension Intake {
    static let ofProvider: [Self] = [discovery, keys, token, claims, roles, sealed]

    private static let discovery = bytes(
        "discovery document",
        [
            """
            {"issuer":"https://login.example.se","authorization_endpoint":"https://login.example.se/a?b=c",\
            "token_endpoint":"https://login.example.se/t","jwks_uri":"https://login.example.se/k"}
            """
        ]
    ) {
        let document = try DiscoveryDocument.read($0, of: "https://login.example.se")
        for address in [document.authorization, document.token, document.keys] {
            try demand(!address.utf8.contains { $0 <= 0x20 || $0 >= 0x7f }, "an address")
            try demand(address.hasPrefix("https://") || address.hasPrefix("http://"), "an address by TLS")
        }
    }

    private static let keys = bytes(
        "provider's keys",
        [
            #"{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"AA","y":"AA"},{"kty":"oct","k":"AA"},{"use":1}]}"#
        ]
    ) {
        guard let keys = KeySet($0) else { return }
        for algorithm in TokenAlgorithm.allCases {
            try demand(
                keys.candidates(for: TokenHeader(algorithm: algorithm, kid: nil)).count <= 50,
                "a number of keys")
        }
    }

    private static let token = text(
        "provider's token", ["eyJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.eyJzdWIiOiJzIn0.AAAA"]
    ) {
        let token = try SignedToken($0)
        try demand(token.signed.count + token.signature.count <= $0.utf8.count, "what was signed")
    }

    private static let logout = "http://schemas.openid.net/event/backchannel-logout"

    private static let claims = bytes(
        "claims",
        [
            #"{"iss":"i","aud":["c"],"azp":"c","exp":1e3,"iat":1,"sub":"s","nonce":"n","events":{"a":{}},"sid":null}"#,
            // Of a sign-out, so that what is reckoned with its time is reached.
            #"{"iss":"i","aud":"c","exp":1e3,"iat":1,"sub":"s","events":{"\#(logout)":{}}}"#,
        ]
    ) {
        guard let claims = try? JSONDecoder().decode(Claims.self, from: $0) else { return }
        let (rules, now) = (TokenRules(issuer: "i", client: "c"), Instant(milliseconds: 1000))
        _ = claims.texts(at: "events.a")
        _ = try? rules.demandLogout(claims, now: now)
        _ = try rules.demandIdentity(claims, nonce: "n", accessToken: "a", algorithm: .RS256, now: now)
    }

    private static let roles = text(
        "file of roles", ["roles:\n  - {claim: g, value: v, role: orderer, unit: U}\n"]
    ) {
        _ = try RoleMap(text: $0, file: "roles.yaml")
    }

    private static let sealed = text("form that was sealed", [CookieSeal.seal([1, 2, 3], under: "cookie")]) {
        let opened = CookieSeal.open($0, under: "cookie")
        try demand(opened == nil || opened == [1, 2, 3], "what was sealed")
    }

    private static func bytes(
        _ name: String, _ sound: [String], _ read: @escaping @Sendable (Data) throws -> Void
    ) -> Self {
        Self(name: name, most: 20_000, sound: { sound.map { Array($0.utf8) } }) { try read(Data($0)) }
    }
}
