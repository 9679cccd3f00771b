import Domain

/// Something that is done again and again, by whichever node is there when it is due.
public struct Job: Sendable {
    public let name: String
    let seconds: Int64
    /// Does it within one transaction, and says how many things it did.
    let work: @Sendable (Tx) throws -> Int
}

extension Job {
    public static let all = [
        sealHistory, signHistory, forgetDrafts, forgetSessions, endConsents, remindOfHalves,
        expireReservations,
        compareLists,
    ]

    /// Whether it seals or signs what others have written.
    public var isOfHistory: Bool { [Self.sealHistory.name, Self.signHistory.name].contains(name) }

    private static let sealHistory = Job(name: "sealHistory", seconds: 60) { try $0.sealHistory() }
    public static let signHistory = Job(name: "signHistory", seconds: 60 * 10) { try $0.signHistory() }
    private static let forgetDrafts = Job(name: "forgetDrafts", seconds: 60 * 60) { try $0.forgetOldDrafts() }
    private static let endConsents = Job(name: "endConsents", seconds: 60 * 10) {
        try $0.endExpiredConsents()
    }
    private static let remindOfHalves = Job(name: "remindOfHalves", seconds: 60 * 60) {
        try $0.remindOfHalves()
    }
    private static let expireReservations = Job(name: "expireReservations", seconds: 60 * 60) {
        try $0.expireReservations()
    }
    /// The register goes on while the lists stand: what has been put right is a difference no longer.
    private static let compareLists = Job(name: "compareLists", seconds: 60 * 60 * 6) {
        try $0.compareLists().values.joined().reduce(0) { $0 + $1.new + $1.resolved }
    }
    private static let forgetSessions = Job(name: "forgetSessions", seconds: 60 * 60) {
        try $0.forgetOldSessions()
    }
}

/// A job that was done, and how many things it did.
public struct DoneJob: Sendable, Hashable {
    public let name: String
    public let count: Int
}

extension Store {
    /// Does the job if it is due and no other node is at it. To claim it and to do it is one transaction: a node
    /// that goes down in the middle has done nothing, and the next takes it.
    /// - Returns: `nil` where it was not due, or somebody else's.
    public func doIfDue(_ job: Job) async throws -> DoneJob? {
        try await write(as: .system) { tx in
            guard try tx.claim(job) else { return nil }
            return DoneJob(name: job.name, count: try job.work(tx))
        }
    }
}

extension Tx {
    /// How far the clocks of two nodes may be apart; beyond that a job was claimed by one that is wrong.
    private static let clockDifference: Int64 = 60 * 60

    /// Holds the job to the end of the transaction, and says when it is due next.
    fileprivate func claim(_ job: Job) throws -> Bool {
        try execute("INSERT INTO jobs (name, next_at) VALUES (\(job.name), 0) ON CONFLICT (name) DO NOTHING")
        let tooFar = now.adding(seconds: job.seconds + Self.clockDifference)
        let due = try first(
            """
            SELECT 1 FROM jobs WHERE name = \(job.name) AND (next_at <= \(now) OR next_at > \(tooFar))
            \(sqlite: "", postgres: "FOR UPDATE SKIP LOCKED")
            """
        ) { $0.int() }
        guard due != nil else { return false }
        try execute(
            """
            UPDATE jobs SET next_at = \(now.adding(seconds: job.seconds)), done_at = \(now) WHERE name = \(job.name)
            """)
        return true
    }

    /// Sessions and failed attempts to sign in that nobody has any more use for.
    fileprivate func forgetOldSessions() throws -> Int {
        let old = now.adding(seconds: -SessionRules.keptSeconds)
        try forgetSignInAttempts()
        return try changes(by: "DELETE FROM sign_in_failures WHERE failed_at < \(old)")
            + changes(by: "DELETE FROM sessions WHERE expires_at < \(old)")
    }

    /// Orders that were begun and never sent hold names and entrance codes that nobody needs.
    fileprivate func forgetOldDrafts() throws -> Int {
        let day: Int64 = 24 * 60 * 60
        let old = now.adding(seconds: -Int64(try settings().draftDays) * day)
        let isOld: SQL =
            "d.saved_at < \(old) OR (\(Draft.isEmpty) AND d.saved_at < \(now.adding(seconds: -day)))"
        // The drafts first: one that is being sent at this moment is waited for, and is a draft no more.
        let forgotten: [ID<Case>] = try all("DELETE FROM drafts AS d WHERE \(isOld) RETURNING id") { $0.id() }
        for draft in forgotten { try execute("DELETE FROM secrets WHERE owner_id = \(draft)") }
        return forgotten.count
    }
}
