"""What happens in people's lives: a death, with all that follows; and fifty people whom another unit takes over."""

import csv
import subprocess

import forms
import harness
from forms import choose, fill, press
from people import SIXTEN, VALBORG
from test_alarm_return import install

UNITS = ("Hemtjänst Ekholmen", "Hemtjänst Lambohov")


def test_a_death_and_all_that_follows(page_as, look):
    """I6: the unit says so, reads what follows, confirms, and orders the collection; nothing is left behind."""
    anna, karin = page_as("anna.ek", viewport="phone"), page_as("karin.lund")
    tomas = page_as("tomas.alm", viewport="phone")
    install(anna, karin, tomas, person=VALBORG, time="07:45")
    person = page_of(karin, VALBORG.name)

    anna.goto(person)
    follow(anna, "/events")
    look(anna, "life-event")
    press(anna)
    assert forms.faulty_fields(anna) == ["kind", "day", "toldBy"]
    choose(anna, "kind", "deceased")
    fill(anna, day=forms.in_days(0), toldBy="Sonen Per")
    press(anna)
    look(anna, "life-event-foreseen")
    foreseen = anna.locator("main").inner_text()
    assert VALBORG.street in foreseen and "Ingenting är gjort än" in foreseen
    confirm(anna)
    assert "/drafts/" in anna.url, "what is left is to order the collection"
    look(anna, "life-event-return")
    assert anna.locator('main [name="reason"][value="deceased"]').is_checked()

    karin.goto("/cases")
    look(karin, "left-mounted")
    assert VALBORG.name in karin.locator("main .notice").first.inner_text()

    choose(anna, "handover", "handIn")
    choose(anna, "keysHeld", "no")
    press(anna, "check")
    assert anna.url.endswith("/check"), anna.locator("[data-error-summary]").inner_text()
    press(anna, action="/submission")
    karin.goto("/cases")
    assert VALBORG.name not in "".join(karin.locator("main .notice").all_inner_texts())

    karin.goto(person)
    look(karin, "person-deceased")
    assert "Sonen Per" in karin.locator("main").inner_text()
    karin.goto(karin.locator('main a[href^="/life-events/"]').first.get_attribute("href"))
    look(karin, "life-event-undo")
    fill(karin, reason="Det var en granne med samma namn.")
    press(karin, action="/undoing")
    assert "Ångrat av Karin Lund" in karin.locator("#past-life").text_content()


def test_a_button_is_lost_and_found(page_as, look):
    """I10: the unit says that a button is gone, reads what follows, begins the order; it is found, and all is as before."""
    anna, karin = page_as("anna.ek", viewport="phone"), page_as("karin.lund")
    tomas = page_as("tomas.alm", viewport="phone")
    install(anna, karin, tomas, person=SIXTEN, time="09:45")
    person = page_of(karin, SIXTEN.name)

    anna.goto(person)
    follow(anna, "/events")
    choose(anna, "kind", "deviceLost")
    fill(anna, day=forms.in_days(0), toldBy="Sixten själv", note="Borta sedan i morse.")
    press(anna)
    assert forms.faulty_fields(anna) == ["device.deviceLost"]
    look(anna, "device-lost")
    anna.locator('input[name="device.deviceLost"]').nth(1).check()
    press(anna)
    look(anna, "device-lost-foreseen")
    foreseen = anna.locator("main").inner_text()
    assert "Byta ut larm eller larmknapp" in foreseen and "Ingenting är gjort än" in foreseen
    confirm(anna)
    assert "/drafts/" in anna.url
    assert anna.locator('main [name="problem"]').input_value() == "Borta sedan i morse."

    karin.goto("/cases")
    assert "ingen har beställt någon åtgärd" in "".join(karin.locator("main .notice").all_inner_texts())
    anna.goto(person)
    look(anna, "person-without-button")
    assert "Borta sedan" in anna.locator("main .notice").first.inner_text()
    anna.goto(anna.locator('main a[href^="/life-events/"]').first.get_attribute("href"))
    look(anna, "device-lost-event")
    fill(anna, day=forms.in_days(0))
    press(anna, action="/over")
    assert "Borta sedan" not in "".join(anna.locator("main .notice").all_inner_texts())
    karin.goto("/cases")
    assert "ingen har beställt någon åtgärd" not in "".join(karin.locator("main .notice").all_inner_texts())


def test_fifty_people_are_taken_over(page_as, accounts, look, server, tmp_path):
    """C7: a unit takes over fifty people at once, after everything that follows has been read; and it is undone."""
    register(server, accounts["karin.lund"], tmp_path, 50)
    karin = page_as("karin.lund")
    karin.goto("/takeovers")
    look(karin, "takeovers")
    with karin.expect_navigation():
        karin.get_by_role("link", name=UNITS[0], exact=True).click()
    look(karin, "takeover")
    for box in karin.locator("main tbody tr").filter(has_not_text="Övertagen").locator("input").all():
        box.uncheck()
    karin.locator('[name="to"]').select_option(label=UNITS[1])
    fill(karin, note="Nytt avtal, beslutat av nämnden.")
    press(karin)
    assert forms.faulty_fields(karin) == ["day"]
    fill(karin, day=forms.in_days(0))
    press(karin)
    look(karin, "takeover-foreseen")
    foreseen = karin.locator("main").inner_text()
    assert "50 brukare" in foreseen and UNITS[1] in foreseen
    confirm(karin)
    look(karin, "takeovers-done")
    assert "50 brukare" in karin.locator("main").inner_text()
    carina = page_as("carina.holm")
    assert carina.goto(page_of(karin, taken_over(7))).status == 200

    follow(karin, "/undoing", start="/takeovers")
    fill(karin, reason="Avtalet gällde inte än.")
    press(karin)
    assert "Ångrat: Avtalet gällde inte än." in karin.locator("main").inner_text()
    assert carina.goto(page_of(karin, taken_over(7))).status == 404


def confirm(page):
    """The first of the buttons under what follows."""
    with page.expect_navigation():
        page.locator("main .actions form button").first.click()


def follow(page, ending, start=None):
    if start:
        page.goto(start)
    with page.expect_navigation():
        page.locator(f'main a[href$="{ending}"]').first.click()


def page_of(page, name):
    """The address of a person's page, found by the name as people find it."""
    page.goto("/")
    search = page.locator('form[action="/search"] input[type="search"]').first
    search.fill(name)
    with page.expect_navigation():
        search.press("Enter")
    return page.get_by_role("link", name=name, exact=True).first.get_attribute("href")


def register(server, account, folder, count):
    """People of the first unit's, by a file as a coordinator takes them in."""
    file = folder / "people.csv"
    with open(file, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["identity", "name", "street", "postalCode", "city", "unit"])
        for index in range(1, count + 1):
            writer.writerow([number(index), taken_over(index), f"Fiktiva gatan {100 + index}", "58000", "Ekdala",
                             UNITS[0]])
    done = subprocess.run(
        [server.binary, "import", "recipients", "--apply", "--database", server.database, "--as", account.login, file],
        input=account.password + "\n", capture_output=True, text=True, timeout=harness.SECONDS_TO_START)
    assert done.returncode == 0, done.stderr


def taken_over(index):
    """A name without figures, as people have."""
    return f"Övertagen {chr(65 + index // 26)}{chr(97 + index % 26)}"


def number(index):
    """An identity number of the kind for tests: birth number 239, a day of its own in 1925."""
    stem = f"1925{1 + index // 28:02}{1 + index % 28:02}239"
    return stem + str(check_digit(stem[2:]))


def check_digit(digits):
    """By the Luhn algorithm (ISO/IEC 7812-1)."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return -sum(value // 10 + value % 10 for value in doubled) % 10
