import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Calling an order off, with all that follows from it; and taking that back.
enum CancellationPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.cancellation(":number").path, .holding(.seeCases), cancelForm),
        .post(Route.cancellation(":number").path, .holding(.seeCases), cancel),
        .get(Route.resumption(":number").path, .holding(.seeCases), resumeForm),
        .post(Route.resumption(":number").path, .holding(.seeCases), resume),
    ]

    private static func cancelForm(_ call: Call) async throws -> Response {
        let number = try CasePages.number(call)
        try await call.store.read(as: call.actor) { try $0.requireCancellable(number) }
        return try await cancelPage(call, number, FormState())
    }

    private static func cancelPage(
        _ call: Call, _ number: CaseNumber, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let page = try await call.store.show(as: call.actor) { try $0.casePage(number) }
        let words = call.words
        let form = Form(
            action: Route.cancellation(number.text).path, token: call.token,
            content: """
                \(TextArea(words.field("reason", "cancel.reason", in: state), value: state["reason"], rows: 3))\
                <div class="actions">\(Button(words("cancel.button"), .danger))\
                \(ButtonLink(words("cancel.back"), href: Route.order(number.text).path, .secondary))</div>
                """)
        return call.show(
            Screen(
                title: words("cancel.title"), heading: words("cancel.title"), kicker: number.text,
                main: """
                    \(words.summary(of: state))<p>\(page.name)\(if: page.home, { ", \($0.address.oneLine)" })</p>\
                    \(Consequences(words: words, lines: following(page, call)))\(form)
                    """, bodyClass: "narrow", status: status))
    }

    private static func following(_ page: CasePage, _ call: Call) -> [HTML] {
        let words = call.words
        let visits = page.visits.filter { $0.status == .planned }.map { visit -> HTML in
            "\(words("follows.visit")) \(call.moment(visit.startsAt)), \(visit.technicianName)."
        }
        let devices = page.reserved.map { device -> HTML in
            .text(
                words(
                    "follows.released",
                    ["device": "\(words("device.kind.\(device.kind.rawValue)")) \(device.serial.text)"]))
        }
        let secrets: [HTML] = page.secrets.isEmpty ? [] : [.text(words("follows.secrets"))]
        let half: [HTML] = page.order.handover == nil ? [] : [.text(words("follows.otherHalf"))]
        return visits + devices + secrets + half
    }

    private static func cancel(_ call: Call) async throws -> Response {
        let (number, reason) = (try CasePages.number(call), call.form["reason"])
        do {
            try await call.store.write(as: call.actor) { try $0.cancel(number, reason: reason) }
            return call.redirect(to: .order(number.text), saying: "cancelled")
        } catch let error as AppError where error.code == .invalid || error.code == .conflict {
            return try await cancelPage(call, number, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func resumeForm(_ call: Call) async throws -> Response {
        let number = try CasePages.number(call)
        do {
            try await call.store.read(as: call.actor) { try $0.requireResumable(number) }
            return resumePage(call, number, FormState())
        } catch let error as AppError where error.code == .conflict {
            return resumePage(call, number, FormState(faults: error.faults), status: error.code.status)
        }
    }

    private static func resumePage(
        _ call: Call, _ number: CaseNumber, _ state: FormState, status: HTTPResponse.Status = .ok
    ) -> Response {
        let words = call.words
        let form = Form(
            action: Route.resumption(number.text).path, token: call.token,
            content: """
                \(TextArea(words.field("reason", "resume.reason", in: state), value: state["reason"], rows: 3))\
                <div class="actions">\(Button(words("resume.button")))\
                \(ButtonLink(words("cancel.back"), href: Route.order(number.text).path, .secondary))</div>
                """)
        let lines = ["resume.goesOn", "resume.visits", "resume.rest"].map { HTML.text(words($0)) }
        return call.show(
            Screen(
                title: words("resume.title"), heading: words("resume.title"), kicker: number.text,
                main: "\(words.summary(of: state))\(Consequences(words: words, lines: lines))\(form)",
                bodyClass: "narrow", status: status))
    }

    private static func resume(_ call: Call) async throws -> Response {
        let number = try CasePages.number(call)
        do {
            try await call.store.write(as: call.actor) { try $0.resume(number, call.form.answers) }
            return call.redirect(to: .order(number.text), saying: "resumed")
        } catch let error as AppError where error.code == .invalid || error.code == .conflict {
            return resumePage(call, number, FormState(call.form, error), status: error.code.status)
        }
    }
}
