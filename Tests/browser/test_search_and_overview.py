"""One finds what one looks for, and sees how the work goes; nothing of anybody stands in an address."""

from urllib.parse import urlparse

DEMO = {"name": "åke örn", "number": "18900101-9802", "street": "Fiktiva gatan 4", "serial": "TB4-1007"}


def search(page, text):
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q", "one key leads to the box"
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert urlparse(page.url).path == "/search" and not urlparse(page.url).query


def test_the_team_finds_by_name_number_street_and_serial(page_as, look):
    karin = page_as("karin.lund")
    for text, place in [
        (DEMO["name"], "/people/"), (DEMO["number"], "/people/"), (DEMO["street"], "/dwellings/"),
        (DEMO["serial"], "/devices/"), ("1", "/cases/VT-"),
    ]:
        karin.goto("/cases")
        search(karin, text)
        assert karin.locator(f'main tbody a[href^="{place}"]').count() >= 1, text
        assert karin.locator("#f-q").input_value() == text
    karin.goto("/")
    search(karin, DEMO["name"])
    look(karin, "search")
    karin.locator("main h1").click()
    karin.keyboard.press("j")
    assert karin.evaluate("document.activeElement.closest('tbody') !== null"), "hits are walked with single keys"
    with karin.expect_navigation():
        karin.locator('main a[href^="/people/"]').first.click()
    assert "Åke Örnmark" in karin.locator("h1").inner_text()


def test_a_unit_finds_its_own_and_is_told_what_is_wrong(page_as, look):
    anna = page_as("anna.ek", viewport="phone", scheme="dark")
    search(anna, "nadja rehn")
    assert anna.locator('main a[href^="/people/"]').count() == 1
    look(anna, "search-phone")
    search(anna, "finns inte")
    assert anna.locator("main .empty").count() == 1
    look(anna, "search-nothing")
    search(anna, "ö")
    assert anna.locator("[data-error-summary]").count() == 1
    look(anna, "search-short")
    with_focus = "document.activeElement.name"
    anna.locator("[data-error-summary] a").click()
    assert anna.evaluate(with_focus) == "q", "the fault leads to the box"


def test_searching_works_without_scripts(page_as):
    karin = page_as("karin.lund", javascript=False)
    karin.locator("#f-q").fill(DEMO["name"])
    with karin.expect_navigation():
        karin.locator(".search button").click()
    assert karin.locator('main a[href^="/people/"]').count() == 1


def test_the_overview_is_drawn_and_told_in_numbers(page_as, look):
    karin, olof = page_as("karin.lund"), page_as("olof.objekt")
    for page, name in [(karin, "overview"), (olof, "overview-owner")]:
        page.goto("/overview")
        drawings, tables = page.locator("main svg[role=img]"), page.locator("main table")
        assert drawings.count() >= 2 and tables.count() >= drawings.count()
        look(page, name)
    assert olof.locator('main a[href^="/people/"], main a[href^="/cases/"]').count() == 0
    phone = page_as("karin.lund", viewport="phone", scheme="dark")
    phone.goto("/overview")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "only pictures scroll sideways"
    look(phone, "overview-phone")


def test_a_unit_has_its_page(page_as, look):
    anna = page_as("anna.ek")
    anna.locator('nav a[href^="/units/"]').click()
    assert "Hemtjänst Ekholmen" in anna.locator("h1").inner_text()
    assert anna.locator('main a[href^="/people/"]').count() >= 1
    look(anna, "unit")
    phone = page_as("karin.lund", viewport="phone")
    phone.goto(anna.url)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look(phone, "unit-phone")
