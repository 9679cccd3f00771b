import Documents
import Domain
import HTTPBase
import Hummingbird
import Storage

/// A key receipt on the screen with its custody chain, and as a document to print in two copies.
enum KeyReceiptPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.keyReceipt(":number").path, .holding(.seeCases), page),
        .get(Route.keyReceiptPDF(":number").path, .holding(.seeCases), pdf),
    ]

    private static func page(_ call: Call) async throws -> Response {
        let number = try call.part("number")
        let view = try await call.store.show(as: call.actor) { try $0.keyReceipt(number, action: .viewed) }
        let words = call.words
        return call.show(
            Screen(
                title: "\(words("receipt.title")) \(number)", heading: number,
                kicker: words("receipt.title.\(view.receipt.movement.rawValue)"),
                main: """
                    <div class="actions">\(ButtonLink(words("keys.print"), href: Route.keyReceiptPDF(number).path))</div>\
                    \(facts(view, call))<section><h2>\(words("receipt.items"))</h2>\
                    \(PlainList(view.receipt.items.map { .text(words.said($0)) }))</section>\
                    <section><h2>\(words("keys.custody"))</h2>\(CustodyTable(call: call, lines: view.custody))</section>
                    """, bodyClass: "narrow"))
    }

    private static func facts(_ view: KeyReceiptView, _ call: Call) -> HTML {
        let words = call.words
        var rows: [DefinitionList.Row] = [
            .init(words("receipt.recipient"), text: view.recipientName),
            .init(words("receipt.identityNumber"), text: words.said(view.identifier)),
            .init(words("receipt.address"), text: view.home.oneLine),
            .init(words("receipt.unit"), text: "\(view.unit), \(view.provider)"),
        ]
        if let unit = view.toUnit { rows.append(.init(words("receipt.toUnit"), text: unit)) }
        rows += [
            .init(words("receipt.handedOverBy"), text: view.receipt.handedOverBy),
            .init(words("receipt.takenBy"), text: view.receipt.receivedBy),
        ]
        if !view.receipt.cabinet.isEmpty {
            rows.append(.init(words("receipt.cabinet"), text: view.receipt.cabinet))
        }
        rows.append(.init(words("receipt.date"), call.day(view.receipt.day).html))
        if let order = view.order {
            rows.append(
                .init(
                    words("receipt.caseNumber"), Link(order.text, href: Route.order(order.text).path).html))
        }
        return DefinitionList(rows: rows).html
    }

    private static func pdf(_ call: Call) async throws -> Response {
        let number = try call.part("number")
        let view = try await call.store.show(as: call.actor) {
            try $0.keyReceipt(number, action: .downloaded)
        }
        let settings = try await call.store.read(as: call.actor) { try $0.settings() }
        let document = view.document(words: call.words, municipality: settings.municipality)
        let pdf = try await call.workbench.run { try document.pdf(createdAt: view.recordedAt) }
        return call.file(pdf, type: "application/pdf", name: "\(number).pdf")
    }
}
