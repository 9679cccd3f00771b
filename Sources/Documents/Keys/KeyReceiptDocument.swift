import Domain

/// A key receipt on paper (R1.6, R2.4, I12): one copy for each who signs, each with lines for both
/// parties to sign, and with room for the signatures of the day when the keys go back.
/// All text is ready to print.
public struct KeyReceiptDocument: Sendable {
    /// A key, tag or code carrier that changes hands, with the mark that stands on it.
    public struct Item: Hashable, Sendable {
        public var kind: String
        public var label: String
        public var count: Int

        public init(kind: String, label: String, count: Int) {
            self.kind = kind
            self.label = label
            self.count = count
        }
    }

    public var labels: Labels
    public var language: Language
    public var municipality: String
    public var number: String
    public var date: String
    public var recipientName: String
    public var recipientIdentity: String
    public var address: String
    /// Who gave the keys: the recipient, or somebody close.
    public var handedOverBy: String
    /// Who took them, at the unit.
    public var receivedBy: String
    public var unit: String
    public var provider: String
    /// The unit that takes the keys over from `unit`; empty where none does.
    public var receivingUnit: String
    public var cabinet: String
    public var caseNumber: String
    public var items: [Item]
    public var note: String
    /// Off on the receipt of the return itself.
    public var hasRoomForReturn: Bool

    public init(
        labels: Labels, language: Language, municipality: String, number: String, date: String,
        recipientName: String, recipientIdentity: String, address: String, handedOverBy: String,
        receivedBy: String,
        unit: String, provider: String, receivingUnit: String = "", cabinet: String, caseNumber: String,
        items: [Item], note: String = "",
        hasRoomForReturn: Bool = true
    ) {
        self.labels = labels
        self.language = language
        self.municipality = municipality
        self.number = number
        self.date = date
        self.recipientName = recipientName
        self.recipientIdentity = recipientIdentity
        self.address = address
        self.handedOverBy = handedOverBy
        self.receivedBy = receivedBy
        self.unit = unit
        self.provider = provider
        self.receivingUnit = receivingUnit
        self.cabinet = cabinet
        self.caseNumber = caseNumber
        self.items = items
        self.note = note
        self.hasRoomForReturn = hasRoomForReturn
    }

    /// Both copies in one PDF, each on pages of its own. The same receipt at the same moment gives the same
    /// bytes. Throws `document.failed` where the pages could not be drawn.
    public func pdf(createdAt: Instant) throws(AppError) -> [UInt8] {
        let document = PrintDocument(
            title: labels.title + " " + number, author: municipality, language: PrintLanguage(language),
            parts: [copy(labels.copyForRecipient), copy(labels.copyForUnit)])
        return try document.pdf(createdAt: createdAt)
    }

    private func copy(_ whose: String) -> PrintDocument.Part {
        PrintDocument.Part(
            header: .init(start: municipality, end: labels.title + " " + number),
            footer: .init(start: whose), pageCount: labels.page, blocks: blocks(whose))
    }

    private func blocks(_ whose: String) -> [Block] {
        let masthead = Masthead(title: labels.title, number: number, aside: whose)
        var blocks: [Block] = [.masthead(masthead), .rule]
        blocks += [.definitions(facts, columns: 2), .heading(labels.items), .table(table)]
        blocks += [.paragraph(labels.statement), .paragraph(note)]
        blocks += [
            .signatures([
                signature(labels.handedOverBy, handedOverBy), signature(labels.receivedBy, receivedBy),
            ])
        ]
        guard hasRoomForReturn else { return blocks }
        let returning = [signature(labels.returnedBy, ""), signature(labels.returnReceivedBy, "")]
        return blocks + [.rule, .heading(labels.returned), .signatures(returning)]
    }

    private var facts: [Definition] {
        [
            Definition(labels.recipient, recipientName), Definition(labels.unit, unit),
            Definition(labels.identityNumber, recipientIdentity), Definition(labels.provider, provider),
            Definition(labels.address, address), Definition(labels.cabinet, cabinet),
            Definition(labels.date, date), Definition(labels.caseNumber, caseNumber),
            Definition(labels.receivingUnit, receivingUnit),
        ]
    }

    private var table: Table {
        Table(
            columns: [
                .init(heading: labels.itemKind, share: 4), .init(heading: labels.itemLabel, share: 4),
                .init(heading: labels.itemCount, share: 1, alignment: .end),
            ],
            rows: items.map { [$0.kind, $0.label, String($0.count)] })
    }

    private func signature(_ role: String, _ name: String) -> Signature {
        Signature(role: role, name: name, signatureLabel: labels.signature, dateLabel: labels.signatureDate)
    }
}
