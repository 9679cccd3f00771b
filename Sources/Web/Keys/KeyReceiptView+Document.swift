import Documents
import Domain
import HTTPBase
import Storage

extension KeyReceiptView {
    /// The receipt with every text ready to print.
    func document(words: Words, municipality: String) -> KeyReceiptDocument {
        KeyReceiptDocument(
            labels: labels(words), language: words.language, municipality: municipality,
            number: number, date: receipt.day.description, recipientName: recipientName,
            recipientIdentity: words.said(identifier), address: home.oneLine,
            handedOverBy: receipt.handedOverBy,
            receivedBy: receipt.receivedBy, unit: unit, provider: provider, receivingUnit: toUnit ?? "",
            cabinet: receipt.cabinet, caseNumber: order?.text ?? "",
            items: receipt.items.map {
                .init(kind: words("keys.kind.\($0.kind.rawValue)"), label: $0.label, count: $0.count)
            }, hasRoomForReturn: receipt.movement == .checkOut)
    }

    /// The two who sign, and whose copies there are, differ with the way that the keys go.
    private func labels(_ words: Words) -> KeyReceiptDocument.Labels {
        var labels = KeyReceiptDocument.Labels { words($0) }
        guard receipt.movement != .checkOut else { return labels }
        let way = receipt.movement.rawValue
        labels.title = words("receipt.title.\(way)")
        labels.statement = words("receipt.statement.\(way)")
        labels.handedOverBy = words("receipt.handedOverBy.\(way)")
        labels.receivedBy = words("receipt.receivedBy.\(way)")
        labels.copyForRecipient = words("receipt.copyForTaker.\(way)")
        labels.copyForUnit = words("receipt.copyForGiver.\(way)")
        return labels
    }
}
