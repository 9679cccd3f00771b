"""A file is stopped and released by a coordinator; a routine owner sees what is due, and what is done with personal data."""

import forms
from forms import choose, fill, press

WHY = "IVO har begärt handlingarna."


def test_a_file_is_restricted_and_released(page_as, look):
    karin = page_as("karin.lund")
    karin.goto("/")
    karin.locator("#f-q").fill("nadja rehn")
    with karin.expect_navigation():
        karin.locator(".search button").click()
    with karin.expect_navigation():
        karin.locator('main a[href^="/people/"]').first.click()
    person = karin.url
    with karin.expect_navigation():
        karin.locator('main a[href$="/hold"]').click()
    look(karin, "file-hold")
    press(karin, action="/hold")
    assert forms.faulty_fields(karin) == ["kind", "reason"]
    choose(karin, "kind", "restriction")
    fill(karin, reason=WHY)
    press(karin, action="/hold")
    assert karin.url.split("?")[0] == person and WHY in karin.locator("main").inner_text()
    look(karin, "person-restricted")

    owner = page_as("olof.objekt", viewport="phone")
    owner.goto("/retention")
    assert WHY in owner.locator("main").inner_text(), "who disposes of files sees which are stopped"
    look(owner, "retention-phone")

    karin.goto(f"{person}/hold")
    fill(karin, **{"reason-restriction": "Frågan är avgjord."})
    press(karin, action="/hold/release")
    told = karin.locator("main").inner_text()
    assert "Frågan är avgjord." in told and "Behandlingen är begränsad" not in told


def test_the_record_of_processing_names_every_routine(page_as, look):
    owner = page_as("olof.objekt")
    owner.goto("/")
    titles = [text.strip() for text in owner.locator('main a[href^="/routines/"]').all_inner_texts()]
    owner.goto("/retention")
    with owner.expect_navigation():
        owner.locator('main a[href="/processing"]').click()
    told = owner.locator("main").inner_text()
    assert titles and all(title in told for title in titles)
    look(owner, "processing")
