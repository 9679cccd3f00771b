"""Somebody turns on a code on their phone: an app that is not ours makes the codes, and another program reads the picture."""

import subprocess
import time

import pyotp
import pytest

import harness

PASSWORD_FIELD = "input[name=factor-password]"


@pytest.fixture
def page(new_page, accounts):
    """Of somebody whose account no other journey uses here."""
    page = new_page(viewport="phone")
    harness.sign_in(page, accounts["yusra.nur"])
    page.get_by_role("link", name="Yusra Nur").click()
    return page


def turned_on(page, accounts, tmp_path):
    page.fill(PASSWORD_FIELD, accounts["yusra.nur"].password)
    page.get_by_role("button", name="Slå på kod i mobilen").click()
    picture = tmp_path / "code.png"
    page.locator("svg.qr").screenshot(path=picture)
    address = subprocess.run(["zbarimg", "--nodbus", "--quiet", "--raw", picture],
                             capture_output=True, text=True, check=True).stdout.strip()
    app = pyotp.parse_uri(address)
    assert app.name == "yusra.nur" and app.issuer.startswith("Hemtrygg")
    assert page.locator(".secret-key").inner_text().replace(" ", "") == app.secret
    return app


def code_of(app):
    """One that holds for some seconds yet, so that the machine's slowness is no fault of the code."""
    if time.time() % 30 > 25:
        time.sleep(6)
    return app.now()


def test_an_app_makes_the_codes_and_one_signs_in_with_them(page, new_page, accounts, tmp_path, look):
    look(page, "account-phone")
    app = turned_on(page, accounts, tmp_path)
    look(page, "second-factor-phone")
    page.fill("input[name=code]", "000000")
    page.get_by_role("button", name="Slå på").click()
    assert "Koden stämmer inte" in page.locator(".error").inner_text()
    page.fill("input[name=code]", code_of(app))
    page.get_by_role("button", name="Slå på").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    look(page, "recovery-codes-phone")
    page.get_by_role("link", name="Jag har sparat koderna").click()
    page.get_by_text("Lösenord och kod").wait_for()

    again = new_page(viewport="phone")
    again.goto("/today")
    again.fill("input[name=login]", "yusra.nur")
    again.fill("input[name=password]", accounts["yusra.nur"].password)
    again.get_by_role("button", name="Logga in").click()
    again.get_by_role("heading", name="Skriv koden").wait_for()
    look(again, "code-phone")
    # The code that turned it on opens nothing more.
    again.fill("input[name=code]", codes[0].lower())
    again.get_by_role("button", name="Logga in").click()
    again.wait_for_url("**/today")
    again.get_by_role("link", name="Yusra Nur").click()
    again.get_by_text("Du har 9 återställningskoder kvar").wait_for()
