import Domain
import HTTPBase
import Storage

/// The form of one duty, by its kind.
struct DutyForm: Component {
    let call: Call
    let page: CasePage
    let duty: Duty
    let state: FormState
    var plan = Plan()
    var visit: ID<Visit>?

    var words: Words { call.words }
    private var today: String { call.today.description }

    var html: HTML {
        Form(
            action: Route.duty(page.order.number.text, duty.key).path, token: call.token,
            content: """
                \(if: visit, { HiddenField(name: "visit", value: $0.text).html })\(fields)\
                \(if: canBeSent, "<div class=\"actions\">\(Button(button))</div>")
                """
        ).html
    }

    /// What the fields of the duties' forms are called, for the list of faults.
    static func labels(_ words: Words, _ page: CasePage) -> [String: String] {
        var labels = [
            "day": words("book.day"), "time": words("book.time"), "minutes": words("book.minutes"),
            "technician": words("book.technician"), "contacted": words("book.contacted"),
            "note": words("book.note"),
            "callOutcome": words("book.outcome"),
            "reason": words("waive.reason"),
            "originalPart": words("install.originalPart"), "text": words("feedback.text"),
            "serial": words("device.kind.lockUnit"), "confirmed": words("link.confirm"),
            "partIsBack": words("uninstall.partIsBack"), "remark": words("uninstall.remark"),
            "movesOn": words("settle.movesOn"), "oldHome": words("settle.oldHome"),
            "newHome": words("settle.newHome"), "fallback": words("pair.fallback"),
            "receiver": words("pass.receiver"),
        ]
        for purpose in [VisitPurpose.uninstall, .install] {
            for part in ["day", "time", "minutes"] {
                labels["\(purpose.rawValue).\(part)"] =
                    "\(words("pair.\(purpose.rawValue)")), \(words("book.\(part)").lowercased())"
            }
        }
        labels.merge(KeyDutyFields.labels(words, page)) { $1 }
        for one in page.mounted {
            labels[UninstallationReport.field(one.device.serial)] =
                "\(words("device.kind.\(one.device.kind.rawValue)")) \(one.device.serial)"
        }
        for kind in DeviceKind.allCases {
            for part in ["serial", "test"] {
                labels["\(kind.rawValue).\(part)"] = words("device.kind.\(kind.rawValue)")
            }
        }
        return labels.merging(cameraLabels(words)) { own, _ in own }
    }

    private var button: String {
        switch duty.definition.kind {
        case .attest: words("attest.button")
        case .keyReceipt(let movement):
            KeyDutyFields.button(movement, holdsAny: page.heldKeys[duty.key]?.isEmpty == false, words)
        case .book: words("book.button")
        case .install: words("install.button")
        case .uninstall: words("uninstall.button")
        case .handOverLeaflet: words("leaflet.button")
        case .consent: words("consent.button")
        case .postNotices: words("notice.button")
        case .startSupervision: words("supervision.button")
        case .giveFeedback: words("feedback.button")
        case .linkLock: words("link.button")
        case .unlinkLock: words("unlink.button")
        case .order: ""
        case .linkedOrder: words("linkedOrder.button")
        case .settleDifferences: words("settle.button")
        case .passResponsibility: words("attest.button")
        case .produceExtract: words("extract.make")
        }
    }

    private var fields: HTML {
        switch duty.definition.kind {
        case .attest(let system): attest(system)
        case .passResponsibility(let system): "\(receiver)\(attest(system))"
        case .order: ""
        case .linkedOrder: "<p>\(words("linkedOrder.lead"))</p>"
        case .settleDifferences:
            page.move.map { SettlementForm(call: call, move: $0, state: state).html } ?? ""
        case .keyReceipt: KeyDutyFields(call: call, page: page, duty: duty, state: state).html
        case .book:
            BookingFields(
                call: call, state: state, page: page, plan: plan, asksOutcome: true,
                isPair: duty.definition.kind == .book(.both)
            ).html
        case .install(let installation): install(installation)
        case .uninstall(let kinds, _): uninstall(page.mounted.filter { kinds.contains($0.device.kind) })
        case .handOverLeaflet: leaflet
        case .consent(let giver): consent(giver)
        case .postNotices: notices
        case .startSupervision(let centre): supervision(centre)
        case .giveFeedback(let feedback): giveFeedback(feedback)
        case .linkLock(let system): linkLock(system)
        case .unlinkLock(let system): unlinkLock(system)
        case .produceExtract: page.extractWish.map { ExtractWishView(call: call, wish: $0).html } ?? ""
        }
    }

    func or(_ name: String, _ fallback: String) -> String {
        state.answers.values.isEmpty ? fallback : state[name]
    }

    func field(_ name: String, _ key: String, isRequired: Bool = true) -> Field {
        words.field(name, key, in: state, isRequired: isRequired)
    }

    func pastDay(_ key: String) -> DateField {
        DateField(field("day", key), value: or("day", today), latest: today)
    }

    private func attest(_ system: String) -> HTML {
        let name = page.order.routine.system(system)?.name ?? system
        return """
            <p>\(words("attest.lead", ["system": name]))</p>\(pastDay("attest.day"))\
            \(TextArea(field("note", "attest.note", isRequired: false), value: state["note"], rows: 2))
            """
    }

    /// To whom, where neither an order nor the giver has said it.
    private var receiver: HTML {
        guard let units = page.move?.receivers, !units.isEmpty else { return "" }
        return SelectField(
            field("receiver", "pass.receiver"),
            options: units.map { SelectField.Option(value: $0.id.text, text: $0.name) },
            value: state["receiver"], prompt: words("form.unit.choose")
        ).html
    }

    private func install(_ installation: DutyKind.Installation) -> HTML {
        let part = words.field("originalPart", "install.originalPart", in: state)
        return """
            \(each: installation.devices, device)\
            \(if: installation.keepsOriginalPart, TextField(part, value: state["originalPart"]).html)
            """
    }

    private func device(_ kind: DeviceKind) -> HTML {
        let code = kind.rawValue
        let reserved = page.reserved.first { $0.kind == kind }?.serial.text
        let serial = Field(
            "\(code).serial", label: words("install.serial"),
            hint: reserved.map { words("install.reserved", ["serial": $0]) },
            error: state.error("\(code).serial", words))
        let test = Field(
            "\(code).test", label: words("install.test.\(code)"), error: state.error("\(code).test", words))
        let remark = Field("\(code).remark", label: words("install.remark"), mark: words("form.optional"))
        let choices = [
            Choice("passed", words("install.test.passed")),
            Choice(
                "failed", words("install.test.failed"), hint: words("install.test.failed.hint"),
                reveals: TextField(remark, value: state[remark.name]).html),
        ]
        let input = TextField(serial, value: state[serial.name], width: .medium, scan: words.scan)
        return FieldSet(
            legend: words("device.kind.\(code)"), hint: nil, id: nil,
            content: "\(input)\(Radios(test, choices: choices, value: state[test.name]))"
        ).html
    }

    private func uninstall(_ devices: [MountedDevice]) -> HTML {
        guard !devices.isEmpty else { return "<p>\(words("uninstall.nothing"))</p>" }
        let removesLock = devices.contains { $0.device.kind == .lockUnit && !$0.stays }
        return "\(each: devices, mounted)\(if: removesLock, originalPart)"
    }

    private func mounted(_ one: MountedDevice) -> HTML {
        let name = "\(words("device.kind.\(one.device.kind.rawValue)")) \(one.device.serial)"
        guard !one.stays else { return "<p>\(words("uninstall.shared", ["device": name]))</p>" }
        let code = UninstallationReport.field(one.device.serial)
        let elsewhere =
            one.home.id == page.home?.id
            ? nil : words("uninstall.elsewhere", ["home": one.home.address.oneLine])
        let field = Field(code, label: name, hint: elsewhere, error: state.error(code, words))
        let values =
            DeviceCondition.allCases.map(\.rawValue) + (one.mayBeKept ? [UninstallationReport.keptWord] : [])
        let choices = values.map { Choice($0, words("uninstall.condition.\($0)")) }
        return Radios(field, choices: choices, value: state[code]).html
    }

    private var originalPart: HTML {
        let kept = page.mounted.map(\.originalPart).first { !$0.isEmpty }
        let field = Field(
            "partIsBack", label: words("uninstall.partIsBack"),
            hint: kept.map { words("uninstall.partIsBack.kept", ["place": $0]) },
            error: state.error("partIsBack", words))
        let remark = TextField(
            self.field("remark", "uninstall.remark"), value: state["remark"])
        let choices = [
            Choice("yes", words("uninstall.partIsBack.yes")),
            Choice("no", words("uninstall.partIsBack.no"), reveals: remark.html),
        ]
        return Radios(field, choices: choices, value: state["partIsBack"]).html
    }

    private var leaflet: HTML {
        let choices = Language.allCases.map {
            Choice($0.rawValue, words.heading(words("language.\($0.rawValue)")))
        }
        return """
            \(PlainList(Language.allCases.map(leafletLink)))\
            \(Radios(field("language", "leaflet.language"), choices: choices, value: or("language", "sv"), isInline: true))\
            \(pastDay("leaflet.day"))
            """
    }

    private func leafletLink(_ language: Language) -> HTML {
        let path = Route.leaflet(page.order.number.text).path + "?language=\(language.rawValue)"
        return Link(words("leaflet.print", ["language": words("language.\(language.rawValue)")]), href: path)
            .html
    }

    private func giveFeedback(_ feedback: DutyKind.Feedback) -> HTML {
        let message = or("text", feedback.message(.swedish))
        let phone = TextField(field("phonedTo", "feedback.phonedTo"), value: state["phonedTo"])
        return """
            \(TextArea(field("text", "feedback.text"), value: message, rows: 7, maxLength: Text.longLimit))\
            \(serials(feedback.tells))\(if: feedback.channels.contains(.phone), phone.html)
            """
    }
}

extension Words {
    /// The words of a button that reads a code with the camera.
    var scan: TextField.Scan { .init(button: self("install.scan"), stop: self("install.scan.stop")) }
}
