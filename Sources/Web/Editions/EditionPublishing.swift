import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// From which day, and what is new; then once more, since what is published is never changed.
enum EditionPublishing {
    static func form(_ call: Call) async throws -> Response {
        let frame = try await EditionFrame(call, try EditionFrame.id(call))
        var state = FormState()
        state.answers["from"] = frame.history.earliest(today: call.today).description
        return page(frame, state)
    }

    private static func page(
        _ frame: EditionFrame, _ state: FormState, status: HTTPResponse.Status = .ok
    ) -> Response {
        guard frame.read.isSound else {
            return frame.show(
                "\(frame.warning)<p>\(frame.words("publish.faulty"))</p>", at: .publication, status: status)
        }
        let (call, words) = (frame.call, frame.words)
        let from = words.field("from", "publish.from", in: state)
        let swedish = words.field("newsSv", "publish.newsSv", in: state, isRequired: false)
        let english = words.field("newsEn", "publish.newsEn", in: state, isRequired: false)
        let form = Form(
            action: Route.editionPublication(frame.draft.id.text).path, token: call.token,
            content: """
                \(HiddenField(name: "revision", value: String(frame.draft.revision)))\
                \(DateField(from, value: state["from"], earliest: call.today.description))\
                \(TextArea(swedish, value: state["newsSv"], rows: 3, maxLength: Text.longLimit))\
                \(TextArea(english, value: state["newsEn"], rows: 3, maxLength: Text.longLimit))\
                \(Actions([Button(words("publish.check"), name: "act", value: "check").html]))
                """)
        let labels = [
            "from": words("publish.from"), "newsSv": words("publish.newsSv"),
            "newsEn": words("publish.newsEn"),
        ]
        return frame.show(
            "\(words.summary(of: state, labels: labels))<p>\(words("publish.lead"))</p>\(form)",
            at: .publication,
            status: status)
    }

    static func send(_ call: Call) async throws -> Response {
        let frame = try await EditionFrame(call, try EditionFrame.id(call))
        let (form, id, actor) = (call.form.answers, frame.draft.id, try call.actor)
        let revision = Int(form["revision"]) ?? 0
        if form["act"] == "change" { return page(frame, FormState(form)) }
        do {
            let publication = try EditionPublication(
                from: form["from"], sv: form["newsSv"], en: form["newsEn"])
            guard form["act"] == "publish" else { return try await check(frame, publication, revision) }
            try await call.store.write(as: actor) {
                try $0.publishDraft(id, publication, expecting: revision)
            }
            return call.redirect(to: .routine(frame.draft.slug), saying: "editionPublished")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return page(frame, FormState(call.form, error), status: error.code.status)
        }
    }

    /// Everything that could hinder it is asked now, and nothing is done.
    private static func check(
        _ frame: EditionFrame, _ publication: EditionPublication, _ revision: Int
    ) async throws -> Response {
        let (call, words, id) = (frame.call, frame.words, frame.draft.id)
        try await call.store.read(as: call.actor) {
            try $0.requirePublishable(id, publication, expecting: revision)
        }
        let day = words.day(publication.from, today: call.today)
        let place = ["edition": frame.read.name, "routine": frame.title, "day": day]
        let hidden = [
            ("revision", String(revision)), ("from", publication.from.description),
            ("newsSv", publication.news?.sv ?? ""), ("newsEn", publication.news?.en ?? ""),
        ].map { HiddenField(name: $0.0, value: $0.1) }
        let publish = FormButton(
            action: Route.editionPublication(id.text).path, token: call.token,
            button: Button(words("publish.button"), name: "act", value: "publish"), hidden: hidden)
        let back = FormButton(
            action: Route.editionPublication(id.text).path, token: call.token,
            button: Button(words("publish.change"), .secondary, name: "act", value: "change"), hidden: hidden)
        let news: HTML? = publication.news.map {
            DefinitionList(rows: [
                .init(words("publish.newsSv"), text: $0.sv), .init(words("publish.newsEn"), text: $0.en),
            ]).html
        }
        return frame.show(
            """
            <h2>\(words("publish.sure"))</h2><p>\(words("publish.follows", place))</p>\
            <p>\(words("publish.running"))</p>\(news)\(Actions([publish.html, back.html]))
            """, at: .publication)
    }
}
