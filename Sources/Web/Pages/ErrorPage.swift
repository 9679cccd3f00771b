import Domain
import HTTPBase
import Hummingbird
import Storage

/// What went wrong, that nothing is lost, and where to go.
enum ErrorPage {
    static func answer(
        _ error: AppError, _ request: Request, _ context: AppContext, store: any Store, options: WebOptions
    ) -> Response {
        let call = Call(
            request: request, context: context, store: store, options: options, form: FormBody(""),
            isAutosave: false)
        let words = call.words
        let list: HTML = "<ul>\(each: error.faults, { "<li>\(words($0))</li>" })</ul>"
        let single: HTML? = error.faults.count == 1 ? error.faults.first.map { "<p>\(words($0))</p>" } : nil
        let main: HTML = """
            \(single ?? list)<p>\(words("error.nothingLost"))</p>\
            <p class="hint">\(words("error.request", ["number": context.requestNumber]))</p>\
            <div class="actions">\(ButtonLink(words("error.toStart"), href: Route.start.path, .secondary))</div>
            """
        let heading = words("error.heading.\(error.code.rawValue)")
        return call.show(
            Screen(
                title: heading, heading: heading, main: main, bodyClass: "narrow", status: error.code.status))
    }

    /// To the sign-in page and back; a form that was sent is carried along, if it came from our own pages.
    static func signIn(
        _ needed: SignInNeeded, _ request: Request, _ context: AppContext, store: any Store,
        options: WebOptions
    ) -> Response {
        let call = Call(
            request: request, context: context, store: store, options: options, form: FormBody(""),
            isAutosave: false)
        guard request.method == .get else {
            let carried = needed.form.map { CarriedForm($0, to: request.uri.path).fields } ?? []
            return SignIn.page(
                call, FormState(), back: Route.start.path, carried: carried, status: .unauthorized)
        }
        let back = request.uri.path == "/" ? "" : "?back=\(call.whereabouts)"
        return call.redirect(to: Route.signIn.path + back)
    }
}
