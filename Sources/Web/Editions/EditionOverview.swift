import Domain
import HTTPBase
import Hummingbird
import Storage

/// The routine owner's start page: every routine with its editions, and what is being written.
enum EditionOverview {
    private struct Line: Sendable {
        let title: BilingualText
        let history: EditionHistory
    }

    static func content(_ call: Call) async throws -> HTML {
        let today = call.today
        let (lines, drafts) = try await call.store.read(as: call.actor) { reader in
            let lines = try reader.editionHistories().compactMap { history -> Line? in
                guard let term = history.inForce(on: today) ?? history.coming(after: today).first else {
                    return nil
                }
                let routine = try reader.routine(term.slug, edition: term.edition)
                return Line(title: routine.title, history: history)
            }
            return (lines, try reader.editionDrafts())
        }
        let words = call.words
        return """
            \(routines(call, lines))\
            <div class="actions">\(ButtonLink(words("edition.upload"), href: Route.editionUpload.path, .secondary))</div>\
            \(PagePart(words("edition.drafts"), self.drafts(call, drafts, titles: titles(lines))))
            """
    }

    private static func titles(_ lines: [Line]) -> [String: BilingualText] {
        Dictionary(lines.map { ($0.history.slug, $0.title) }) { first, _ in first }
    }

    private static func routines(_ call: Call, _ lines: [Line]) -> HTML {
        let (words, today) = (call.words, call.today)
        let rows = lines.map { line -> Table.Row in
            let coming = line.history.coming(after: today)
            let slug = line.history.slug
            return Table.Row([
                Link(line.title(words.language), href: Route.routine(slug).path).html,
                .text(line.history.inForce(on: today)?.edition ?? words("edition.none")),
                "\(each: coming, { "<div>\($0.edition), \(call.day($0.from))</div>" })",
                FormButton(
                    action: Route.newEdition(slug).path, token: call.token,
                    button: Button(words("edition.begin"), .secondary, context: line.title(words.language))
                ).html,
            ])
        }
        let columns: [Table.Column] = [
            .init(words("routine.kicker")), .init(words("edition.inForce"), isTight: true),
            .init(words("edition.coming")), .init(words("edition.begin"), isUnseen: true),
        ]
        return Table(
            caption: words("start.routines"), isCaptionUnseen: true, columns: columns, rows: rows
        ).html
    }

    static func drafts(
        _ call: Call, _ drafts: [EditionDraftLine], titles: [String: BilingualText]
    ) -> HTML {
        let words = call.words
        guard !drafts.isEmpty else { return "" }
        let rows = drafts.map { draft -> Table.Row in
            let name = draft.edition.isEmpty ? words("edition.nameless") : draft.edition
            let title = titles[draft.slug]?(words.language) ?? draft.slug
            return Table.Row([
                Link(name, href: Route.editionDraft(draft.id.text).path, context: title).html, .text(title),
                call.moment(draft.savedAt).html, .text(draft.savedBy),
            ])
        }
        let columns = ["routine.edition", "routine.kicker", "draft.savedAt", "draft.by"].map {
            Table.Column(words($0))
        }
        return Table(
            caption: words("edition.drafts"), isCaptionUnseen: true, columns: columns, rows: rows
        ).html
    }
}
