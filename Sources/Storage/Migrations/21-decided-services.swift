extension Migration {
    /// When a service was decided, where somebody knows.
    static let decidedServices = Migration(
        number: 21,
        statements: PastTable(
            "granted_services", of: "recipient_id",
            texts: ["id", "recipient_id", "system", "effectuated_on", "case_id", "ended_on", "decided_on"],
            hasPeriod: false
        ).grown(by: "decided_on"))
}
