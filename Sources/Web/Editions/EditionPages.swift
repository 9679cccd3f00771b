import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Writing an edition: begin, write or upload, see its faults, see it drawn, compare, publish.
enum EditionPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .post(Route.newEdition(":slug").path, .holding(.writeRoutines), begin),
        .post(Route.editionWithdrawal(":slug").path, .holding(.writeRoutines), withdraw),
        .get(Route.editionUpload.path, .holding(.writeRoutines), upload),
        .post(Route.editionUpload.path, .holding(.writeRoutines), take),
        .get(Route.editionDraft(":id").path, .holding(.writeRoutines), editor),
        .post(Route.editionDraft(":id").path, .holding(.writeRoutines), save),
        .get(Route.editionPreview(":id").path, .holding(.writeRoutines), preview),
        .get(Route.editionComparison(":id").path, .holding(.writeRoutines), comparison),
        .get(Route.editionRemoval(":id").path, .holding(.writeRoutines), removal),
        .post(Route.editionRemoval(":id").path, .holding(.writeRoutines), remove),
        .get(Route.editionPublication(":id").path, .holding(.writeRoutines), EditionPublishing.form),
        .post(Route.editionPublication(":id").path, .holding(.writeRoutines), EditionPublishing.send),
    ]

    private static func begin(_ call: Call) async throws -> Response {
        let slug = try call.part("slug")
        let id = try await call.store.write(as: call.actor) { try $0.beginEdition(of: slug) }
        return call.redirect(to: .editionDraft(id.text))
    }

    private static func withdraw(_ call: Call) async throws -> Response {
        let (slug, edition) = (try call.part("slug"), call.form["edition"])
        try await call.store.write(as: call.actor) { try $0.withdrawEdition(slug, edition) }
        return call.redirect(to: .routine(slug), saying: "editionWithdrawn")
    }

    // MARK: - From a file

    private static func upload(_ call: Call) async throws -> Response { uploadPage(call, FormState()) }

    private static func uploadPage(
        _ call: Call, _ state: FormState, text: String = "", status: HTTPResponse.Status = .ok
    ) -> Response {
        let words = call.words
        let form = Form(
            action: Route.editionUpload.path, token: call.token,
            content: "\(source(call, state, text))\(Actions([Button(words("edition.take")).html]))")
        return call.show(
            Screen(
                title: words("edition.upload"), heading: words("edition.upload"),
                main: "\(words.summary(of: state))<p>\(words("edition.upload.lead"))</p>\(form)",
                status: status))
    }

    private static func take(_ call: Call) async throws -> Response {
        let text = text(of: call)
        guard !text.isEmpty else {
            let fault = Fault("edition.source.missing", field: "source")
            return uploadPage(call, FormState(faults: [fault]), status: .unprocessableContent)
        }
        do {
            let id = try await call.store.write(as: call.actor) { try $0.beginEdition(with: text) }
            return call.redirect(to: .editionDraft(id.text))
        } catch let error as AppError where error.code == .invalid {
            return uploadPage(call, FormState(faults: error.faults), text: text, status: error.code.status)
        }
    }

    /// A browser ends lines with two characters; the file is kept with one.
    private static func text(of call: Call) -> String {
        call.form["source"].replacing("\r\n", with: "\n")
    }

    /// The text itself, and a file that the page's script reads into it; without scripts it is pasted.
    private static func source(_ call: Call, _ state: FormState, _ text: String) -> HTML {
        let words = call.words
        let field = words.field("source", "edition.source", in: state)
        return """
            \(FileToRead(label: words("edition.file"), hint: words("edition.file.hint"), into: field.id))\
            \(TextArea(field, value: text, rows: 28, isCode: true))
            """
    }

    // MARK: - The text

    private static func editor(_ call: Call) async throws -> Response {
        let frame = try await EditionFrame(call, try EditionFrame.id(call))
        return page(frame, FormState(), text: frame.draft.source)
    }

    private static func page(
        _ frame: EditionFrame, _ state: FormState, text: String, status: HTTPResponse.Status = .ok
    ) -> Response {
        let (call, words, draft) = (frame.call, frame.words, frame.draft)
        let saved = words(
            "edition.saved", ["when": words.moment(draft.savedAt, today: call.today), "who": draft.savedBy])
        let route = Route.editionDraft(draft.id.text).path
        let form = Form(
            action: route, token: call.token,
            autosave: .init(
                action: route, saving: words("draft.saving"), saved: words("draft.saved"),
                failed: words("draft.failed"), outdated: words("edition.savedByOther")),
            content: """
                \(HiddenField(name: "revision", value: String(draft.revision)))\(source(call, state, text))\
                \(Actions([
                    Button(words("edition.save"), name: "act", value: "save").html,
                    Link(words("edition.remove"), href: Route.editionRemoval(draft.id.text).path).html,
                ]))
                """)
        let sound: HTML? =
            frame.read.isSound
            ? Notice(content: "<p>\(words("edition.sound"))</p>", tone: .done).html : nil
        return frame.show(
            """
            \(words.summary(of: state))\(EditionFaults(problems: frame.read.problems, words: words))\(sound)\
            <p class="hint">\(saved)</p>\(form)
            """, at: .text, status: status)
    }

    private static func save(_ call: Call) async throws -> Response {
        let (id, text, revision) = (
            try EditionFrame.id(call), text(of: call), Int(call.form["revision"]) ?? 0
        )
        do {
            if call.form["act"] == "copy" {
                let copy = try await call.store.write(as: call.actor) {
                    try $0.copyEditionDraft(id, with: text)
                }
                return call.redirect(to: .editionDraft(copy.text), saying: "editionSaved")
            }
            let saved = try await call.store.write(as: call.actor) {
                try $0.saveEditionDraft(id, text: text, expecting: revision)
            }
            if call.isAutosave { return Response(status: .noContent, headers: [.revision: String(saved)]) }
            return call.redirect(to: .editionDraft(id.text), saying: "editionSaved")
        } catch let error as AppError where error.code == .conflict && !call.isAutosave {
            return conflict(try await EditionFrame(call, id), text: text)
        } catch let error as AppError where error.code == .invalid && !call.isAutosave {
            let frame = try await EditionFrame(call, id)
            return page(frame, FormState(faults: error.faults), text: text, status: error.code.status)
        }
    }

    /// Somebody else's text and one's own, and three ways on, none of which loses either unasked.
    private static func conflict(_ frame: EditionFrame, text: String) -> Response {
        let (call, words, draft) = (frame.call, frame.words, frame.draft)
        let route = Route.editionDraft(draft.id.text).path
        let place = ["who": draft.savedBy, "when": words.moment(draft.savedAt, today: call.today)]
        let theirs = Field("theirs", label: words("edition.theirs", place))
        let mine = Field("source", label: words("edition.mine"))
        let form = Form(
            action: route, token: call.token,
            content: """
                \(HiddenField(name: "revision", value: String(draft.revision)))\
                \(TextArea(mine, value: text, rows: 18, isCode: true))\
                \(Actions([
                    Button(words("edition.keepBoth"), name: "act", value: "copy").html,
                    Button(words("edition.keepMine"), .secondary, name: "act", value: "save").html,
                    Link(words("edition.keepTheirs"), href: route).html,
                ]))
                """)
        let main: HTML = """
            <div class="error-summary" role="alert" tabindex="-1" data-error-summary>\
            <h2>\(words("edition.conflict"))</h2><p>\(words("edition.conflict.lead", place))</p></div>\(form)\
            \(TextArea(theirs, value: draft.source, rows: 18, isCode: true, isReadOnly: true))
            """
        return frame.show(main, at: .text, status: .conflict)
    }

    // MARK: - How it looks, and what is new

    private static func preview(_ call: Call) async throws -> Response {
        let frame = try await EditionFrame(call, try EditionFrame.id(call))
        guard let edition = frame.read.edition else { return frame.show("\(frame.warning)", at: .preview) }
        let words = call.words
        let main: HTML = """
            \(frame.warning)\(RoutineView(routine: edition, words: words))\
            \(PagePart(words("drawing.title"), RoutineDrawing(routine: edition, words: words).html))
            """
        return frame.show(main, at: .preview)
    }

    private static func comparison(_ call: Call) async throws -> Response {
        let frame = try await EditionFrame(call, try EditionFrame.id(call))
        guard let term = frame.history.inForce(on: call.today), let edition = frame.read.edition else {
            let none: HTML = "<p>\(call.words("compare.none"))</p>"
            return frame.show("\(frame.warning)\(none)", at: .comparison)
        }
        let (old, file) = try await call.store.read(as: call.actor) {
            (
                try $0.routine(term.slug, edition: term.edition),
                try $0.routineFile(term.slug, edition: term.edition)
            )
        }
        let view = ComparisonView(
            comparison: RoutineComparison(from: file, to: frame.draft.file), old: old, new: edition,
            words: call.words)
        let lead = call.words("compare.lead", ["edition": term.edition])
        return frame.show("\(frame.warning)<p>\(lead)</p>\(view)", at: .comparison)
    }

    // MARK: - Away with it

    private static func removal(_ call: Call) async throws -> Response {
        let frame = try await EditionFrame(call, try EditionFrame.id(call))
        let (words, id) = (call.words, frame.draft.id.text)
        let remove = FormButton(
            action: Route.editionRemoval(id).path, token: call.token,
            button: Button(words("edition.remove"), .danger))
        let keep = ButtonLink(words("edition.keep"), href: Route.editionDraft(id).path, .secondary)
        return call.show(
            Screen(
                title: words("edition.remove"), heading: words("edition.remove"), kicker: frame.title,
                main: "<p>\(words("edition.removeLead"))</p>\(Actions([remove.html, keep.html]))",
                bodyClass: "narrow"))
    }

    private static func remove(_ call: Call) async throws -> Response {
        let id = try EditionFrame.id(call)
        try await call.store.write(as: call.actor) { try $0.discardEditionDraft(id) }
        return call.redirect(to: .start, saying: "editionRemoved")
    }
}
