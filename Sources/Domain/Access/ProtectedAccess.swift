/// What somebody is let in to of those whose data are protected.
public enum ProtectedThing: Hashable, Sendable {
    case order(ID<Case>)
    /// All that is known of the person, and every case of theirs.
    case person(ID<CareRecipient>)
}

/// How somebody came to be let in to a person whose data are protected.
public enum AccessGround: String, Sendable, CaseIterable {
    /// Whoever answers for protected identities let them in.
    case listed
    /// They sent the order.
    case ordered
    /// They are to make a visit.
    case booked
    /// They recorded the protection, or worked with the person when it was recorded.
    case marked
    /// They let themselves in, for a reason that somebody looks at afterwards.
    case brokenGlass
}

/// What was found when somebody looked at why the glass was broken.
public enum GlassReview: String, Sendable, CaseIterable { case justified, unjustified }
