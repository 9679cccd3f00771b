import Domain
import HTTPBase
import Storage

extension CaseView {
    /// Whom it is about, what was ordered, and the routine that the case keeps.
    var about: HTML {
        let facts = DefinitionList(rows: recipientRows + contactRows)
        let routine = RoutineView(routine: order.routine, words: words, isAside: true)
        return """
            \(PagePart(words("case.recipient"), "\(facts)\(secrets)"))\(cohabitantFacts)\
            \(Details(summary: words("case.order"), content: answers, isOpen: false, id: "order"))\
            \(Details(summary: words("routine.beside"), content: routine.html, isOpen: false, id: "routine"))
            """
    }

    private var recipientRows: [DefinitionList.Row] {
        let (recipient, home) = (page.recipient, page.home)
        let address = isTeam ? Route.dwelling(home.id.text).path : nil
        return [
            .init(words("recipient.name"), name),
            .init(words("recipient.number"), text: recipient.identifier.display),
            .init(words("recipient.phone"), PhoneLink(phone: recipient.phone).html),
            .init(
                words("recipient.home"),
                address.map { Link(home.address.oneLine, href: $0).html } ?? .text(home.address.oneLine)),
            .init(words("case.unit"), text: page.unit), .init(words("case.orderedBy"), text: page.orderedBy),
        ]
    }

    private var name: HTML {
        let recipient = page.recipient
        guard page.servesRecipient else { return .text(recipient.name) }
        return Link(recipient.name, href: Route.person(recipient.id.text).path).html
    }

    private var contactRows: [DefinitionList.Row] {
        page.contacts.map {
            .init(
                words("contact.forBooking", ["role": words("contact.role.\($0.role.rawValue)").lowercased()]),
                "\($0.name) \(PhoneLink(phone: $0.phone))")
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
