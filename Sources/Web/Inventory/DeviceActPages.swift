import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// What is done with one device outside a case: sent to repair, lost, found, scrapped; its battery and its test.
enum DeviceActPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.deviceAct(":serial", ":act").path, .holding(.keepInventory), form),
        .post(Route.deviceAct(":serial", ":act").path, .holding(.keepInventory), act),
    ]

    /// The acts that the device's state allows, for the foot of its page.
    /// - Parameter holder: at whose home it is mounted, or who opens their door with it.
    static func links(_ call: Call, _ device: Device, of holder: ID<CareRecipient>?) -> HTML {
        guard let actor = try? call.actor, actor.may(.keepInventory) else { return "" }
        let words = call.words
        let failed = holder.map { holder in
            ButtonLink(
                words("device.fail"),
                href:
                    "\(Route.lifeEvents(holder.text).path)?kind=\(LifeEvent.Kind.deviceBroken.rawValue)&device=\(device.serial.queried)",
                .secondary
            ).html
        }
        let acts = DeviceAct.allCases.filter { $0.isPossible(from: device.status) }.map { act in
            ButtonLink(
                words("device.act.\(act.rawValue)"),
                href: Route.deviceAct(device.serial.text, act.rawValue).path, .secondary
            ).html
        }
        let move = ButtonLink(
            words("placing.open.one"), href: "\(Route.deviceMoves.path)?serial=\(device.serial.queried)",
            .secondary)
        let label = ButtonLink(
            words("label.print.one"), href: Route.deviceLabel(device.serial.text).path, .secondary)
        return PagePart(
            words("device.acts"),
            Actions(
                [failed].compactMap(\.self) + acts + [device.status.isWithTeam ? move.html : nil, label.html]
            ).html
        ).html
    }

    private static func wanted(_ call: Call) throws -> (SerialNumber, DeviceAct) {
        guard let act = DeviceAct(rawValue: try call.part("act")) else { throw AppError.notFound }
        return (try SerialNumber.parse(try call.part("serial")), act)
    }

    private static func form(_ call: Call) async throws -> Response {
        try await show(call, FormState(Answers(["day": call.today.description])))
    }

    private static func show(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (serial, act) = try wanted(call)
        let (device, foresight) = try await call.store.read(as: call.actor) { reading in
            let device = try reading.deviceToActOn(serial)
            return (device, try reading.deviceForesight(of: device, act))
        }
        guard act.isPossible(from: device.status) else {
            throw AppError.conflict("device.act.impossible", ["status": device.status.rawValue])
        }
        let words = call.words
        let form = Form(
            action: Route.deviceAct(serial.text, act.rawValue).path, token: call.token,
            content: """
                \(fields(call, act, state))<div class="actions">\(Button(
                    words("device.act.button.\(act.rawValue)"), act == .scrapping ? .danger : .primary))</div>
                """)
        let labels = [
            "reason": words("device.act.reason.\(act.rawValue)"),
            "day": words("device.act.day.\(act.rawValue)"),
            "wiping": words("device.wiping"), "wipedBy": words("device.wipedBy"),
            "test": words("device.test"), "remark": words("install.remark"),
        ]
        return call.show(
            Screen(
                title: words("device.act.\(act.rawValue)"), heading: words("device.act.\(act.rawValue)"),
                kicker: "\(words("device.kind.\(device.kind.rawValue)")) \(serial.text)",
                main: """
                    \(words.summary(of: state, labels: labels))<p>\(words("device.act.lead.\(act.rawValue)"))</p>\
                    \(if: foresight, { following(words, $0) })\(form)\
                    <p>\(Link(words("device.act.back"), href: Route.device(serial.text).path))</p>
                    """, bodyClass: "narrow", here: .devices, status: status))
    }

    private static func following(_ words: Words, _ foresight: DeviceForesight) -> HTML {
        var lines: [HTML] = []
        if let stock = foresight.stock {
            let key = stock.becomesShort ? "follows.device.short" : "follows.device.stock"
            lines.append(
                .text(
                    words(
                        key,
                        ["model": stock.model, "count": "\(stock.then)", "minimum": "\(stock.minimum)"])))
        }
        if let kit = foresight.kit {
            let link = Link(kit.number.text, href: Route.kit(kit.id.text).path)
            lines.append(
                "\(words(kit.devices.count > 2 ? "follows.device.kit" : "follows.device.kitEnds")) \(link).")
        }
        return Consequences(words: words, lines: lines).html
    }

    private static func fields(_ call: Call, _ act: DeviceAct, _ state: FormState) -> HTML {
        let words = call.words
        let day = DateField(
            words.field("day", "device.act.day.\(act.rawValue)", in: state), value: state["day"],
            latest: call.today.description)
        let reason = TextField(
            words.field("reason", "device.act.reason.\(act.rawValue)", in: state), value: state["reason"],
            isSpellchecked: true)
        switch act {
        case .repair, .loss, .finding, .unscrapping: return reason.html
        case .battery: return day.html
        case .scrapping: return "\(reason)\(wiping(call, state))\(day)"
        case .test: return test(call, state)
        }
    }

    private static func wiping(_ call: Call, _ state: FormState) -> HTML {
        let words = call.words
        let choices = Wiping.allCases.map { Choice($0.rawValue, words("device.wiping.\($0.rawValue)")) }
        return """
            \(Radios(words.field("wiping", "device.wiping", in: state), choices: choices, value: state["wiping"]))\
            \(TextField(words.field("wipedBy", "device.wipedBy", in: state), value: state["wipedBy"], width: .medium))
            """
    }

    private static func test(_ call: Call, _ state: FormState) -> HTML {
        let words = call.words
        let remark = TextField(words.field("remark", "install.remark", in: state), value: state["remark"])
        return Radios(
            words.field("test", "device.test", in: state),
            choices: [
                Choice("passed", words("install.test.passed")),
                Choice("failed", words("install.test.failed"), reveals: remark.html),
            ], value: state["test"]
        ).html
    }

    private static func act(_ call: Call) async throws -> Response {
        let ((serial, act), typed) = (try wanted(call), call.form.answers)
        do {
            try await call.store.write(as: call.actor) { try $0.act(act, on: serial, typed: typed) }
            guard act == .test, typed["test"] == "failed" else {
                return call.redirect(to: .device(serial.text), saying: "deviceActDone")
            }
            return call.redirect(to: .device(serial.text), saying: "deviceTestFailed")
        } catch let error as AppError where error.code == .invalid {
            return try await show(call, FormState(call.form, error), status: error.code.status)
        }
    }
}

extension SerialNumber {
    /// As a value in an address; its characters are ASCII.
    var queried: String {
        text.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? "\($0)" : Self.escaped($0) }.joined()
    }

    private static func escaped(_ character: Character) -> String {
        character.utf8.map { "%" + String($0, radix: 16, uppercase: true) }.joined()
    }
}

/// What a device's page says of where it came from and how it is kept.
struct DeviceCareList {
    let call: Call
    let care: DeviceCare

    var rows: [DefinitionList.Row] {
        let words = call.words
        var rows: [DefinitionList.Row] = []
        if let source = care.delivery {
            let link = Link(
                "\(source.supplier), \(source.number)", href: Route.delivery(source.id.text).path)
            rows.append(.init(words("device.delivery"), link.html))
        }
        if let changed = care.batteryChangedAt {
            rows.append(.init(words("device.batteryChanged"), call.day(changed.day).html))
        }
        for (key, due) in [("device.batteryDue", care.batteryDue), ("device.testDue", care.testDue)] {
            if let due { rows.append(.init(words(key), dueDay(due))) }
        }
        if let end = care.scrapping {
            rows.append(.init(words("device.scrapping"), text: end.reason))
            let wiped = words(
                "device.wiped",
                [
                    "how": words("device.wiping.\(end.wiping.rawValue)"), "who": end.wipedBy,
                    "day": words.plainDay(end.wipedOn, today: call.today),
                ])
            rows.append(.init(words("device.wiping"), text: wiped))
        }
        return rows
    }

    private func dueDay(_ day: Day) -> HTML {
        guard day <= call.today else { return call.day(day).html }
        return "\(call.day(day)) \(Badge(text: call.words("device.due"), tone: .attention))"
    }
}
