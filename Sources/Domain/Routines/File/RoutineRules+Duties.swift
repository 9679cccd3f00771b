/// Duties, one by one, and the preconditions that are attested on the form.
extension RoutineRules {
    func checkDuties() {
        for (index, duty) in edition.duties.enumerated() {
            let path = "duties[\(index)]"
            checkParty(duty.party, at: path + ".party")
            for (number, other) in duty.after.enumerated() {
                checkDuty(other, at: "\(path).after[\(number)]")
            }
            checkOnce(duty.after) { "\(path).after[\($0)]" }
            if case .duty(let start)? = duty.due?.start { checkDuty(start, at: path + ".due.from") }
            checkKind(of: duty, at: path)
            checkPeople(of: duty, at: path)
            checkSubject(of: duty, at: path)
        }
        if !edition.duties.isEmpty, !edition.duties.contains(where: \.mayGiveFeedback) {
            faults.add(.noFeedback, at: "duties")
        }
    }

    private func checkKind(of duty: DutyDefinition, at path: String) {
        switch duty.kind {
        case .attest(let system), .passResponsibility(let system), .linkLock(let system),
            .unlinkLock(let system):
            check(.system, system, of: edition.systems.map(\.key), at: path + ".system")
        case .order, .settleDifferences: checkHalves(duty, at: path)
        case .giveFeedback(let feedback): checkParty(feedback.party, at: path + ".to")
        case .keyReceipt, .book, .install, .uninstall, .handOverLeaflet, .linkedOrder: break
        case .produceExtract: checkExtract(duty, at: path)
        case .consent, .postNotices, .startSupervision: break
        }
        if duty.due?.start == .move, !binds(.movesOn) {
            faults.add(.bindingMissing, at: path + ".due.before", ["name": Field.Binding.movesOn.rawValue])
        }
        if duty.due?.start == .extractDay, !binds(.extractDay) {
            faults.add(.bindingMissing, at: path + ".due.after", ["name": Field.Binding.extractDay.rawValue])
        }
    }

    /// Halves are asked for only where two sides order.
    private func checkHalves(_ duty: DutyDefinition, at path: String) {
        guard arePartiesSound, !edition.isInHalves else { return }
        faults.add(.halvesMissing, at: path + ".kind", ["name": duty.key])
    }

    /// An extract is about a unit's customers, never about one of them, and it is the team that makes it (R4.9).
    private func checkExtract(_ duty: DutyDefinition, at path: String) {
        let isTeams = edition.party(duty.party).map { $0.role == .team } ?? true
        guard edition.subject == .person || !isTeams else { return }
        faults.add(.extractMisplaced, at: path + ".kind", ["name": duty.key])
    }

    private func binds(_ binding: Field.Binding) -> Bool {
        edition.forms.contains { $0.field(filling: binding) != nil }
    }

    /// A duty about a cohabitant needs an order that names one, and a link that ends needs somebody to take down the
    /// lock that nobody has any more.
    private func checkPeople(of duty: DutyDefinition, at path: String) {
        let hasTwo = edition.forms.contains { $0.field(filling: .cohabitantNumber) != nil }
        if case .linkLock = duty.kind, !hasTwo { faults.add(.noCohabitant, at: path + ".kind") }
        if duty.about == .cohabitant, !hasTwo { faults.add(.noCohabitant, at: path + ".about") }
        if case .unlinkLock = duty.kind, !edition.duties.contains(where: \.removesUnlinkedLock) {
            faults.add(.noRemoval, at: path + ".kind")
        }
    }

    /// An order about the unit itself is about nobody: only what the unit holds for its own staff is mounted for it,
    /// and that never for a person (I14).
    private func checkSubject(of duty: DutyDefinition, at path: String) {
        let name = ["name": duty.key]
        switch (edition.subject, duty.kind) {
        case (.unit, let kind) where kind.needsPerson: faults.add(.nobodyConcerned, at: path + ".kind", name)
        case (.person, let kind) where kind.handled.contains(where: \.belongsToUnit):
            faults.add(.personConcerned, at: path + ".devices", name)
        case (.unit, let kind) where kind.handled.contains(where: { !$0.belongsToUnit }):
            faults.add(.nobodyConcerned, at: path + ".devices", name)
        default: break
        }
    }

    func checkPreconditions() {
        if edition.subject == .unit, !edition.preconditions.isEmpty {
            faults.add(.nobodyConcerned, at: "preconditions[0]", ["name": edition.preconditions[0].key])
        }
        for (index, precondition) in edition.preconditions.enumerated() {
            let path = "preconditions[\(index)].duty"
            checkDuty(precondition.duty, at: path)
            guard let duty = edition.duty(precondition.duty) else { continue }
            if case .attest = duty.kind {
            } else {
                faults.add(.preconditionNotAttest, at: path, ["name": duty.key])
            }
            if let party = edition.party(duty.party), party.role != .orderer {
                faults.add(.preconditionNotOrderer, at: path, ["name": duty.key])
            }
        }
    }
}

extension DutyDefinition {
    /// Takes down the lock that nobody is linked to any more.
    fileprivate var removesUnlinkedLock: Bool {
        guard arises == .lastLinkEnds, case .uninstall(let kinds, _) = kind else { return kind == .unread }
        return kinds.contains(.lockUnit)
    }

    fileprivate var mayGiveFeedback: Bool {
        if case .giveFeedback = kind { return true }
        return kind == .unread
    }
}
