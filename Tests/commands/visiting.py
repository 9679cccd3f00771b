"""A browser for journeys between this server and a provider: it keeps each host's cookies and follows links, redirects and
pages that lead on by themselves, as a person's browser would."""

import html
import http.client
import re
import urllib.parse


class Page:
    def __init__(self, address, status, headers, text):
        self.address = address
        self.status = status
        self.headers = headers
        self.text = text

    @property
    def path(self):
        return urllib.parse.urlsplit(self.address).path

    @property
    def query(self):
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.address).query))

    @property
    def onward(self):
        """Where the page leads by itself; None where it stays."""
        if self.status in (301, 302, 303, 307, 308):
            return urllib.parse.urljoin(self.address, self.headers["Location"])
        refresh = self.headers.get("Refresh")
        return refresh.removeprefix("0;url=") if refresh else None

    def fields(self, action):
        """What the form to `action` sends by itself."""
        form = re.search(rf'<form\b[^>]*\baction="{re.escape(action)}"[^>]*>(.*?)</form>', self.text, re.S)
        assert form, f"{self.address} has no form to {action}:\n{self.text[:2000]}"
        found = {}
        for tag in re.findall(r"<input\b[^>]*>", form[1]):
            name, value = re.search(r'\bname="([^"]*)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
            if name:
                found[html.unescape(name[1])] = html.unescape(value[1]) if value else ""
        return found

    def says(self, *words):
        text = html.unescape(re.sub(r"<[^>]+>", " ", self.text))
        return all(word in text for word in words)


class Visitor:
    def __init__(self, server, trusting=None):
        """`trusting`: an `ssl.SSLContext`, for hosts by TLS."""
        self.server = server
        self.trusting = trusting
        self.cookies = {}

    def ask(self, address, fields=None, method=None, headers=None):
        """One request, and no more."""
        address = urllib.parse.urljoin(self.server.address, address)
        parts = urllib.parse.urlsplit(address)
        jar = self.cookies.setdefault(parts.netloc, {})
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items()), **(headers or {})}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=30, context=self.trusting)
        else:
            connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        try:
            target = parts.path + ("?" + parts.query if parts.query else "")
            connection.request(method or ("GET" if body is None else "POST"), target, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            jar[name] = value
            if "max-age=0" in line.lower() or not value:
                jar.pop(name)
        return Page(address, answer.status, answer.headers, text)

    def go(self, page):
        """On from the page for as long as it leads on."""
        if isinstance(page, str):
            page = self.ask(page)
        for _ in range(12):
            if page.onward is None:
                return page
            page = self.ask(page.onward)
        raise AssertionError(f"it leads on and on: {page.address}")

    def begin(self, back=""):
        """The button on the sign-in page, pressed. Gives the page that leads to the provider."""
        door = self.ask("/sign-in" + (f"?back={back}" if back else ""))
        return self.ask("/sign-in/provider", door.fields("/sign-in/provider"))

    def sign_out(self):
        page = self.go("/")
        return self.ask("/sign-out", page.fields("/sign-out"))

    @property
    def own(self):
        return self.cookies.setdefault(urllib.parse.urlsplit(self.server.address).netloc, {})

    @property
    def is_signed_in(self):
        page = self.ask("/")
        return page.status == 200 or urllib.parse.urlsplit(page.onward).path != "/sign-in"
