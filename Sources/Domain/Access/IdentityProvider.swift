/// The municipality's own sign-in service (OpenID Connect), as pages use it. It is outside the house: each of these may fail
/// with an `IdentityRefusal`, and none takes longer than some seconds.
public struct IdentityProvider: Sendable {
    /// Where to send the browser, with what the answer is to be held against.
    public var question: @Sendable (SignInQuestion) async throws(IdentityRefusal) -> String
    /// Who the browser that came back with this answer is.
    public var identity: @Sendable (SignInAnswer) async throws(IdentityRefusal) -> ProvenIdentity
    /// Where to send a browser whose session here has ended, so that it ends there too; `nil` where that is not to be had.
    public var farewell: @Sendable () async -> String?
    /// Whose sessions the provider says are over.
    public var notice: @Sendable (_ logoutToken: String) async throws(IdentityRefusal) -> LogoutNotice

    public init(
        question: @escaping @Sendable (SignInQuestion) async throws(IdentityRefusal) -> String,
        identity: @escaping @Sendable (SignInAnswer) async throws(IdentityRefusal) -> ProvenIdentity,
        farewell: @escaping @Sendable () async -> String?,
        notice: @escaping @Sendable (String) async throws(IdentityRefusal) -> LogoutNotice
    ) {
        self.question = question
        self.identity = identity
        self.farewell = farewell
        self.notice = notice
    }
}

/// What goes with a browser to the provider: three secrets of one attempt, each made for it alone.
public struct SignInQuestion: Sendable, Hashable {
    /// Comes back with the answer.
    public let state: String
    /// Comes back within the token.
    public let nonce: String
    /// Shown to the provider by ourselves, which was told only its digest before (PKCE, RFC 7636).
    public let verifier: String
    public let language: Language

    public init(state: String, nonce: String, verifier: String, language: Language) {
        self.state = state
        self.nonce = nonce
        self.verifier = verifier
        self.language = language
    }
}

/// What a browser came back with, and what was kept for it here.
public struct SignInAnswer: Sendable {
    public let code: String
    /// Who answered, where the answer says so (RFC 9207).
    public let issuer: String?
    public let nonce: String
    public let verifier: String

    public init(code: String, issuer: String?, nonce: String, verifier: String) {
        self.code = code
        self.issuer = issuer
        self.nonce = nonce
        self.verifier = verifier
    }
}

/// Somebody whom the provider vouches for, and what that gives here.
public struct ProvenIdentity: Sendable, Hashable {
    public let issuer: String
    /// Who it is, for good; told apart within the issuer.
    public let subject: String
    /// The session at the provider, where it has a name.
    public let session: String?
    /// What the provider calls the account; a wish, where somebody is new here.
    public let login: String
    public let name: String
    public let grants: [RoleGrant]

    public init(
        issuer: String, subject: String, session: String? = nil, login: String = "", name: String = "",
        grants: [RoleGrant] = []
    ) {
        self.issuer = issuer
        self.subject = subject
        self.session = session
        self.login = login
        self.name = name
        self.grants = grants
    }
}

/// The provider's word that sessions are over (back-channel logout): one by its name, or all of somebody's.
public struct LogoutNotice: Sendable, Hashable {
    public let issuer: String
    public let subject: String?
    public let session: String?
    public let issuedAt: Instant

    /// How far the clocks of provider and server may be apart.
    public static let secondsOfDoubt: Int64 = 60

    public init(issuer: String, subject: String?, session: String?, issuedAt: Instant) {
        self.issuer = issuer
        self.subject = subject
        self.session = session
        self.issuedAt = issuedAt
    }
}
