"""Keys through the hands of a unit: signed for, given back, moved in the cabinet, and one that is lost."""

import re

import forms
from forms import field, fill, press
from people import HJALMAR

LABELS = ["H 1", "H 2", "T 9"]


def test_three_keys_that_go_three_ways(page_as, look):
    """R1.4, R1.6, R1.13, R5.4, R5.13, I12: every key is somewhere, and where it has been is never lost."""
    anna = page_as("anna.ek", viewport="phone")
    number = forms.send_order(anna, HJALMAR, lock=False)
    receipt = check_out(anna, number, look)
    give_one_back(anna, look)
    move_one(anna, look)
    loss = lose_one(anna, look)
    find_it_in_the_story(anna, receipt, loss, look)
    it_was_never_lost(anna, loss, look)


def test_rows_of_a_receipt_without_scripts(page_as, screenshot):
    """R1.13: what is folded away opens without a script, and keeps what was typed."""
    anna = page_as("anna.ek", javascript=False)
    number = forms.send_order(anna, HJALMAR, lock=False)
    anna.goto(f"/cases/{number}/duties/keyReceipt")
    anna.locator("main form details summary").click()
    field(anna, "item6.kind").select_option("entranceTag")
    fill(anna, item6__count="två", item6__label="T 3", cabinet="X 1")
    press(anna, action="/duties/keyReceipt")
    assert forms.faulty_fields(anna) == ["item6.count"]
    assert field(anna, "item6.label").is_visible()
    assert field(anna, "item6.label").input_value() == "T 3"
    assert field(anna, "item6.kind").input_value() == "entranceTag"
    screenshot(anna, "keys-without-scripts")


def check_out(page, number, look):
    page.goto(f"/cases/{number}/duties/keyReceipt")
    fill(page, item1__label=LABELS[0], cabinet="K 12", handedOverBy=HJALMAR.name)
    field(page, "item2.kind").select_option("homeKey")
    fill(page, item2__label=LABELS[1], item2__count="1")
    page.locator("main form details summary").click()
    field(page, "item3.kind").select_option("entranceTag")
    fill(page, item3__label=LABELS[2], item3__count="1")
    look(page, "keys-three-rows")
    press(page, action="/duties/keyReceipt")
    assert page.locator("main tbody tr").count() == 3
    return re.search(r"N-\d{4}-\d{4}", page.url).group()


def open_key(page, label):
    page.goto("/keys?place=K+12")
    with page.expect_navigation():
        page.locator("tbody a", has_text=label).click()


def begin(page, label, act, look):
    open_key(page, label)
    look(page, f"key-{act}-before")
    with page.expect_navigation():
        page.locator(f'main .actions a[href$="/{act}"]').click()


def give_one_back(page, look):
    begin(page, LABELS[0], "return", look)
    given = page.locator('main [name^="given."]')
    given.fill("2")
    press(page, action="/return")
    assert forms.faulty_fields(page) == [given.get_attribute("name")], "more than is held"
    assert given.input_value() == "2"
    look(page, "key-return-faults")
    given.fill("1")
    press(page, action="/return")
    assert "/key-receipts/" in page.url
    said = page.locator("main").inner_text()
    assert LABELS[0] in said and LABELS[1] not in said and HJALMAR.name in said
    look(page, "key-receipt-back")
    printed = page.request.get(page.locator('main a[href$="/pdf"]').get_attribute("href"))
    assert printed.ok and printed.headers["content-type"] == "application/pdf"


def move_one(page, look):
    begin(page, LABELS[1], "placement", look)
    fill(page, cabinet="K 3")
    press(page, action="/placement")
    page.goto("/keys")
    look(page, "keys")
    row = page.locator("tbody tr", has_text=LABELS[1])
    assert "K 3" in row.inner_text()
    assert page.locator("tbody tr", has_text=LABELS[0]).count() == 0


def lose_one(page, look):
    begin(page, LABELS[2], "loss", look)
    press(page, action="/loss")
    assert forms.faulty_fields(page) == ["account"]
    assert "Ett ärende påbörjas: Anmäla borttappad nyckel eller tagg" in page.locator("main").inner_text()
    fill(page, account="Taggen satt inte på knippan efter passet. Bilen är genomsökt.")
    look(page, "key-loss")
    press(page, action="/loss")
    loss = forms.case_number(page)
    order = page.locator("main").text_content()
    assert LABELS[2] in order and "Bilen är genomsökt." in order, "though the order is folded away"
    look(page, "key-loss-case")
    return loss


def it_was_never_lost(page, loss, look):
    """The report is taken back: the tag is in the cabinet, the case ends, the story keeps both."""
    page.goto("/keys")
    with page.expect_navigation():
        page.locator("main a", has_text=LABELS[2]).click()
    with page.expect_navigation():
        page.locator('main .actions a[href$="/mistake"]').click()
    look(page, "key-mistake")
    fill(page, reason="Taggen hängde bakom en annan.")
    press(page, action="/mistake")
    assert "Anmälan är tillbakatagen" in page.locator("main").inner_text()
    assert LABELS[2] in page.locator("main").inner_text()
    page.goto(f"/cases/{loss}")
    assert "Avbrutet" in page.locator("main").inner_text()
    look(page, "key-loss-undone")


def find_it_in_the_story(page, receipt, loss, look):
    page.goto(f"/key-receipts/{receipt}")
    rows = page.locator("main tbody tr").all_inner_texts()
    assert any("Återlämnad" in row for row in rows)
    assert any("K 3" in row for row in rows)
    assert any("Borttappad" in row and loss in row for row in rows)
    look(page, "key-receipt-chain")
    page.goto("/key-stocktake")
    assert LABELS[1] in page.locator("main").inner_text()
    assert LABELS[2] not in page.locator("main table").inner_text()
    look(page, "stocktake")
