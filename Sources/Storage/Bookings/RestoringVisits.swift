import Domain

extension Tx {
    /// A visit that was said to have led to nothing, by mistake, is still to be made; so is what was called off with it.
    /// - Parameter typed: `reason`.
    /// - Throws: `invalid` at `reason`; `conflict` where another time has been booked, the case has ended, or the
    ///   technician is busy then.
    public func restoreVisit(_ id: ID<Visit>, _ typed: Answers) throws {
        try actor.require(.workOnTeamDuties)
        let order = try visibleCase(orderOfVisit(id))
        let missed = try missedVisits(with: id, in: order)
        guard let visit = missed.first(where: { $0.id == id }) else {
            throw AppError.conflict("visit.notMissed")
        }
        let reason = try GivenReason(typed).text
        guard order.state == .submitted, order.duty(visit.duty)?.isOpen == true else {
            throw AppError.conflict("visit.restore.bookedAnew")
        }
        let technicians = Set(try visitors().map(\.id))
        guard missed.allSatisfy({ technicians.contains($0.technician) }) else {
            throw AppError.conflict("visit.restore.technician")
        }
        for visit in missed {
            try serialize(on: "visits of \(visit.technician)")
            do {
                try requireFree(visit.technician, from: visit.startsAt, minutes: visit.minutes)
            } catch let error as AppError {
                throw AppError(error.code, error.faults.map { Fault($0.key, $0.arguments) })
            }
        }
        try execute(
            """
            UPDATE visits SET status = 'planned', ended_at = NULL, outcome = NULL, reason = NULL
            WHERE id IN (\(list: missed.map(\.id)))
            """)
        for visit in missed { try letInVisitor(visit.technician, of: order.id) }
        try complete(
            visit.duty, in: order, evidence: ["visit": visit.pair ?? id.text],
            events: [Event(.visitRestored, ["reason": reason], about: order.workSubjects)])
        try followPlan(of: order, isBooked: true)
    }

    private struct Missed {
        let id: ID<Visit>
        let duty: String
        let technician: ID<User>
        let startsAt: Instant
        let minutes: Int
        let pair: String?
    }

    /// The visit, and the one that was called off with it because nothing had been fetched.
    private func missedVisits(with id: ID<Visit>, in order: Case) throws -> [Missed] {
        try all(
            """
            SELECT m.id, m.duty, m.technician_id, m.starts_at, m.minutes, m.pair_id FROM visits v
            JOIN visits m ON m.id = v.id OR (m.pair_id = v.pair_id AND m.status = 'cancelled' AND m.ended_at = v.ended_at)
            WHERE v.id = \(id) AND v.status = 'missed' ORDER BY m.starts_at, m.id
            """
        ) {
            Missed(
                id: $0.id(), duty: $0.text(), technician: $0.id(), startsAt: $0.instant(), minutes: $0.int(),
                pair: $0.textIfAny())
        }
    }
}
