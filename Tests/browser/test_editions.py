"""A routine owner writes an edition, sees its faults, mends them, sees it drawn, compares, and publishes."""

import re

import forms
from forms import field, fill, press

OLD, NEW = "Boka tid för installation", "Ring och boka installation"


def test_an_edition_from_draft_to_the_day_it_applies(page_as, look):
    """I19: what is published for a day to come changes nothing today."""
    olof = page_as("olof.objekt")
    look(olof, "editions")
    with olof.expect_navigation():
        olof.locator('main form[action="/routines/alarm-order/editions"] button').click()
    draft = olof.url.split("?")[0]
    spoil(olof, look)
    mend(olof)
    see(olof, draft, look)
    name = publish(olof, draft, look)
    the_order_form_is_as_it_was(page_as, name)
    take_back(olof, name, look)


def spoil(page, look):
    text = field(page, "source").input_value()
    line = text[: text.index("after: [book]")].count("\n") + 1
    field(page, "source").fill(text.replace("after: [book]", "after: [bok]", 1).replace(
        "when: {equals: {lockNeeded", "when: {equals: {lockNeded", 1))
    press(page, "save")
    faults = page.locator("[data-error-summary] li").all_inner_texts()
    assert len(faults) == 2, faults
    assert any(fault.startswith(f"Rad {line} ") and "book" in fault for fault in faults), faults
    look(page, "edition-faults")
    page.locator("[data-error-summary] a").last.click()
    chosen = field(page, "source").evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert "[bok]" in chosen, "the way to a fault leads to its line"


def mend(page):
    text = field(page, "source").input_value()
    text = text.replace("[bok]", "[book]").replace("lockNeded", "lockNeeded").replace(OLD, NEW)
    field(page, "source").fill(text)
    press(page, "save")
    assert page.locator("[data-error-summary]").count() == 0


def see(page, draft, look):
    page.goto(f"{draft}/preview")
    look(page, "edition-preview")
    drawing = page.locator(".drawing svg")
    assert drawing.get_attribute("role") == "img" and NEW in drawing.text_content()
    page.locator(".drawing summary").click()
    assert "Efter:" in page.locator(".drawing ol").inner_text()
    look(page, "edition-in-words")
    page.goto(f"{draft}/comparison")
    assert page.locator("del").all_inner_texts().count(OLD) == 1
    assert page.locator("ins").all_inner_texts().count(NEW) == 1
    look(page, "edition-comparison")


def publish(page, draft, look):
    page.goto(f"{draft}/publication")
    fill(page, **{"from": forms.in_days(0), "newsSv": "Bokningen heter som den görs."})
    press(page, "check")
    assert forms.faulty_fields(page) == ["newsEn"]
    look(page, "publication-faults")
    fill(page, **{"from": forms.in_days(1), "newsEn": "The booking is called what it is."})
    press(page, "check")
    look(page, "publication-check")
    press(page, "publish")
    assert page.url.split("?")[0].endswith("/routines/alarm-order")
    look(page, "routine-with-editions")
    row = page.locator("tr", has=page.locator('form[action$="/withdrawal"]'))
    return row.locator("a").first.inner_text()


def the_order_form_is_as_it_was(page_as, name):
    anna = page_as("anna.ek")
    forms.begin_order(anna)
    assert OLD in anna.locator("aside").inner_text() and NEW not in anna.content()
    forms.remove_draft(anna)
    anna.goto("/routines/alarm-order")
    assert NEW not in anna.content()
    with anna.expect_navigation():
        anna.locator("main a", has_text=re.compile(f"^{re.escape(name)}$")).click()
    assert NEW in anna.locator("main").inner_text()


def take_back(page, name, look):
    page.goto("/routines/alarm-order")
    press(page, action="/withdrawal")
    assert "Tillbakadragen" in page.locator("tr", has_text=name).inner_text()


def test_the_drawing_in_the_dark_and_on_a_phone(page_as, look):
    for viewport in ["desktop", "phone"]:
        for scheme in ["light", "dark"]:
            page = page_as("olof.objekt", viewport=viewport, scheme=scheme)
            for slug in ["alarm-order", "alarm-return"]:
                page.goto(f"/routines/{slug}")
                look(page, f"{slug}-drawn-{viewport}-{scheme}")
                width = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
                assert width <= 0, "the drawing scrolls in its own box, and not the page"


def test_a_routine_is_pasted_without_scripts(page_as, screenshot):
    page = page_as("olof.objekt", javascript=False)
    page.goto("/editions")
    assert page.locator('input[type="file"]').is_hidden()
    fill(page, source="slug: prov-rutin\nedition: första\n")
    press(page)
    assert page.locator("[data-error-summary] li").count() > 3
    assert field(page, "source").input_value() == "slug: prov-rutin\nedition: första\n"
    screenshot(page, "edition-without-scripts")
    with page.expect_navigation():
        page.locator('main a[href$="/removal"]').click()
    press(page, action="/removal")


def test_a_file_is_read_into_the_text(page_as, tmp_path):
    page = page_as("olof.objekt")
    page.goto("/editions")
    file = tmp_path / "prov.yaml"
    file.write_text("slug: prov-rutin\n# åäö\n", encoding="utf-8")
    page.locator('input[type="file"]').set_input_files(file)
    page.wait_for_function("document.querySelector('[name=source]').value.includes('åäö')")


def test_an_edition_keeps_itself_while_it_is_written(page_as):
    page, other = page_as("olof.objekt"), page_as("olof.objekt")
    page.goto("/")
    with page.expect_navigation():
        page.locator('main form[action="/routines/alarm-order/editions"] button').click()
    draft = page.url.split("?")[0]
    text = field(page, "source").input_value()
    for turn in ("ett", "två"):
        write(page, f"# {turn}\n{text}", kept=True)
    other.goto(draft)
    assert field(other, "source").input_value() == f"# två\n{text}"

    write(other, f"# från ett annat fönster\n{text}", kept=True)
    write(page, f"# tre\n{text}", kept=False)
    page.get_by_text("ändrat av någon annan").wait_for()
    press(page, "save")
    assert "# tre" in field(page, "source").input_value()
    assert "# från ett annat fönster" in field(page, "theirs").input_value()
    press(page, "copy")
    assert "# tre" in field(page, "source").input_value()
    for one in (page.url.split("?")[0], draft):
        page.goto(f"{one}/removal")
        press(page, action="/removal")


def write(page, text, kept):
    """Writes, and waits until the page has tried to keep it."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        field(page, "source").fill(text)
    assert answer.value.status == (204 if kept else 409)
