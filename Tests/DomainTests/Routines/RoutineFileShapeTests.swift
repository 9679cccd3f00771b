import Testing

@testable import Domain

/// Faults in the shape of a routine file: each told once, on its line, at its path.
@Suite struct RoutineFileShapeTests {
    @Test("the sample is sound") func sound() {
        #expect(RoutineSample.problems(RoutineSample.text) == [])
    }

    @Test("a fault of shape is told on its line", arguments: slips) func fault(_ slip: Slip) {
        #expect(slip.isPossible)
        #expect(slip.told == slip.expected)
    }

    static let slips: [Slip] = [
        Slip(
            "unknown key at the top", "retention:", "retain: x\nretention:",
            ("unknownKey", "retain", "retain: x")),
        Slip(
            "misspelt key at the top", "appliesWhen:", "aplliesWhen:",
            ("unknownKeyNear", "aplliesWhen", "aplliesWhen"), ("missingKey", "", "slug:")),
        Slip(
            "unknown key in a duty", "    purpose: install", "    purpose: install\n    colour: red",
            ("unknownKey", "duties[1].colour", "colour: red")),
        Slip(
            "a key of another kind of duty", "    devices: [alarmBase]",
            "    devices: [alarmBase]\n    to: unit",
            ("unknownKey", "duties[2].to", "    to: unit")),
        Slip(
            "a key of another kind of field", "kind: secret", "kind: secret\n            roles: [unit]",
            ("unknownKey", "forms[0].groups[0].fields[3].roles", "roles: [unit]")),
        Slip(
            "missing key in a duty", "    title: {sv: Boka, en: Book}\n", "",
            ("missingKey", "duties[1]", "- key: visit")),
        Slip(
            "missing key in a field", "            label: {sv: Kod, en: Code}\n", "",
            ("missingKey", "forms[0].groups[0].fields[3]", "- key: code")),
        Slip(
            "missing key of a kind of duty", "    purpose: install\n", "",
            ("missingKey", "duties[1]", "- key: visit")),
        Slip("missing document", "  owner: Teamet", "  area: x", ("missingKey", "document", "document:")),
        Slip(
            "a list where a text stands", "owner: Teamet", "owner: [a]",
            ("expectedText", "document.owner", "owner")),
        Slip(
            "a text where a list stands", "after: [mount]", "after: mount",
            ("expectedList", "duties[3].after", "after: mount")),
        Slip(
            "a text where keys stand", "title: {sv: Prov, en: Sample}", "title: Prov",
            ("expectedMapping", "title", "title: Prov")),
        Slip("empty text", "name: Portalen", "name: \"  \"", ("emptyText", "channel.name", "name: \"  \"")),
        Slip("text left out", "name: Portalen", "name:", ("emptyText", "channel.name", "  name:")),
        Slip("null is no text", "name: Portalen", "name: ~", ("emptyText", "channel.name", "name: ~")),
        Slip(
            "empty list", "devices: [alarmBase]", "devices: []",
            ("emptyList", "duties[2].devices", "devices: []")),
        Slip(
            "no English", "title: {sv: Prov, en: Sample}", "title: {sv: Prov}",
            ("missingTranslation", "title", "title: {")),
        Slip(
            "no Swedish", "{sv: Meny, en: Menu}", "{en: Menu}",
            ("missingTranslation", "channel.path[0]", "{en: Menu}")),
        Slip(
            "empty English", "{sv: Meny, en: Menu}", "{sv: Meny, en: ''}",
            ("emptyText", "channel.path[0].en", "Meny")),
        Slip(
            "a third language", "{sv: Meny, en: Menu}", "{sv: Meny, en: Menu, fi: Valikko}",
            ("unknownKey", "channel.path[0].fi", "Valikko")),
        Slip(
            "a day that is not", "establishedOn: 2026-01-07", "establishedOn: 2026-02-30",
            ("badDay", "document.establishedOn", "2026-02-30")),
        Slip(
            "a day written otherwise", "- day: 2026-01-08", "- day: 8 January",
            ("badDay", "changeLog[0].day", "8 January")),
        Slip(
            "a number in words", "workingDays: 5", "workingDays: five",
            ("badNumber", "duties[1].due.workingDays", "five")),
        Slip(
            "a number below none", "workingDays: 5", "workingDays: -1",
            ("badNumber", "duties[1].due.workingDays", "-1")),
        Slip("unknown role", "role: team", "role: crew", ("unknownValue", "parties[1].role", "role: crew")),
        Slip(
            "unknown field kind", "kind: yesNo", "kind: maybe",
            ("unknownValue", "forms[0].groups[1].fields[0].kind", "kind: maybe")),
        Slip(
            "unknown duty kind", "kind: giveFeedback", "kind: tell",
            ("unknownValue", "duties[3].kind", "kind: tell")),
        Slip(
            "unknown device", "[alarmBase]", "[alarmBell]",
            ("unknownValue", "duties[2].devices[0]", "alarmBell")),
        Slip(
            "unknown channel", "[caseMessage, phone]", "[caseMessage, fax]",
            ("unknownValue", "duties[3].channels[1]", "fax")),
        Slip(
            "unknown binding", "fills: entranceCode", "fills: doorCode",
            ("unknownValue", "forms[0].groups[0].fields[3].fills", "doorCode")),
        Slip(
            "yes is not true", "kind: yesNo", "kind: yesNo\n            required: yes",
            ("unknownValue", "forms[0].groups[1].fields[0].required", "required: yes")),
        Slip(
            "a field's name in Swedish", "key: callers", "key: åäö",
            ("badName", "forms[0].groups[1].fields[2].key", "åäö")),
        Slip(
            "a field's name with a hyphen", "key: callers", "key: call-us",
            ("badName", "forms[0].groups[1].fields[2].key", "call-us")),
        Slip(
            "a duty's name with a capital", "- key: prepare", "- key: Prepare",
            ("badName", "duties[0].key", "- key: Prepare"),
            ("unknownDutyNear", "preconditions[0].duty", "duty: prepare")),
        Slip("a slug with a blank", "slug: sample-order", "slug: sample order", ("badSlug", "slug", "slug:")),
        Slip(
            "a slug that is not the file's", "slug: sample-order", "slug: other",
            ("slugNotFileName", "slug", "slug:")),
        Slip(
            "a link that runs something", "https://example.org/page", "javascript:alert(1)",
            ("badLink", "channel.links[0].address", "javascript")),
        Slip(
            "a link that is nothing", "https://example.org/page", "https://",
            ("badLink", "channel.links[0].address", "https://")),
        Slip(
            "a link with a blank", "https://example.org/page", "https://example.org/a page",
            ("badLink", "channel.links[0].address", "a page")),
        Slip("mail and plain http are links", "https://example.org/page", "mailto:a@example.org"),
        Slip(
            "two conditions in one", "{equals: {lock: \"yes\"}}", "{equals: {lock: \"yes\"}, answered: lock}",
            ("notOneCondition", "forms[0].groups[1].fields[1].when", "answered: lock}")),
        Slip(
            "an unknown condition", "{equals: {lock: \"yes\"}}", "{equal: {lock: \"yes\"}}",
            ("unknownKeyNear", "forms[0].groups[1].fields[1].when.equal", "equal:")),
        Slip(
            "equals with two fields", "{equals: {lock: \"yes\"}}", "{equals: {lock: \"yes\", name: A}}",
            ("notOneAnswer", "forms[0].groups[1].fields[1].when.equals", "name: A")),
        Slip(
            "a condition that is a text", "{equals: {lock: \"yes\"}}", "lock",
            ("expectedMapping", "forms[0].groups[1].fields[1].when", "when: lock")),
        Slip(
            "any of nothing", "{equals: {lock: \"yes\"}}", "{any: []}",
            ("emptyList", "forms[0].groups[1].fields[1].when.any", "any: []")),
    ]
}
