import Domain
import HTTPBase
import Hummingbird
import Storage

/// A routine for everybody who may sign in: the document, the drawing, and its editions.
enum RoutinePages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.routine(":slug").path, .signedIn, page),
        .get(Route.edition(":slug", ":edition").path, .signedIn, edition),
    ]

    private static func page(_ call: Call) async throws -> Response {
        let (slug, today) = (try call.part("slug"), call.today)
        let (routine, history, drafts) = try await call.store.read(as: call.actor) { reader in
            let history = try reader.editionHistory(slug)
            guard let term = history.inForce(on: today) ?? history.coming(after: today).first else {
                throw AppError.notFound
            }
            let mayWrite = reader.actor.may(.writeRoutines)
            let drafts = mayWrite ? try reader.editionDrafts().filter { $0.slug == slug } : []
            return (try reader.routine(slug, edition: term.edition), history, drafts)
        }
        let isInForce = history.inForce(on: today)?.edition == routine.edition
        let order = try call.actor.may(.order) && isInForce ? orderButton(call, routine) : nil
        return show(call, routine, history, above: "\(order)\(try owner(call, slug, routine, drafts))")
    }

    /// What the routine's owner does with it.
    private static func owner(
        _ call: Call, _ slug: String, _ routine: RoutineEdition, _ drafts: [EditionDraftLine]
    ) throws -> HTML {
        guard try call.actor.may(.writeRoutines) else { return "" }
        let words = call.words
        let begin = FormButton(
            action: Route.newEdition(slug).path, token: call.token, button: Button(words("edition.begin")))
        let list = EditionOverview.drafts(call, drafts, titles: [slug: routine.title])
        return "\(Actions([begin.html]))\(PagePart(words("edition.drafts"), list))"
    }

    /// Any edition that is or was published, with what was new in it.
    private static func edition(_ call: Call) async throws -> Response {
        let (slug, name) = (try call.part("slug"), try call.part("edition"))
        let (routine, history) = try await call.store.read(as: call.actor) {
            (try $0.routine(slug, edition: name), try $0.editionHistory(slug))
        }
        let words = call.words
        let above: HTML? = history.term(name).map { term in
            let key = term.withdrawnAt == nil ? "edition.applies" : "edition.withdrawn"
            let who = term.publishedBy.map { words("edition.publishedBy", ["who": $0]) }
            return Notice(
                content:
                    "<p>\(words(key, ["edition": name, "day": term.from.description])) \(if: who, { "\($0)" })</p>"
            ).html
        }
        return show(
            call, routine, history, above: "\(above)\(try await news(call, routine, history))",
            level: words("edition.one", ["edition": name]))
    }

    /// What differs from the edition that was in force the day before.
    private static func news(
        _ call: Call, _ routine: RoutineEdition, _ history: EditionHistory
    ) async throws -> HTML {
        guard let term = history.term(routine.edition),
            let before = history.inForce(on: term.from.adding(days: -1)), before.edition != term.edition
        else { return "" }
        let (old, files) = try await call.store.read(as: call.actor) { reader in
            let files = try [before, term].map { try reader.routineFile($0.slug, edition: $0.edition) }
            return (try reader.routine(before.slug, edition: before.edition), files)
        }
        let view = ComparisonView(
            comparison: RoutineComparison(from: files[0], to: files[1]), old: old, new: routine,
            words: call.words)
        let summary = call.words("compare.since", ["edition": before.edition])
        return Details(summary: summary, content: view.html).html
    }

    private static func show(
        _ call: Call, _ routine: RoutineEdition, _ history: EditionHistory, above: HTML, level: String? = nil
    ) -> Response {
        let words = call.words
        let mayWithdraw = call.context.holder?.actor.may(.writeRoutines) ?? false
        let main: HTML = """
            \(above)\(RoutineView(routine: routine, words: words))\
            \(PagePart(words("drawing.title"), RoutineDrawing(routine: routine, words: words).html))\
            \(PagePart(
                words("edition.history"),
                EditionHistoryView(history: history, call: call, mayWithdraw: mayWithdraw).html))
            """
        return call.show(
            Screen(
                title: routine.title(words.language), heading: routine.title(words.language),
                kicker: level ?? words("routine.kicker"), main: main))
    }

    /// One button, or one for each side of a move.
    static func orderButton(_ call: Call, _ routine: RoutineEdition) -> HTML {
        let words = call.words
        return """
            \(each: routine.orderers, { party in
                FormButton(
                    action: Route.newDraft(routine.slug).path, token: call.token,
                    button: Button(
                        routine.isInHalves
                            ? words("order.beginAs", ["party": party.name(words.language)]) : words("order.begin")),
                    hidden: [HiddenField(name: "party", value: party.key)]).html
            })
            """
    }
}
