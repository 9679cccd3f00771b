import Domain
import HTTPBase
import Storage

/// Who somebody is on their page: number, name, telephone, protection, death, each with what was said before.
struct WhoView {
    let call: Call
    let page: RecipientPage

    private var words: Words { call.words }
    private var id: String { page.recipient.id.text }
    private var mayChange: Bool { (try? call.actor)?.may(.plan) ?? false }

    /// A mark is a warning to whoever looks, on any side.
    var warning: HTML? {
        guard page.protection != .none else { return nil }
        return Notice(
            heading: words("protection.\(page.protection.rawValue)"),
            content: "<p>\(words("protection.about.\(page.protection.rawValue)"))</p>", tone: .attention
        ).html
    }

    /// What holds now; for the team with the way to change it.
    var rows: [DefinitionList.Row] {
        let number = DefinitionList.Row(
            words("recipient.number"), text: page.recipient.identifier.display,
            change: change("number", to: .personNumber(id)))
        let phone = row(.phone, page.recipient.phone)
        guard (try? call.actor)?.partyRole == .team else { return [number, phone] }
        let death = page.past.details.first { $0.detail == .deceased && $0.to == nil }?.value ?? ""
        return [number, row(.name, page.recipient.name), phone, row(.protection, page.protection.rawValue)]
            + (death.isEmpty ? [] : [row(.deceased, death)])
    }

    /// What held on the day that is looked at.
    var rowsThen: [DefinitionList.Row] {
        let numbers = page.past.numbers.map {
            DefinitionList.Row(words("recipient.number"), said($0.identifier.display, $0.from, $0.to))
        }
        return numbers
            + page.past.details.filter { !$0.value.isEmpty }.map {
                DefinitionList.Row(
                    words("detail.\($0.detail.rawValue)"),
                    said(words.said($0.detail, $0.value), $0.from, $0.to))
            }
    }

    /// What held before, for those who ask for it.
    var past: HTML? {
        let numbers = page.past.numbers.filter { $0.to != nil }.map { line -> HTML in
            "\(words("recipient.number")): \(said(line.identifier.display, line.from, line.to)) (\(line.recordedBy))"
        }
        let ended = page.past.details.filter { line in line.to.map { $0 > line.from } ?? false }
        let details = ended.map { line -> HTML in
            """
            \(words("detail.\(line.detail.rawValue)")): \
            \(said(words.said(line.detail, line.value), line.from, line.to)) (\(line.recordedBy))
            """
        }
        guard !(numbers + details).isEmpty else { return nil }
        return Details(summary: words("detail.past"), content: PlainList(numbers + details).html).html
    }

    private func row(_ detail: PersonDetail, _ value: String) -> DefinitionList.Row {
        DefinitionList.Row(
            words("detail.\(detail.rawValue)"), text: words.said(detail, value),
            change: detail.isLifeEvent ? nil : change(detail.rawValue, to: .personDetail(id, detail.rawValue))
        )
    }

    private func change(_ what: String, to route: Route) -> Link? {
        guard mayChange else { return nil }
        return Link(words("detail.change"), href: route.path, context: words("detail.change.\(what)"))
    }

    private func said(_ value: String, _ from: Instant, _ to: Instant?) -> HTML {
        "\(value), \(PersonPages.period(call, from, to))"
    }
}

extension Words {
    /// An identity number, or why it is not shown.
    func said(_ identifier: PersonIdentifier) -> String {
        identifier == .untold ? self("recipient.number.untold") : identifier.display
    }

    /// A detail as people read it.
    func said(_ detail: PersonDetail, _ value: String) -> String {
        switch detail {
        case .protection: self("protection.\(value.isEmpty ? detail.unsaid : value)")
        case _ where value.isEmpty: self("form.notAnswered")
        default: value
        }
    }
}
