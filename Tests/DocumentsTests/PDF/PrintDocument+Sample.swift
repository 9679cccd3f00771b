import Domain

@testable import Documents

extension PrintDocument {
    static func sample(language: PrintLanguage = PrintLanguage(.swedish), _ blocks: [Block]) -> Self {
        Self(
            title: "Prov", author: "Vallbyköping", language: language,
            parts: [
                Part(
                    header: RunningText(start: "Vallbyköping"), footer: RunningText(start: "Prov"),
                    pageCount: "{page}/{pages}", blocks: blocks)
            ])
    }

    func read(at moment: Int64 = 1_795_003_600_000) throws -> Poppler {
        Poppler(try pdf(createdAt: Instant(milliseconds: moment)))
    }
}
