import Foundation
import HTTPTypes
import HummingbirdTesting

/// An answer of the web, with what was asked for.
struct Answer: Sendable {
    /// `GET /cases?view=late`.
    let asked: String
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let bytes: [UInt8]

    init(asked: String, _ response: TestResponse) {
        self.asked = asked
        status = response.status
        headers = response.headers
        bytes = Array(response.body.readableBytesView)
    }

    /// Empty where the answer is a file.
    var body: String { isFile ? "" : String(decoding: bytes, as: UTF8.self) }

    /// The body as a reader sees it: references read back, and without tokens, identities and the number of
    /// the request, whose random digits may happen to spell what is looked for.
    var text: String {
        body.replacingOccurrences(of: Self.random, with: "", options: .regularExpression).readBack
    }

    private static let random =
        "\\b[0-9a-f]{64}\\b|\\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b|\\?v=[0-9a-f]{12}\\b"
        + "|(?<=Ange numret |Give the number )[0-9a-f]{10}\\b"

    var location: String { headers[.location] ?? "" }
    var cookies: [String] { headers[values: .setCookie] }
    var code: Int { status.code }

    private var isFile: Bool { headers[.contentType]?.hasPrefix("application/pdf") ?? false }

    /// The cookie of this name as it was sent, with its attributes.
    func cookie(_ name: String) -> String? { cookies.first { $0.hasPrefix("\(name)=") } }
}

extension Answer {
    /// What the page puts into the field called `name`: an input's value or a text area's text.
    func value(of name: String) -> String? {
        let literal = NSRegularExpression.escapedPattern(for: name)
        let input = first("<input[^>]* name=\"\(literal)\"[^>]* value=\"([^\"]*)\"")
        let area = "<textarea[^>]* name=\"\(literal)\"[^>]*>\n?([^<]*)</textarea>"
        return (input ?? first(area))?.readBack
    }

    /// The values of the radio buttons and boxes called `name` that are chosen.
    func chosen(_ name: String) -> [String] {
        let literal = NSRegularExpression.escapedPattern(for: name)
        let options = first("<select[^>]* name=\"\(literal)\"[^>]*>(.*?)</select>") ?? ""
        return all("<input[^>]* name=\"\(literal)\"[^>]*>").filter { $0.contains(" checked") }
            .compactMap { $0.firstMatch("value=\"([^\"]*)\"")?.readBack }
            + options.matches("<option value=\"([^\"]*)\" selected").map(\.readBack)
    }

    /// The fault that stands beside the field called `name`.
    func fault(at name: String) -> String? {
        let id = "f-" + name.replacing(".", with: "-")
        let beside = first("<p class=\"error\" id=\"\(id)-error\">([^<]*)</p>")
        return (beside ?? first("<p class=\"error\" id=\"\(id)\"[^>]*>([^<]*)</p>"))?.readBack
    }

    /// Every fault of the list at the top of the form.
    var listedFaults: [String] {
        guard let list = first("data-error-summary>(.*?)</div>") else { return [] }
        return list.matches("<li>(?:<a href=\"#[^\"]*\">)?([^<]*)(?:</a>)?</li>").map(\.readBack)
    }

    /// The places that the page leads or sends to.
    var addresses: [String] { all("(?:href|action|src)=\"([^\"]*)\"").map(\.readBack) }

    /// The token that the page's forms carry.
    var token: String? { first("name=\"csrf\" value=\"([^\"]*)\"") }

    private func first(_ pattern: String) -> String? { body.firstMatch(pattern) }
    private func all(_ pattern: String) -> [String] { body.matches(pattern) }
}

extension String {
    /// What is left of a page when its tags are taken away.
    var withoutTags: String { replacingOccurrences(of: "<[^>]*>", with: "", options: .regularExpression) }

    func firstMatch(_ pattern: String) -> String? { matches(pattern).first }

    /// The first group of every match, or the whole match where the pattern has no group.
    func matches(_ pattern: String) -> [String] {
        guard
            let expression = try? NSRegularExpression(pattern: pattern, options: .dotMatchesLineSeparators)
        else { return [] }
        return expression.matches(in: self, range: NSRange(startIndex..., in: self)).compactMap { match in
            let group = match.range(at: min(1, expression.numberOfCaptureGroups))
            return Range(group, in: self).map { String(self[$0]) }
        }
    }

    /// With the references of HTML as the characters that they stand for.
    var readBack: String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(self) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }
}
