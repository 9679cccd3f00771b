"""Every page works without scripts."""

import forms
import harness
from forms import choose, field, fill, press
from people import RAGNAR


def test_an_order_from_start_to_receipt_without_scripts(page_as, screenshot):
    page = page_as("anna.ek", javascript=False, viewport="phone")
    forms.begin_order(page)
    seen(page)
    screenshot(page, "order-form-phone")
    assert field(page, "lockDoor").is_visible(), "nothing can hide it, so it is asked of everybody"
    press(page, "check")
    seen(page)
    screenshot(page, "order-form-faults-phone")
    assert page.locator("[data-error-summary] a").count() >= 8
    forms.fill_order(page, RAGNAR, lock=True, code="1357")
    choose(page, "bookingContacts.related.use", "yes")
    fill(page, bookingContacts__related__name="Elsa Ljungqvist")
    fill(page, bookingContacts__related__phone="013-000 31 00")
    press(page, "check")
    seen(page)
    screenshot(page, "check-phone")
    assert "Elsa Ljungqvist" in page.locator("main").inner_text()
    press(page, action="/submission")
    seen(page)
    assert page.url.endswith("/receipt")
    screenshot(page, "receipt-phone")


def test_known_facts_fill_in_from_the_identity_number_without_scripts(page_as):
    page = page_as("anna.ek", javascript=False)
    forms.begin_order(page)
    fill(page, recipientNumber="18900101-9802", recipientPhone="013-000 77 77")
    press(page, "known")
    assert field(page, "recipientName").input_value() == "Åke Örnmark"
    assert field(page, "home.street").input_value() == "Fiktiva gatan 4"
    assert field(page, "recipientPhone").input_value() == "013-000 77 77", "what was typed stands"
    assert field(page, "entranceCode").input_value() == "", "a code is never filled in"
    forms.remove_draft(page)


def test_another_units_people_do_not_fill_in(page_as):
    page = page_as("carina.holm", javascript=False)
    forms.begin_order(page)
    fill(page, recipientNumber="18900101-9802")
    press(page, "known")
    assert field(page, "recipientName").input_value() == ""
    forms.remove_draft(page)


def seen(page):
    """What the browser looks for by itself where scripts may run. Axe-core needs scripts, and cannot look."""
    found = harness.UNWORDED.findall(page.content())
    assert not found, f"texts are missing on {page.url}: {found}"
