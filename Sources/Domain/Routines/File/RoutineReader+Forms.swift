/// Forms, their groups and their fields.
extension RoutineReader {
    func form(_ node: RoutineNode, at path: String) -> OrderForm {
        let form = section(node, path, ["party", "groups"])
        return OrderForm(party: form.text("party"), groups: form.list("groups", group))
    }

    private func group(_ node: RoutineNode, at path: String) -> FieldGroup {
        let group = section(node, path, ["key", "heading", "fields"])
        return FieldGroup(
            key: group.name(), heading: group.bilingual("heading"), fields: group.list("fields", field))
    }

    private func field(_ node: RoutineNode, at path: String) -> Field {
        let kind = kindWord(of: node, among: Field.Kind.words)
        let more = [
            "choice": ["choices"], "choiceMany": ["choices"], "contacts": ["roles"], "serial": ["device"],
        ]
        let common = ["key", "kind", "label", "hint", "required", "when", "fills"]
        let field = section(node, path, common + Self.keys(more, of: kind))
        return Field(
            key: field.name(), kind: fieldKind(field), label: field.bilingual("label"),
            hint: field.optionalBilingual("hint"), isRequired: field.truth("required"),
            condition: condition(of: field),
            fills: field.has("fills") ? field.value("fills", of: Field.Binding.self) : nil)
    }

    private func fieldKind(_ field: Section) -> Field.Kind {
        let kind = field.word("kind", of: Field.Kind.words)
        return switch kind {
        case "choice": .choice(field.list("choices", choice))
        case "choiceMany": .choiceMany(field.list("choices", choice))
        case "serial": .serial(field.has("device") ? field.value("device", of: DeviceKind.self) : nil)
        case "contacts": .contacts(field.values("roles", of: ContactRole.self))
        default: Field.Kind.plain[kind ?? ""] ?? .shortText
        }
    }

    private func choice(_ node: RoutineNode, at path: String) -> Choice {
        let choice = section(node, path, ["value", "label"])
        return Choice(value: choice.name("value"), label: choice.bilingual("label"))
    }
}

extension Field.Kind {
    /// The kinds that need nothing more said.
    fileprivate static let plain: [String: Self] = [
        "identityNumber": .identityNumber, "personName": .personName, "address": .address, "phone": .phone,
        "shortText": .shortText, "longText": .longText, "yesNo": .yesNo, "day": .day, "secret": .secret,
        "unit": .unit,
    ]

    fileprivate static let words = (plain.keys + ["choice", "choiceMany", "contacts", "serial"]).sorted()
}
