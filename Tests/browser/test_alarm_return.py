"""An alarm that is no longer needed: ordered back, taken down on a phone, and put in the store again."""

import forms
from forms import choose, field, fill, press, report
from people import AINO

KINDS = ["alarmBase", "alarmButton", "lockUnit"]


def test_a_returned_alarm_leaves_nothing_behind(page_as, look):
    """R1.2, I15: what is mounted is named by the register, and each thing is answered for."""
    anna, karin = page_as("anna.ek"), page_as("karin.lund")
    tomas = page_as("tomas.alm", viewport="phone")
    serials = install(anna, karin, tomas)

    number = order_the_return(anna, look)
    day, time = forms.in_days(2), "13:00"
    forms.book(karin, number, day, time)
    take_down(tomas, number, serials, look)
    the_register_has_followed(karin, number, serials, look)
    it_is_told_over_time(karin, tomas, serials, look)
    a_wrong_day_is_put_right(karin, look)


def install(anna, karin, tomas, person=AINO, time="07:15"):
    """An alarm and a lock at the person's, by the way that another journey examines."""
    number = forms.send_order(anna, person)
    forms.book(karin, number, forms.in_days(1), time)
    serials = {kind: forms.in_stock(karin, kind) for kind in KINDS}
    tomas.goto(forms.visit_address(tomas, number))
    for kind in KINDS[:2]:
        report(tomas.locator("#duty-installAlarm"), kind, serials[kind])
    press(tomas, action="/duties/installAlarm")
    report(tomas.locator("#duty-installLock"), "lockUnit", serials["lockUnit"])
    tomas.locator('#duty-installLock [name="originalPart"]').fill("I en påse på hatthyllan")
    press(tomas, action="/duties/installLock")
    return serials


def order_the_return(page, look):
    forms.begin(page, "alarm-return")
    look(page, "return-form")
    press(page, "check")
    assert forms.faulty_fields(page)[:2] == ["reason", "endedOn"]
    choose(page, "reason", "serviceEnded")
    fill(page, endedOn=forms.in_days(0), recipientNumber=AINO.number, recipientName=AINO.name,
         recipientPhone=AINO.phone)
    fill(page, home__street=AINO.street, home__postalCode=AINO.postal_code, home__city=AINO.city)
    choose(page, "handover", "fetch")
    choose(page, "bookingContacts.unit.use", "yes")
    fill(page, bookingContacts__unit__name="Anna Ek", bookingContacts__unit__phone="013-000 20 00")
    choose(page, "keysHeld", "no")
    press(page, "check")
    assert page.url.endswith("/check"), page.locator("[data-error-summary]").inner_text()
    press(page, action="/submission")
    return forms.case_number(page)


def take_down(page, number, serials, look):
    page.goto(forms.visit_address(page, number))
    step = page.locator("#duty-uninstall")
    for serial in serials.values():
        assert serial in step.inner_text()
    assert "I en påse på hatthyllan" in step.inner_text(), "where the lock's own part lies"
    look(page, "uninstallation")
    choose(page, f"condition.{serials['alarmBase']}", "working")
    press(page, action="/duties/uninstall")
    assert forms.faulty_fields(page) == [
        f"condition.{serials['alarmButton']}", f"condition.{serials['lockUnit']}", "partIsBack"]
    assert page.locator(f'[name="condition.{serials["alarmBase"]}"][value="working"]').is_checked()
    look(page, "uninstallation-faults")
    choose(page, f"condition.{serials['alarmButton']}", "missing")
    choose(page, f"condition.{serials['lockUnit']}", "broken")
    choose(page, "partIsBack", "no")
    press(page, action="/duties/uninstall")
    assert forms.faulty_fields(page) == ["remark"]
    fill(page, remark="Vredet är borta. Vaktmästaren sätter dit ett nytt.")
    press(page, action="/duties/uninstall")
    assert "/visits/" in page.url
    assert page.locator("#duty-uninstall form").count() == 0
    press(page, action="/finish")


def the_register_has_followed(page, number, serials, look):
    page.goto(f"/cases/{number}")
    look(page, "case-returned")
    story = page.locator(".timeline").inner_text()
    assert "Vaktmästaren sätter dit ett nytt." in story and serials["alarmBase"] in story
    for kind, status in zip(KINDS, ["Återlämnad", "Borttappad", "På reparation"]):
        page.goto(f"/devices/{serials[kind]}")
        assert status in page.locator("main").inner_text()
    page.goto(f"/devices/{serials['alarmBase']}")
    look(page, "device-returned")
    press(page, action="/restocking")
    assert "I lager" in page.locator("main dl").first.inner_text()
    assert page.locator('main form[action$="/restocking"]').count() == 0


def it_is_told_over_time(page, phone, serials, look):
    """Where somebody lives and what they have, drawn; and how it was on a day, as one knew it then."""
    page.goto(f"/devices/{serials['alarmBase']}")
    with page.expect_navigation():
        page.get_by_role("link", name=AINO.name).first.click()
    person = page.url.split("?")[0]
    drawing = page.locator(".drawing svg")
    assert serials["alarmBase"] in drawing.text_content() and AINO.name in drawing.text_content()
    look(page, "person-over-time")
    page.get_by_text("Samma sak i ord").click()
    assert serials["lockUnit"] in page.locator(".drawing ul").last.inner_text()

    page.get_by_text("Se hur det var en viss dag").click()
    fill(page, day=forms.in_days(1))
    see(page)
    assert forms.faulty_fields(page) == ["day"], "tomorrow is not known yet"
    fill(page, day=forms.in_days(0), known=forms.in_days(-1))
    see(page)
    look(page, "person-as-known-then")
    assert "enligt det som stod här" in page.locator(".notice").inner_text()
    assert serials["alarmBase"] not in page.locator("main").inner_text(), "nobody knew of it yet"
    with page.expect_navigation():
        page.get_by_role("link", name="Visa allt").click()
    assert page.url.split("?")[0] == person

    phone.goto(person)
    look(phone, "person-over-time-phone")


def see(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Visa", exact=True).click()


def a_wrong_day_is_put_right(page, look):
    with page.expect_navigation():
        page.locator('main a[href^="/facts/residency/"]').first.click()
    look(page, "correction")
    fill(page, from__day=forms.in_days(1), reason="Fel")
    press(page)
    assert forms.faulty_fields(page) == ["from.day", "reason"]
    look(page, "correction-faults")
    fill(page, from__day=forms.in_days(-3), reason="Hon flyttade in tre dagar tidigare.")
    press(page)
    assert "Hon flyttade in tre dagar tidigare." in page.locator("main").inner_text()
    assert "Karin Lund" in page.locator(".timeline").inner_text()
