import Documents
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
        .post(Route.archiveTransfers.path, .holding(.disposeOfFiles), makeTransfer),
        .post(Route.archiveFile(":number").path, .holding(.disposeOfFiles), transferFile),
        .post(Route.archiveReceipt(":number").path, .holding(.disposeOfFiles), receive),
        .post(Route.archiveWithdrawal(":number").path, .holding(.disposeOfFiles), withdraw),
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
        return try await change(call, saying: "filesDisposed") { _ = try $0.disposeOfFiles(typed) }
    }

    /// Where it is refused the page says why, with what was typed.
    private static func change(
        _ call: Call, saying said: String, _ verb: @escaping @Sendable (Tx) throws -> Void
    ) async throws -> Response {
        do {
            try await call.store.write(as: call.actor, verb)
            return call.redirect(to: .retention, saying: said)
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await overview(call, FormState(call.form, error), status: error.code.status)
        }
    }

    // MARK: - Handing over to the archive

    private static func makeTransfer(_ call: Call) async throws -> Response {
        try await change(call, saying: "archiveTransferMade") { _ = try $0.makeTransfer() }
    }

    /// Posted, since what the file comes to is kept.
    private static func transferFile(_ call: Call) async throws -> Response {
        let number = try transfer(call)
        do {
            let files = try await call.store.show(as: call.actor) { try $0.filesToTransfer(number) }
            let (bytes, digests) = try await call.workbench.run {
                let bytes = TransferDocument(files).xml()
                return (bytes, files.digests(ofFile: bytes))
            }
            try await call.store.write(as: call.actor) { try $0.keep(digests, of: number) }
            return call.attachment(bytes, type: "application/xml", name: "arkivleverans-\(number).xml")
        } catch let error as AppError where error.code == .conflict {
            return try await overview(
                call, FormState(Answers(), faults: error.faults), status: error.code.status)
        }
    }

    private static func receive(_ call: Call) async throws -> Response {
        let (number, typed) = (try transfer(call), call.form.answers)
        return try await change(call, saying: "archiveTransferReceived") {
            try $0.receiveTransfer(number, typed)
        }
    }

    private static func withdraw(_ call: Call) async throws -> Response {
        let (number, typed) = (try transfer(call), call.form.answers)
        return try await change(call, saying: "archiveTransferWithdrawn") {
            try $0.withdrawTransfer(number, typed)
        }
    }

    private static func transfer(_ call: Call) throws -> Int {
        guard let number = Int(try call.part("number")) else { throw AppError.notFound }
        return number
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
        let (routines, settings, consent) = try await call.store.read(as: call.actor) {
            (try $0.routinesInForce(), try $0.settings(), try $0.consentPolicyOverview().current)
        }
        return call.show(
            ProcessingView(call: call, routines: routines, settings: settings, consent: consent).screen)
    }
}
