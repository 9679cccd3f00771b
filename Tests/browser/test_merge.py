"""Somebody stands in the register twice: found, compared, merged, and parted again."""

import forms
from forms import choose, field, fill, press
from people import ELSA, ELSA_BEFORE

WHY = "Hennes son har visat hennes pass."


def test_one_who_stands_twice_becomes_one_and_two_again(page_as, look):
    """I10, I20: nothing is lost on the way, and what was wrong to do can be taken back."""
    anna, karin = page_as("anna.ek"), page_as("karin.lund")
    forms.send_order(anna, ELSA, lock=False)
    needless = forms.send_order(anna, ELSA_BEFORE, lock=False)
    karin.goto(f"/cases/{needless}/cancellation")
    fill(karin, reason="Beställd två gånger.")
    press(karin, action="/cancellation")

    comparison = find(karin, look)
    merge(karin, comparison, look)
    old = the_merged_page_leads_on(karin, comparison, look)
    part(karin, comparison, old, look)


def find(page, look):
    page.goto("/duplicates")
    look(page, "duplicates")
    row = page.locator("main tbody tr", has_text=ELSA.name)
    assert ELSA.number[-4:] not in row.inner_text(), "a list masks the numbers"
    with page.expect_navigation():
        row.locator("a", has_text="Jämför").click()
    told = page.locator("main").inner_text()
    assert ELSA.street in told and ELSA_BEFORE.street in told
    look(page, "merge")
    return page.url.split("?")[0]


def merge(page, comparison, look):
    form = f"/{comparison.split('/', 3)[3]}"
    press(page, action=form)
    assert forms.faulty_fields(page) == ["home", "reason"]
    look(page, "merge-faults")
    choose(page, "home", "kept")
    fill(page, reason=WHY)
    press(page, action=form)
    told = page.locator("main").inner_text()
    assert "Har slagits ihop med" in told and WHY in told
    assert page.locator("h1").inner_text() == ELSA.name
    look(page, "person-merged")


def the_merged_page_leads_on(page, comparison, look):
    kept, merged = comparison.split("/people/")[1].split("/merge/")
    page.goto(f"/people/{merged}")
    look(page, "merged-pointer")
    with page.expect_navigation():
        page.locator("main a", has_text=ELSA.name).click()
    assert kept in page.url
    return f"/people/{merged}"


def part(page, comparison, old, look):
    page.goto(comparison)
    look(page, "merge-undoing")
    fill(page, reason="Det var två systrar.")
    press(page, action="/undoing")
    assert old in page.url
    assert ELSA_BEFORE.street in page.locator("main").inner_text()
    page.goto(f"{old}/details/name")
    look(page, "person-name")
    press(page, action="/details/name")
    assert sorted(forms.faulty_fields(page)) == ["how", "reason"]
    assert field(page, "value").input_value() == ELSA_BEFORE.name
