extension RoutineFault.Kind {
    /// The fault in English, for logs and the command line; pages take theirs from the word catalogue.
    var english: String {
        switch self {
        case .tooLarge: "the file is larger than {limit} KB"
        case .empty: "the file is empty"
        case .notUTF8: "a character cannot be read; save the file as UTF-8"
        case .syntax: "this is not readable as YAML: {reason}"
        case .anchor: "anchors (&) and aliases (*) are not allowed; write the part out"
        case .tooDeep: "nested more than {limit} levels deep"
        case .keyNotText: "a key must be a plain word"
        case .duplicateKey: "the key '{name}' stands here twice"
        case .unknownKey: "the key '{name}' is not known here"
        case .unknownKeyNear: "the key '{name}' is not known here; did you mean '{suggestion}'?"
        case .missingKey: "the key '{name}' is missing"
        case .expectedText: "expected a text"
        case .expectedList: "expected a list"
        case .expectedMapping: "expected keys with values"
        case .emptyText: "the text is empty"
        case .emptyList: "the list is empty"
        case .missingTranslation: "the text is missing in the language '{language}'"
        case .badDay: "'{value}' is not a date; write it as 2024-04-01"
        case .badNumber: "'{value}' is not a whole number from {least} to {most}"
        case .unknownValue: "'{value}' is not one of: {allowed}"
        case .badName: "'{value}' is not a name such as homeKey: a small letter, then letters and digits"
        case .badSlug: "'{value}' is not small words joined by hyphens, such as alarm-order"
        case .badLink: "'{value}' is not an address that begins with https://, http:// or mailto:"
        case .slugNotFileName: "the routine is called '{slug}' but the file '{file}'"
        case .editionTaken: "an edition called '{name}' is already published; give this one another name"
        case .notOneCondition: "a condition is exactly one of: {allowed}"
        case .notOneAnswer: "'equals' takes exactly one field and its value"
        case .tooManyFields: "{count} fields; at most {limit} are allowed"
        case .tooManyDuties: "{count} duties; at most {limit} are allowed"
        case .conditionTooDeep: "conditions within conditions, more than {limit} levels deep"
        default: englishOfMeaning
        }
    }

    private var englishOfMeaning: String {
        switch self {
        case .duplicateName: "'{name}' is used twice"
        case .reservedName: "'{name}' has a meaning of its own; choose another name"
        case .unknownParty: "no party is called '{name}'"
        case .unknownPartyNear: "no party is called '{name}'; did you mean '{suggestion}'?"
        case .unknownSystem: "no system is called '{name}'"
        case .unknownSystemNear: "no system is called '{name}'; did you mean '{suggestion}'?"
        case .unknownDuty: "no duty is called '{name}'"
        case .unknownDutyNear: "no duty is called '{name}'; did you mean '{suggestion}'?"
        case .unknownField: "no field is called '{name}'"
        case .unknownFieldNear: "no field is called '{name}'; did you mean '{suggestion}'?"
        case .conditionAhead: "asks about '{name}', which does not stand above it in the form"
        case .conditionOnParts: "'{name}' is answered in parts; ask about one of: {parts}"
        case .conditionOnSecret: "'{name}' is secret, and no condition may ask about it"
        case .conditionValue: "'{name}' cannot be '{value}'; its values are: {allowed}"
        case .neverAsked: "no answers lead to the field '{name}', so nobody is ever asked"
        case .unreachable: "no answers lead to the duty '{name}', so it never falls to anybody"
        case .cycle: "the duties wait for each other: {cycle}"
        case .deadlineBehind: "counts from '{name}', which itself waits for this duty"
        case .installWithoutBooking: "no duty that books an installation comes before this one"
        case .noFeedback: "no duty gives feedback"
        case .missingRole: "no party has the role '{role}'"
        case .preconditionNotAttest: "'{name}' is not a duty of the kind attest"
        case .preconditionNotOrderer: "'{name}' is not a duty of the party that orders"
        case .noCohabitant: "no field fills cohabitantNumber, so the case has no cohabitant"
        case .noRemoval:
            "no duty that arises with lastLinkEnds takes down a lockUnit"
        case .formMissing: "'{name}' orders but has no form"
        case .firstFormNotOrderer: "the first form must belong to a party that orders"
        case .bindingMissing: "no field fills {name}"
        case .bindingTwice: "two fields fill {name}"
        case .bindingKind: "a field that fills {name} must be of the kind {expected}"
        case .bindingOptional: "a field that fills {name} must be required and without condition"
        default: rawValue
        }
    }
}
