/// Conditions: every one asks about an answer that can be there, and about a value that it can have.
extension RoutineRules {
    func checkConditions() {
        for (number, form) in edition.forms.enumerated() {
            for (index, place) in fieldPaths(of: form, at: "forms[\(number)]").enumerated() {
                guard let condition = form.fields[index].condition else { continue }
                let above = Array(form.fields[..<index])
                check(condition, at: place + ".when") {
                    checkField($0, above, form.fields, value: $1, at: $2)
                }
            }
        }
        let all = edition.forms.flatMap(\.fields)
        for (index, duty) in edition.duties.enumerated() {
            guard let condition = duty.condition else { continue }
            check(condition, at: "duties[\(index)].when") { checkField($0, all, all, value: $1, at: $2) }
        }
    }

    /// Goes through a condition to the answers it asks about: the field, the value if one is named, the path.
    private func check(_ condition: Condition, at path: String, _ ask: (String, String?, String) -> Void) {
        switch condition {
        case .answered(let field): ask(field, nil, path + ".answered")
        case .equals(let field, let value): ask(field, value, path + ".equals." + field)
        case .any(let parts):
            for (index, part) in parts.enumerated() { check(part, at: "\(path).any[\(index)]", ask) }
        case .all(let parts):
            for (index, part) in parts.enumerated() { check(part, at: "\(path).all[\(index)]", ask) }
        case .not(let part): check(part, at: path + ".not", ask)
        }
    }

    private func checkField(
        _ name: String, _ above: [Field], _ all: [Field], value: String?, at path: String
    ) {
        let words = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard let key = words.first, !key.isEmpty else { return }
        guard let field = all.first(where: { $0.key == key }) else {
            return check(.field, key, of: all.map(\.key), at: path)
        }
        guard above.contains(where: { $0.key == key }) else {
            return faults.add(.conditionAhead, at: path, ["name": key])
        }
        guard field.kind != .secret else { return faults.add(.conditionOnSecret, at: path, ["name": key]) }
        checkPart(words.dropFirst().first, of: field, at: path)
        if let value, !value.isEmpty { checkValue(value, of: field, at: path) }
    }

    /// A field that is answered in parts has no answer of its own; others have no parts.
    private func checkPart(_ part: String?, of field: Field, at path: String) {
        let parts = field.kind.partNames
        if parts.isEmpty, let part {
            faults.add(.unknownField, at: path, ["name": field.key + "." + part])
        } else if !parts.isEmpty, !parts.contains(part ?? "") {
            let names = parts.map { field.key + "." + $0 }.joined(separator: ", ")
            faults.add(.conditionOnParts, at: path, ["name": field.key, "parts": names])
        }
    }

    private func checkValue(_ value: String, of field: Field, at path: String) {
        guard let values = field.kind.possibleValues, !values.contains(value) else { return }
        let allowed = values.joined(separator: ", ")
        faults.add(.conditionValue, at: path, ["name": field.key, "value": value, "allowed": allowed])
    }
}

extension Field.Kind {
    fileprivate var partNames: [String] {
        switch self {
        case .address: ["street", "apartment", "postalCode", "city"]
        case .choiceMany(let choices): choices.map(\.value)
        case .contacts(let roles):
            roles.flatMap { role in ["use", "name", "phone"].map { "\(role.rawValue).\($0)" } }
        default: []
        }
    }

    /// `nil` where anything can be answered.
    fileprivate var possibleValues: [String]? {
        switch self {
        case .yesNo: ["yes", "no"]
        case .choice(let choices) where !choices.isEmpty: choices.map(\.value)
        default: nil
        }
    }
}
