import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Files whose time is out: which they are, and that they are disposed of.
enum RetentionPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.retention.path, .holding(.disposeOfFiles), overview),
        .post(Route.disposals.path, .holding(.disposeOfFiles), dispose),
        .get(Route.fileHold(":id").path, .holding(.holdFiles), holds),
        .post(Route.fileHold(":id").path, .holding(.holdFiles), hold),
        .post(Route.fileRelease(":id").path, .holding(.holdFiles), release),
        .get(Route.processing.path, .signedIn, processing),
    ]

    private static func overview(_ call: Call) async throws -> Response {
        try await overview(call, FormState(), status: .ok)
    }

    private static func overview(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status
    ) async throws -> Response {
        let overview = try await call.store.show(as: call.actor) { try $0.retentionOverview() }
        return call.show(RetentionView(call: call, overview: overview, state: state).screen(status))
    }

    private static func dispose(_ call: Call) async throws -> Response {
        let typed = call.form.answers
        do {
            _ = try await call.store.write(as: call.actor) { try $0.disposeOfFiles(typed) }
            return call.redirect(to: .retention, saying: "filesDisposed")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await overview(call, FormState(call.form, error), status: error.code.status)
        }
    }

    // MARK: - One file

    private static func holds(_ call: Call) async throws -> Response {
        try await holds(call, FormState(), status: .ok)
    }

    private static func holds(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status
    ) async throws -> Response {
        let id = try person(call)
        let held = try await call.store.show(as: call.actor) { try $0.fileHolds(of: id) }
        return call.show(FileHoldView(call: call, person: id, held: held, state: state).screen(status))
    }

    private static func hold(_ call: Call) async throws -> Response {
        let (id, typed) = (try person(call), call.form.answers)
        do {
            try await call.store.write(as: call.actor) { try $0.holdFile(of: id, typed) }
            return call.redirect(to: .person(id.text), saying: "fileHeld")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await holds(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func release(_ call: Call) async throws -> Response {
        // Each hold has a field of its own for why it is lifted.
        let (id, kind) = (try person(call), call.form["kind"])
        let name = FileHoldView.reason(kind)
        let typed = Answers(["kind": kind, "reason": call.form[name]])
        do {
            try await call.store.write(as: call.actor) { try $0.releaseFile(of: id, typed) }
            return call.redirect(to: .person(id.text), saying: "fileReleased")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            let state = FormState(
                call.form.answers, faults: error.faults.map { $0.field == "reason" ? $0.at(name) : $0 })
            return try await holds(call, state, status: error.code.status)
        }
    }

    private static func person(_ call: Call) throws -> ID<CareRecipient> {
        guard let id = ID<CareRecipient>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    // MARK: - What is done with personal data

    private static func processing(_ call: Call) async throws -> Response {
        let (routines, settings) = try await call.store.read(as: call.actor) {
            (try $0.routinesInForce(), try $0.settings())
        }
        return call.show(ProcessingView(call: call, routines: routines, settings: settings).screen)
    }
}
