extension PageFrame: Component {
    var html: HTML {
        """
        <!doctype html>
        <html lang="\(language.rawValue)">
        \(head)
        <body\(attribute: "class", bodyClass.isEmpty ? nil : bodyClass)\
        \(attribute: "data-keys", hasKeys ? nil : "off")>
        <a class="skip" href="#main">\(skipText)</a>
        \(header)
        \(above)
        <div class="columns\(if: aside != nil, " with-aside")">
        \(mainLandmark)
        \(if: aside, asideLandmark)
        </div>
        \(footer)
        </body>
        </html>

        """
    }

    private var head: HTML {
        """
        <head>
        <meta charset="utf-8">
        <title>\(title) – \(brand)</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="format-detection" content="telephone=no">
        <link rel="icon" href="/assets/hemtrygg.svg?v=\(assetVersion)" type="image/svg+xml">
        <link rel="stylesheet" href="/assets/hemtrygg.css?v=\(assetVersion)">
        <script defer src="/assets/hemtrygg.js?v=\(assetVersion)"></script>
        </head>
        """
    }

    private var header: HTML {
        """
        <header class="top"><div class="top-row">\
        <a class="brand" href="\(homeHref)">\(BrandMark())<span class="brand-name">\(brand)</span></a>\
        <span class="municipality">\(municipality)</span>\(search)\(account)</div>\
        \(unless: nav.isEmpty, navigation)</header>
        """
    }

    private var account: HTML {
        guard let user else { return "" }
        return """
            <div class="account"><p><span class="account-name">\(userLink(user))</span>\
            \(if: userDetail, { " <span class=\"account-detail\">\($0)</span>" })</p>\
            \(if: signOut, signOutForm)</div>
            """
    }

    private func userLink(_ user: String) -> HTML {
        userHref.map { Link(user, href: $0).html } ?? .text(user)
    }

    private func signOutForm(_ form: SignOut) -> HTML {
        FormButton(action: form.action, token: form.token, button: Button(form.label, .secondary)).html
    }

    private var navigation: HTML {
        "<nav class=\"links main-nav\" aria-label=\"\(navLabel)\"><ul>\(each: nav, navItem)</ul></nav>"
    }

    private func navItem(_ item: NavItem) -> HTML {
        """
        <li><a href="\(item.href)"\(attribute: "aria-current", item.isCurrent ? "page" : nil)>\(item.text)\
        \(if: item.count, { " <span class=\"count\">\($0)\(countWords(of: item))</span>" })</a></li>
        """
    }

    private func countWords(of item: NavItem) -> HTML {
        "\(if: item.countLabel, { "<span class=\"unseen\"> \($0)</span>" })"
    }

    private var mainLandmark: HTML {
        """
        <main id="main" tabindex="-1">\
        \(if: flash, { "<p class=\"flash\(if: isFlashLoud, " loud tone-attention")\" role=\"status\">\($0)</p>" })\
        \(if: aside, { "<p class=\"jump\"><a href=\"#beside\">\($0.jumpText)</a></p>" })\
        \(if: kicker, { "<p class=\"kicker\">\($0)</p>" })\(if: heading, { "<h1>\($0)</h1>" })
        \(main)
        </main>
        """
    }

    private func asideLandmark(_ aside: Aside) -> HTML {
        "<aside id=\"beside\" aria-label=\"\(aside.label)\" tabindex=\"0\">\(aside.content)</aside>"
    }

    private var footer: HTML {
        """
        <footer class="foot"><ul>\(if: languageSwitch, languageItem)\
        \(each: footerLinks, { "<li>\($0)</li>" })</ul>\
        \(if: footerText, { "<p>\($0)</p>" })</footer>
        """
    }

    private func languageItem(_ choice: LanguageSwitch) -> HTML {
        let code = choice.language.rawValue
        return "<li><a href=\"\(choice.href)\" lang=\"\(code)\" hreflang=\"\(code)\">\(choice.text)</a></li>"
    }
}
