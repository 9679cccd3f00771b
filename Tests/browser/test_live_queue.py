"""A queue that is shown: it says when something has changed, also what happened while nobody looked at it."""

import re

import forms
from people import OSTEN, VALBORG

# What a browser does when the tab is left, or looked at again.
LOOK = """state => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


def write_message(page, number, text):
    page.goto(f"/cases/{number}")
    page.locator("details:has([name=text]) > summary").click()
    forms.field(page, "text").fill(text)
    forms.press(page, action=f"/cases/{number}/messages")


def open_queue(page):
    """Waits until the page listens, so that what is done next is news."""
    with page.expect_request(re.compile("/cases/live")):
        page.goto("/cases?view=all")
    notice = page.locator("[data-live]")
    assert not notice.is_visible()
    return notice


def test_a_queue_that_is_looked_at_says_that_something_has_changed(page_as):
    anna, karin = page_as("anna.ek"), page_as("karin.lund")
    number = forms.send_order(anna, OSTEN, lock=False)
    notice = open_queue(karin)
    before = karin.locator("tbody").inner_text()
    write_message(anna, number, "Östen har fått en hund.")
    notice.wait_for(state="visible")
    assert karin.locator("tbody").inner_text() == before
    with karin.expect_navigation():
        karin.locator("[data-live-reload]").click()
    assert not karin.locator("[data-live]").is_visible()


def test_what_happened_while_nobody_looked_is_told_afterwards(page_as):
    anna, karin = page_as("anna.ek"), page_as("karin.lund")
    number = forms.send_order(anna, VALBORG, lock=False)
    notice = open_queue(karin)
    karin.evaluate(LOOK, "hidden")
    write_message(anna, number, "Valborg hör dåligt, ring länge.")
    # A line that was still open would have told of it by now.
    karin.wait_for_timeout(1500)
    assert not notice.is_visible()
    karin.evaluate(LOOK, "visible")
    notice.wait_for(state="visible")


def test_a_queue_that_nothing_has_happened_to_stays_silent_when_it_is_looked_at_again(page_as):
    karin = page_as("karin.lund")
    notice = open_queue(karin)
    karin.evaluate(LOOK, "hidden")
    with karin.expect_response(re.compile("/cases/live")):
        karin.evaluate(LOOK, "visible")
    karin.wait_for_timeout(1500)
    assert not notice.is_visible()
