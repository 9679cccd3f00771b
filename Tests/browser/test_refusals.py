"""What is not allowed or not right is refused in words, with nothing written and nothing typed lost."""

import pytest

import forms
from forms import choose, field, fill, press, report
from people import SIXTEN, VALBORG


@pytest.fixture
def draft(page_as):
    page = page_as("anna.ek")
    forms.begin_order(page)
    yield page
    forms.remove_draft(page)


@pytest.mark.parametrize(
    "number",
    ["20000229239", "200002292390", "200002302399", "20990101-2388", "556016-0680", "nittonhundra", "👵🏽"],
    ids=["too short", "check digit", "no such day", "not born", "organisation", "words", "emoji"],
)
def test_what_is_no_identity_number_is_refused_with_the_reason(draft, number):
    fill(draft, recipientNumber=number)
    press(draft, "check")
    assert "recipientNumber" in forms.faulty_fields(draft)
    assert field(draft, "recipientNumber").input_value() == number


@pytest.mark.parametrize("name", ["👵🏽", "A" * 100_000], ids=["emoji", "100,000 characters"])
def test_what_is_no_name_is_refused_and_kept(draft, name):
    field(draft, "recipientName").evaluate("field => field.removeAttribute('maxlength')")
    fill(draft, recipientName=name, note="Kvar.")
    press(draft, "check")
    assert "recipientName" in forms.faulty_fields(draft)
    assert field(draft, "recipientName").input_value() == name
    assert field(draft, "note").input_value() == "Kvar."


def test_an_order_before_the_service_is_effectuated_is_stopped_with_the_reason(draft, look):
    """R2.3: before the order, since it decides what is invoiced."""
    forms.fill_order(draft, SIXTEN)
    choose(draft, "precondition.effectuated.met", "no")
    press(draft, "check")
    assert forms.faulty_fields(draft) == ["precondition.effectuated.met"]
    assert "faktureras" in draft.locator(".reveals .notice").inner_text()
    look(draft, "order-stopped")


def test_a_service_cannot_be_effectuated_tomorrow(draft):
    forms.fill_order(draft, SIXTEN, effectuated_on=forms.in_days(1))
    press(draft, "check")
    assert forms.faulty_fields(draft) == ["precondition.effectuated.day"]
    assert field(draft, "precondition.effectuated.day").input_value() == forms.in_days(1)


def test_another_units_case_is_not_there(page_as, look):
    carina, anna = page_as("carina.holm"), page_as("anna.ek")
    anna.goto("/cases?view=all")
    number = anna.locator("tbody tr", has_text="Åke Örnmark").get_by_role("link").first.inner_text()
    absent = carina.goto("/cases/VT-2026-999999")
    said = carina.locator("h1").inner_text()
    for path in ["", "/receipt", "/duties/keyReceipt", "/cancellation", "/leaflet"]:
        answer = carina.goto(f"/cases/{number}{path}")
        assert (absent.status, answer.status) == (404, 404), path
        assert carina.locator("h1").inner_text() == said
        assert "Örnmark" not in carina.content()
    look(carina, "not-found")
    carina.goto("/cases?view=all")
    assert "Örnmark" not in carina.content()


def test_a_technician_may_not_order(draft, page_as, look):
    tomas = page_as("tomas.alm", viewport="phone")
    assert tomas.goto(draft.url).status == 403
    look(tomas, "forbidden")
    tomas.goto("/routines/alarm-order")
    assert tomas.locator('form[action$="/drafts"]').count() == 0, "what one may not do is not offered"
    assert tomas.goto("/cases/VT-2026-000001/reservations").status == 403


def test_visits_and_devices_that_cannot_be(page_as, look):
    """R2.10, R2.12: no visit in the past, no unknown, wrong or occupied device, nothing half-written."""
    anna, karin = page_as("anna.ek"), page_as("karin.lund")
    first = forms.send_order(anna, SIXTEN, lock=False)
    second = forms.send_order(anna, VALBORG, lock=False)

    karin.goto(f"/cases/{first}/duties/book")
    forms.fill_booking(karin, forms.in_days(-1))
    press(karin, action="/duties/book")
    assert forms.faulty_fields(karin) == ["day"]
    assert field(karin, "contacted").input_value() == "Närstående"
    assert field(karin, "technician").locator("option:checked").inner_text() == "Tomas Alm"
    look(karin, "booking-form-faults")
    forms.book(karin, first, forms.in_days(2))
    karin.goto(f"/cases/{second}/duties/book")
    forms.fill_booking(karin, forms.in_days(2), time="10:30")
    press(karin, action="/duties/book")
    assert forms.faulty_fields(karin) == ["time"], "a technician is in one place at a time"
    forms.fill(karin, time="12:00")
    press(karin, action="/duties/book")

    base, button, lock = (forms.in_stock(karin, kind) for kind in ["alarmBase", "alarmButton", "lockUnit"])
    assert forms.reserve(karin, first, base) == []
    for serial in [lock, base, "ABC-1", ""]:
        assert forms.reserve(karin, second, serial) == ["serial"], f"{serial} is not to be had"

    tomas = page_as("tomas.alm", viewport="phone")
    visits = {number: forms.visit_address(tomas, number) for number in [first, second]}
    install(tomas, visits[first], "TB4-0001", button, ["alarmBase.serial"])
    look(tomas, "visit-faults")
    assert field(tomas, "alarmButton.serial").input_value() == button
    install(tomas, visits[first], button, button, ["alarmBase.serial"])
    install(tomas, visits[first], base, button, [])
    assert tomas.url.split("?")[0].endswith(visits[first])
    install(tomas, visits[second], base, button, ["alarmBase.serial", "alarmButton.serial"])
    tomas.goto(f"/devices/{base}")
    assert tomas.locator("main table tbody tr").count() == 1, "it is still where it was"


def install(page, visit, base, button, faults):
    """Tries to install an alarm that works, and sees which fields are refused."""
    page.goto(visit)
    step = page.locator("#duty-installAlarm")
    report(step, "alarmBase", base)
    report(step, "alarmButton", button)
    press(page, action="/duties/installAlarm")
    assert forms.faulty_fields(page) == faults


def test_a_visit_that_is_ended_too_soon_says_what_is_left(page_as):
    anna, karin = page_as("anna.ek"), page_as("karin.lund")
    number = forms.send_order(anna, SIXTEN, lock=False)
    forms.book(karin, number, forms.in_days(4))
    tomas = page_as("tomas.alm", viewport="phone")
    visit = forms.visit_address(tomas, number)
    tomas.goto(visit)
    press(tomas, action="/finish")
    assert tomas.locator("[data-error-summary]").is_visible()
    assert tomas.locator("#duty-installAlarm").is_visible(), "the work is still in front of one"


def test_the_door_is_held_after_five_wrong_passwords(new_page, accounts):
    page = new_page()
    page.goto("/sign-in")
    for _ in range(6):
        fill(page, login="yusra.nur", password="gissning")
        with page.expect_navigation() as answer:
            page.locator("main button[type=submit]").click()
    assert answer.value.status == 429
    fill(page, login="yusra.nur", password=accounts["rut.granskare"].password)
    with page.expect_navigation() as answer:
        page.locator("main button[type=submit]").click()
    assert answer.value.status == 429, "the right password does not help until the time is over"
