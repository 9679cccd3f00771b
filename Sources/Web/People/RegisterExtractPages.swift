import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Everything that is kept about somebody, made for them to have.
enum RegisterExtractPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.registerExtract(":id").path, .holding(.giveRegisterExtracts), ask),
        .post(Route.registerExtract(":id").path, .holding(.giveRegisterExtracts), give),
    ]

    private static func ask(_ call: Call) async throws -> Response {
        try await ask(call, FormState(), status: .ok)
    }

    private static func ask(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status
    ) async throws -> Response {
        let id = try person(call)
        let preview = try await call.store.show(as: call.actor) { try $0.registerExtractPreview(of: id) }
        let words = call.words
        let asked = TextField(
            words.field("askedBy", "registerExtract.askedBy", in: state), value: state["askedBy"])
        let parts = [("others", preview.relatives), ("messages", preview.messages)].map {
            name, count -> HTML in
            Checkbox(
                Field(
                    name, label: words("registerExtract.\(name)", ["count": "\(count)"]),
                    hint: words("registerExtract.\(name).hint")),
                isChecked: state[name] == "yes"
            ).html
        }
        let form = Form(
            action: Route.registerExtract(id.text).path, token: call.token,
            content: "\(asked)\(parts)\(Actions([Button(words("registerExtract.button")).html]))")
        return call.show(
            Screen(
                title: words("registerExtract.title"), heading: words("registerExtract.title"),
                kicker: preview.name,
                main: """
                    \(words.summary(of: state, labels: ["askedBy": words("registerExtract.askedBy")]))\
                    <p class="lead">\(words("registerExtract.lead"))</p>\
                    <p>\(words(
                        "registerExtract.holds",
                        ["orders": "\(preview.orders)", "readings": "\(preview.readings)"]))</p>\(form)\
                    <p>\(Link(words("registerExtract.back"), href: Route.person(id.text).path))</p>
                    """, bodyClass: "narrow", status: status))
    }

    private static func person(_ call: Call) throws -> ID<CareRecipient> {
        guard let id = ID<CareRecipient>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func give(_ call: Call) async throws -> Response {
        let (id, typed) = (try person(call), call.form.answers)
        let scope = RegisterExtractScope(
            hasOthers: typed["others"] == "yes", hasMessages: typed["messages"] == "yes")
        do {
            let extract = try await call.store.giveRegisterExtract(of: id, typed, scope, as: call.actor)
            return call.show(RegisterExtractView(call: call, extract: extract).screen)
        } catch let error as AppError where error.code == .invalid {
            return try await ask(call, FormState(call.form, error), status: error.code.status)
        }
    }
}

/// The extract itself, made to be printed: whole sentences and no links.
struct RegisterExtractView {
    let call: Call
    let extract: RegisterExtract

    private var words: Words { call.words }
    private var person: RecipientPage { extract.person }

    var screen: Screen {
        Screen(
            title: words("registerExtract.title"), heading: words("registerExtract.title"),
            main: """
                <p class="lead">\(person.recipient.name), \(person.recipient.identifier.display)</p>\
                <p>\(words("registerExtract.about"))</p>\
                <p class="hint">\(words("registerExtract.notIn"))</p>\(omitted)\(who)\(homes)\(services)\(devices)\(keys)\(relatives)\
                \(life)\(orders)\(more)\(history)\(readings)\
                <p class="hint">\(words("readings.person.made", ["at": words.exact(call.now)]))</p>\
                <p class="hint">\(words("readings.person.secrecy"))</p>
                """)
    }

    /// What was left out is said, so that it can be asked for.
    private var omitted: HTML {
        let kinds = [
            extract.scope.hasOthers ? nil : "registerExtract.without.others",
            extract.scope.hasMessages ? nil : "registerExtract.without.messages",
        ].compactMap { $0 }
        return kinds.isEmpty ? "" : Notice(content: PlainList(kinds.map { .text(words($0)) }).html).html
    }

    private func part(_ key: String, _ lines: [HTML]) -> HTML {
        guard !lines.isEmpty else { return "" }
        return PagePart(words(key), PlainList(lines).html).html
    }

    private func period(_ from: Instant, _ to: Instant?) -> HTML {
        guard let to else { return "\(words("period.since")) \(words.exact(from))" }
        return "\(words.exact(from)) – \(words.exact(to))"
    }

    private var who: HTML {
        let numbers = person.past.numbers.map { line -> HTML in
            "\(words("recipient.number")): \(line.identifier.display), \(period(line.from, line.to))"
        }
        let details = person.past.details.filter { !$0.value.isEmpty }.map { line -> HTML in
            """
            \(words("detail.\(line.detail.rawValue)")): \(words.said(line.detail, line.value)), \
            \(period(line.from, line.to)) (\(line.recordedBy))
            """
        }
        return part("registerExtract.who", numbers + details)
    }

    private var homes: HTML {
        let homes = person.residencies.map { line -> HTML in
            "\(line.home.address.oneLine), \(period(line.from, line.to))"
        }
        let units = person.responsibilities.map { line -> HTML in
            "\(line.unit), \(period(line.from, line.to))"
        }
        return "\(part("recipient.homes", homes))\(part("recipient.unit", units))"
    }

    private var services: HTML {
        part(
            "service.title",
            person.services.map { line in
                """
                \(words.heading(line.system)): \(words("service.effectuated")) \(line.effectuatedOn.description)\
                \(if: line.decidedOn, { ", \(words("service.decided")) \($0.description)" })\
                \(if: line.endedOn, { ", \(words("service.ended")) \($0.description)" })
                """
            })
    }

    private var devices: HTML {
        let mounted = person.installations.map { line -> HTML in
            """
            \(words("device.kind.\(line.device.kind.rawValue)")) \(line.device.serial.text), \(line.home.address.oneLine), \
            \(period(line.from, line.to)) \(if: !line.originalPart.isEmpty, originalPart(line))
            """
        }
        let locks = person.locks.map { line -> HTML in
            let names = extract.scope.hasOthers ? line.sharedWith.map(\.name) : []
            return """
                \(words("lock.title")): \(line.device.serial.text), \(period(line.from, line.to))\
                \(if: !names.isEmpty, ", \(words("lock.sharedWith")) \(names.joined(separator: ", "))")
                """
        }
        return part("install.title", mounted + locks)
    }

    private func originalPart(_ line: InstallationLine) -> HTML {
        .text(words("install.originalPart.kept", ["place": line.originalPart]))
    }

    private var keys: HTML {
        guard !person.keys.isEmpty else { return "" }
        return PagePart(
            words("keys.custody"), CustodyTable(call: call, lines: person.keys, isPrinted: true).html
        ).html
    }

    private var relatives: HTML {
        guard extract.scope.hasOthers else { return "" }
        return part(
            "registerExtract.relatives",
            person.past.relatives.map { "\($0.name), \($0.phone), \(period($0.from, $0.to))" })
    }

    private var life: HTML {
        part(
            "registerExtract.life",
            person.life.map { event -> HTML in
                let told = [
                    event.toldBy.isEmpty ? "" : words("life.toldBy.said", ["who": event.toldBy]), event.note,
                    event.undone.map { words("life.undone", ["who": $0.by, "reason": $0.reason]) } ?? "",
                ].filter { !$0.isEmpty }
                return """
                    \(words("life.kind.\(event.kind.rawValue)")), \(event.day.description)\
                    \(if: event.overOn, { " – \($0.description)" })\
                    \(each: told, { ". \($0)" })
                    """
            })
    }

    // MARK: - What was ordered

    private var orders: HTML {
        guard !extract.orders.isEmpty else { return "" }
        return PagePart(words("recipient.orders"), "\(each: extract.orders, order)").html
    }

    private func order(_ line: ExtractedOrder) -> HTML {
        // Of somebody else's order no more than what it says of the person.
        let isPart = line.role != .recipient && !extract.scope.hasOthers
        let answers = AnswersView(
            routine: line.order.routine, answers: line.answers, secrets: line.secrets, words: words,
            today: call.today, isAside: true, isPrinted: true, isPart: isPart)
        let messages = line.messages.map { message -> HTML in
            "\(words.exact(message.at)), \(words("protected.waitsOn.\(message.sender.rawValue)")): \(message.text)"
        }
        let facts = [
            line.unit, words.exact(line.order.submittedAt), words("case.state.\(line.order.state.rawValue)"),
            line.order.cancelledAt.map(words.exact) ?? "",
        ].filter { !$0.isEmpty }.joined(separator: ", ")
        return """
            \(Heading(
                .text("\(line.order.number.text) \(line.order.routine.title(words.language))"), level: .three))\
            <p>\(facts)</p>\
            \(if: line.role != .recipient, "<p>\(words("registerExtract.asCohabitant"))</p>")\
            \(answers)\(PlainList(messages))\
            \(if: !line.history.isEmpty, call.timeline(line.history, in: line.order.routine, isPrinted: true).html)
            """
    }

    private var more: HTML {
        ExtractedRecordsView(extract: extract, words: words, today: call.today).html
    }

    private var history: HTML {
        guard !extract.history.isEmpty else { return "" }
        return PagePart(words("timeline.title"), call.timeline(extract.history, isPrinted: true).html).html
    }

    private var readings: HTML {
        let rows = extract.readings.map { reading in
            Table.Row([
                .text(words.exact(reading.at)), .text(reading.who), .text(words.place(of: reading)),
                .text(words("readings.action.\(reading.action.rawValue)")), .text(words.page(of: reading)),
            ])
        }
        let columns = ["at", "who", "as", "action", "page"].map {
            Table.Column(words("readings.column.\($0)"))
        }
        return """
            \(PagePart(
                words("registerExtract.readings"),
                Table(
                    caption: words("registerExtract.readings"), isCaptionUnseen: true, columns: columns, rows: rows
                ).html))\
            \(if: extract.hasMoreReadings, "<p>\(words("readings.person.more"))</p>")
            """
    }
}
