import Domain

/// An extract that is to be made without anybody's hand, and its answer.
public struct DueExtract: Sendable, Hashable {
    public let order: CaseNumber
    /// `nil` where it is made already, and only the answer is left.
    public let duty: String?
    /// The duty of answering, and what is answered; `nil` where somebody has to do more than write.
    public let feedback: Feedback?

    public struct Feedback: Sendable, Hashable {
        public let duty: String
        public let message: String
    }
}

extension Job {
    /// Looks for extracts to make; they are made once it has said that there are some.
    public static let findExtracts = Job(name: "findExtracts", seconds: 60 * 5) {
        try $0.dueExtracts().count
    }
}

extension Reading {
    /// Hemtrygg itself in the team's place, where a setting lets it do the team's work.
    public func inTeam() throws -> Actor {
        Actor(
            user: Actor.system.user, name: Actor.system.name, assignment: Actor.system.assignment,
            role: .coordinator, place: .team(try receivingTeam()))
    }

    /// The running cases in which an extract can be made now; none unless the municipality lets them make themselves.
    public func dueExtracts() throws -> [DueExtract] {
        guard try settings().extractsMakeThemselves else { return [] }
        let orders = try cases(where: "c.queue_rank IS NOT NULL AND c.recipient_id IS NULL")
        return try orders.compactMap { order in
            let ready = order.readyDuties.first { $0.definition.kind == .produceExtract }
            if let ready {
                guard try extractDay(of: order).map({ $0 <= today }) ?? true else { return nil }
                return DueExtract(order: order.number, duty: ready.key, feedback: order.writtenFeedback)
            }
            // A node that went down between the two left the answer undone.
            guard let feedback = order.writtenFeedback, try hasOwnExtract(order) else { return nil }
            return DueExtract(order: order.number, duty: nil, feedback: feedback)
        }
    }
}

extension Reading {
    fileprivate func hasOwnExtract(_ order: Case) throws -> Bool {
        try first(
            """
            SELECT 1 FROM extracts x WHERE x.case_id = \(order.id) AND x.sealed_by = \(Actor.system.user)
                AND NOT EXISTS (SELECT 1 FROM message_extracts m WHERE m.extract_id = x.id) LIMIT 1
            """
        ) { $0.int() } != nil
    }
}

extension Case {
    /// The answer that is only a message.
    fileprivate var writtenFeedback: DueExtract.Feedback? {
        for duty in duties where duty.isOpen {
            if case .giveFeedback(let feedback) = duty.definition.kind, feedback.channels == [.caseMessage] {
                return DueExtract.Feedback(duty: duty.key, message: feedback.message(.swedish))
            }
        }
        return nil
    }
}
