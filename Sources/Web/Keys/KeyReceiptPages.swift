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
        let facts = DefinitionList(rows: [
            .init(words("receipt.recipient"), text: view.recipientName),
            .init(words("receipt.identityNumber"), text: view.identifier.display),
            .init(words("receipt.address"), text: view.home.oneLine),
            .init(words("receipt.unit"), text: "\(view.unit), \(view.provider)"),
            .init(words("receipt.handedOverBy"), text: view.receipt.handedOverBy),
            .init(words("receipt.receivedBy"), text: view.receipt.receivedBy),
            .init(words("receipt.cabinet"), text: view.receipt.cabinet),
            .init(words("receipt.date"), call.day(view.receipt.day).html),
            .init(
                words("receipt.caseNumber"),
                Link(view.order.text, href: Route.order(view.order.text).path).html),
        ])
        let columns = ["keys.item", "keys.holder", "keys.place", "keys.from", "keys.to"].map {
            Table.Column(words($0))
        }
        let rows = view.custody.map { line in
            Table.Row([
                .text(said(line.item, words)), .text("\(view.unit) (\(line.holder))"), .text(line.place),
                call.day(line.from).html,
                line.to.map { call.day($0).html } ?? .text(words("keys.stillHeld")),
            ])
        }
        return call.show(
            Screen(
                title: "\(words("receipt.title")) \(number)", heading: number, kicker: words("receipt.title"),
                main: """
                    <div class="actions">\(ButtonLink(words("keys.print"), href: Route.keyReceiptPDF(number).path))</div>\
                    \(facts)<section><h2>\(words("keys.custody"))</h2>\
                    \(Table(caption: words("keys.custody"), isCaptionUnseen: true, columns: columns, rows: rows))</section>
                    """, bodyClass: "narrow"))
    }

    private static func said(_ item: KeyReceipt.Item, _ words: Words) -> String {
        let label = item.label.isEmpty ? "" : " (\(item.label))"
        return "\(item.count) × \(words("keys.kind.\(item.kind.rawValue)"))\(label)"
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
