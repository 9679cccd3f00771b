import Domain
import HTTPBase
import Storage

extension CasePage {
    /// Which of two units named somebody to call; empty where it needs no saying.
    func whose(_ contact: BookingContact, _ words: Words) -> String {
        contactUnits[contact].map { " " + words("contact.namedBy", ["unit": $0]) } ?? ""
    }
}

extension CaseView {
    /// Whom it is about, what was ordered, and the routine that the case keeps.
    var about: HTML {
        let facts = DefinitionList(rows: recipientRows + homeRows + unitRows + contactRows)
        let heading = page.recipient == nil ? "case.unit" : "case.recipient"
        let routine = RoutineView(routine: order.routine, words: words, isAside: true)
        return """
            \(PagePart(words(heading), "\(facts)\(secrets)"))\(cohabitantFacts)\
            \(Details(summary: words("case.order"), content: answers, isOpen: false, id: "order"))\
            \(Details(summary: words("routine.beside"), content: routine.html, isOpen: false, id: "routine"))
            """
    }

    private var recipientRows: [DefinitionList.Row] {
        guard let recipient = page.recipient else { return [] }
        return [
            .init(words("recipient.name"), name(of: recipient)),
            .init(words("recipient.number"), text: words.said(recipient.identifier)),
            .init(words("recipient.phone"), PhoneLink(phone: recipient.phone).html),
        ]
    }

    private var homeRows: [DefinitionList.Row] {
        guard let home = page.home else { return [] }
        let line = home.address.oneLine
        // What happens in a unit's own premises is no story of a home.
        let isLinked = isTeam && page.recipient != nil
        return [
            .init(
                words(page.recipient == nil ? "case.premises" : "recipient.home"),
                isLinked ? Link(line, href: Route.dwelling(home.id.text).path).html : .text(line))
        ]
    }

    private var unitRows: [DefinitionList.Row] {
        [.init(words("case.unit"), text: page.unit), .init(words("case.orderedBy"), text: page.orderedBy)]
    }

    private func name(of recipient: CareRecipient) -> HTML {
        guard page.servesRecipient else { return .text(recipient.name) }
        return Link(recipient.name, href: Route.person(recipient.id.text).path).html
    }

    private var contactRows: [DefinitionList.Row] {
        page.contacts.map {
            .init(
                words("contact.forBooking", ["role": words("contact.role.\($0.role.rawValue)").lowercased()]),
                "\($0.name) \(PhoneLink(phone: $0.phone))\(page.whose($0, words))")
        }
    }

    private var answers: HTML {
        AnswersView(
            routine: order.routine, answers: page.answers, secrets: page.secrets, words: words,
            today: call.today,
            isAside: true
        ).html
    }

    private var secrets: [SecretView] {
        order.routine.secretFields.filter { page.secrets.contains($0.key) }.map {
            SecretView(call: call, order: order, field: $0, secret: secret, visit: nil)
        }
    }
}
