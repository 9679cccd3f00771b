"""A move in two halves: the unit that hands over, the unit that takes over, and the team between them."""

import forms
from forms import choose, field, fill, press
from people import VALBORG
from test_alarm_return import install

MOVES_IN = 9
NEW_HOME = {"newHome__street": "Påhittade vägen 40", "newHome__postalCode": "58000", "newHome__city": "Ekdala"}


def test_a_move_is_ordered_by_two_units_and_made_in_one_day(page_as, look):
    """R1.7, R1.14, R1.18, R1.21, I2, I3, I5: each unit sees its own half, the team sees the whole."""
    anna, carina = page_as("anna.ek"), page_as("carina.holm")
    karin, tomas = page_as("karin.lund"), page_as("tomas.alm", viewport="phone")
    serials = install(anna, karin, tomas, person=VALBORG, time="08:45")

    given = hand_over(anna, look)
    the_other_unit_is_waited_for(karin, carina, given, look)
    taken = take_over(carina, look)
    neither_unit_sees_too_much(anna, given, taken)
    book_both_visits(karin, given, look)
    move(tomas, given, serials, look)
    the_units_are_answered(karin, anna, carina, given, taken, look)


def fill_half(page, contact):
    fill(page, recipientNumber=VALBORG.number, recipientName=VALBORG.name, recipientPhone=VALBORG.phone,
         home__street=VALBORG.street, home__postalCode=VALBORG.postal_code, home__city=VALBORG.city,
         movesOn=forms.in_days(MOVES_IN), **NEW_HOME)
    choose(page, "hasCamera", "no")
    choose(page, "bookingContacts.unit.use", "yes")
    fill(page, bookingContacts__unit__name=contact, bookingContacts__unit__phone="013-000 20 00")


def hand_over(page, look):
    forms.begin(page, "alarm-move", "giver")
    fill_half(page, "Anna Ek")
    choose(page, "providerChange", "yes")
    field(page, "receivingUnit").select_option(label="Hemtjänst Lambohov")
    choose(page, "keysHeld", "no")
    fill(page, newHome__street=VALBORG.street)
    press(page, "check")
    assert forms.faulty_fields(page) == ["newHome.street"], "a move goes somewhere else"
    fill(page, newHome__street=NEW_HOME["newHome__street"])
    look(page, "move-giver")
    press(page, "check")
    assert page.url.endswith("/check"), page.locator("[data-error-summary]").inner_text()
    press(page, action="/submission")
    return forms.case_number(page)


def the_other_unit_is_waited_for(karin, carina, number, look):
    karin.goto(f"/cases/{number}")
    look(karin, "move-half-missing")
    assert karin.locator(f'main a[href$="/duties/orderReceiver/waiver"]').count() >= 1
    carina.goto("/")
    awaited = carina.locator("main section.card").first
    assert "Flytt" in awaited.inner_text() and VALBORG.name not in carina.locator("main").inner_text()
    look(carina, "move-awaited")


def take_over(page, look):
    forms.begin(page, "alarm-move", "receiver")
    fill_half(page, "Bea Larsson")
    field(page, "currentUnit").select_option(label="Hemtjänst Ekholmen")
    choose(page, "homeKeyCollected", "no")
    choose(page, "entranceKey", "notNeeded")
    choose(page, "lockNeeded", "no")
    fill(page, entranceCode="4711")
    press(page, "check")
    assert page.url.endswith("/check"), page.locator("[data-error-summary]").inner_text()
    look(page, "move-receiver-check")
    press(page, action="/submission")
    return forms.case_number(page)


def neither_unit_sees_too_much(anna, given, taken):
    anna.goto(f"/cases/{given}")
    seen = anna.locator("main").inner_text()
    assert "Bea Larsson" not in seen and taken not in seen
    assert anna.goto(f"/cases/{taken}").status == 404


def book_both_visits(page, number, look):
    page.goto(f"/cases/{number}/duties/book")
    assert "Bea Larsson" in page.locator("main").inner_text(), "the team calls either side"
    choose(page, "callOutcome", "agreed")
    fill(page, contacted="Bea Larsson", uninstall__day=forms.in_days(MOVES_IN), uninstall__time="09:00",
         install__day=forms.in_days(MOVES_IN + 1), install__time="10:00")
    field(page, "technician").select_option(label="Tomas Alm")
    look(page, "move-booking")
    press(page, action="/duties/book")
    assert forms.faulty_fields(page) == ["fallback"], "a night without an alarm needs something agreed"
    fill(page, install__day=forms.in_days(MOVES_IN), install__time="13:00")
    press(page, action="/duties/book")
    assert page.url.split("?")[0].endswith(f"/cases/{number}"), page.locator("main").inner_text()
    look(page, "move-booked")


def move(page, number, serials, look):
    page.goto(f"/cases/{number}")
    visits = [link.get_attribute("href") for link in page.locator('main .actions a[href^="/visits/"]').all()]
    fetching, mounting = [visit for visit in visits if visit.count("/") == 2]
    page.goto(fetching)
    assert VALBORG.street in page.locator("main").inner_text()
    for kind in ["alarmBase", "alarmButton"]:
        choose(page, f"condition.{serials[kind]}", "working")
    press(page, action="/duties/uninstallAlarm")
    choose(page, f"condition.{serials['lockUnit']}", "working")
    choose(page, "partIsBack", "yes")
    press(page, action="/duties/unlinkLock")
    press(page, action="/finish")
    page.goto(mounting)
    assert "Påhittade vägen 40" in page.locator("main").inner_text()
    look(page, "move-mounting")
    for kind in ["alarmBase", "alarmButton"]:
        forms.report(page.locator("#duty-installAlarm"), kind, serials[kind])
    press(page, action="/duties/installAlarm")
    press(page, action="/finish")


def the_units_are_answered(karin, anna, carina, given, taken, look):
    for number, duty in [(taken, "registerAlarm"), (given, "passResponsibility"), (given, "feedbackGiver"),
                         (taken, "feedbackReceiver")]:
        karin.goto(f"/cases/{number}/duties/{duty}")
        press(karin, action=f"/duties/{duty}")
        assert karin.url.split("?")[0].endswith(f"/cases/{number}"), karin.locator("main").inner_text()
    look(karin, "move-done")
    anna.goto(f"/cases/{given}/duties/journalGiver")
    press(anna, action="/duties/journalGiver")
    carina.goto(f"/cases/{taken}")
    look(carina, "move-receiver-done")
    assert "Påhittade vägen 40" in carina.locator("main").inner_text()
    anna.goto(f"/cases/{given}")
    assert "Avslutat" in anna.locator("main").inner_text()
