import Domain

/// The sign about a camera in a home, one page for each language (R5.16). It tells of nobody: what happens, who is
/// responsible, and whom to call.
public struct NoticeDocument: Sendable {
    /// Each once, in the order in which the pages stand.
    public var languages: [SignLanguage]
    public var title: String
    /// Who is responsible for the supervision: the municipality.
    public var responsible: String
    /// Whom to call: the unit or the team, and its number; left out where there is no number.
    public var answers: String
    public var phone: String

    public init(
        languages: [SignLanguage], title: String, responsible: String, answers: String, phone: String
    ) {
        self.languages = languages
        self.title = title
        self.responsible = responsible
        self.answers = answers
        self.phone = phone
    }

    /// The signs as PDF, A4. The same signs at the same moment give the same bytes.
    /// Throws `document.failed` where the pages could not be drawn.
    public func pdf(createdAt: Instant) throws(AppError) -> [UInt8] {
        let canvas = Canvas(size: PageGeometry.a4.size)
        canvas.describe(title: title, author: responsible, createdAt: createdAt)
        canvas.open("Document")
        for language in languages {
            let typesetter = try Typesetter(for: canvas, in: PrintLanguage(sign: language))
            NoticePainter(sign: self, text: .of(language), typesetter: typesetter, canvas: canvas).paint()
        }
        canvas.close("Document")
        let update = CatalogueUpdate(
            language: PrintLanguage(sign: languages.first ?? .swedish),
            sections: languages.map { PrintLanguage(sign: $0) })
        return update.appended(to: try canvas.finish())
    }
}

extension PrintLanguage {
    public init(sign language: SignLanguage) { self.init(tag: language.rawValue) }
}
