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
        return call.file(
            try document.pdf(createdAt: call.now), type: "application/pdf", name: "\(words("leaflet.fileName")).pdf")
    }

    /// A telephone number that nobody has entered is left as a line to write on.
    static func leaflet(
        _ words: Words, _ municipality: String, _ phones: CasePhones, today: Day
    ) -> LeafletDocument {
        let blank = "________________"
        let answer = { (phone: String) in phone.isEmpty ? blank : phone }
        return LeafletDocument(
            language: PrintLanguage(words.language), municipality: municipality, title: words("leaflet.title"),
            lead: words("leaflet.lead"),
            contacts: .init(
                heading: words("leaflet.contact.heading"),
                lines: [
                    .init(about: words("leaflet.contact.homeCare"), answer: answer(phones.unit)),
                    .init(about: words("leaflet.contact.team"), answer: answer(phones.team)),
                    .init(
                        about: words("leaflet.contact.emergency"), answer: words("leaflet.contact.emergencyNumber")),
                ]), sections: sections(words),
            footer: words("leaflet.printed", ["date": today.description]), page: words("leaflet.page"))
    }

    /// The catalogue's sections, as many as it has.
    private static func sections(_ words: Words) -> [LeafletDocument.Section] {
        (1...20).compactMap { number in
            let key = "leaflet.section.\(number)"
            guard let heading = words.ifAny("\(key).heading") else { return nil }
            return .init(heading: heading, paragraphs: (1...20).compactMap { words.ifAny("\(key).p\($0)") })
        }
    }
}
