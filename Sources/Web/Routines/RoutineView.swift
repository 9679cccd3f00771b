import Domain
import HTTPBase
import Hummingbird
import Storage

/// A routine as the municipality's own document: when it applies, who does what, links, change log, edition.
struct RoutineView: Component {
    let routine: RoutineEdition
    let words: Words
    /// In the column beside a form the headings stand one level down.
    var isAside = false

    private var language: Language { words.language }

    var html: HTML {
        """
        \(status)<div class="prose"><p>\(routine.appliesWhen(language))</p></div>\(responsibilities)\(preconditions)\
        \(links)\(document)\(changeLog)
        """
    }

    private func heading(_ key: String) -> HTML {
        Heading(.text(words(key)), level: isAside ? .three : .two).html
    }

    /// Whether the document still holds is said before what it says.
    private var status: HTML {
        guard let status = routine.document.status else { return "" }
        return Notice(
            content: "<p>\(words("routine.status.\(status.rawValue)"))</p>", tone: .attention
        ).html
    }

    private var responsibilities: HTML {
        "\(each: routine.parties, { party in responsibilities(of: party) })"
    }

    private func responsibilities(of party: Party) -> HTML {
        let duties = routine.duties.filter { $0.party == party.key }
        let title = words.heading(words("routine.responsible", ["party": party.name(language)]))
        return """
            \(Heading(.text(title), level: isAside ? .three : .two))\
            <ol class="duties">\(each: duties, { "<li>\(duty($0))</li>" })</ol>
            """
    }

    private func duty(_ duty: DutyDefinition) -> HTML {
        """
        <strong>\(duty.title(language))</strong>\
        \(if: duty.guidance.map { $0(language) }, { "<br><span class=\"hint\">\($0)</span>" })
        """
    }

    private var preconditions: HTML {
        guard !routine.preconditions.isEmpty else { return "" }
        return """
            \(heading("routine.preconditions"))<ul>\
            \(each: routine.preconditions, { "<li>\($0.question(language)) \($0.reason(language))</li>" })</ul>
            """
    }

    private var links: HTML {
        guard !routine.channel.links.isEmpty else { return "" }
        return """
            \(heading("routine.links"))<ul>\(each: routine.channel.links, { link in
                "<li><a href=\"\(link.address)\" rel=\"noreferrer\">\(link.title(language))</a>\(if: link.note.map { $0(language) }, { "<br><span class=\"hint\">\($0)</span>" })</li>"
            })</ul>
            """
    }

    private var document: HTML {
        let document = routine.document
        let path = routine.channel.path.map { $0(language) }.joined(separator: " › ")
        let texts: [(String, String?)] = [
            ("routine.edition", routine.edition), ("routine.version", document.version),
            ("routine.designation", document.designation), ("routine.owner", document.owner),
            ("routine.responsibleFunction", document.responsibleFunction),
            ("routine.administration", document.administration),
            ("routine.establishedBy", document.establishedBy),
            ("routine.establishedOn", document.establishedOn?.description),
            ("routine.revisedBy", document.revisedBy),
            ("routine.revisedOn", document.revisedOn?.description), ("routine.appliesTo", document.appliesTo),
            ("routine.consultation", document.consultation),
            ("routine.registryNumber", document.registryNumber),
            ("routine.area", document.area), ("routine.contact", document.contact),
            ("routine.channel", routine.channel.name), ("routine.path", path),
        ]
        let rows = texts.compactMap { key, text in
            text.map { DefinitionList.Row(words(key), text: $0) }
        }
        return "\(heading("routine.document"))\(DefinitionList(rows: rows))"
    }

    private var changeLog: HTML {
        guard !routine.changeLog.isEmpty else { return "" }
        return """
            \(heading("routine.changeLog"))<ul>\
            \(each: routine.changeLog, { "<li>\($0.day.description): \($0.text(language))</li>" })</ul>
            """
    }
}

/// The routine beside the work: one column, opened and closed on a phone.
extension Call {
    func aside(about routine: RoutineEdition) -> PageFrame.Aside {
        let title = routine.title(words.language)
        let content: HTML = """
            <p class="kicker">\(words("routine.beside"))</p><h2>\(title)</h2>\
            \(RoutineView(routine: routine, words: words, isAside: true))
            """
        return .init(
            label: words("routine.beside"), jumpText: words("routine.jump"), content: content)
    }
}
