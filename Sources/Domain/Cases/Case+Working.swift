extension Case {
    /// Marks a duty done. Deadlines that start from it are set; the case closes by itself with the last one.
    /// - Throws: `notFound` for an unknown duty, `conflict` where somebody else was first or the case has
    ///   ended, `forbidden` for another party's duty, `invalid` where a predecessor is open.
    public func completing(
        _ key: String, by actor: Actor, at now: Instant, calendar: WorkingCalendar
    ) throws(AppError) -> Case {
        try requireWork(on: key, by: actor)
        var after = self
        after.end(key, as: .done, at: now)
        after.startDeadlines(from: key, on: now.day, calendar: calendar)
        return after
    }

    /// Opens a done duty again, as when a booked visit was missed.
    /// - Throws: `notFound` for an unknown duty, `conflict` where the team has nothing left to do in it.
    public func reopening(_ key: String, at now: Instant, calendar: WorkingCalendar) throws(AppError) -> Case
    {
        guard state == .submitted else { throw .conflict("case.ended") }
        guard duty(key) != nil else { throw .notFound }
        return opening([key], at: now)
    }

    /// Lets a duty go undone; who and why are kept with it.
    public func waiving(_ key: String, reason: String, by actor: Actor, at now: Instant) throws(AppError)
        -> Case
    {
        try actor.require(.waiveDuties)
        guard !Text.isLonger(reason, than: Text.longLimit) else { throw Self.tooLongReason }
        guard Text.cleaned(reason).count >= 10 else { throw .invalid("duty.waive.reason", field: "reason") }
        guard cancelledAt == nil else { throw .conflict("case.ended") }
        guard let duty = duty(key) else { throw .notFound }
        guard duty.isOpen else { throw .conflict("duty.alreadyEnded") }
        var after = self
        after.end(key, as: .waived, at: now)
        return after
    }

    /// With work that had ended to be done after all, because of something that was found out.
    public func opening(_ keys: [String], at now: Instant) -> Case {
        var after = self
        for index in duties.indices where keys.contains(duties[index].key) && !duties[index].isOpen {
            after.duties[index].state = .open
            after.duties[index].endedAt = nil
            after.duties[index].reopenedAt = now
        }
        return after
    }

    /// Without work that falls away because of something that was found out.
    public func dropping(_ keys: [String], at now: Instant) -> Case {
        var after = self
        for key in keys { after.end(key, as: .waived, at: now) }
        return after
    }

    /// Ends the order before it is handled.
    public func cancelling(reason: String, by actor: Actor, at now: Instant) throws(AppError) -> Case {
        guard actor.may(.order) || actor.may(.plan) else { throw .forbidden("error.forbidden") }
        guard !Text.isLonger(reason, than: Text.longLimit) else { throw Self.tooLongReason }
        guard Text.cleaned(reason).count >= 3 else { throw .invalid("case.cancel.reason", field: "reason") }
        return try cancelled(at: now)
    }

    /// - Throws: `conflict` where the order is handled already, or something of it is mounted.
    public func cancelled(at now: Instant) throws(AppError) -> Case {
        guard state == .submitted else { throw .conflict("case.ended") }
        guard !hasChangedRegister else { throw .conflict("case.cancel.installed") }
        var after = self
        after.cancelledAt = now
        return after
    }

    /// An order that was called off is to be done after all; what had been booked is to be booked anew.
    public func resumed(at now: Instant) -> Case {
        var after = self
        after.cancelledAt = nil
        return after.opening(
            duties.filter { $0.state == .done && $0.definition.kind.isBooking }.map(\.key), at: now)
    }

    /// Ends the order of a unit that the move does not concern; what the halves have in common stays as it is.
    public func leavingMove(at now: Instant) throws(AppError) -> Case {
        guard
            !duties.contains(where: {
                !isShared($0) && $0.definition.kind.changesRegister && $0.state == .done
            })
        else { throw .conflict("case.cancel.installed") }
        var after = self
        after.cancelledAt = now
        return after
    }

    /// The actor's own party may work on a ready duty of a running case.
    public func requireWork(on key: String, by actor: Actor) throws(AppError) {
        guard let duty = duty(key) else { throw .notFound }
        guard cancelledAt == nil else { throw .conflict("case.ended") }
        guard duty.isOpen else { throw .conflict("duty.alreadyEnded") }
        let role = partyRole(of: duty)
        try actor.require(role == .team ? .workOnTeamDuties : .workOnUnitDuties)
        guard actor.partyRole == role, !isOtherHalfs(duty) else { throw .forbidden("error.forbidden") }
        guard blockers(of: duty).isEmpty else { throw .invalid("duty.blocked") }
    }

    private static let tooLongReason = AppError.invalid(
        "form.tooLong", field: "reason", ["limit": "\(Text.longLimit)"])

    /// Something was mounted or taken down that is done on such a visit; of a move's two visits each has its own.
    public func hasChangedHome(on purpose: VisitPurpose, isPaired: Bool) -> Bool {
        duties.contains {
            $0.definition.kind.changesHome && $0.state == .done
                && purpose.covers($0.definition.kind, isPaired: isPaired)
        }
    }

    /// Something is mounted, taken down, linked or no longer linked already.
    public var hasChangedRegister: Bool {
        duties.contains { $0.definition.kind.changesRegister && $0.state == .done }
    }

    /// An order can be ended until then.
    public var isCancellable: Bool { state == .submitted && !hasChangedRegister }

    private mutating func end(_ key: String, as state: Duty.State, at now: Instant) {
        guard let index = duties.firstIndex(where: { $0.key == key }) else { return }
        duties[index].state = state
        duties[index].endedAt = now
    }

    mutating func startDeadlines(from key: String, on day: Day, calendar: WorkingCalendar) {
        for index in duties.indices where duties[index].definition.due?.start == .duty(key) {
            duties[index].dueOn = duties[index].definition.due.map {
                calendar.adding(workingDays: $0.workingDays, to: day)
            }
        }
    }
}

extension Case {
    /// The kinds of device that open installation duties ask for, but for what is still to come along from the home
    /// that is left.
    public var neededDevices: [DeviceKind] {
        let open = duties.filter(\.isOpen)
        let coming = open.flatMap { duty -> [DeviceKind] in
            if case .uninstall(let kinds, movesAlong: true) = duty.definition.kind { kinds } else { [] }
        }
        return open.flatMap(\.definition.devices).filter { !coming.contains($0) }
    }
}
