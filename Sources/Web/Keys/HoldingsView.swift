import Domain
import HTTPBase
import Storage

/// The list of what a unit holds, to look things up in and to check the cabinet against.
struct HoldingsView: Component {
    let call: Call
    let holdings: [KeyHolding]
    let place: String

    private var words: Words { call.words }

    var html: HTML {
        let held = holdings.filter { $0.holder == .unit }
        let lost = holdings.filter { $0.holder == .lost }
        return """
            \(search)\(Actions([ButtonLink(words("stocktake.open"), href: Route.stocktake.path, .secondary).html]))\
            \(held.isEmpty ? nothing : table(held))\
            \(if: !lost.isEmpty, PagePart(words("holdings.lost"), PlainList(lost.map(lostLine)).html).html)
            """
    }

    /// A place in a cabinet tells of nobody, so it may stand in the address.
    private var search: HTML {
        """
        <form method="get" action="\(Route.keys(nil).path)" class="filter">\
        \(TextField(Field("place", label: words("keys.cabinet")), value: place, width: .short))\
        \(Button(words("holdings.search"), .secondary))</form>
        """
    }

    private var nothing: HTML {
        EmptyState(
            heading: words(place.isEmpty ? "holdings.none" : "holdings.noneThere"),
            text: .text(words("holdings.none.hint"))
        ).html
    }

    private func table(_ held: [KeyHolding]) -> HTML {
        let columns = [
            Table.Column(words("holdings.keys")), Table.Column(words("holdings.place"), isTight: true),
            Table.Column(words("holdings.person")), Table.Column(words("holdings.since"), isTight: true),
            Table.Column(words("holdings.receipt"), isTight: true), Table.Column(words("holdings.note")),
        ]
        return Table(
            caption: words("holdings.title"), isCaptionUnseen: true, columns: columns, rows: held.map(row),
            hasRowKeys: true
        ).html
    }

    private func row(_ holding: KeyHolding) -> Table.Row {
        let keys = holding.keys
        return Table.Row(
            [
                Link(words.said(keys.item), href: Route.keyHolding(keys.id.text).path).html,
                .text(keys.place.isEmpty ? words("keys.placeMissing") : keys.place),
                .text(holding.recipientName),
                call.day(keys.since).html, Link(keys.receipt, href: Route.keyReceipt(keys.receipt).path).html,
                holding.reason == nil && !holding.lacksPlace ? "–" : notes(holding),
            ], tone: holding.reason != nil || holding.lacksPlace ? .attention : .calm)
    }

    private func notes(_ holding: KeyHolding) -> HTML { HoldingNotes(words: words, holding: holding).html }

    private func lostLine(_ holding: KeyHolding) -> HTML {
        """
        \(Link(words.said(holding.keys.item), href: Route.keyHolding(holding.keys.id.text).path)), \
        \(holding.recipientName)\(if: holding.loss, { ", \(Link($0.text, href: Route.order($0.text).path))" })
        """
    }
}

/// What has to be done about keys that are held.
struct HoldingNotes: Component {
    let words: Words
    let holding: KeyHolding

    var html: HTML {
        let reason = holding.reason.map {
            Badge(text: words("holdings.reason.\($0.rawValue)"), tone: .attention).html
        }
        let place =
            holding.lacksPlace
            ? Badge(text: words("holdings.lacksPlace", ["name": holding.name]), tone: .attention).html : nil
        return "\(reason) \(place)"
    }
}

/// One holding: what is known of it, what can be done, and who has had it.
struct HoldingView: Component {
    let call: Call
    let page: KeyHoldingPage

    private var words: Words { call.words }

    var html: HTML {
        """
        \(HoldingNotes(words: words, holding: page.holding))\(facts)\(acts)\
        <section><h2>\(words("keys.custody"))</h2>\(CustodyTable(call: call, lines: page.chain))</section>
        """
    }

    private var facts: HTML {
        let (holding, keys) = (page.holding, page.holding.keys)
        let place = keys.place.isEmpty ? words("keys.placeMissing") : keys.place
        var rows: [DefinitionList.Row] = [
            .init(words("holdings.person"), text: holding.recipientName),
            .init(words("receipt.address"), text: holding.home.oneLine),
            .init(words("holdings.since"), call.day(keys.since).html),
            .init(
                words("holdings.receipt"),
                Link(keys.receipt, href: Route.keyReceipt(keys.receipt).path).html),
        ]
        if holding.holder == .unit { rows.insert(.init(words("keys.cabinet"), text: place), at: 0) }
        if let loss = holding.loss {
            rows.append(
                .init(words("holdings.lossCase"), Link(loss.text, href: Route.order(loss.text).path).html))
        }
        return DefinitionList(rows: rows).html
    }

    private var acts: HTML {
        let possible = KeyAct.allCases.filter { $0.applies(to: page.holding) }
        return Actions(
            possible.map { act in
                ButtonLink(
                    words("holdings.act.\(act.rawValue)"),
                    href: Route.keyAct(page.holding.keys.id.text, act.rawValue).path, .secondary
                ).html
            }
        ).html
    }
}

/// The custody chain: who has had what, from when to when.
struct CustodyTable: Component {
    let call: Call
    let lines: [CustodyLine]
    /// Whether it is read on another day, when nothing is today.
    var isPrinted = false

    private var words: Words { call.words }

    var html: HTML {
        let columns = ["keys.item", "keys.holder", "keys.place", "keys.from", "keys.to"].map {
            Table.Column(words($0))
        }
        let rows = lines.map { line in
            Table.Row([
                .text(words.said(line.item)), holder(line), .text(line.place.isEmpty ? "–" : line.place),
                day(line.from), line.to.map(day) ?? .text(words("keys.stillHeld")),
            ])
        }
        return Table(
            caption: words("keys.custody"), isCaptionUnseen: true, columns: columns, rows: rows
        ).html
    }

    private func day(_ day: Day) -> HTML {
        isPrinted ? .text(words.longDay(day)) : call.day(day).html
    }

    private func holder(_ line: CustodyLine) -> HTML {
        switch line.holder {
        case .unit: .text(line.name.isEmpty ? line.unit : "\(line.unit) (\(line.name))")
        case .recipient where line.name.isEmpty: .text(words("keys.holder.back"))
        case .recipient: .text(words("keys.holder.recipient", ["name": line.name]))
        case .lost:
            """
            \(Badge(text: words("keys.holder.lost"), tone: .attention)) \
            \(if: line.loss, { Link($0.text, href: Route.order($0.text).path).html })
            """
        }
    }
}
