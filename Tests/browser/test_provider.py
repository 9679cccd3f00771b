"""Signing in by a provider on another site, in a browser that holds every page to its policy."""

import json
import os
import re
import urllib.request
import warnings

import pytest

import harness

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
with warnings.catch_warnings():
    # It sets its own warnings to be shown always, of what is to become of its libraries.
    import authlib.deprecate  # noqa: F401
    warnings.simplefilter("ignore")
    import oidc_provider_mock

ROLES = """
roles:
  - {claim: groups, value: samordnare, role: coordinator, team: Välfärdsteknikteamet}
"""


@pytest.fixture(scope="module")
def provider():
    """At localhost, which to a browser is another site than 127.0.0.1."""
    with oidc_provider_mock.run_server_in_thread() as server:
        issuer = f"http://localhost:{server.server_port}"
        claims = {"name": "Petra Provsson", "preferred_username": "petra", "groups": ["samordnare"]}
        asked = urllib.request.Request(
            f"{issuer}/users/sub-petra", json.dumps(claims).encode(), {"Content-Type": "application/json"}, method="PUT")
        urllib.request.urlopen(asked).close()
        yield issuer


@pytest.fixture(scope="module")
def server(binary, provider, tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    (folder / "roles.yaml").write_text(ROLES, encoding="utf-8")
    secret = folder / "secret"
    secret.touch(0o600)
    secret.write_text("hemlig")

    class Server(harness.Server):
        def options(self):
            return ["--oidc-issuer", provider, "--oidc-client", "hemtrygg", "--oidc-client-secret-file", secret,
                    "--oidc-roles", folder / "roles.yaml", "--public-url", self.address]

    server = Server(binary, folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def visitor(new_page):
    def make(**choices):
        page = new_page(**choices)
        # The provider's own page is dressed from elsewhere, which is not to be asked.
        page.context.route(re.compile(r"^https://"), lambda route: route.fulfill(body="", content_type="text/css"))
        return page

    return make


def go_to_provider(page, back=""):
    page.goto("/sign-in" + back)
    page.locator("form[action='/sign-in/provider'] button").click()
    page.wait_for_url("http://localhost:*/**")


def say_yes(page, server):
    page.locator("input[name=sub]").fill("sub-petra")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(server.address + "/**")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_one_signs_in_by_the_provider_comes_where_one_was_and_signs_out_there_too(visitor, server, javascript):
    page = visitor(javascript=javascript)
    go_to_provider(page, "?back=/cases%3Fview=all")
    say_yes(page, server)
    assert page.url == f"{server.address}/cases?view=all"
    assert "Petra Provsson" in page.locator("header").inner_text()
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies(server.address)}
    assert cookies["session"]["httpOnly"] and cookies["session"]["sameSite"] == "Lax" and "sign-in" not in cookies
    page.reload()
    assert "Petra Provsson" in page.locator("header").inner_text()

    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("http://localhost:*/oauth2/end_session?*")
    page.goto("/cases")
    assert page.url == f"{server.address}/sign-in?back=/cases"


def test_cancelling_leads_back_with_words(visitor, server, look):
    page = visitor()
    go_to_provider(page)
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(server.address + "/sign-in?*")
    assert "Inloggningen avbröts" in page.locator("[role=status]").inner_text()
    look(page, "sign-in-cancelled")


@pytest.mark.parametrize("viewport, scheme", [("desktop", "light"), ("phone", "dark")])
def test_the_pages_between_can_be_read(visitor, server, look, viewport, scheme):
    page = visitor(viewport=viewport, scheme=scheme)
    page.goto("/sign-in")
    look(page, f"sign-in-provider-{viewport}")
    # With nothing to be shown there, the browser stays on the page that leads on.
    page.context.route("http://localhost:*/**", lambda route: route.fulfill(status=204))
    page.locator("form[action='/sign-in/provider'] button").click()
    page.wait_for_url(server.address + "/sign-in/provider")
    look(page, f"to-provider-{viewport}")
    link = page.get_by_role("link", name="Gå till kommunens inloggning")
    assert link.get_attribute("href").startswith("http://localhost:")
