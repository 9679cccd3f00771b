/// Nothing in a routine may be there in vain: every field is asked of somebody, and every duty falls to somebody.
extension RoutineRules {
    /// Only where forms and conditions are sound; otherwise their own faults are told, and not what follows from them.
    func checkReaching() {
        guard !faults.all.contains(where: \.spoilsAnswers) else { return }
        var space = AnswerSpace(edition.forms)
        for (number, form) in edition.forms.enumerated() {
            for (field, place) in zip(form.fields, fieldPaths(of: form, at: "forms[\(number)]")) {
                guard let condition = field.condition, !space.allows(condition) else { continue }
                faults.add(.neverAsked, at: place + ".when", ["name": field.key])
            }
        }
        for (index, duty) in edition.duties.enumerated() {
            let place = "duties[\(index)].when"
            guard let condition = duty.condition, !faults.hasFault(under: place) else { continue }
            if !space.allows(condition) { faults.add(.unreachable, at: place, ["name": duty.key]) }
        }
    }
}

extension RoutineFault {
    /// Whether it leaves unsure what the forms can be answered.
    fileprivate var spoilsAnswers: Bool {
        let harmless: [Kind] = [
            .missingTranslation, .badLink, .bindingMissing, .bindingTwice, .bindingKind, .bindingOptional,
            .formMissing, .firstFormNotOrderer, .unknownParty, .unknownPartyNear,
        ]
        return path.hasPrefix("forms") && !harmless.contains(kind)
    }
}
