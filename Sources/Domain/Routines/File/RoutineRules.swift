/// What the parts of an edition say of each other. Names that are empty were faulted when they were read.
struct RoutineRules {
    static let mostFields = 200
    static let mostDuties = 100

    let edition: RoutineEdition
    let faults: FaultList
    /// A role that could not be read may be the one that is missed.
    let arePartiesSound: Bool

    init(edition: RoutineEdition, faults: FaultList) {
        self.edition = edition
        self.faults = faults
        arePartiesSound = !edition.parties.isEmpty && !faults.hasFault(under: "parties")
    }

    func check() {
        // Beyond its limits a file is not worth the time that comparing everything with everything takes.
        guard isWithinLimits() else { return }
        checkNames()
        checkParties()
        checkForms()
        checkConditions()
        checkDuties()
        checkOrderOfDuties()
        checkPreconditions()
        checkMilestones()
        checkReaching()
    }

    private func isWithinLimits() -> Bool {
        let fields = edition.forms.map(\.fields.count).reduce(0, +)
        if fields > Self.mostFields {
            faults.add(.tooManyFields, at: "forms", ["count": "\(fields)", "limit": "\(Self.mostFields)"])
        }
        if edition.duties.count > Self.mostDuties {
            let count = "\(edition.duties.count)"
            faults.add(.tooManyDuties, at: "duties", ["count": count, "limit": "\(Self.mostDuties)"])
        }
        return fields <= Self.mostFields && edition.duties.count <= Self.mostDuties
    }

    private func checkNames() {
        checkOnce(edition.parties.map(\.key)) { "parties[\($0)].key" }
        checkOnce(edition.systems.map(\.key)) { "systems[\($0)].key" }
        checkOnce(edition.duties.map(\.key)) { "duties[\($0)].key" }
        checkOnce(edition.preconditions.map(\.key)) { "preconditions[\($0)].key" }
        for (index, duty) in edition.duties.enumerated() where duty.key == Deadline.submissionWord {
            faults.add(.reservedName, at: "duties[\(index)].key", ["name": duty.key])
        }
    }

    private func checkParties() {
        guard arePartiesSound else { return }
        for role in Party.Role.allCases where !edition.parties.contains(where: { $0.role == role }) {
            faults.add(.missingRole, at: "parties", ["role": role.rawValue])
        }
        checkSides()
    }

    /// Two sides or none, each once, of parties that order; each half can be asked for, found and matched.
    private func checkSides() {
        let sides = edition.parties.compactMap(\.side)
        guard !sides.isEmpty else { return }
        for (index, party) in edition.parties.enumerated() where party.side != nil && party.role != .orderer {
            faults.add(.sideNotOrderer, at: "parties[\(index)].side", ["name": party.key])
        }
        for side in Side.allCases where sides.count(where: { $0 == side }) != 1 {
            faults.add(.sideNotOnce, at: "parties", ["side": side.rawValue])
        }
        for (index, party) in edition.parties.enumerated() where party.role == .orderer {
            if party.side == nil { faults.add(.sideMissing, at: "parties[\(index)]", ["name": party.key]) }
            let asks = edition.duties.contains { $0.kind == .order && $0.party == party.key }
            if !asks, !edition.duties.contains(where: { $0.kind == .unread }) {
                faults.add(.orderDutyMissing, at: "duties", ["name": party.key])
            }
        }
        let day = ["name": Field.Binding.movesOn.rawValue]
        for (index, form) in edition.forms.enumerated() {
            guard let field = form.field(filling: .movesOn) else {
                faults.add(.bindingMissing, at: "forms[\(index)]", day)
                continue
            }
            if !field.isRequired || field.condition != nil {
                faults.add(.bindingOptional, at: "forms[\(index)]", day)
            }
        }
    }

    private func checkMilestones() {
        for (index, milestone) in edition.milestones.enumerated() {
            for (number, duty) in milestone.duties.enumerated() {
                checkDuty(duty, at: "milestones[\(index)].duties[\(number)]")
            }
            checkOnce(milestone.duties) { "milestones[\(index)].duties[\($0)]" }
        }
    }
}

// MARK: - What the rules share

extension RoutineRules {
    /// Faults each name that has stood before in the list.
    func checkOnce(_ names: [String], at path: (Int) -> String) {
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !name.isEmpty && !seen.insert(name).inserted {
            faults.add(.duplicateName, at: path(index), ["name": name])
        }
    }

    func checkParty(_ name: String, at path: String) {
        check(.party, name, of: edition.parties.map(\.key), at: path)
    }

    func checkDuty(_ name: String, at path: String) {
        check(.duty, name, of: edition.duties.map(\.key), at: path)
    }

    func check(_ thing: RoutineFault.Named, _ name: String, of known: [String], at path: String) {
        guard !name.isEmpty, !known.contains(name) else { return }
        faults.addUnknown(thing, name, of: known.filter { !$0.isEmpty }, at: path)
    }
}
