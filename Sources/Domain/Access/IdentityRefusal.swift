/// Why nobody was let in by the provider. For the log: it holds nothing of what came.
public struct IdentityRefusal: Error, Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        // What the browser came back with.
        case unknownState, denied, providerError, otherIssuer, badCode
        // The provider itself.
        case unreachable, tooSlow, tooLarge, unusableAnswer, unusableDiscovery, codeRefused
        // The token.
        case malformedToken, algorithm, unknownKey, signature
        case issuer, audience, expired, notYetValid, missingClaim, nonce, accessTokenHash, weakSignIn
        case notALogout
        // What it gives here.
        case noRole, locked, loginTaken
    }

    public let kind: Kind
    /// Which call or claim; a word of the code's own.
    public let place: String

    public init(_ kind: Kind, at place: String = "") {
        self.kind = kind
        self.place = place
    }
}

extension IdentityRefusal.Kind {
    /// What the sign-in page says of it: few sentences, for most of it is no visitor's to mend.
    public var sentence: String {
        switch self {
        case .denied: "providerDenied"
        case .unknownState: "providerLate"
        case .unreachable, .tooSlow, .tooLarge, .unusableAnswer, .unusableDiscovery: "providerAway"
        case .noRole: "providerNoRole"
        case .locked: "providerLocked"
        case .loginTaken: "providerLoginTaken"
        default: "providerRefused"
        }
    }
}
