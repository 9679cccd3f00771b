import Domain
import HTTPBase
import HTTPTypes
import Storage

/// One's own account: who one is here, the password, the code besides it, and where one is signed in.
struct AccountView {
    let call: Call
    let holder: SessionHolder
    let account: OwnAccount
    let state: FormState

    private var words: Words { call.words }

    func screen(_ status: HTTPResponse.Status) -> Screen {
        let title = words("account.title")
        return Screen(
            title: title, heading: title,
            main:
                "\(words.summary(of: state))\(lack)\(facts)\(if: account.passwordHash != nil, secrets)\(sessions)\(if: holder.lack == nil, rules)",
            bodyClass: "narrow", here: .account, status: status)
    }

    private var lack: HTML {
        switch holder.lack {
        case .ownPassword: notice("account.lack.ownPassword")
        case .secondFactor: notice("account.lack.secondFactor")
        case nil: ""
        }
    }

    private func notice(_ key: String) -> HTML {
        Notice(content: .text(words(key)), tone: .attention).html
    }

    private var facts: HTML {
        DefinitionList(
            rows: [
                .init(words("account.name"), text: holder.actor.name),
                .init(words("account.login"), text: account.login),
            ]
        ).html
    }

    private var secrets: HTML { "\(factor)\(password)" }

    // MARK: - The code besides the password

    private var factor: HTML {
        guard !account.isEmergency else { return "" }
        let heading = Heading(.text(words("account.factor")))
        guard let factor = account.secondFactor else {
            let form = Form(
                action: Route.secondFactorKey.path, token: call.token,
                content:
                    "\(passwordField("factor-password"))\(Actions([Button(words("account.factor.begin")).html]))"
            )
            return "\(heading)<p>\(words("account.factor.about"))</p>\(form)"
        }
        let code = TextField(
            words.field("code", "account.factor.code", in: state), autocomplete: "one-time-code")
        let form = Form(
            action: Route.recoveryCodes.path, token: call.token,
            content: """
                \(code)\(Actions([
                    Button(words("account.codes.renew"), .secondary).html,
                    Button(words("account.factor.end"), .danger, formAction: Route.secondFactorRemoval.path).html,
                ]))
                """)
        return """
            \(heading)<p>\(words("account.factor.on", ["when": words.moment(factor.since, today: call.today)])) \
            \(words("account.factor.left", count: factor.recoveryCodesLeft))</p>\
            \(Details(
                summary: words("account.factor.change"), content: form.html, isOpen: state.error("code", words) != nil))
            """
    }

    // MARK: - What holds for everybody

    /// For whoever finds them nowhere else: care staff are asked by the people whose data it is.
    private var rules: HTML {
        """
        \(Heading(.text(words("account.rules"))))\
        <p>\(Link(words("processing.title"), href: Route.processing.path))</p>\
        <p>\(Link(words("consentPolicy.title"), href: Route.consentPolicies.path))</p>
        """
    }

    // MARK: - The password

    private var password: HTML {
        let new = TextField(
            words.field("new-password", "account.password.new", in: state), kind: .password,
            autocomplete: "new-password")
        let again = TextField(
            words.field("new-password-again", "account.password.again", in: state), kind: .password,
            autocomplete: "new-password")
        let form = Form(
            action: Route.accountPassword.path, token: call.token,
            content: """
                \(passwordField("password"))\(new)\(again)\(Actions([Button(words("account.password.button")).html]))
                """)
        let isOpen =
            holder.lack == .ownPassword
            || ["password", "new-password", "new-password-again"].contains { state.error($0, words) != nil }
        return """
            \(Heading(.text(words("account.password"))))\
            \(Details(summary: words("account.password.change"), content: form.html, isOpen: isOpen))
            """
    }

    private func passwordField(_ name: String) -> HTML {
        TextField(
            words.field(name, "account.password.now", in: state), kind: .password,
            autocomplete: "current-password"
        ).html
    }

    // MARK: - Sessions

    private var sessions: HTML {
        let rows = account.sessions.map { session in
            let isHere = session.id == holder.session
            let role = words("role.\(session.role.rawValue)")
            return Table.Row([
                .text(session.placeName.isEmpty ? role : "\(role), \(session.placeName)"),
                .text(words("account.means.\(session.means.rawValue)")), call.moment(session.beganAt).html,
                call.moment(session.seenAt).html,
                isHere
                    ? .text(words("account.session.here"))
                    : FormButton(
                        action: Route.accountSession(session.id.text).path, token: call.token,
                        button: Button(
                            words("account.session.end"), .secondary,
                            context: words.exact(session.beganAt))
                    ).html,
            ])
        }
        let columns = ["as", "means", "began", "seen"].map { Table.Column(words("account.session.\($0)")) }
        let others = FormButton(
            action: Route.accountSessions.path, token: call.token,
            button: Button(words("account.session.endOthers"), .secondary)
        ).html
        return """
            \(Heading(.text(words("account.sessions"))))\
            \(Table(
                caption: words("account.sessions"), isCaptionUnseen: true,
                columns: columns + [Table.Column(words("account.session.end"), isUnseen: true)], rows: rows))\
            \(if: account.sessions.count > 1, others)
            """
    }
}
