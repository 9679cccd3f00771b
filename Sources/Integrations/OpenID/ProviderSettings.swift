/// Which provider is asked, and as whom.
public struct ProviderSettings: Sendable {
    /// As the provider writes it itself, in its discovery document and in every token.
    public var issuer: String
    public var client: String
    /// `nil` for a client that has none and proves itself by PKCE alone.
    public var secret: String?
    public var scope: String
    /// How a person may have signed in there (`acr`); any way where none is named.
    public var accepted: [String]
    /// The address of this server as browsers write it, without a slash at its end.
    public var ownAddress: String

    public init(
        issuer: String, client: String, secret: String?, scope: String = "openid profile",
        accepted: [String] = [], ownAddress: String
    ) {
        self.issuer = issuer
        self.client = client
        self.secret = secret
        self.scope = scope
        self.accepted = accepted
        self.ownAddress = ownAddress
    }

    /// Where a browser comes back to; the provider wants to know it beforehand.
    public var callback: String { ownAddress + "/sign-in/provider/callback" }
    public var afterSigningOut: String { ownAddress + "/sign-in" }
}
