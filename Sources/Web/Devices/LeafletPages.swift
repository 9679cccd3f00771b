import Documents
import Domain
import HTTPBase
import Hummingbird
import Storage

/// The written information that the person gets about the alarm (R2.13), to print.
enum LeafletPages {
    // method · path · access
    static let endpoints: [Endpoint] = [.get(Route.leaflet(":number").path, .holding(.seeCases), pdf)]

    private static func pdf(_ call: Call) async throws -> Response {
        let number = try CasePages.number(call)
        let (settings, phones) = try await call.store.read(as: call.actor) {
            (try $0.settings(), try $0.phones(for: number))
        }
        let words = Words.of(Language(preferred: call.query["language"]))
        let document = leaflet(words, settings.municipality, phones, today: call.today)
        let now = call.now
        let pdf = try await call.workbench.run { try document.pdf(createdAt: now) }
        return call.file(pdf, type: "application/pdf", name: "\(words("leaflet.fileName")).pdf")
    }

    /// A telephone number that nobody has entered is left as a line to write on.
    static func leaflet(
        _ words: Words, _ municipality: String, _ phones: CasePhones, today: Day
    ) -> LeafletDocument {
        let blank = "________________"
        let answer = { (phone: String) in phone.isEmpty ? blank : phone }
        return LeafletDocument(
            language: PrintLanguage(words.language), municipality: municipality,
            title: words("leaflet.title"),
            lead: words("leaflet.lead"),
            contacts: .init(
                heading: words("leaflet.contact.heading"),
                lines: [
                    .init(about: words("leaflet.contact.homeCare"), answer: answer(phones.unit)),
                    .init(about: words("leaflet.contact.team"), answer: answer(phones.team)),
                    .init(
                        about: words("leaflet.contact.emergency"),
                        answer: words("leaflet.contact.emergencyNumber")),
                ]), sections: LeafletDocument.sections { words.ifAny($0) },
            footer: words("leaflet.printed", ["date": today.description]), page: words("leaflet.page"))
    }
}
