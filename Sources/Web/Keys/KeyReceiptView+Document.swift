import Documents
import Domain
import HTTPBase
import Storage

extension KeyReceiptView {
    /// The receipt with every text ready to print.
    func document(words: Words, municipality: String) -> KeyReceiptDocument {
        KeyReceiptDocument(
            labels: .init { words($0) }, language: words.language, municipality: municipality,
            number: number, date: receipt.day.description, recipientName: recipientName,
            recipientIdentity: identifier.display, address: home.oneLine, handedOverBy: receipt.handedOverBy,
            receivedBy: receipt.receivedBy, unit: unit, provider: provider, cabinet: receipt.cabinet,
            caseNumber: order.text,
            items: receipt.items.map {
                .init(kind: words("keys.kind.\($0.kind.rawValue)"), label: $0.label, count: $0.count)
            }, hasRoomForReturn: receipt.movement == .checkOut)
    }
}
