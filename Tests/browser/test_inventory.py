"""The inventory: a delivery is received and a shelf is counted, on a desktop and on a phone, with and without scripts."""

import forms
from forms import choose, field, fill, press
from people import OSTEN

SUPPLIER = "Påhittade Larm AB"


def test_a_delivery_and_a_stocktake(page_as, look):
    """I17: what came can be followed, and what the count and the register say differently is settled by a choice."""
    karin = page_as("karin.lund")
    karin.goto("/storage-places")
    fill(karin, name="Räknehyllan")
    choose(karin, "kind", "store")
    press(karin, action="/storage-places")
    look(karin, "inventory-places")
    receive(karin, look)
    count(karin, page_as("tomas.alm", viewport="phone"), look)


def test_a_stocktake_without_scripts(page_as, screenshot):
    """I17: ticking, comparing and finishing need no script."""
    tomas = page_as("tomas.alm", javascript=False)
    tomas.goto("/storage-places")
    fill(tomas, name="Skriptlösa bilen")
    choose(tomas, "kind", "vehicle")
    press(tomas, action="/storage-places")
    begin(tomas, "Skriptlösa bilen")
    fill(tomas, serials="OKÄND-1")
    press(tomas, "compare")
    assert forms.faulty_fields(tomas) == ["serials"], "Ä is no letter of a serial number"
    fill(tomas, serials="FINNSEJ-1")
    press(tomas, "compare")
    press(tomas, action="/differences")
    assert forms.faulty_fields(tomas) == ["decision.FINNSEJ-1"]
    choose(tomas, "decision.FINNSEJ-1", "miscounted")
    screenshot(tomas, "stocktake-without-scripts")
    press(tomas, action="/differences")
    assert "FINNSEJ-1" in tomas.locator("main table").inner_text()


def test_a_kit_is_packed_and_reserved_by_one_press(page_as, look):
    """I17: what goes to the same home lies together under one label."""
    anna, karin = page_as("anna.ek"), page_as("karin.lund")
    packed = [forms.in_stock(karin, kind) for kind in ("alarmBase", "alarmButton", "lockUnit")]
    karin.goto("/kits")
    look(karin, "kits-none")
    fill(karin, serials=packed[0])
    press(karin, action="/kits")
    assert forms.faulty_fields(karin) == ["serials"]
    assert field(karin, "serials").input_value() == packed[0]
    karin.goto("/device-moves")
    fill(karin, serials="\n".join(packed))
    field(karin, "place").select_option(label="Förrådet, hylla 1")
    press(karin, action="/device-moves")
    karin.goto("/kits")
    fill(karin, serials="\n".join(packed))
    press(karin, action="/kits")
    look(karin, "kit")
    number = karin.locator("h1").inner_text()
    label = karin.request.get(karin.locator('main a[href$="/label"]').get_attribute("href"))
    assert label.ok and label.headers["content-type"] == "application/pdf"

    order = forms.send_order(anna, OSTEN)
    karin.goto(f"/cases/{order}/reservations")
    look(karin, "reservation-kits")
    with karin.expect_navigation():
        karin.locator("main li", has_text=number).get_by_role("button").click()
    karin.goto(f"/cases/{order}")
    assert all(serial in karin.locator("main").inner_text() for serial in packed)
    karin.goto("/kits")
    assert "Reserverad" in karin.locator("tbody tr", has_text=number).inner_text()
    look(karin, "kits")


def receive(page, look):
    page.goto("/receiving")
    fill(page, supplier=SUPPLIER, number="F-77")
    choose(page, "manner", "scan")
    field(page, "model").select_option(index=1)
    field(page, "place").select_option(label="Räknehyllan")
    fill(page, serials="RH-1\nRH-2\nRH-2")
    press(page, "check")
    assert page.locator('main button[value="receive"]').count() == 0
    look(page, "delivery-faults")
    fill(page, serials="RH-1\nRH-2\nRH-3")
    press(page, "check")
    look(page, "delivery-checked")
    press(page, "receive")
    assert page.locator("main tbody tr").count() == 3
    look(page, "delivery")
    page.goto("/devices/RH-1")
    assert SUPPLIER in page.locator("main").inner_text()
    look(page, "device-received")


def begin(page, place):
    page.goto("/stocktakes")
    field(page, "place").select_option(label=place)
    press(page, action="/stocktakes")


def count(desk, phone, look):
    """One counts on a phone; at the desk a device is moved meanwhile."""
    begin(phone, "Räknehyllan")
    look(phone, "stocktake-phone")
    for serial in ("RH-1", "RH-2"):
        phone.locator(f'main [name="here"][value="{serial}"]').check()
    elsewhere = forms.in_stock(desk, "lockUnit")
    fill(phone, serials=elsewhere)
    press(phone, "compare")
    look(phone, "stocktake-differences-phone")
    choose(phone, f"decision.{elsewhere}", "here")
    choose(phone, "decision.RH-3", "lost")
    press(phone, action="/differences")
    assert forms.faulty_fields(phone) == ["note.RH-3"]
    look(phone, "stocktake-unexplained-phone")
    field(phone, "note.RH-3").fill("Kartongen var öppnad.")
    desk.goto("/devices/RH-2/acts/repair")
    fill(desk, reason="Sprucket hölje.")
    look(desk, "device-repair")
    press(desk, action="/acts/repair")
    press(phone, action="/differences")
    said = phone.locator("[data-error-summary]").inner_text()
    assert "ändrades" in said
    assert field(phone, "note.RH-3").input_value() == "Kartongen var öppnad."
    choose(phone, "decision.RH-2", "miscounted")
    press(phone, action="/differences")
    rows = phone.locator("main tbody tr").all_inner_texts()
    assert len(rows) == 3
    assert any("RH-3" in row and "Kartongen var öppnad." in row for row in rows)
    look(phone, "stocktake-finished-phone")
    desk.goto("/stock")
    look(desk, "stock")
    desk.goto("/device-models")
    look(desk, "device-models")
