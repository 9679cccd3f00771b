import Documents
import Domain
import HTTPBase
import Hummingbird
import Storage

/// The signs about a camera, to print. They tell of nobody.
enum NoticePages {
    // method · path · access
    static let endpoints: [Endpoint] = [.get(Route.notices(":number", []).path, .holding(.seeCases), pdf)]

    private static func pdf(_ call: Call) async throws -> Response {
        let number = try CasePages.number(call)
        let (settings, phones) = try await call.store.read(as: call.actor) {
            (try $0.settings(), try $0.phones(for: number))
        }
        let asked = SignLanguage.list(call.query["languages"])
        let document = NoticeDocument(
            languages: asked.isEmpty ? [.swedish] : asked, title: call.words("notice.document"),
            responsible: settings.municipality, answers: phones.teamName, phone: phones.team)
        let now = call.now
        let pdf = try await call.workbench.run { try document.pdf(createdAt: now) }
        return call.file(pdf, type: "application/pdf", name: "\(call.words("notice.fileName")).pdf")
    }
}
