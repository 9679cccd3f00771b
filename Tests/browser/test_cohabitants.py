"""Two who live together: the second is linked to the first one's lock, and later one of them leaves."""

import forms
from forms import choose, fill, press
from people import BERTIL, SIGNE
from test_alarm_return import install


def test_a_shared_lock_is_linked_knowingly_and_stays_when_one_leaves(page_as, look):
    """R3.4, R3.6, R3.9, R3.11, I7, I11: no visit, a warning for the other apartment, one link ends alone."""
    anna, karin = page_as("anna.ek"), page_as("karin.lund")
    tomas = page_as("tomas.alm", viewport="phone")
    lock = install(anna, karin, tomas, SIGNE, "16:15")["lockUnit"]

    number = order_the_link(anna, look)
    link(karin, number, lock, look)
    both_are_told(karin, number, lock, look)
    bertil_leaves(anna, karin, lock, look)


def fill_person(page, prefix, person, **address):
    """The fields of one of the two; what they are sent under differs in its beginning only."""
    home = "home" if prefix == "recipient" else f"{prefix}Home"
    fill(page, **{f"{prefix}Number": person.number, f"{prefix}Name": person.name})
    parts = {"street": person.street, "postalCode": person.postal_code, "city": person.city, **address}
    fill(page, **{f"{home}__{part}": value for part, value in parts.items()})


def order_the_link(page, look):
    forms.begin(page, "lock-cohabitants")
    look(page, "cohabitants-form")
    choose(page, "situation", "later")
    assert not page.locator('[name="bookingContacts.unit.use"]').is_visible(), "nobody has to be called"
    assert not page.locator('[name="precondition.effectuated.met"]').first.is_visible()
    fill_person(page, "recipient", SIGNE)
    fill_person(page, "cohabitant", SIGNE, apartment="1203")
    choose(page, "precondition.cohabitantEffectuated.met", "yes")
    fill(page, precondition__cohabitantEffectuated__day=forms.in_days(-1))
    press(page, "check")
    assert forms.faulty_fields(page) == ["cohabitantNumber"], "one person is not two"
    look(page, "cohabitants-form-faults")
    fill_person(page, "cohabitant", BERTIL, apartment="1203")
    press(page, "check")
    assert page.url.endswith("/check"), page.locator("main").inner_text()
    warning = page.locator("main .notice").inner_text()
    assert "lgh 1203" in warning and BERTIL.name in warning
    look(page, "cohabitants-check")
    press(page, action="/submission")
    return forms.case_number(page)


def link(page, number, lock, look):
    page.goto(f"/cases/{number}/duties/linkLock")
    assert page.locator('main form[action*="/duties/linkLock"]').count() == 0, "not before it shows in TES"
    page.goto(f"/cases/{number}/duties/seeCohabitantInTes")
    press(page, action="/duties/seeCohabitantInTes")
    page.goto(f"/cases/{number}/duties/linkLock")
    assert lock in page.locator("main").inner_text()
    look(page, "link-lock")
    press(page, action="/duties/linkLock")
    assert forms.faulty_fields(page) == ["confirmed"]
    choose(page, "confirmed", "yes")
    press(page, action="/duties/linkLock")
    assert forms.faulty_fields(page) == ["reason"]
    assert page.locator('[name="confirmed"]').is_checked()
    look(page, "link-lock-faults")
    fill(page, reason="Lägenheterna är sammanslagna, enligt hyresvärden.")
    press(page, action="/duties/linkLock")
    assert page.url.split("?")[0].endswith(f"/cases/{number}")


def both_are_told(page, number, lock, look):
    story = page.locator(".timeline").inner_text()
    assert lock in story and "enligt hyresvärden" in story
    look(page, "case-cohabitants")
    page.goto(f"/devices/{lock}")
    told = page.locator("main").inner_text()
    assert SIGNE.name in told and BERTIL.name in told
    look(page, "device-shared-lock")
    with page.expect_navigation():
        page.locator("main a", has_text=BERTIL.name).first.click()
    assert f"delas med {SIGNE.name}" in page.locator("main").inner_text()
    look(page, "person-shared-lock")


def bertil_leaves(anna, karin, lock, look):
    forms.begin(anna, "lock-unlink")
    choose(anna, "reason", "movedOut")
    fill(anna, endedOn=forms.in_days(0))
    fill_person(anna, "recipient", BERTIL)
    choose(anna, "othersStay", "yes")
    look(anna, "unlink-form")
    press(anna, "check")
    press(anna, action="/submission")
    number = forms.case_number(anna)

    karin.goto(f"/cases/{number}/duties/unlinkLock")
    assert lock in karin.locator("main").inner_text()
    look(karin, "unlink-lock")
    press(karin, action="/duties/unlinkLock")
    assert karin.locator('main a[href*="/duties/uninstall"]').count() == 0, "nothing is to be taken down"
    karin.goto(f"/devices/{lock}")
    assert "Installerad" in karin.locator("main dl").first.inner_text()
    rows = karin.locator("main table").nth(1).locator("tbody tr").all_inner_texts()
    assert [BERTIL.name in row for row in rows if "Kopplad nu" not in row] == [True]
    assert [SIGNE.name in row for row in rows if "Kopplad nu" in row] == [True]
