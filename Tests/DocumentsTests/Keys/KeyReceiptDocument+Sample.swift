import Documents
import Domain

extension KeyReceiptDocument {
    static let createdAt = Instant(milliseconds: 1_795_003_600_000)

    static func sample(_ change: (inout Self) -> Void = { _ in }) -> Self {
        var receipt = Self(
            labels: .sample, language: .swedish, municipality: "Vallbyköpings kommun", number: "N-0412",
            date: "2026-11-18", recipientName: "Åke Söderström", recipientIdentity: "19890101-9802",
            address: "Östra Långgatan 14 B, lgh 1203, 582 24 Vallbyköping",
            handedOverBy: "Gun-Britt Söderström", receivedBy: "Ängla Ek", unit: "Hemtjänst Ekholmen natt",
            provider: "Omsorgsbolaget Vallby AB", cabinet: "Skåp 2, krok 17", caseNumber: "VT-2026-000123",
            items: [
                Item(kind: "Nyckel till bostaden", label: "ASSA 2271-08", count: 2),
                Item(kind: "Tagg till ytterporten", label: "7F3-22", count: 1),
            ], note: "Låset går trögt.")
        change(&receipt)
        return receipt
    }
}

extension KeyReceiptDocument.Labels {
    static let sample = Self { key in samples[key] ?? key }

    private static let samples = [
        "receipt.title": "Nyckelkvittens", "receipt.copyForRecipient": "Exemplar till brukaren",
        "receipt.copyForUnit": "Exemplar till verksamheten", "receipt.signature": "Namnteckning",
        "receipt.returned": "När nycklarna lämnas tillbaka", "receipt.page": "Sida {page} av {pages}",
        "receipt.itemKind": "Vad", "receipt.statement": "Verksamheten har tagit emot nycklarna.",
    ]
}
