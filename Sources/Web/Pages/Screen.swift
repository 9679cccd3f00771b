import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// A page before it is framed.
struct Screen {
    var title: String
    var heading: String?
    var kicker: String?
    var above: HTML?
    var main: HTML
    var aside: PageFrame.Aside?
    var bodyClass = ""
    var search: SearchBox?
    var here: Route?
    var status = HTTPResponse.Status.ok
}

extension Call {
    var token: FormToken { FormToken(value: formToken) }

    func show(_ screen: Screen) -> Response {
        let page = frame(screen).html
        return Response(
            status: screen.status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: page.bytes)))
    }

    /// A file to look at or keep; never cached, and named without anything personal.
    func file(_ bytes: [UInt8], type: String, name: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .contentDisposition: "inline; filename=\"\(name)\""],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A file to keep.
    func attachment(_ bytes: [UInt8], type: String, name: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .contentDisposition: "attachment; filename=\"\(name)\""],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func frame(_ screen: Screen) -> PageFrame {
        let holder = context.holder
        let other: Language = context.language == .swedish ? .english : .swedish
        return PageFrame(
            language: context.language, title: screen.title, heading: screen.heading, kicker: screen.kicker,
            above: screen.above, nav: navigation(here: screen.here), navLabel: words("nav.label"),
            search: screen.search ?? searchBox(), user: holder?.actor.name,
            userHref: holder == nil ? nil : Route.account.path, userDetail: holder.map(detail),
            signOut: holder.map { _ in
                .init(action: Route.signOut.path, token: token, label: words("nav.signOut"))
            },
            languageSwitch: .init(
                text: words("nav.otherLanguage"), href: languageLink(other), language: other),
            skipText: words("nav.skip"), main: screen.main, aside: screen.aside, bodyClass: screen.bodyClass,
            municipality: words("nav.tagline"), flash: flash,
            isFlashLoud: ["testFailed", "notKnown", "visitMissed", "deviceTestFailed"].contains(
                query["said"]) || query["said"].hasPrefix("provider"),
            footerText: words("footer.text"),
            assetVersion: Assets.version)
    }

    private func detail(_ holder: SessionHolder) -> String {
        let role = words("role.\(holder.actor.role.rawValue)")
        return holder.placeName.isEmpty ? role : "\(role), \(holder.placeName)"
    }

    private func languageLink(_ language: Language) -> String {
        "\(Route.language.path)?to=\(language.rawValue)&back=\(whereabouts)"
    }

    private func navigation(here: Route?) -> [PageFrame.NavItem] {
        guard let actor = context.holder?.actor else { return [] }
        var items: [(String, Route)] = []
        if actor.may(.order) { items.append(("nav.start", .start)) }
        if actor.role == .technician { items.append(("nav.today", .today(nil))) }
        if actor.may(.seeCases) { items.append(("nav.cases", .cases(nil))) }
        if actor.may(.workOnUnitDuties) { items.append(("nav.keys", .keys(nil))) }
        if let unit = actor.unit { items.append(("nav.unit", .unit(unit.text))) }
        if actor.unit != nil || actor.may(.makeExtracts) { items.append(("nav.extracts", .extracts)) }
        if actor.may(.seeInventory) { items.append(("nav.devices", .devices)) }
        if actor.may(.seeOverview) { items.append(("nav.overview", .overview)) }
        if actor.may(.seeStock), !actor.may(.seeInventory) { items.append(("nav.stock", .stock)) }
        if actor.may(.breakGlass) || actor.may(.answerForProtected) {
            items.append(("nav.protected", .protected))
        }
        if actor.may(.disposeOfFiles) { items.append(("nav.retention", .retention)) }
        if actor.may(.administerAccounts) { items.append(("nav.accounts", .accounts)) }
        if actor.may(.followUpReadings) { items.append(("nav.readings", .readings)) }
        if !items.contains(where: { ["nav.start", "nav.cases"].contains($0.0) }) {
            items.insert(("nav.start", .start), at: 0)
        }
        return items.map { key, route in
            .init(text: words(key), href: route.path, isCurrent: route.path == here?.path)
        }
    }

    /// What was just done, said once on the page that follows; only sentences of the catalogue.
    private var flash: String? {
        let code = query["said"]
        return code.isEmpty ? nil : words.ifAny("said.\(code)")
    }

    func redirect(to route: Route, saying code: String? = nil) -> Response {
        guard let code else { return redirect(to: route.path) }
        return redirect(to: route.path + (route.path.contains("?") ? "&" : "?") + "said=\(code)")
    }

    func moment(_ instant: Instant) -> TimeText {
        TimeText(text: words.moment(instant, today: today), iso: instant.iso8601, exact: words.exact(instant))
    }

    /// For paper, which is read on another day.
    func printed(_ instant: Instant) -> TimeText {
        TimeText(text: words.exact(instant), iso: instant.iso8601, exact: words.exact(instant))
    }

    func day(_ day: Day) -> TimeText {
        TimeText(text: words.day(day, today: today), iso: day.description, exact: day.description)
    }
}
