"""An extract of alarm customers, from the order to the file; and other systems' lists against the register."""

import forms
from forms import choose, field, fill, press, report
from people import OSTEN, RAGNAR

KINDS = ["alarmBase", "alarmButton"]


def test_an_extract_is_ordered_made_and_fetched(page_as, look):
    """R4: two clicks to order, one to make it, and the files stand in the answer."""
    anna, karin, tomas = page_as("anna.ek"), page_as("karin.lund"), page_as("tomas.alm", viewport="phone")
    serve(anna, karin, tomas)
    number = order(anna, look)
    make(karin, number, look)
    fetch(anna, number, look)


def serve(anna, karin, tomas):
    number = forms.send_order(anna, OSTEN, lock=False)
    forms.book(karin, number, forms.in_days(1), "07:15")
    serials = {kind: forms.in_stock(karin, kind) for kind in KINDS}
    tomas.goto(forms.visit_address(tomas, number))
    for kind in KINDS:
        report(tomas.locator("#duty-installAlarm"), kind, serials[kind])
    press(tomas, action="/duties/installAlarm")


def order(page, look):
    forms.begin(page, "alarm-extract")
    fill(page, asOf="2027-06-25", note="Till fakturan.")
    press(page, "check")
    assert forms.faulty_fields(page) == ["asOf"]
    assert "midsommarafton" in page.locator("main").inner_text()
    assert field(page, "note").input_value() == "Till fakturan."
    look(page, "extract-form-holiday")
    fill(page, asOf="")
    press(page, "check")
    press(page, action="/submission")
    return forms.case_number(page)


def make(page, number, look):
    page.goto(f"/cases/{number}/duties/produceExtract")
    assert "Klart senast" in page.locator("main").inner_text()
    look(page, "extract-duty")
    press(page, action="/duties/produceExtract")
    assert "LU-" in page.locator("main").inner_text()
    page.goto(f"/cases/{number}/duties/feedback")
    press(page, action="/duties/feedback")
    page.goto("/extracts")
    look(page, "extracts")


def fetch(page, number, look):
    page.goto(f"/cases/{number}")
    look(page, "extract-case")
    links = page.locator('main a[href*="/files/"]')
    kinds = {}
    for place in range(links.count()):
        with page.expect_download() as download:
            links.nth(place).click()
        name = download.value.suggested_filename
        kinds[name.rsplit(".", 1)[1]] = download.value.path().read_bytes()
        assert name.startswith("LU-") and OSTEN.name.split()[1] not in name
    assert kinds["xlsx"].startswith(b"PK") and kinds["pdf"].startswith(b"%PDF")
    assert OSTEN.name in kinds["csv"].decode("utf-8") and OSTEN.street not in kinds["csv"].decode("utf-8")
    page.goto("/extracts")
    with page.expect_navigation():
        page.locator("main tbody a").first.click()
    told = page.locator("main").inner_text()
    assert OSTEN.name in told and "Antal att fakturera" in told
    look(page, "extract")


LIST = "Personnummer;Namn;Utförare;Beslutad;Verkställd;Avslutad\n{number};Påhittad Person;;2026-08-01;{day};\n"


def test_a_list_is_looked_at_taken_and_decided_about(page_as, look):
    """What is effectuated and not installed stands first, and somebody takes it on."""
    karin = page_as("karin.lund")
    karin.goto("/reconciliation")
    look(karin, "reconciliation-empty")
    karin.goto("/reconciliation/lists")
    choose(karin, "source", "treserva")
    fill(karin, asOf=forms.in_days(0), file=LIST.format(number="198901012380", day=forms.in_days(-3)))
    press(karin, "check")
    assert forms.faulty_fields(karin) == [] or "rad" in karin.locator("main").inner_text().lower()
    look(karin, "reconciliation-fault")
    fill(karin, file=LIST.format(number=RAGNAR.number, day=forms.in_days(-3)))
    press(karin, "check")
    look(karin, "reconciliation-preview")
    press(karin, "take")
    assert karin.url.split("?")[0].endswith("/reconciliation")
    look(karin, "reconciliation")
    with karin.expect_navigation():
        karin.locator('main a[href^="/reconciliation/kinds/"]').first.click()
    look(karin, "reconciliation-kind")
    with karin.expect_navigation():
        karin.locator('main tbody a[href^="/reconciliation/differences/"]').first.click()
    choose(karin, "decision", "explained")
    press(karin, action=karin.url.split("?")[0].split("/", 3)[3])
    assert forms.faulty_fields(karin) == ["note"], "an explanation says what it is"
    look(karin, "reconciliation-difference")
    fill(karin, note="Kommer nästa vecka.")
    press(karin, action="/".join(karin.url.split("?")[0].split("/")[3:]))
    assert "Kommer nästa vecka." in karin.locator("main").inner_text()
