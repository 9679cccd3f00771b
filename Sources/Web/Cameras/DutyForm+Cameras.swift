import Domain
import HTTPBase
import Storage

/// The forms of the duties about supervision by camera.
extension DutyForm {
    static func cameraLabels(_ words: Words) -> [String: String] {
        var labels = [
            "speaker": words("consent.speaker"), "cohabitantName": words("consent.cohabitantName"),
            "representativeName": words("consent.representativeName"),
            "representing": words("consent.representing"), "manner": words("consent.manner"),
            "until": words("consent.until"), "centre": words("supervision.centre"),
            "omission": words("notice.omission"),
        ]
        for check in PlacementCheck.allCases {
            labels[check.rawValue] = words("notice.check.\(check.rawValue)")
            labels[check.reasonField] = words("notice.reason")
        }
        return labels
    }

    func consent(_ giver: ConsentGiver) -> HTML {
        let manners = ConsentManner.allCases.map {
            Choice($0.rawValue, words("consent.manner.\($0.rawValue)"))
        }
        return """
            \(page.camera.map { rule($0.policy) })\
            \(Radios(field("speaker", "consent.speaker"), choices: speakers(giver), value: state["speaker"]))\
            \(Radios(field("manner", "consent.manner"), choices: manners, value: state["manner"], isInline: true))\
            \(pastDay("consent.day"))\
            \(DateField(field("until", "consent.until", isRequired: false), value: state["until"], earliest: call.today.description))
            """
    }

    /// What the municipality has decided beyond the law.
    private func rule(_ policy: ConsentPolicy) -> HTML {
        guard policy.number > 0 else { return "" }
        return Notice(
            content: """
                <p>\(PolicySentences(words: words, policy: policy).text) \
                \(Link(words("consentPolicy.more"), href: Route.consentPolicies.path))</p>
                """
        ).html
    }

    private func speakers(_ giver: ConsentGiver) -> [Choice] {
        let name = TextField(
            field("cohabitantName", "consent.cohabitantName"), value: state["cohabitantName"])
        let representative: HTML = """
            \(TextField(field("representativeName", "consent.representativeName"), value: state["representativeName"]))\
            \(TextField(field("representing", "consent.representing"), value: state["representing"]))
            """
        let themselves: Choice =
            switch giver {
            case .recipient:
                Choice("themselves", words("consent.themselves", ["name": page.name]))
            case .cohabitant: Choice("themselves", words("consent.cohabitant"), reveals: name.html)
            }
        return [
            themselves,
            Choice(
                "representative", words("consent.representative"),
                hint: words("consent.representative.hint"), reveals: representative),
        ]
    }

    var notices: HTML {
        let ordered = page.camera?.orderedLanguages ?? [.swedish]
        let none: HTML = Notice(content: "<p>\(words("notice.noCamera"))</p>", tone: .attention).html
        return """
            \(if: page.camera?.cameras.isEmpty ?? true, none)\(PlainList(signLinks(ordered)))\
            \(languages(ordered))\(if: ordered.count > 1, omission)\(each: PlacementCheck.allCases, placement)
            """
    }

    private func signLinks(_ ordered: [SignLanguage]) -> [HTML] {
        let all = ordered.count > 1 ? [signLink(ordered)] : []
        return all + ordered.map { signLink([$0]) }
    }

    private func signLink(_ languages: [SignLanguage]) -> HTML {
        let text =
            languages.count > 1
            ? words("notice.printAll")
            : words("notice.print", ["language": words("sign.\(languages.first?.rawValue ?? "sv")")])
        return Link(text, href: Route.notices(page.order.number.text, languages).path).html
    }

    /// Swedish is always posted, so its box cannot be unticked.
    private func languages(_ ordered: [SignLanguage]) -> HTML {
        let fixed: HTML = """
            <div class="choice"><input type="checkbox" id="f-language-sv" checked disabled>\
            <label for="f-language-sv">\(words.heading(words("sign.sv")))</label></div>
            """
        let boxes = SignLanguage.optional.map { language in
            let name = "language.\(language.rawValue)"
            let isTicked =
                state.answers.values.isEmpty ? ordered.contains(language) : state[name] == "yes"
            return Checkbox(
                Field(name, label: words.heading(words("sign.\(language.rawValue)"))), isChecked: isTicked
            ).html
        }
        return """
            <fieldset class="group choices"><legend>\(words("notice.languages"))</legend>\
            <p class="hint">\(words("notice.languages.hint"))</p>\(fixed)\(boxes)</fieldset>
            """
    }

    private var omission: HTML {
        TextField(field("omission", "notice.omission", isRequired: false), value: state["omission"]).html
    }

    private func placement(_ check: PlacementCheck) -> HTML {
        let reason = TextField(
            field(check.reasonField, "notice.reason"), value: state[check.reasonField])
        let choices = [
            Choice("yes", words("form.yes")),
            Choice("no", words("form.no"), reveals: reason.html),
        ]
        return Radios(
            field(check.rawValue, "notice.check.\(check.rawValue)"), choices: choices,
            value: state[check.rawValue]
        ).html
    }

    func supervision(_ centre: String) -> HTML {
        """
        \(hindrances)\(pastDay("supervision.day"))\
        \(TimeField(field("time", "supervision.time"), value: or("time", call.now.clock.description)))\
        \(TextField(field("centre", "supervision.centre"), value: or("centre", centre)))
        """
    }

    private var hindrances: HTML {
        let missing = page.camera?.conditions.hindrances ?? []
        guard !missing.isEmpty else { return "" }
        return Notice(
            heading: words("supervision.notYet"),
            content: "<ul>\(each: missing, { "<li>\(words($0.wordKey))</li>" })</ul>", tone: .attention
        ).html
    }

    /// What the party is told besides the text that is written.
    func serials(_ kinds: [DeviceKind]) -> HTML {
        guard !kinds.isEmpty else { return "" }
        let told = (page.camera?.cameras ?? []).filter { kinds.contains($0.device.kind) }
        let text =
            told.isEmpty
            ? words("feedback.noSerial")
            : words(
                "feedback.serials",
                [
                    "serials": told.map {
                        "\(words("device.kind.\($0.device.kind.rawValue)")) \($0.device.serial)"
                    }
                    .joined(separator: ", ")
                ])
        return Notice(content: "<p>\(text)</p>").html
    }
}
