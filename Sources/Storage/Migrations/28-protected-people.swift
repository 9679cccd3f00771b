extension Migration {
    /// The third grade of protection; who has been let in to whom, and whoever broke the glass to get there.
    static let protectedPeople = Migration(
        number: 28,
        statements: grades + [letIn, letInByPerson, letInByUser, reviews] + Schema.appendOnly("glass_reviews")
    )

    private static let grades: [SQL] =
        Schema.reworded(
            "care_recipients",
            from: "(protection IN ('none', 'confidentialityMark', 'protectedRegistration'))",
            to:
                "(protection IN ('none', 'confidentialityMark', 'protectedRegistration', 'fictitiousIdentity'))",
            named: "care_recipients_protection_check")
        + ["CREATE INDEX care_recipients_protected ON care_recipients (id) WHERE protection <> 'none'"]

    // Without a case it is to all that is known of the person. What has ended stays, with who ended it.
    private static let letIn: SQL = """
        CREATE TABLE protected_access (
            id \(Schema.text) PRIMARY KEY, recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
            case_id \(Schema.text) REFERENCES cases (id), user_id \(Schema.text) NOT NULL REFERENCES users (id),
            ground \(Schema.text) NOT NULL CHECK (ground IN ('listed', 'ordered', 'booked', 'marked', 'brokenGlass')),
            reason \(Schema.text) NOT NULL, given_at \(Schema.bigint) NOT NULL,
            given_by \(Schema.text) NOT NULL REFERENCES users (id), ends_at \(Schema.bigint),
            ended_at \(Schema.bigint), ended_by \(Schema.text) REFERENCES users (id),
            CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
            CHECK (ground <> 'brokenGlass' OR (ends_at IS NOT NULL AND reason <> '' AND user_id = given_by))
        )\(Schema.strict)
        """

    private static let letInByPerson: SQL =
        "CREATE INDEX protected_access_of_person ON protected_access (recipient_id, case_id)"
    private static let letInByUser: SQL =
        "CREATE INDEX protected_access_of_user ON protected_access (user_id) WHERE ended_at IS NULL"

    private static let reviews: SQL = """
        CREATE TABLE glass_reviews (
            access_id \(Schema.text) PRIMARY KEY REFERENCES protected_access (id), outcome \(Schema.text) NOT NULL CHECK (
                outcome IN ('justified', 'unjustified')), note \(Schema.text) NOT NULL,
            reviewed_at \(Schema.bigint) NOT NULL, reviewed_by \(Schema.text) NOT NULL REFERENCES users (id)
        )\(Schema.strict)
        """
}
