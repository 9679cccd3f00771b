"""An emergency alarm: the unit's own, from the order to the visit, about nobody in care (I14)."""

import forms
from forms import choose, fill, press, report


def test_an_emergency_alarm_is_ordered_for_the_unit_and_handed_over(page_as, look):
    anna, karin = page_as("anna.ek"), page_as("karin.lund")
    tomas = page_as("tomas.alm", viewport="phone")
    number = order(anna, look)
    forms.book(karin, number, forms.in_days(6), "11:15")
    karin.goto(f"/cases/{number}")
    assert "Hemtjänst Ekholmen" in karin.locator("main .lead").first.inner_text()
    look(karin, "emergency-case")
    karin.goto("/cases?view=all")
    assert number in karin.locator("tbody").inner_text()

    serial = forms.in_stock(karin, "providerEmergencyAlarm")
    tomas.goto(forms.visit_address(tomas, number))
    look(tomas, "emergency-visit")
    step = tomas.locator("#duty-install")
    report(step, "providerEmergencyAlarm", forms.in_stock(karin, "alarmBase"))
    press(tomas, action="/duties/install")
    assert forms.faulty_fields(tomas) == ["providerEmergencyAlarm.serial"], "a person's alarm is not for a unit"
    report(tomas.locator("#duty-install"), "providerEmergencyAlarm", serial)
    press(tomas, action="/duties/install")
    karin.goto(f"/devices/{serial}")
    assert "Hemtjänst Ekholmen" in karin.locator("main").inner_text()
    look(karin, "emergency-device")


def order(page, look):
    forms.begin(page, "emergency-alarm")
    assert page.locator('[name="recipientNumber"]').count() == 0
    choose(page, "what", "new")
    look(page, "emergency-form")
    press(page, "check")
    assert forms.faulty_fields(page)[:2] == ["reason", "place.street"]
    fill(page, reason="Ny lokal på Storgatan.", place__street="Storgatan 8", place__postalCode="58000",
         place__city="Ekdala")
    choose(page, "bookingContacts.unit.use", "yes")
    fill(page, bookingContacts__unit__name="Ulf Chef", bookingContacts__unit__phone="013-000 20 00")
    press(page, "check")
    assert forms.faulty_fields(page) == []
    press(page, action="/submission")
    return forms.case_number(page)
