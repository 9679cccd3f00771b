import Testing

@testable import Domain

/// Faults in what the parts of a routine say of each other.
@Suite struct RoutineFileMeaningTests {
    @Test("a fault of meaning is told on its line", arguments: slips)
    func fault(_ slip: Slip) {
        #expect(slip.isPossible)
        #expect(slip.told == slip.expected)
    }

    static var slips: [Slip] { names + conditions + duties + forms }

    static let names: [Slip] = [
        Slip(
            "unknown party of a duty", "party: team\n    kind: book", "party: tema\n    kind: book",
            ("unknownPartyNear", "duties[1].party", "party: tema")),
        Slip(
            "unknown party of a form", "- party: unit", "- party: home",
            ("unknownParty", "forms[0].party", "- party: home"),
            ("formMissing", "parties[0]", "role: orderer")),
        Slip(
            "unknown system", "system: ledger", "system: archive",
            ("unknownSystem", "duties[0].system", "archive")),
        Slip(
            "misspelt system", "system: ledger", "system: leger",
            ("unknownSystemNear", "duties[0].system", "leger")),
        Slip(
            "unknown duty in after", "after: [mount]", "after: [mount, sing]",
            ("unknownDuty", "duties[3].after[1]", "sing")),
        Slip(
            "misspelt duty in after", "after: [mount]", "after: [mont]",
            ("unknownDutyNear", "duties[3].after[0]", "mont]")),
        Slip(
            "unknown duty in a deadline", "from: mount", "from: dinner",
            ("unknownDuty", "duties[3].due.from", "dinner")),
        Slip(
            "unknown duty in a milestone", "[mount, reply]", "[mount, sing]",
            ("unknownDuty", "milestones[1].duties[1]", "sing")),
        Slip(
            "unknown duty in a precondition", "duty: prepare", "duty: dinner",
            ("unknownDuty", "preconditions[0].duty", "dinner")),
        Slip("feedback to nobody", "to: unit", "to: mayor", ("unknownParty", "duties[3].to", "mayor")),
        Slip(
            "two parties of one name", "  - {key: team,",
            "  - {key: unit, role: team, name: {sv: A, en: B}} # here\n  - {key: team,",
            ("duplicateName", "parties[1].key", "# here")),
        Slip(
            "two fields of one name", "key: callers", "key: name # here",
            ("duplicateName", "forms[0].groups[1].fields[2].key", "# here")),
        Slip(
            "two groups of one name", "- key: more", "- key: who # here",
            ("duplicateName", "forms[0].groups[1].key", "# here")),
        Slip(
            "two duties of one name", "milestones:\n",
            "  - key: prepare # here\n    party: unit\n    kind: handOverLeaflet\n"
                + "    title: {sv: Igen, en: Again}\nmilestones:\n",
            ("duplicateName", "duties[4].key", "# here")),
        Slip(
            "two choices of one value", "value: blue", "value: red",
            ("duplicateName", "forms[0].groups[1].fields[1].choices[1].value", "Blå")),
        Slip(
            "a role of contacts twice", "[recipient, unit]", "[unit, unit]",
            ("duplicateName", "forms[0].groups[1].fields[2].roles[1]", "[unit, unit]")),
        Slip(
            "a duty called as the order's arrival", "- key: prepare", "- key: submission",
            ("reservedName", "duties[0].key", "- key: submission"),
            ("unknownDuty", "preconditions[0].duty", "duty: prepare")),
        Slip(
            "nobody orders", "role: orderer", "role: team",
            ("missingRole", "parties", "parties:"),
            ("firstFormNotOrderer", "forms[0].party", "- party: unit"),
            ("preconditionNotOrderer", "preconditions[0].duty", "duty: prepare")),
        Slip(
            "no team", "role: team", "role: orderer",
            ("missingRole", "parties", "parties:"), ("formMissing", "parties[1]", "key: team")),
    ]

    static let conditions: [Slip] = [
        Slip(
            "condition on an absent field", "answered: colour", "answered: size",
            ("unknownField", "duties[2].when.any[0].answered", "answered: size")),
        Slip(
            "condition on a misspelt field", "answered: colour", "answered: color",
            ("unknownFieldNear", "duties[2].when.any[0].answered", "answered: color")),
        Slip(
            "condition on a value that yes and no lack", "{equals: {lock: \"yes\"}}",
            "{equals: {lock: true}}",
            ("conditionValue", "forms[0].groups[1].fields[1].when.equals.lock", "lock: true")),
        Slip(
            "condition on a value that the choice lacks", "answered: colour", "equals: {colour: green}",
            ("conditionValue", "duties[2].when.any[0].equals.colour", "green")),
        Slip(
            "a condition deep inside", "{not: {equals: {lock: \"no\"}}}",
            "{not: {all: [{answered: nowhere}]}}",
            ("unknownField", "duties[2].when.any[1].not.all[0].answered", "nowhere")),
        Slip(
            "condition on itself", "{equals: {lock: \"yes\"}}", "{answered: colour}",
            ("conditionAhead", "forms[0].groups[1].fields[1].when.answered", "when: {answered: colour}")),
        Slip(
            "condition on a field further down", "{equals: {lock: \"yes\"}}", "{answered: callers.unit.use}",
            ("conditionAhead", "forms[0].groups[1].fields[1].when.answered", "callers.unit")),
        Slip(
            "condition on a secret", "answered: colour", "answered: code",
            ("conditionOnSecret", "duties[2].when.any[0].answered", "answered: code")),
        Slip(
            "condition on an address as a whole", "answered: colour", "answered: home",
            ("conditionOnParts", "duties[2].when.any[0].answered", "answered: home")),
        Slip("condition on a part of an address", "answered: colour", "answered: home.apartment"),
        Slip("condition on a part of a contact", "answered: colour", "answered: callers.unit.phone"),
        Slip(
            "condition on a part of what has none", "answered: colour", "answered: lock.bolt",
            ("unknownField", "duties[2].when.any[0].answered", "lock.bolt")),
        Slip("eight conditions deep", "{answered: colour}", nested(6)),
        Slip(
            "nine conditions deep", "{answered: colour}", nested(7),
            ("conditionTooDeep", "duties[2].when.any[0].not.not.not.not.not.not.not", "not: {not")),
    ]

    /// Under `any`, which is one level: `count` negations and an answer make `count + 2`.
    private static func nested(_ count: Int) -> String {
        (0..<count).reduce("{answered: colour}") { inner, _ in "{not: \(inner)}" }
    }

    static let duties: [Slip] = [
        Slip(
            "two duties wait for each other", "    title: {sv: Boka, en: Book}",
            "    title: {sv: Boka, en: Book}\n    after: [reply]",
            ("cycle", "duties[1].after", "after: [reply]")),
        Slip(
            "a duty waits for itself", "after: [visit]", "after: [visit, mount]",
            ("cycle", "duties[2].after", "after: [visit, mount]")),
        Slip(
            "a deadline from what waits for the duty", "from: submission", "from: reply",
            ("deadlineBehind", "duties[1].due.from", "from: reply")),
        Slip(
            "a deadline from the duty itself", "from: submission", "from: visit",
            ("deadlineBehind", "duties[1].due.from", "from: visit")),
        Slip(
            "installed before it is booked", "after: [visit]", "after: [prepare]",
            ("installWithoutBooking", "duties[2]", "- key: mount")),
        Slip(
            "booked for something else", "purpose: install", "purpose: uninstall",
            ("installWithoutBooking", "duties[2]", "- key: mount")),
        Slip(
            "booked two steps before",
            "    after: [visit]",
            "    after: [call]\n  - key: call\n    party: team\n    kind: handOverLeaflet\n"
                + "    title: {sv: Blad, en: Leaflet}\n    after: [visit]"),
        Slip("booked for both", "purpose: install", "purpose: both"),
        Slip(
            "no feedback",
            "    kind: giveFeedback\n    to: unit\n    channels: [caseMessage, phone]\n    message: {sv: Klart., en: Done.}",
            "    kind: handOverLeaflet", ("noFeedback", "duties", "duties:")),
        Slip(
            "a precondition that is no attestation", "    kind: attest\n    system: ledger",
            "    kind: handOverLeaflet",
            ("preconditionNotAttest", "preconditions[0].duty", "duty: prepare")),
        Slip(
            "a precondition of the team", "party: unit\n    kind: attest", "party: team\n    kind: attest",
            ("preconditionNotOrderer", "preconditions[0].duty", "duty: prepare")),
        Slip(
            "a duty about a second person whom nobody asks for",
            "    title: {sv: Förbered, en: Prepare}",
            "    about: cohabitant\n    title: {sv: Förbered, en: Prepare}",
            ("noCohabitant", "duties[0].about", "about: cohabitant")),
        Slip(
            "a link to a lock in an order about one person", "    kind: attest\n    system: ledger",
            "    kind: linkLock\n    system: ledger", ("noCohabitant", "duties[0].kind", "kind: linkLock"),
            ("preconditionNotAttest", "preconditions[0].duty", "duty: prepare")),
        Slip(
            "a link that ends, and nobody takes down the lock", "    kind: attest\n    system: ledger",
            "    kind: unlinkLock\n    system: ledger", ("noRemoval", "duties[0].kind", "kind: unlinkLock"),
            ("preconditionNotAttest", "preconditions[0].duty", "duty: prepare")),
        Slip(
            "a link that ends in a system that is not named", "    kind: attest\n    system: ledger",
            "    kind: unlinkLock\n    system: archive",
            ("unknownSystem", "duties[0].system", "archive"),
            ("noRemoval", "duties[0].kind", "kind: unlinkLock"),
            ("preconditionNotAttest", "preconditions[0].duty", "duty: prepare")),
        Slip(
            "a duty that waits for one that may not apply", "    title: {sv: Montera, en: Mount}\n    when",
            "    title: {sv: Montera, en: Mount}\n    source: R0.1\n    when"),
    ]

    static let forms: [Slip] = [
        Slip(
            "nothing fills the number", "            fills: recipientNumber\n", "",
            ("bindingMissing", "forms[0]", "- party: unit")),
        Slip(
            "nothing fills the name", "            fills: recipientName\n", "",
            ("bindingMissing", "forms[0]", "- party: unit")),
        Slip(
            "nothing fills the home", "            fills: recipientHome\n", "",
            ("bindingMissing", "forms[0]", "- party: unit")),
        Slip(
            "two fields fill the same",
            "kind: contacts\n            label: {sv: Ring, en: Call}\n            roles: [recipient, unit]",
            "kind: secret\n            label: {sv: Ring, en: Call}\n            fills: entranceCode # here",
            ("bindingTwice", "forms[0].groups[1].fields[2].fills", "# here")),
        Slip(
            "filled by the wrong kind", "fills: entranceCode", "fills: recipientPhone",
            ("bindingKind", "forms[0].groups[0].fields[3].fills", "recipientPhone")),
        Slip(
            "the number is optional", "            required: true\n            fills: recipientNumber",
            "            required: false\n            fills: recipientNumber",
            ("bindingOptional", "forms[0].groups[0].fields[0]", "- key: number")),
        Slip(
            "the home is asked for only sometimes", "            fills: recipientHome",
            "            fills: recipientHome\n            when: {answered: name}",
            ("bindingOptional", "forms[0].groups[0].fields[2]", "- key: home")),
        Slip(
            "a cohabitant without a number", "            fills: entranceCode",
            "            fills: cohabitantPhone",
            ("bindingKind", "forms[0].groups[0].fields[3].fills", "cohabitantPhone"),
            ("bindingMissing", "forms[0]", "- party: unit")),
        Slip(
            "I12 which keys are lost, and nothing else of the report", "            fills: entranceCode",
            "            fills: lostKeys",
            ("bindingKind", "forms[0].groups[0].fields[3].fills", "lostKeys"),
            ("bindingOptional", "forms[0].groups[0].fields[3]", "- key: code"),
            ("bindingMissing", "forms[0]", "- party: unit"), ("bindingMissing", "forms[0]", "- party: unit"),
            ("bindingMissing", "forms[0]", "- party: unit")),
        Slip(
            "two forms for one party", "preconditions:\n",
            "  - party: unit # here\n    groups: []\npreconditions:\n",
            ("emptyList", "forms[1].groups", "groups: []"), ("duplicateName", "forms[1].party", "# here")),
    ]
}
