"""The forms as people fill them in. Fields are found by the names they are sent under, never by wording."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

# Whether a page says that it is keeping what was typed, and that it has kept it.
SAVING = """() => {
  const state = document.querySelector('[data-autosave-state]');
  return state.textContent === state.dataset.saving;
}"""
SAVED = """() => {
  const state = document.querySelector('[data-autosave-state]');
  return state.textContent === state.dataset.saved;
}"""
STOCKHOLM = ZoneInfo("Europe/Stockholm")
CASE_NUMBER = re.compile(r"VT-\d{4}-\d{6}")


def today():
    return datetime.now(STOCKHOLM).date()


def in_days(days):
    return (today() + timedelta(days=days)).isoformat()


def next_visit():
    """The day and the time of a visit that is still to come: today, or tomorrow once the evening is late."""
    now = datetime.now(STOCKHOLM)
    if now.hour >= 20:
        return in_days(1), "10:00"
    return now.date().isoformat(), f"{now.hour + 1:02}:30"


def field(page, name):
    return page.locator(f'main [name="{name}"]')


def fill(page, **values):
    """Types into text fields; `__` in a name stands for the dot between the parts of a compound field."""
    for name, value in values.items():
        field(page, name.replace("__", ".")).fill(value)


def choose(page, name, value):
    page.locator(f'main [name="{name}"][value="{value}"]').check()


def press(page, value=None, action=None):
    """Sends a form of the page's main part: by its button's value, or by the end of its address."""
    form = f'main form:is([action$="{action}"], [action*="{action}#"])' if action else "main form"
    button = f'button[value="{value}"]:not([aria-hidden])' if value else "button[type=submit]:not([name])"
    with page.expect_navigation():
        page.locator(f"{form} {button}").click()


def press_first(page, form):
    """Sends the first of several forms that are alike."""
    with page.expect_navigation():
        page.locator(f"main {form} button[type=submit]").first.click()


def begin_order(page):
    """From the start page to an empty order."""
    page.goto("/")
    press(page, action="/routines/alarm-order/drafts")


def fill_order(page, person, lock=True, code="", effectuated_on=None):
    """A whole order without faults."""
    fill(
        page,
        recipientNumber=person.number,
        recipientName=person.name,
        recipientPhone=person.phone,
        home__street=person.street,
        home__postalCode=person.postal_code,
        home__city=person.city,
        entranceCode=code,
    )
    choose(page, "homeKeyCollected", "yes")
    choose(page, "entranceKey", "notNeeded")
    choose(page, "bookingContacts.recipient.use", "yes")
    choose(page, "lockNeeded", "yes" if lock else "no")
    choose(page, "precondition.effectuated.met", "yes")
    field(page, "precondition.effectuated.day").fill(effectuated_on or in_days(-1))


def send_order(page, person, **choices):
    """Orders for `person` and answers with the case's number."""
    begin_order(page)
    fill_order(page, person, **choices)
    press(page, "check")
    press(page, action="/submission")
    return case_number(page)


def case_number(page):
    found = CASE_NUMBER.search(page.url)
    assert found, f"no case number in {page.url}:\n{page.locator('main').inner_text()}"
    return found.group()


def remove_draft(page):
    """Removes the order that is being written, on the page that asks whether one means it."""
    draft = re.search(r"/drafts/[0-9a-f-]+", page.url).group()
    page.goto(draft)
    with page.expect_navigation():
        page.locator(f'main a[href="{draft}/removal"]').click()
    press(page, action="/removal")


def book(page, number, day, time="10:00", technician="Tomas Alm"):
    """A coordinator books a visit after an answered call."""
    page.goto(f"/cases/{number}/duties/book")
    fill_booking(page, day, time, technician)
    press(page, action="/duties/book")
    assert page.url.split("?")[0].endswith(f"/cases/{number}"), page.locator("main").inner_text()


def fill_booking(page, day, time="10:00", technician="Tomas Alm"):
    choose(page, "callOutcome", "agreed")
    fill(page, contacted="Närstående", day=day, time=time)
    field(page, "technician").select_option(label=technician)


def begin(page, routine, party=None):
    """Begins an order from the start page, as one of two parties where two order; unfolds the orders that are seldom
    made where it is one of them."""
    page.goto("/")
    own = f':has(input[value="{party}"])' if party else ""
    button = page.locator(f'main form[action$="/routines/{routine}/drafts"]{own} button[type=submit]').last
    if not button.is_visible():
        page.locator("#more > summary").click()
    with page.expect_navigation():
        button.click()


def in_stock(page, kind):
    """The number of a device of this kind that nobody has; the journeys of a file share a store and take what there
    is."""
    page.goto(f"/devices?kind={kind}&status=inStock")
    return page.locator("tbody a").last.inner_text()


def reserve(page, number, serial):
    """Reserves a device by its number; answers with the fields that were refused."""
    page.goto(f"/cases/{number}/reservations")
    typed = page.locator('main form:has(input[name="serial"]:not([type="hidden"]))')
    typed.locator('[name="serial"]').fill(serial)
    with page.expect_navigation():
        typed.locator("button[type=submit]").click()
    return faulty_fields(page)


def visit_address(page, number):
    """Where the case's planned visit is worked on."""
    page.goto(f"/cases/{number}")
    return page.locator('main .actions a[href^="/visits/"]').first.get_attribute("href")


def report(part, kind, serial, result="passed"):
    """What the technician found for one device of an installation."""
    part.locator(f'[name="{kind}.serial"]').fill(serial)
    part.locator(f'[name="{kind}.test"][value="{result}"]').check()


def faulty_fields(page):
    """The names of the fields that the error summary links to, in its order."""
    links = page.locator("[data-error-summary] a").all()
    return [page.locator(link.get_attribute("href")).get_attribute("name") for link in links]
