"""What the journeys are given: a server, a browser, and pages of people who have signed in."""

import os

import pytest
from playwright.sync_api import sync_playwright

import harness


@pytest.fixture(scope="session")
def binary():
    return harness.program()


@pytest.fixture(scope="session")
def accounts(binary):
    return harness.demo_accounts(binary)


@pytest.fixture(scope="module")
def server(binary, tmp_path_factory):
    """One for the journeys of a file, with a municipality of their own: what other files ordered, booked and
    mounted never stands in their way, in whatever order they run."""
    server = harness.Server(binary, tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    assert os.access(harness.CHROMIUM, os.X_OK), f"{harness.CHROMIUM} is missing: run bin/setup --tests"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=harness.CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def troubles():
    """What is found wrong with any page of the test; it fails the test when it ends, all at once."""
    found = []
    yield found
    if found:
        pytest.fail("the pages complained:\n" + "\n".join(dict.fromkeys(found)), pytrace=False)


@pytest.fixture
def new_page(server, browser, troubles):
    """Makes pages of visitors who have not signed in, each in a browser profile of its own.

    `new_page(viewport="phone", scheme="dark", locale="en-GB", javascript=False)`; unless told, a light
    desktop in Swedish. A script that fails, a breach of the content security policy or an answer of 500 or
    above fails the test when it ends."""
    contexts = []

    def make(viewport="desktop", scheme="light", locale="sv-SE", javascript=True):
        context = browser.new_context(
            base_url=server.address,
            viewport=harness.VIEWPORTS[viewport],
            is_mobile=viewport == "phone",
            has_touch=viewport == "phone",
            color_scheme=scheme,
            locale=locale,
            timezone_id="Europe/Stockholm",
            java_script_enabled=javascript,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_init_script(harness.WATCH)
        page = context.new_page()
        watch(page, troubles)
        return page

    yield make
    for context in contexts:
        context.close()


def watch(page, troubles):
    def on_console(message):
        # Chromium reports every answer of 400 or above this way; a refused form is no fault of the page.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            troubles.append(f"{page.url}: console: {message.text}")

    def on_response(response):
        if response.status >= 500:
            troubles.append(f"{response.request.method} {response.url}: {response.status}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: script: {error}"))
    page.on("response", on_response)


@pytest.fixture(scope="module")
def sessions():
    """The cookies of those who have signed in, by login."""
    return {}


@pytest.fixture
def page_as(new_page, accounts, sessions):
    """Makes pages of people who have signed in: `page_as("login")`; what else it takes is that of `new_page`.

    Each signs in through the form once and is then known by the cookie. The page stands where people land."""

    def make(login, **choices):
        page = new_page(**choices)
        if login in sessions:
            page.context.add_cookies(sessions[login])
            page.goto("/")
        else:
            harness.sign_in(page, accounts[login])
            sessions[login] = page.context.cookies()
        return page

    return make


@pytest.fixture
def look(troubles):
    """`look(page, "queue")` examines the page as it stands with axe-core, and keeps a picture for people to
    look at."""

    def look(page, name):
        harness.screenshot(page, name)
        troubles.extend(harness.faults_for_axe(page))

    return look


@pytest.fixture
def screenshot():
    """`screenshot(page, "queue-phone")` only keeps a picture."""
    return harness.screenshot
