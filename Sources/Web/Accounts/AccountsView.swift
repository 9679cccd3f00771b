import Domain
import HTTPBase
import HTTPTypes
import Storage

/// Everybody who has an account, and the form that adds one.
struct AccountsView {
    let call: Call
    let page: AccountList
    let places: [AssignmentPlace]
    let state: FormState

    private var words: Words { call.words }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        Screen(
            title: words("accounts.title"), heading: words("accounts.title"),
            main: "\(words.summary(of: state))\(emergencies)\(search)\(table)\(addition)", here: .accounts,
            status: status)
    }

    private var emergencies: HTML {
        guard !page.emergencies.isEmpty else { return "" }
        let items = page.emergencies.map { used -> HTML in
            "<li>\(used.name), \(call.moment(used.beganAt)): \(used.reason)</li>"
        }
        return Notice(
            heading: words("accounts.emergencies"), content: "<ul>\(items)</ul>", tone: .attention
        ).html
    }

    private var search: HTML {
        let typed = TextField(
            words.field("search", "accounts.search", in: state), value: state["search"], kind: .search,
            width: .medium)
        return Form(
            action: Route.accountSearch.path, token: call.token,
            content: "\(typed)\(Actions([Button(words("accounts.search.button"), .secondary).html]))"
        ).html
    }

    private var table: HTML {
        guard !page.accounts.isEmpty else {
            return EmptyState(heading: words("accounts.none"), text: nil).html
        }
        let rows = page.accounts.map { account in
            Table.Row([
                Link(account.name, href: Route.accountPage(account.id.text).path).html, .text(account.login),
                .text(account.assignments.map(words.assignment).joined(separator: "; ")),
                .text(words.state(of: account)),
            ])
        }
        let columns = ["name", "login", "assignments", "state"].map {
            Table.Column(words("accounts.column.\($0)"))
        }
        return """
            \(Table(
                caption: words("accounts.title"), isCaptionUnseen: true, columns: columns, rows: rows,
                hasRowKeys: true))\
            \(further)
            """
    }

    private var further: HTML {
        guard state["search"].isEmpty else {
            return page.hasMore ? "<p>\(words("accounts.search.more"))</p>" : ""
        }
        return call.listPager(.accounts, shown: page.accounts.count, hasMore: page.hasMore)
    }

    private var addition: HTML {
        let text = { (name: String, isRequired: Bool) -> HTML in
            TextField(
                words.field(name, "accounts.\(name)", in: state, isRequired: isRequired), value: state[name],
                width: .medium
            ).html
        }
        let form = Form(
            action: Route.accounts.path, token: call.token,
            content: """
                \(text("name", true))\(text("login", true))\(text("phone", false))\
                \(AssignmentFields(words: words, places: places, state: state))\
                \(Actions([Button(words("accounts.add.button")).html]))
                """)
        return Details(
            summary: words("accounts.add"), content: form.html, isOpen: !state.faults.isEmpty, id: "add"
        ).html
    }
}

/// A role and where it is held.
struct AssignmentFields: Component {
    let words: Words
    let places: [AssignmentPlace]
    let state: FormState

    var html: HTML {
        let role = SelectField(
            words.field("role", "accounts.role", in: state),
            options: Role.allCases.map { .init(value: $0.rawValue, text: words("role.\($0.rawValue)")) },
            value: state["role"], prompt: words("accounts.role.choose"), width: .medium)
        let groups = [(true, "teams"), (false, "units")].map { isTeam, key in
            SelectField.Group(
                label: words("accounts.\(key)"),
                options: places.filter { $0.isTeam == isTeam }.map { .init(value: $0.value, text: $0.name) })
        }
        let place = SelectField(
            words.field("place", "accounts.place", in: state, isRequired: false), groups: groups,
            value: state["place"], prompt: words("accounts.place.none"), width: .medium)
        return "\(role)\(place)"
    }
}

extension Words {
    func assignment(_ assignment: AccountAssignment) -> String {
        let role = self("role.\(assignment.role.rawValue)")
        return assignment.placeName.isEmpty ? role : "\(role), \(assignment.placeName)"
    }

    /// What is out of the ordinary about an account.
    func state(of account: AccountLine) -> String {
        let states = [
            account.isLocked ? "locked" : nil, account.isEmergency ? "emergency" : nil,
            account.hasFirstPassword ? "firstPassword" : nil, account.hasSecondFactor ? "factor" : nil,
        ].compactMap { $0 }
        return states.map { self("accounts.state.\($0)") }.joined(separator: ", ")
    }
}

/// One account: what it may do, and what helps somebody who cannot sign in.
struct AccountPageView {
    let call: Call
    let page: AccountPage
    let state: FormState

    private var words: Words { call.words }
    private var account: AccountLine { page.account }
    private var isOwn: Bool { account.id == call.context.holder?.actor.user }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        Screen(
            title: account.name, heading: account.name, kicker: words("accounts.title"),
            main: """
                \(words.summary(of: state))\(facts)\(assignments)\(unless: isOwn, help)\
                <p>\(Link(words("accounts.back"), href: Route.accounts.path))</p>
                """, bodyClass: "narrow", here: .accounts, status: status)
    }

    private var facts: HTML {
        DefinitionList(
            rows: [
                .init(words("accounts.column.login"), text: account.login),
                .init(words("accounts.phone"), text: account.phone.isEmpty ? "–" : account.phone),
                .init(
                    words("accounts.lastSignedIn"), page.lastSignedIn.map { call.moment($0).html } ?? "–"),
                .init(
                    words("accounts.column.state"),
                    text: words.state(of: account).isEmpty
                        ? words("accounts.state.open") : words.state(of: account)),
            ]
        ).html
    }

    private var assignments: HTML {
        let rows = account.assignments.map { assignment in
            Table.Row([
                .text(words.assignment(assignment)),
                FormButton(
                    action: Route.accountAssignmentEnd(account.id.text, assignment.id.text).path,
                    token: call.token,
                    button: Button(
                        words("accounts.assignment.end"), .secondary, context: words.assignment(assignment))
                ).html,
            ])
        }
        let table = Table(
            caption: words("accounts.column.assignments"), isCaptionUnseen: true,
            columns: [
                Table.Column(words("accounts.assignment")),
                Table.Column(words("accounts.assignment.end"), isUnseen: true),
            ], rows: rows)
        let form = Form(
            action: Route.accountAssignments(account.id.text).path, token: call.token,
            content: """
                \(AssignmentFields(words: words, places: page.places, state: state))\
                \(Actions([Button(words("accounts.assignment.give")).html]))
                """)
        let isOpen = ["role", "place"].contains { state.error($0, words) != nil }
        return """
            \(Heading(.text(words("accounts.column.assignments"))))\(if: !rows.isEmpty, table.html)\
            \(if: rows.isEmpty, "<p>\(words("accounts.assignment.none"))</p>")\
            \(unless: account.isEmergency || isOwn, Details(
                summary: words("accounts.assignment.more"), content: form.html, isOpen: isOpen).html)
            """
    }

    /// For somebody who has forgotten, lost or left.
    private var help: HTML {
        let id = account.id.text
        return """
            \(Heading(.text(words("accounts.help"))))\
            \(act(.firstPassword(id), "accounts.password"))\
            \(if: account.hasSecondFactor, act(.factorRemoval(id), "accounts.factor"))\
            \(act(.accountSessionsEnd(id), "accounts.signOut"))\
            \(account.isLocked
                ? act(.accountLock(id), "accounts.open", locked: "no")
                : act(.accountLock(id), "accounts.lock", .danger, locked: "yes"))
            """
    }

    private func act(_ route: Route, _ key: String, _ style: Button.Style = .secondary, locked: String? = nil)
        -> HTML
    {
        let form = FormButton(
            action: route.path, token: call.token, button: Button(words(key), style),
            hidden: locked.map { [HiddenField(name: "locked", value: $0)] } ?? [])
        return "<p>\(words("\(key).about"))</p>\(Actions([form.html]))"
    }
}

/// A password that was made for somebody, to be told to them.
struct FirstPasswordView {
    let call: Call
    let account: AccountLine
    let password: String

    var screen: Screen {
        let words = call.words
        let title = words("accounts.first.title")
        return Screen(
            title: title, heading: title, kicker: words("accounts.title"),
            main: """
                \(Notice(content: .text(words("accounts.first.lead")), tone: .attention))\
                \(DefinitionList(rows: [
                    .init(words("accounts.column.login"), text: account.login),
                    .init(words("accounts.first.password"), "<code>\(password)</code>"),
                ]))\
                \(Actions([
                    ButtonLink(words("accounts.first.told"), href: Route.accountPage(account.id.text).path).html
                ]))
                """, bodyClass: "narrow", here: .accounts)
    }
}
