"""Swedish first, English beside it, and no page with a little of both."""

import re

import forms

# What is called the same in both languages: names, numbers, the municipality's systems, and the first page.
NAMES = re.compile(
    r"^Start$|Hemtrygg|Hemtjänst \w+|Ekdala|Välfärdsteknikteamet|Lindesk|Treserva|TES"
    r"|[A-ZÅÄÖ]\w+ [A-ZÅÄÖ]\w+|(Fiktiva gatan|Påhittade vägen|Exempelstigen|Låtsasgränd) \d+"
    r"|VT-[\d-]+|T[BK]\d-\d+|DL1-\d+"
)
WORDED = "h1, h2, h3, legend, label, th, button, nav a, summary, .badge, .kicker, .hint, .lead"


def switch_language(page, language):
    with page.expect_navigation():
        page.locator(f'footer a[hreflang="{language}"]').click()
    assert page.locator("html").get_attribute("lang") == language


def worded(page, scope="body"):
    """Headings, labels, buttons and the like, without names."""
    texts = page.locator(scope).locator(WORDED).all_text_contents()
    without_names = {NAMES.sub("", text).strip(" ,·–") for text in texts}
    return {text for text in without_names if re.search(r"[a-zåäö]{3}", text)}


def in_both_languages(page, addresses):
    """Reads every page in Swedish and in English: they share no words, and nothing in English looks Swedish.

    The routine's notes on its links name places on Swedish pages, and are left out."""
    swedish, mixed = {}, []
    for address in addresses:
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == "sv"
        swedish[address] = worded(page)
    switch_language(page, "en")
    for address in addresses:
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == "en", f"{address} forgets the language"
        english = worded(page) - worded(page, "li:has(> a[rel=noreferrer])")
        alike = {text for text in english if text in swedish[address] or re.search("[åäöÅÄÖ]", text)}
        mixed += [f"{address}: {text}" for text in sorted(alike)]
    switch_language(page, "sv")
    assert not mixed, "not in one language:\n" + "\n".join(mixed)


def test_the_orderers_pages_are_whole_in_both_languages(page_as):
    page = page_as("anna.ek")
    page.goto("/cases?view=all")
    number = page.locator("tbody tr", has_text="Åke Örnmark").get_by_role("link").first.inner_text()
    forms.begin_order(page)
    draft = page.url
    addresses = ["/", draft, "/routines/alarm-order", "/cases?view=all", f"/cases/{number}"]
    addresses += [f"/cases/{number}/duties/keyReceipt", f"/cases/{number}/receipt", "/cases/VT-2000-000001"]
    in_both_languages(page, addresses)
    page.goto(draft)
    forms.remove_draft(page)


def test_the_teams_pages_are_whole_in_both_languages(page_as):
    page = page_as("karin.lund")
    page.goto("/cases?view=all")
    number = page.locator("tbody tr", has_text="Bo Zetterlöv").get_by_role("link").first.inner_text()
    case = f"/cases/{number}"
    addresses = ["/cases", case, f"{case}/duties/book", f"{case}/duties/installLock", f"{case}/reservations"]
    addresses += [f"{case}/cancellation", f"{case}/duties/book/waiver"]
    addresses += ["/devices", "/devices/TB4-1084", "/today"]
    in_both_languages(page, addresses)


def test_the_language_can_be_changed_before_signing_in_and_on_a_form_with_faults(page_as, new_page):
    visitor = new_page()
    visitor.goto("/sign-in")
    switch_language(visitor, "en")
    assert visitor.url.endswith("/sign-in")
    assert visitor.get_by_role("button", name="Sign in").is_visible()

    page = page_as("anna.ek")
    forms.begin_order(page)
    draft = page.url
    forms.fill(page, recipientNumber="19121212", note="Kvar efter språkbytet.")
    forms.press(page, "check")
    switch_language(page, "en")
    assert page.url == draft, "the form is left when the language is changed"
    assert forms.field(page, "note").input_value() == "Kvar efter språkbytet."
    forms.press(page, "check")
    faults = page.locator("[data-error-summary]").inner_text()
    assert not re.search("[åäö]", faults), faults
    forms.remove_draft(page)
