"""From the narrowest phone to paper, in light and in dark."""

import pytest

import forms
import harness
from people import RAGNAR


@pytest.fixture(scope="module")
def case(server, browser, accounts):
    """A case with a visit booked, a device held and a key signed for: its number and its visit's address."""
    context = browser.new_context(base_url=server.address, locale="sv-SE")
    page = context.new_page()

    harness.sign_in(page, accounts["anna.ek"])
    number = forms.send_order(page, RAGNAR, lock=True, code="2468")
    page.goto(f"/cases/{number}/duties/keyReceipt")
    forms.fill(page, cabinet="7")
    forms.press(page, action="/duties/keyReceipt")
    receipt = page.url.split("?")[0]
    context.clear_cookies()
    harness.sign_in(page, accounts["karin.lund"])
    page.goto(f"/cases/{number}/reservations")
    forms.press_first(page, 'form:has(input[value^="TB4-"])')
    forms.book(page, number, forms.in_days(3))
    visit = forms.visit_address(page, number)
    people = page.locator('main a[href^="/people/"], main a[href^="/dwellings/"]')
    addresses = [link.get_attribute("href") for link in people.all()]
    context.close()
    return {"number": number, "visit": visit, "receipt": receipt, "register": addresses}


def orderers_pages(case):
    number = case["number"]
    pages = ["/", "/cases?view=all", f"/cases/{number}", f"/cases/{number}/receipt", case["receipt"]]
    return [*pages, f"/cases/{number}/cancellation", "/routines/alarm-order", case["register"][0]]


def coordinators_pages(case):
    case_page = f"/cases/{case['number']}"
    pages = ["/cases", case_page, f"{case_page}/reservations", f"{case_page}/duties/book/waiver"]
    return [*pages, f"{case['visit']}/rescheduling", f"{case['visit']}/miss", "/devices", *case["register"]]


def technicians_pages(case):
    return [f"/today?day={forms.in_days(3)}", "/today", case["visit"], "/devices/TB4-1007"]


WIDTH = """() => {
  const right = (element) => element.getBoundingClientRect().right;
  const [widest] = [...document.body.querySelectorAll('*')]
    .filter((element) => !element.closest('.unseen, .skip'))
    .sort((one, other) => right(other) - right(one));
  return [document.scrollingElement.scrollWidth, widest.outerHTML.slice(0, 120)];
}"""


def fits(page):
    """No line has to be followed sideways at 320 px, which is also 1280 px enlarged four times."""
    width, widest = page.evaluate(WIDTH)
    return [] if width <= 320 else [f"{page.url} is {width} px wide: {widest}"]


@pytest.mark.parametrize(
    "login, pages",
    [("anna.ek", orderers_pages), ("karin.lund", coordinators_pages), ("tomas.alm", technicians_pages)],
)
def test_nothing_is_scrolled_sideways_at_320_pixels(page_as, case, login, pages):
    page = page_as(login, viewport="narrow")
    wide = []
    for address in pages(case):
        page.goto(address)
        wide += fits(page)
    assert wide == []


def test_forms_with_faults_and_the_door_fit_in_320_pixels(page_as, new_page):
    visitor = new_page(viewport="narrow")
    visitor.goto("/sign-in")
    wide = fits(visitor)
    page = page_as("anna.ek", viewport="narrow")
    forms.begin_order(page)
    wide += fits(page)
    forms.choose(page, "bookingContacts.related.use", "yes")
    forms.fill(page, recipientNumber="1" * 60, recipientName="Ö" * 90, home__street="Y" * 90)
    forms.press(page, "check")
    wide += fits(page)
    forms.fill_order(page, RAGNAR)
    forms.fill(page, lockDoor="X" * 90)
    forms.press(page, "check")
    wide += fits(page)
    forms.remove_draft(page)
    assert wide == []


def test_dark_pages_are_as_readable_as_light(page_as, new_page, case, look):
    visitor = new_page(scheme="dark")
    visitor.goto("/sign-in")
    look(visitor, "sign-in-dark")
    page = page_as("anna.ek", scheme="dark")
    number = case["number"]
    forms.begin_order(page)
    forms.press(page, "check")
    look(page, "order-form-faults-dark")
    forms.remove_draft(page)
    unit = {"start": "/", "case": f"/cases/{number}", "receipt": f"/cases/{number}/receipt"}
    for name, address in unit.items():
        page.goto(address)
        look(page, f"{name}-dark")
    karin = page_as("karin.lund", scheme="dark")
    for name, address in [("queue", "/cases"), ("booking-form", f"{case['visit']}/rescheduling")]:
        karin.goto(address)
        look(karin, f"{name}-dark")
    tomas = page_as("tomas.alm", scheme="dark", viewport="phone")
    for name, address in [("today", f"/today?day={forms.in_days(3)}"), ("visit", case["visit"])]:
        tomas.goto(address)
        look(tomas, f"{name}-phone-dark")


def test_the_desk_on_a_phone_and_the_round_on_a_desktop(page_as, new_page, case, look):
    """The pages on the other size of screen than the one that people mostly use them on."""
    for size in harness.SIZES:
        visitor = new_page(viewport=size)
        visitor.goto("/sign-in")
        look(visitor, f"sign-in-{size}")
    number = case["number"]
    anna = page_as("anna.ek", viewport="phone")
    for name, address in [("start", "/"), ("case", f"/cases/{number}"), ("key-receipt", case["receipt"])]:
        anna.goto(address)
        look(anna, f"{name}-phone")
    karin = page_as("karin.lund", viewport="phone")
    desk = {"queue": "/cases", "case-team": f"/cases/{number}", "devices": "/devices"}
    desk |= {"booking-form": f"{case['visit']}/rescheduling", "person": case["register"][0]}
    for name, address in desk.items():
        karin.goto(address)
        look(karin, f"{name}-phone")
    tomas = page_as("tomas.alm")
    for name, address in [("today", f"/today?day={forms.in_days(3)}"), ("visit", case["visit"])]:
        tomas.goto(address)
        look(tomas, f"{name}-desktop")


@pytest.mark.parametrize("login", ["olof.objekt", "rut.granskare", "admin"])
def test_those_who_neither_order_nor_install_see_the_routines_and_nobody(page_as, look, login):
    page = page_as(login)
    look(page, f"start-{login}")
    assert "Örnmark" not in page.content()
    with page.expect_navigation():
        page.locator('main a[href="/routines/alarm-order"]').click()
    assert page.locator('form[action$="/drafts"]').count() == 0
    for closed in ["/cases", "/devices", "/today"]:
        assert page.goto(closed).status == 403


def test_a_printed_case_has_its_story_and_no_buttons(page_as, case, screenshot):
    page = page_as("karin.lund")
    page.goto(f"/cases/{case['number']}")
    page.emulate_media(media="print")
    for gone in ["nav", "footer", "button", "form", ".account", ".skip", "aside"]:
        assert [part for part in page.locator(gone).all() if part.is_visible()] == [], f"{gone} is printed"
    for kept in ["h1", ".status", ".tasks", ".timeline", ".facts"]:
        assert page.locator(kept).first.is_visible(), f"{kept} is not printed"
    when = page.locator(".timeline time").first
    said = when.evaluate("time => getComputedStyle(time, '::after').content")
    assert when.get_attribute("title") in said, "on paper, the moment itself stands beside how long ago it was"
    screenshot(page, "case-print")
    assert len(page.pdf(format="A4")) > 10_000
