extension KeyReceiptDocument {
    /// The printed words of a key receipt, from the word catalogue.
    public struct Labels: Hashable, Sendable {
        public var title: String
        public var date: String
        public var recipient: String
        public var identityNumber: String
        public var address: String
        public var unit: String
        public var provider: String
        public var receivingUnit: String
        public var cabinet: String
        public var caseNumber: String
        public var items: String
        public var itemKind: String
        public var itemLabel: String
        public var itemCount: String
        /// What both parties agree to by signing.
        public var statement: String
        public var handedOverBy: String
        public var receivedBy: String
        public var signature: String
        public var signatureDate: String
        public var copyForRecipient: String
        public var copyForUnit: String
        public var returned: String
        public var returnedBy: String
        public var returnReceivedBy: String
        /// With `{page}` and `{pages}`.
        public var page: String

        /// Each label is what `word` answers for its key, such as `receipt.title`.
        public init(word: (String) -> String) {
            title = word("receipt.title")
            date = word("receipt.date")
            recipient = word("receipt.recipient")
            identityNumber = word("receipt.identityNumber")
            address = word("receipt.address")
            unit = word("receipt.unit")
            provider = word("receipt.provider")
            receivingUnit = word("receipt.toUnit")
            cabinet = word("receipt.cabinet")
            caseNumber = word("receipt.caseNumber")
            items = word("receipt.items")
            itemKind = word("receipt.itemKind")
            itemLabel = word("receipt.itemLabel")
            itemCount = word("receipt.itemCount")
            statement = word("receipt.statement")
            handedOverBy = word("receipt.handedOverBy")
            receivedBy = word("receipt.receivedBy")
            signature = word("receipt.signature")
            signatureDate = word("receipt.signatureDate")
            copyForRecipient = word("receipt.copyForRecipient")
            copyForUnit = word("receipt.copyForUnit")
            returned = word("receipt.returned")
            returnedBy = word("receipt.returnedBy")
            returnReceivedBy = word("receipt.returnReceivedBy")
            page = word("receipt.page")
        }
    }
}
