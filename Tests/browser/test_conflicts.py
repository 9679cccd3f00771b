"""Two people at the same thing at once: one wins, and the other is told and loses nothing typed."""

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

import forms
from forms import field, fill, press
from people import VALBORG


def test_two_people_who_do_the_same_task_at_once(page_as, look):
    anna, bilal = page_as("anna.ek"), page_as("bilal.sato")
    number = forms.send_order(anna, VALBORG, lock=False)
    task = f"/cases/{number}/duties/keyReceipt"
    anna.goto(task)
    bilal.goto(task)
    fill(anna, cabinet="A 1")
    press(anna, action=task)
    assert "/key-receipts/" in anna.url

    fill(bilal, cabinet="B 2", item1__label="blå brosch", handedOverBy="Valborgs dotter")
    with bilal.expect_navigation() as refused:
        bilal.locator(f'form[action="{task}"] button[type=submit]').click()
    assert refused.value.status == 409
    assert "Anna Ek" in bilal.locator("main").inner_text()
    assert bilal.locator("[data-error-summary]").is_visible()
    assert field(bilal, "cabinet").input_value() == "B 2"
    assert field(bilal, "item1.label").input_value() == "blå brosch"
    assert field(bilal, "handedOverBy").input_value() == "Valborgs dotter"
    look(bilal, "conflict")
    bilal.goto(f"/cases/{number}")
    receipts = {link.get_attribute("href") for link in bilal.locator('main a[href^="/key-receipts/"]').all()}
    assert len(receipts) == 1


def test_of_two_requests_in_the_same_moment_one_wins(page_as, server):
    anna, bilal = page_as("anna.ek"), page_as("bilal.sato")
    number = forms.send_order(anna, VALBORG, lock=False)
    requests = [posting(page, f"/cases/{number}/duties/keyReceipt") for page in (anna, bilal)]
    host = server.address.removeprefix("http://")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda request: send(host, *request), requests))
    assert sorted(answers) == [303, 409]


def posting(page, path):
    """The form at `path` as the browser would send it: its address, body and headers."""
    page.goto(path)
    fill(page, cabinet="C 3")
    form = page.locator(f'form[action="{path}"]')
    pairs = form.evaluate("form => [...new FormData(form)]")
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    return path, urlencode([tuple(pair) for pair in pairs]), headers


def send(host, path, body, headers):
    connection = HTTPConnection(host, timeout=30)
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
