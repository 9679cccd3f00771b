import Domain

/// The demo's accounts; everybody is invented, and the password is for a demo on one's own machine only.
struct DemoAccount: Sendable {
    let login: String
    let name: String
    let role: Role
    /// The unit's or the team's name; the municipality's own functions have none.
    let place: String

    static let password = "trygg-i-demon-2026"
    static let team = "Välfärdsteknikteamet"

    static let all = [
        DemoAccount(login: "anna.ek", name: "Anna Ek", role: .orderer, place: "Hemtjänst Ekholmen"),
        DemoAccount(login: "bilal.sato", name: "Bilal Sato", role: .unitManager, place: "Hemtjänst Ekholmen"),
        DemoAccount(login: "carina.holm", name: "Carina Holm", role: .orderer, place: "Hemtjänst Lambohov"),
        DemoAccount(login: "karin.lund", name: "Karin Lund", role: .coordinator, place: team),
        DemoAccount(login: "tomas.alm", name: "Tomas Alm", role: .technician, place: team),
        DemoAccount(login: "yusra.nur", name: "Yusra Nur", role: .technician, place: team),
        DemoAccount(login: "olof.objekt", name: "Olof Brandt", role: .routineOwner, place: ""),
        DemoAccount(login: "rut.granskare", name: "Rut Åkesson", role: .auditor, place: ""),
        DemoAccount(login: "admin", name: "Ada Öberg", role: .administrator, place: ""),
    ]
}
