import Domain
import Foundation

/// What must hold of a token's claims once its signature does (OpenID Connect Core 1.0, 3.1.3.7; Back-Channel Logout 1.0, 2.6).
struct TokenRules: Sendable {
    /// How far the provider's clock and ours may be apart.
    static let skew: Double = 60

    let issuer: String
    let client: String
    /// Any where empty.
    var accepted: [String] = []

    /// - Parameter accessToken: with its way of being digested, where one came along.
    func demandIdentity(
        _ claims: Claims, nonce: String, accessToken: String?, algorithm: TokenAlgorithm, now: Instant
    ) throws(IdentityRefusal) -> String {
        try demandOrigin(claims, now: now)
        guard claims.text("nonce") == nonce else { throw IdentityRefusal(.nonce) }
        try demandAccessToken(claims, accessToken, algorithm)
        if !accepted.isEmpty {
            guard let way = claims.text("acr"), accepted.contains(way) else {
                throw IdentityRefusal(.weakSignIn)
            }
        }
        return try subject(claims)
    }

    func demandLogout(_ claims: Claims, now: Instant) throws(IdentityRefusal) -> LogoutNotice {
        try demandOrigin(claims, now: now)
        guard case .mapping(let events)? = claims["events"],
            case .mapping? = events["http://schemas.openid.net/event/backchannel-logout"],
            claims["nonce"] == nil
        else { throw IdentityRefusal(.notALogout) }
        let subject = claims["sub"] == nil ? nil : try subject(claims)
        let session = claims.text("sid")
        guard subject != nil || session != nil, let issued = claims.number("iat") else {
            throw IdentityRefusal(.missingClaim, at: "sub")
        }
        return LogoutNotice(
            issuer: issuer, subject: subject, session: session,
            issuedAt: Instant(milliseconds: Int64(issued * 1000)))
    }

    /// Of this provider, for us, and now.
    private func demandOrigin(_ claims: Claims, now: Instant) throws(IdentityRefusal) {
        guard claims.text("iss") == issuer else { throw IdentityRefusal(.issuer) }
        try demandAudience(claims)
        let seconds = Double(now.milliseconds) / 1000
        guard let ends = claims.number("exp") else { throw IdentityRefusal(.missingClaim, at: "exp") }
        guard seconds < ends + Self.skew else { throw IdentityRefusal(.expired) }
        guard let issued = claims.number("iat") else { throw IdentityRefusal(.missingClaim, at: "iat") }
        // Whatever a number may be that is no time, nothing is reckoned with it.
        guard issued >= 0 else { throw IdentityRefusal(.malformedToken, at: "iat") }
        guard issued <= seconds + Self.skew else { throw IdentityRefusal(.notYetValid, at: "iat") }
        if claims["nbf"] != nil {
            guard let begins = claims.number("nbf") else { throw IdentityRefusal(.malformedToken, at: "nbf") }
            guard begins <= seconds + Self.skew else { throw IdentityRefusal(.notYetValid, at: "nbf") }
        }
    }

    /// A token for several says which of them it was asked for by.
    private func demandAudience(_ claims: Claims) throws(IdentityRefusal) {
        let audience = claims.texts(at: "aud")
        guard audience.contains(client) else { throw IdentityRefusal(.audience, at: "aud") }
        guard claims["azp"] != nil || Set(audience).count > 1 else { return }
        guard claims.text("azp") == client else { throw IdentityRefusal(.audience, at: "azp") }
    }

    private func demandAccessToken(
        _ claims: Claims, _ token: String?, _ algorithm: TokenAlgorithm
    ) throws(IdentityRefusal) {
        guard claims["at_hash"] != nil, let token else { return }
        let digest = algorithm.digest(token)
        guard claims.text("at_hash") == Base64URL.encoded(digest.prefix(digest.count / 2)) else {
            throw IdentityRefusal(.accessTokenHash)
        }
    }

    private func subject(_ claims: Claims) throws(IdentityRefusal) -> String {
        guard let subject = claims.text("sub"), (1...255).contains(subject.utf8.count),
            subject.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else { throw IdentityRefusal(.missingClaim, at: "sub") }
        return subject
    }
}
