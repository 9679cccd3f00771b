import Domain
import HTTPBase
import Storage

/// What a case about two people shows of the second.
extension CaseView {
    /// I11: both halves of the warning are the order's own words, so everybody who sees the case may see it.
    var twoHomes: HTML {
        guard order.hasTwoHomes, let cohabitant = page.cohabitant, let home = page.home else { return "" }
        return TwoHomes(
            words: words, name: page.name, home: home.address,
            cohabitant: cohabitant.person.name, cohabitantHome: cohabitant.home.address,
            isAnswered: !order.duties.contains { $0.isOpen && $0.definition.kind.linksCohabitant }
        ).html
    }

    var cohabitantWhom: HTML {
        guard let cohabitant = page.cohabitant else { return "" }
        return """
            <p class="lead">\(words("cohabitant.with")) <strong>\(cohabitant.person.name)</strong>, \
            \(cohabitant.home.address.oneLine)</p>
            """
    }

    var cohabitantFacts: HTML {
        guard let cohabitant = page.cohabitant else { return "" }
        let (person, home) = (cohabitant.person, cohabitant.home)
        let rows: [DefinitionList.Row] = [
            .init(
                words("recipient.name"),
                cohabitant.isServed
                    ? Link(person.name, href: Route.person(person.id.text).path).html : .text(person.name)),
            .init(words("recipient.number"), text: words.said(person.identifier)),
            .init(
                words("recipient.phone"),
                person.phone.isEmpty ? .text(words("form.notAnswered")) : PhoneLink(phone: person.phone).html),
            .init(
                words("recipient.home"),
                isTeam
                    ? Link(home.address.oneLine, href: Route.dwelling(home.id.text).path).html
                    : .text(home.address.oneLine)),
        ]
        return PagePart(words("case.cohabitant"), DefinitionList(rows: rows).html).html
    }
}

/// The warning that two who are to share a lock are said to live in different homes (I11).
struct TwoHomes: Component {
    let words: Words
    let name: String
    let home: PostalAddress
    let cohabitant: String
    let cohabitantHome: PostalAddress
    /// Where the register says that the cohabitant lives, if it is elsewhere and the reader may know it.
    var registered: PostalAddress?
    /// Somebody has made sure already.
    var isAnswered = false

    var html: HTML {
        let rows: HTML = """
            <ul><li>\(name): \(home.oneLine)</li><li>\(cohabitant): \(cohabitantHome.oneLine)</li>\
            \(if: registered, { "<li>\(words("link.differs.registered", ["name": cohabitant, "home": $0.oneLine]))</li>" })</ul>\
            \(unless: isAnswered, "<p>\(words("cohabitant.twoHomes.next"))</p>")
            """
        return Notice(heading: words("cohabitant.twoHomes"), content: rows, tone: .attention).html
    }
}
