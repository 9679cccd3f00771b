import Domain

/// A whole page: header, navigation, the work, and what stands beside it.
struct PageFrame: Sendable {
    struct NavItem: Sendable {
        var text: String
        var href: String
        var isCurrent = false
        /// Such as how many wait; `countLabel` says of what, to a screen reader.
        var count: Int?
        var countLabel: String?
    }

    struct SignOut: Sendable {
        var action: String
        var token: FormToken
        var label: String
    }

    struct LanguageSwitch: Sendable {
        /// In the language it leads to.
        var text: String
        var href: String
        var language: Language
    }

    /// What stands beside the work, such as the routine beside the form.
    struct Aside: Sendable {
        var label: String
        /// A link to it from the top of the page, on screens too narrow to show both.
        var jumpText: String
        var content: HTML
    }

    var language: Language
    /// For the browser's tab; the brand is added. Begin it with the fault when the form had any.
    var title: String
    /// `nil` where `main` brings its own first heading.
    var heading: String?
    /// A small line above the heading, such as the case's number.
    var kicker: String?
    /// Between navigation and heading, such as `Breadcrumbs`.
    var above: HTML?
    var nav: [NavItem] = []
    var navLabel = ""
    var search: SearchBox?
    var user: String?
    /// Where the user looks after their own account.
    var userHref: String?
    /// The assignment that the user acts under.
    var userDetail: String?
    var signOut: SignOut?
    var languageSwitch: LanguageSwitch?
    var skipText: String
    var main: HTML
    var aside: Aside?
    /// `narrow` for one column of text, `wide` for tables and boards, `large-text` to enlarge; several with
    /// spaces between.
    var bodyClass = ""
    var brand = "Hemtrygg"
    var homeHref = "/"
    var municipality: String
    /// Said once after something was done.
    var flash: String?
    /// Something went otherwise than one hoped.
    var isFlashLoud = false
    var footerLinks: [Link] = []
    var footerText: String?
    /// Changes with the files, so that they may be cached for ever.
    var assetVersion: String
    /// Lets a user switch single-key shortcuts off.
    var hasKeys = true
}
