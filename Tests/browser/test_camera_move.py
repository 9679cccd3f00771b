"""A safety camera that moves and changes hands: two units report, the signs are printed, supervision begins."""

import subprocess

import forms
from forms import choose, field, fill, press
from people import HJALMAR

OLD = HJALMAR.street
NEW = "Påhittade vägen 9"


def test_a_camera_moves_with_its_person(page_as, look, tmp_path):
    """R5: signs in Persian and Somali beside Swedish, consents, and the serial number to the receiver alone."""
    anna, carina = page_as("anna.ek"), page_as("carina.holm")
    karin, tomas = page_as("karin.lund"), page_as("tomas.alm", viewport="phone")
    camera, alarm = forms.in_stock(karin, "safetyCamera"), forms.in_stock(karin, "alarmBase")

    giver = report_giving(anna, camera, alarm, look)
    receiver = report_receiving(carina, look)
    book_both(karin, giver)
    take_consent(karin, giver, look)
    signs_are_printed(tomas, receiver, tmp_path)
    mount(tomas, receiver, camera, look)
    post_signs(tomas, receiver, look)
    supervise(karin, receiver, look)
    answer(karin, giver, receiver, camera, look)
    each_knows_its_own(anna, carina, giver, receiver, camera, look)
    take_consent_back(karin, receiver, look)


def begin(page, party):
    page.goto("/routines/camera-move")
    with page.expect_navigation():
        page.locator(f'main form:has(input[name="party"][value="{party}"]) button').click()


def fill_report(page, change, sender):
    fill(page, senderName=sender, senderMail="namn@example.org", senderPhone="013-000 11 01",
         recipientNumber=HJALMAR.number, recipientName=HJALMAR.name, recipientPhone=HJALMAR.phone)
    choose(page, "change", change)
    fill(page, movesOn=forms.in_days(7), home__street=OLD, home__postalCode=HJALMAR.postal_code,
         home__city=HJALMAR.city)
    fill(page, newHome__street=NEW, newHome__postalCode="58000", newHome__city="Ekdala")
    choose(page, "bookingContacts.unit.use", "yes")
    fill(page, bookingContacts__unit__name=sender, bookingContacts__unit__phone="013-000 11 01")


def send(page):
    press(page, "check")
    assert page.url.endswith("/check"), page.locator("[data-error-summary]").inner_text()
    press(page, action="/submission")
    return forms.case_number(page)


def report_giving(page, camera, alarm, look):
    begin(page, "giver")
    assert "kan ha ersatts" in page.locator("body").inner_text()
    fill_report(page, "both", "Anna Ek")
    field(page, "receivingUnit").select_option(label="Hemtjänst Lambohov")
    choose(page, "keysHeld", "no")
    fill(page, cameraSerial=alarm)
    press(page, "check")
    assert forms.faulty_fields(page) == ["cameraSerial"], "an alarm is no camera"
    look(page, "camera-move-faults")
    fill(page, cameraSerial=camera)
    look(page, "camera-move-giver")
    return send(page)


def report_receiving(page, look):
    begin(page, "receiver")
    fill_report(page, "both", "Carina Holm")
    field(page, "currentUnit").select_option(label="Hemtjänst Ekholmen")
    choose(page, "homeKeyCollected", "yes")
    choose(page, "entranceKey", "notNeeded")
    choose(page, "signs.fa", "yes")
    choose(page, "signs.so", "yes")
    choose(page, "cohabitant", "no")
    look(page, "camera-move-receiver")
    return send(page)


def book_both(page, number):
    page.goto(f"/cases/{number}/duties/book")
    choose(page, "callOutcome", "agreed")
    fill(page, contacted="Närstående")
    fill(page, uninstall__day=forms.in_days(3), uninstall__time="09:00", install__day=forms.in_days(3),
         install__time="14:00")
    field(page, "technician").select_option(label="Tomas Alm")
    press(page, action="/duties/book")
    assert page.url.split("?")[0].endswith(f"/cases/{number}"), page.locator("main").inner_text()


def take_consent(page, number, look):
    page.goto(f"/cases/{number}/duties/consent")
    press(page, action="/duties/consent")
    assert forms.faulty_fields(page) == ["speaker", "manner"]
    look(page, "consent-faults")
    choose(page, "speaker", "themselves")
    choose(page, "manner", "oral")
    press(page, action="/duties/consent")


def signs_are_printed(page, number, folder):
    """The PDF is read by another program: three pages, each in its language."""
    answer = page.request.get(f"/cases/{number}/notices?languages=sv,fa,so")
    assert answer.ok and answer.headers["content-type"] == "application/pdf"
    path = folder / "signs.pdf"
    path.write_bytes(answer.body())
    pages = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", path, "-"], check=True, capture_output=True, text=True
    ).stdout.split("\f")
    assert len([page for page in pages if page.strip()]) == 3
    for text, words in zip(pages, ["trygghetskamera", "دوربین", "kamarad"]):
        assert words in text
        assert HJALMAR.name not in text and OLD not in text and NEW not in text
    look_at_signs(path, folder)


def look_at_signs(path, folder):
    """Drawn by another program, each page is filled, and Persian begins at the right edge."""
    subprocess.run(["pdftoppm", "-gray", "-r", "40", path, folder / "sign"], check=True)
    pages = [ink(picture) for picture in sorted(folder.glob("sign-*.pgm"))]
    assert len(pages) == 3
    for rows in pages:
        assert sum(len(row) for row in rows) > 1000, "something is drawn"
    swedish, persian, _ = (text_edges(rows) for rows in pages)
    assert swedish["left"] > 2 * swedish["right"], "lines of Swedish begin at the left"
    assert persian["right"] > 2 * persian["left"], "lines of Persian begin at the right"


def text_edges(rows):
    """How many lines of dots reach the edge of the text on either side: where lines begin they are even."""
    # The bar across the top of the sheet is no text.
    rows = [row for row in rows if row and row[0] > 4]
    left, right = min(row[0] for row in rows), max(row[-1] for row in rows)
    return {
        "left": sum(row[0] <= left + 4 for row in rows),
        "right": sum(row[-1] >= right - 4 for row in rows),
    }


def ink(picture):
    """Of each line of dots those that are dark."""
    kind, size, _, dots = picture.read_bytes().split(b"\n", 3)
    assert kind == b"P5"
    width, height = map(int, size.split())
    return [[x for x in range(width) if dots[y * width + x] < 128] for y in range(height)]


def mount(page, number, camera, look):
    page.goto(f"/cases/{number}/duties/uninstall")
    press(page, action="/duties/uninstall")
    page.goto(f"/cases/{number}/duties/install")
    forms.report(page, "safetyCamera", camera)
    look(page, "camera-install")
    press(page, action="/duties/install")


def post_signs(page, number, look):
    page.goto(f"/cases/{number}/duties/notices")
    ticked = [box.get_attribute("name") for box in page.locator("main input[type=checkbox]:checked").all()]
    assert ticked == [None, "language.fa", "language.so"], "Swedish is fixed"
    look(page, "notices-phone")
    press(page, action="/duties/notices")
    assert len(forms.faulty_fields(page)) == 5
    for check in ["visibleToVisitors", "byMonitoredArea", "withoutReflections", "byFloorPlan"]:
        choose(page, check, "yes")
    choose(page, "hiddenFromFrontDoor", "no")
    press(page, action="/duties/notices")
    assert forms.faulty_fields(page) == ["hiddenFromFrontDoor.reason"]
    look(page, "notices-faults-phone")
    fill(page, hiddenFromFrontDoor__reason="Bostaden är ett enda rum.")
    press(page, action="/duties/notices")


def supervise(page, number, look):
    page.goto(f"/cases/{number}/duties/start")
    assert field(page, "centre").input_value() == "Larmcentralen"
    look(page, "supervision")
    press(page, action="/duties/start")
    page.goto(f"/cases/{number}")
    assert "Pågår från Larmcentralen" in page.locator("main").inner_text()
    look(page, "case-supervised")


def answer(page, giver, receiver, camera, look):
    for key in ["updateSystems", "passResponsibility"]:
        page.goto(f"/cases/{giver}/duties/{key}")
        press(page, action=f"/duties/{key}")
    page.goto(f"/cases/{giver}/duties/feedbackGiver")
    assert camera not in page.locator("main form").inner_text()
    press(page, action="/duties/feedbackGiver")
    page.goto(f"/cases/{receiver}/duties/feedbackReceiver")
    assert camera in page.locator("main").inner_text()
    press(page, action="/duties/feedbackReceiver")
    assert forms.faulty_fields(page) == ["phonedTo"]
    fill(page, phonedTo="Carina Holm")
    look(page, "feedback-serial")
    press(page, action="/duties/feedbackReceiver")


def each_knows_its_own(anna, carina, giver, receiver, camera, look):
    carina.goto(f"/cases/{receiver}")
    assert f"Trygghetskamera: {camera}" in carina.locator("main").inner_text()
    look(carina, "case-camera-receiver")
    anna.goto(f"/cases/{giver}")
    assert camera not in anna.locator(".timeline").inner_text()
    assert f"Trygghetskamera: {camera}" not in anna.locator("main").inner_text()


def take_consent_back(page, number, look):
    """I18: said, foreseen, done; the case then says that nobody may look."""
    page.goto(f"/cases/{number}")
    with page.expect_navigation():
        page.get_by_role("link", name="Någon tar tillbaka sitt samtycke").click()
    choose(page, "kind", "consentWithdrawn")
    fill(page, day=forms.in_days(0), toldBy="Brukaren själv")
    look(page, "withdrawal")
    press(page, action="/events")
    assert "Ring larmcentralen på en gång" in page.locator("main").inner_text()
    look(page, "withdrawal-foreseen")
    with page.expect_navigation():
        page.get_by_role("button", name="Bekräfta").click()
    page.goto(f"/cases/{number}")
    assert "tillsynen med kamera är avslutad" in page.locator("main").inner_text()
    look(page, "case-withdrawn")
