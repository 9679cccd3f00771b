"""The HTTP client that signs in and orders, as a browser would; bin/measure-web.py uses it too."""

import http.client
import re
import urllib.parse
from dataclasses import dataclass, field

from program import Trouble, hemtrygg_must

# What a request may end with when the server dies under it.
BROKEN = (OSError, http.client.HTTPException)

LETTERS = "ZYXUTSRPNMLKJHGFEDCBA"


class Browser:
    """One connection that keeps its cookies, as a browser would. It never sends anything twice by itself."""

    def __init__(self, port, timeout=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.cookies = {}
        self.token = ""

    def send(self, method, path, fields=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode({**fields, "csrf": self.token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read()
        except BROKEN:
            # The next request opens a new connection.
            self.connection.close()
            raise
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        found = re.search(rb'name="csrf" value="([0-9a-f]+)"', text)
        if found:
            self.token = found.group(1).decode()
        return answer.status, answer.headers.get("Location", ""), text

    def sign_in(self, login, password):
        self.send("GET", "/sign-in")
        status, _, _ = self.send("POST", "/sign-in", {"login": login, "password": password, "back": ""})
        assert status == 303, f"signing in as {login} answered {status}"
        self.send("GET", "/routines/alarm-order")

    def close(self):
        self.connection.close()


def identity(index):
    """A number of the published reserve kind that nobody was given; another one for each index."""
    series = index // 20_160
    pair = LETTERS[series // 21 % 21] + LETTERS[series % 21]
    return f"22{20 + index // 336 % 60:02d}{index // 28 % 12 + 1:02d}{index % 28 + 1:02d}{pair}18"


def answers(page, index):
    """The order form's fields, filled in by their names, so that it follows the routine."""
    fields = {name: "" for name in re.findall(r'name="([A-Za-z.0-9]+)"', page)}
    fields.update({
        "recipientNumber": identity(index),
        "recipientName": "Påhittad Mätning", "recipientPhone": "013-000 30 01",
        "home.street": f"Mätgatan {index}", "home.postalCode": "58000", "home.city": "Ekdala",
        "homeKeyCollected": "yes", "entranceKey": "notNeeded",
        "bookingContacts.recipient.use": "yes", "lockNeeded": "yes", "entranceCode": "1212",
        "precondition.effectuated.met": "yes", "precondition.effectuated.day": "2026-01-02",
    })
    fields.pop("csrf", None)
    fields.pop("act", None)
    return fields


def words(text):
    """What a page says to a person: its main part without marks."""
    page = text.decode(errors="replace") if isinstance(text, bytes) else text
    main = re.search(r"<main.*?</main>", page, re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", main[0] if main else page).split())


class Refused(Exception):
    """The server answered, but not with what was asked for."""

    def __init__(self, step, status, text):
        self.step, self.status, self.words = step, status, words(text)
        super().__init__(f"{step} answered {status}: {self.words[:300]}")


@dataclass
class Order:
    """One order and how far it came. Where the client did not hear the answer, the step stays undone."""

    index: int
    draft: str = ""  # the draft's id, which becomes the case's
    is_kept: bool = False  # the answers were acknowledged as saved
    is_sent: bool = False  # the order was sent; what came of it is known only with a number
    number: str = ""  # the case number in the acknowledgement
    answer: tuple = field(default=(), repr=False)

    @property
    def is_acknowledged(self):
        return bool(self.number)

    @property
    def person(self):
        return identity(self.index)

    def place(self, browser):
        """All five requests. Raises Refused, or one of BROKEN; the record then tells how far it came."""
        status, draft, text = browser.send("POST", "/routines/alarm-order/drafts", {})
        _expect("begin", status == 303 and "/drafts/" in draft, status, text)
        self.draft = draft.rsplit("/", 1)[1]
        status, _, form = browser.send("GET", draft)
        _expect("form", status == 200, status, form)
        status, check, text = browser.send("POST", draft, answers(form.decode(), self.index))
        _expect("save", status == 303, status, text)
        self.is_kept = True
        status, _, text = browser.send("GET", check)
        _expect("check", status == 200, status, text)
        return self.send(browser)

    def send(self, browser):
        """The last request, which may be sent again: the same form is one case, however often it is sent."""
        self.is_sent = True
        self.answer = browser.send("POST", f"/drafts/{self.draft}/submission", {})
        status, receipt, text = self.answer
        number = re.search(r"VT-\d+-\d+", receipt)
        _expect("send", status == 303 and number, status, text)
        self.number = number[0]
        return self.number


def _expect(step, is_so, status, text):
    if not is_so:
        raise Refused(step, status, text)


# An account of its own for each client: an empty draft is taken up again by the same user, so two who
# share one would write in the same form.
PASSWORD = "soak-och-torka-2026"


def add_orderers(database, count):
    """Accounts soak1 ... soakN that may order, in the demo municipality. Gives their logins."""
    logins = [f"soak{number}" for number in range(1, count + 1)]
    for login in logins:
        hemtrygg_must(
            "user", "add", "--database", database, login, "--name", f"Påhittad Beställare {login}", "--role",
            "orderer", "--unit", "Hemtjänst Ekholmen", typed=PASSWORD + "\n")
    return logins


def signed_in(port, login, password=PASSWORD, timeout=30):
    browser = Browser(port, timeout)
    try:
        browser.sign_in(login, password)
    except AssertionError as error:
        raise Trouble(str(error)) from None
    return browser
