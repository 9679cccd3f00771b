import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// One duty: its form, with what the routine asks and why, and completing or waiving it.
enum DutyPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.duty(":number", ":key").path, .holding(.seeCases), form),
        .post(Route.duty(":number", ":key").path, .holding(.seeCases), complete),
        .get(Route.waiver(":number", ":key").path, .holding(.waiveDuties), waiverForm),
        .post(Route.waiver(":number", ":key").path, .holding(.waiveDuties), waive),
    ]

    private static func form(_ call: Call) async throws -> Response {
        try await show(call, try CasePages.number(call), try call.part("key"), FormState())
    }

    static func show(
        _ call: Call, _ number: CaseNumber, _ key: String, _ state: FormState,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let page = try await call.store.show(as: call.actor) { try $0.casePage(number) }
        guard let duty = page.order.duty(key) else { throw AppError.notFound }
        let form = DutyForm(
            call: call, page: page, duty: duty, state: state, plan: try await plan(call, duty))
        let (words, definition) = (call.words, duty.definition)
        let ended = page.ended[key].map { end in
            Notice(
                content: "<p>\(words("duty.endedBy", ["name": end.who])) \(call.moment(end.at))</p>",
                tone: .attention
            ).html
        }
        return call.show(
            Screen(
                title: definition.title(words.language), heading: definition.title(words.language),
                kicker: page.name,
                above: Breadcrumbs(
                    label: words("nav.path"), links: [Link(number.text, href: Route.order(number.text).path)],
                    here: nil
                ).html,
                main: """
                    \(words.summary(of: state, labels: DutyForm.labels(words, page)))\(duty.isOpen ? nil : ended)\
                    \(if: definition.guidance.map { $0(words.language) }, { "<p class=\"lead\">\($0)</p>" })\
                    \(hindrance(call, page.order, duty, state) ?? form.html)
                    """,
                aside: call.aside(about: page.order.routine), here: .cases(nil), status: status))
    }

    /// Why there is no form: the duty is another's, or waits for others. A form that was sent is always shown again,
    /// for what was typed in it must not be lost.
    private static func hindrance(
        _ call: Call, _ order: Case, _ duty: Duty, _ state: FormState
    ) -> HTML? {
        guard state.faults.isEmpty else { return nil }
        let words = call.words
        if order.ownRole(of: duty) != (try? call.actor)?.partyRole {
            return "<p>\(words("duty.others"))</p>"
        }
        let blockers = order.blockers(of: duty).map { $0.definition.title(words.language) }
        guard !blockers.isEmpty else { return nil }
        return "<p>\(words("duty.after", ["duties": blockers.joined(separator: ", ")]))</p>"
    }

    private static func plan(_ call: Call, _ duty: Duty) async throws -> Plan {
        guard case .book = duty.definition.kind, try call.actor.may(.plan) else { return Plan() }
        return try await call.plan()
    }

    private static func complete(_ call: Call) async throws -> Response {
        let (number, key) = (try CasePages.number(call), try call.part("key"))
        do {
            let next = try await DutyWork(call: call, number: number, key: key).done()
            return call.redirect(to: next.route, saying: next.said)
        } catch let failed as DevicesFailed {
            return try await again(call, number, key, failed.state(of: call.form), status: .ok)
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await again(call, number, key, FormState(call.form, error), status: error.code.status)
        }
    }

    /// The form again with what was typed: on the visit's page where the work was begun there.
    private static func again(
        _ call: Call, _ number: CaseNumber, _ key: String, _ state: FormState, status: HTTPResponse.Status
    ) async throws -> Response {
        guard let visit = try await call.visit(of: number) else {
            return try await show(call, number, key, state, status: status)
        }
        return try await VisitPages.show(call, visit, state: state, duty: key, status: status)
    }

    private static func waiverForm(_ call: Call) async throws -> Response {
        try await waiverPage(call, FormState())
    }

    private static func waiverPage(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let (number, key) = (try CasePages.number(call), try call.part("key"))
        let page = try await call.store.show(as: call.actor) { try $0.casePage(number) }
        guard let duty = page.order.duty(key) else { throw AppError.notFound }
        let words = call.words
        let isHalf = duty.definition.kind == .order
        let form = Form(
            action: Route.waiver(number.text, key).path, token: call.token,
            content: """
                \(TextArea(words.field("reason", "waive.reason", in: state), value: state["reason"], rows: 3))\
                <div class="actions">\(Button(words("waive.button"), .danger))\
                \(ButtonLink(words("cancel.back"), href: Route.order(number.text).path, .secondary))</div>
                """)
        return call.show(
            Screen(
                title: words("waive.title"), heading: words("waive.title"),
                kicker: "\(number) · \(duty.definition.title(words.language))",
                main:
                    "\(words.summary(of: state))<p>\(words("waive.lead"))</p>\(if: isHalf, "<p>\(words("waive.half"))</p>")\(form)",
                bodyClass: "narrow",
                status: status))
    }

    private static func waive(_ call: Call) async throws -> Response {
        let (number, key, reason) = (try CasePages.number(call), try call.part("key"), call.form["reason"])
        do {
            try await call.store.write(as: call.actor) { try $0.waive(key, in: number, reason: reason) }
            return call.redirect(to: .order(number.text), saying: "waived")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await waiverPage(call, FormState(call.form, error), status: error.code.status)
        }
    }
}

/// Does what a duty's form asks for, by the duty's kind.
struct DutyWork {
    let call: Call
    let number: CaseNumber
    let key: String

    var form: FormBody { call.form }

    func done() async throws -> (route: Route, said: String) {
        let (number, key) = (number, key)
        let order = try await call.store.read(as: call.actor) { try $0.dutyKind(key, in: number) }
        switch order {
        case .attest: try await attest()
        case .handOverLeaflet: try await handOverLeaflet()
        case .consent(let giver): try await recordConsent(giver)
        case .postNotices: try await postNotices()
        case .startSupervision: try await startSupervision()
        case .giveFeedback: try await giveFeedback()
        case .linkLock:
            try await linkLock()
            return (try await back(), "lockLinked")
        case .unlinkLock:
            try await unlinkLock()
            return (try await back(), "lockUnlinked")
        case .keyReceipt(let movement):
            return try await KeyDutyWork(call: call, number: number, key: key).done(movement)
        case .book(let purpose): return (.order(number.text), try await book(purpose))
        case .order: throw AppError.notFound
        case .linkedOrder: return (.draft(try await beginLinkedDraft()), "linkedDraft")
        case .settleDifferences: try await settleDifferences()
        case .passResponsibility: try await passResponsibility()
        case .produceExtract:
            let (number, key) = (number, key)
            _ = try await call.makeExtract { try $0.extractDraft(key, in: number) }
            return (.order(number.text), "extractMade")
        case .install(let installation): return try await install(installation)
        case .uninstall:
            try await uninstall()
            return (try await back(), "uninstalled")
        }
        return (try await back(), "dutyDone")
    }

    /// Work that was begun on a visit's page leads back to it.
    private func back() async throws -> Route {
        try await call.visit(of: number).map { .visit($0.text) } ?? .order(number.text)
    }

    private func attest() async throws {
        let (number, key, day, note) = (number, key, form["day"], Text.cleaned(form["note"]))
        try await call.store.write(as: call.actor) { try $0.attest(key, in: number, on: day, note: note) }
    }

    private func beginLinkedDraft() async throws -> String {
        let (number, key) = (number, key)
        return try await call.store.write(as: call.actor) { try $0.beginLinkedDraft(key, in: number) }.text
    }

    private func settleDifferences() async throws {
        let (number, key, settlement) = (number, key, try SettlementForm.settlement(form))
        try await call.store.write(as: call.actor) {
            try $0.settleDifferences(key, in: number, settlement)
        }
    }

    private func passResponsibility() async throws {
        let (number, key, day, note) = (number, key, form["day"], Text.cleaned(form["note"]))
        let receiver = ID<ProviderUnit>(form["receiver"])
        try await call.store.write(as: call.actor) {
            try $0.passResponsibility(key, in: number, on: day, note: note, to: receiver)
        }
    }

    private func handOverLeaflet() async throws {
        let (number, key, day, language) = (number, key, form["day"], Language(rawValue: form["language"]))
        try await call.store.write(as: call.actor) {
            try $0.handOverLeaflet(key, in: number, on: day, language: language)
        }
    }

    private func giveFeedback() async throws {
        let (number, key, text, phoned) = (number, key, form["text"], Text.cleaned(form["phonedTo"]))
        try await call.store.write(as: call.actor) {
            try $0.giveFeedback(key, in: number, text: text, phonedTo: phoned)
        }
    }

    private func book(_ purpose: VisitPurpose) async throws -> String {
        let (number, key) = (number, key)
        let contacted = Text.cleaned(form["contacted"])
        guard let outcome = CallOutcome(rawValue: form["callOutcome"]) else {
            var faults = [Fault("form.choose", field: "callOutcome")]
            if contacted.isEmpty {
                faults.insert(Fault("visit.contacted.missing", field: "contacted"), at: 0)
            }
            throw AppError(.invalid, faults)
        }
        guard outcome == .agreed else {
            let note = Text.cleaned(form["note"])
            try await call.store.write(as: call.actor) {
                try $0.noteCall(in: number, contacted: contacted, outcome: outcome, note: note)
            }
            return "callNoted"
        }
        guard purpose != .both else { return try await bookPair() }
        let visit = try VisitForm.visit(form, now: call.now)
        try await call.store.write(as: call.actor) { try $0.book(key, in: number, visit: visit) }
        return "booked"
    }

    private func bookPair() async throws -> String {
        let (number, key) = (number, key)
        let fetches = try await call.store.read(as: call.actor) { try $0.hasOpenUninstallation(number) }
        let pair = try VisitForm.pair(form, fetches: fetches, now: call.now)
        try await call.store.write(as: call.actor) { try $0.book(key, in: number, pair: pair) }
        return "booked"
    }

    private func uninstall() async throws {
        let prefix = UninstallationReport.field(SerialNumber(stored: ""))
        var conditions: [SerialNumber: DeviceCondition] = [:]
        var kept: Set<SerialNumber> = []
        for (name, value) in form.answers.values where name.hasPrefix(prefix) {
            let serial = SerialNumber(stored: String(name.dropFirst(prefix.count)))
            conditions[serial] = DeviceCondition(rawValue: value)
            if value == UninstallationReport.keptWord { kept.insert(serial) }
        }
        let report = UninstallationReport(
            conditions: conditions, kept: kept, partIsBack: ["yes": true, "no": false][form["partIsBack"]],
            remark: form["partIsBack"] == "no" ? Text.cleaned(form["remark"]) : "")
        let (number, key) = (number, key)
        try await call.store.write(as: call.actor) { try $0.uninstall(key, in: number, report: report) }
    }

    private func install(_ installation: DutyKind.Installation) async throws -> (route: Route, said: String) {
        let reports = installation.devices.map { kind in
            let test = form["\(kind.rawValue).test"]
            let remark = Text.cleaned(String(form["\(kind.rawValue).remark"].prefix(Text.shortLimit)))
            return DeviceReport(
                kind: kind, serial: form["\(kind.rawValue).serial"],
                test: test.isEmpty ? nil : FunctionTest(passed: test == "passed", remark: remark))
        }
        let (number, key, part) = (number, key, Text.cleaned(form["originalPart"]))
        let outcome = try await call.store.write(as: call.actor) {
            try $0.install(key, in: number, devices: reports, originalPart: part)
        }
        guard case .failed(let serials) = outcome else {
            return (try await back(), "installed")
        }
        throw DevicesFailed(kinds: reports.filter { $0.test?.passed == false }.map(\.kind), serials: serials)
    }
}

enum VisitForm {
    static func visit(_ form: FormBody, now: Instant) throws(AppError) -> Visit {
        try Visit(
            day: form["day"], time: form["time"], minutes: form["minutes"],
            technician: ID<User>(form["technician"]), contacted: Text.cleaned(form["contacted"]),
            note: Text.cleaned(form["note"]), now: now)
    }
}

/// Devices failed their test: the form is shown again, with what was right still in it.
struct DevicesFailed: Error {
    let kinds: [DeviceKind]
    let serials: [SerialNumber]

    func state(of form: FormBody) -> FormState {
        var answers = form.answers
        for kind in kinds {
            for part in ["serial", "test", "remark"] { answers["\(kind.rawValue).\(part)"] = "" }
        }
        let faults = zip(kinds, serials).map { kind, serial in
            Fault("install.failed", field: "\(kind.rawValue).serial", ["serial": serial.text])
        }
        return FormState(answers, faults: faults)
    }
}
