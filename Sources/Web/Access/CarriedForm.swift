import Domain
import Foundation
import HTTPBase
import HTTPTypes
import Hummingbird

/// A form that was sent when the session had ended: carried through signing in and offered to be sent again, so
/// that nothing typed is lost.
struct CarriedForm {
    static let prefix = "carried."
    static let target = "carried-to"
    let fields: [(String, String)]
    let path: String

    /// As the sign-in form brings it.
    init(_ form: FormBody) {
        path = form.answers[Self.prefix + Self.target]
        fields = form.answers.values.sorted { $0.key < $1.key }
            .filter { $0.key.hasPrefix(Self.prefix) }.map {
                (String($0.key.dropFirst(Self.prefix.count)), $0.value)
            }
    }

    /// As it was sent to `path`.
    init(_ form: FormBody, to path: String) {
        self.path = path
        fields = form.answers.values.sorted { $0.key < $1.key } + [(Self.target, path)]
    }

    /// As it was sealed for this browser when it went to sign in by the provider; `nil` where nothing was.
    init?(_ sealed: String, under cookie: String) {
        guard let bytes = CookieSeal.open(sealed, under: cookie),
            let pairs = try? JSONDecoder().decode([[String]].self, from: Data(bytes))
        else { return nil }
        fields = pairs.compactMap { $0.count == 2 ? ($0[0], $0[1]) : nil }
        path = fields.first { $0.0 == Self.target }?.1 ?? ""
    }

    func sealed(under cookie: String) -> String {
        guard !fields.isEmpty, let json = try? JSONEncoder().encode(fields.map { [$0.0, $0.1] }) else {
            return ""
        }
        return CookieSeal.seal(Array(json), under: cookie)
    }

    /// Signed in again: the form as it was, one button from being sent.
    static func page(_ call: Call, _ carried: CarriedForm, seed: String) -> Response {
        let words = call.words
        let isOurs = Call.isOwn(carried.path)
        let hidden = carried.fields.filter { $0.0 != target }.map { HiddenField(name: $0.0, value: $0.1) }
        let form = Form(
            action: isOurs ? carried.path : Route.start.path,
            token: FormToken(value: Call.formToken(seed: seed)),
            content: "\(hidden)<div class=\"actions\">\(Button(words("signIn.continue")))</div>")
        return call.show(
            Screen(
                title: words("signIn.back"), heading: words("signIn.back"),
                main: "<p>\(words("signIn.kept"))</p>\(form)", bodyClass: "narrow"))
    }
}
