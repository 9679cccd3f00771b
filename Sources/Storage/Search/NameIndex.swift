import Domain

extension Tx {
    /// Lets a new person be found by their name.
    func addNameWords(_ name: String, of recipient: ID<CareRecipient>) throws {
        try insert(
            "recipient_words (recipient_id, word)", Text.nameWords(name).map { "(\(recipient), \($0))" })
    }

    /// Lets somebody be found by the name that they have now.
    func replaceNameWords(_ name: String, of recipient: ID<CareRecipient>) throws {
        try execute("DELETE FROM recipient_words WHERE recipient_id = \(recipient)")
        try addNameWords(name, of: recipient)
    }
}
