"""Nothing typed is lost: drafts, lost sessions, and forms that are sent twice."""

from urllib.parse import urlsplit

import forms
from forms import choose, field, fill, press
from people import AINO, HJALMAR, MARYAM, OSTEN


def test_what_is_typed_is_kept_while_it_is_written(page_as):
    page = page_as("anna.ek")
    forms.begin_order(page)
    fill(page, recipientNumber=OSTEN.number, recipientName=OSTEN.name, note="Hund i hallen.")
    choose(page, "lockNeeded", "yes")
    fill(page, lockDoor="Altandörren")
    page.wait_for_function(forms.SAVED)
    page.reload()
    assert field(page, "recipientName").input_value() == OSTEN.name
    assert field(page, "note").input_value() == "Hund i hallen."
    assert field(page, "lockDoor").is_visible() and field(page, "lockDoor").input_value() == "Altandörren"

    draft = urlsplit(page.url).path
    page.goto("/")
    assert OSTEN.name in page.locator(f'main tr:has(a[href="{draft}"])').inner_text()


def test_a_draft_is_kept_for_later_without_scripts(page_as):
    page = page_as("anna.ek", javascript=False)
    forms.begin_order(page)
    fill(page, recipientName="Nils Utan Nummer", home__street="Fiktiva gatan 99")
    press(page, "later")
    with page.expect_navigation():
        page.get_by_role("link", name="Nils Utan Nummer").click()
    assert field(page, "home.street").input_value() == "Fiktiva gatan 99"
    forms.remove_draft(page)
    assert page.get_by_role("link", name="Nils Utan Nummer").count() == 0


def test_what_is_sent_while_it_is_being_kept_waits_and_is_sent(page_as):
    page = page_as("anna.ek")
    forms.begin_order(page)
    page.evaluate("""() => {
      const send = window.fetch;
      window.fetch = async (...call) => {
        await new Promise((resume) => setTimeout(resume, 2000));
        return send(...call);
      };
    }""")
    fill(page, recipientName=OSTEN.name)
    page.wait_for_function(forms.SAVING)
    press(page, "check")
    assert "recipientNumber" in forms.faulty_fields(page)
    assert field(page, "recipientName").input_value() == OSTEN.name


def test_a_session_that_is_lost_while_writing_loses_nothing_typed(page_as, accounts, look):
    page = page_as("anna.ek")
    forms.begin_order(page)
    fill(page, recipientName=HJALMAR.name)
    page.context.clear_cookies()
    fill(page, recipientPhone=HJALMAR.phone, entranceCode="99A1")
    fill(page, note="Skrivet när ingen längre var inloggad.")
    choose(page, "bookingContacts.unit.use", "yes")
    press(page, "check")
    look(page, "signed-out-while-writing")
    fill(page, login="anna.ek", password="fel lösenord")
    press(page)
    assert "fel lösenord" not in page.content()
    fill(page, login="anna.ek", password=accounts["anna.ek"].password)
    press(page)
    look(page, "signed-in-again")
    press(page)
    assert "/drafts/" in page.url
    assert field(page, "recipientName").input_value() == HJALMAR.name
    assert field(page, "recipientPhone").input_value() == HJALMAR.phone
    assert field(page, "note").input_value() == "Skrivet när ingen längre var inloggad."
    assert field(page, "entranceCode").input_value() == "99A1"
    assert field(page, "bookingContacts.unit.use").is_checked()
    page.reload()
    assert field(page, "recipientPhone").input_value() == HJALMAR.phone, "it is kept, and not only shown"


def test_the_same_order_sent_twice_is_one_case(page_as):
    page = page_as("anna.ek")
    forms.begin_order(page)
    forms.fill_order(page, MARYAM, lock=False)
    press(page, "check")
    again = page.context.new_page()
    again.goto(page.url)
    press(page, action="/submission")
    press(again, action="/submission")
    number = forms.case_number(page)
    assert forms.case_number(again) == number
    again.close()

    with page.expect_navigation() as back:
        page.go_back()
    assert back.value.ok, "the way back from the receipt ends in an error"
    assert forms.case_number(page) == number

    page.goto("/cases?view=all")
    assert page.locator("tbody tr", has_text=MARYAM.name).count() == 1


def test_somebody_who_is_not_to_be_called_after_all_is_not_in_the_order(page_as):
    page = page_as("anna.ek")
    forms.begin_order(page)
    forms.fill_order(page, AINO, lock=False)
    choose(page, "bookingContacts.related.use", "yes")
    fill(page, bookingContacts__related__name="Ska Inte Ringas", bookingContacts__related__phone="013-1")
    field(page, "bookingContacts.related.use").uncheck()
    press(page, "check")
    assert page.url.endswith("/check"), page.locator("main").inner_text()
    assert "Ska Inte Ringas" not in page.locator("main").inner_text()
