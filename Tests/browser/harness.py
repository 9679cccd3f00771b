"""Hemtrygg as the journeys meet it: the built program, its demo accounts, a running server, and axe-core."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
ROUTINES = CHECKOUT / "Routines"
OUT = Path(__file__).resolve().parent / "out"

CHROMIUM = "/usr/bin/chromium"
SIZES = ("desktop", "phone")
VIEWPORTS = {
    "desktop": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
    "narrow": {"width": 320, "height": 640},
}

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]

# A server that has not answered or stopped by then never will; the numbers are generous for a busy machine.
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20


# A key without a text shows itself in brackets, a place without a value in braces.
UNWORDED = re.compile(r"\[[a-z][A-Za-z]*(?:\.[A-Za-z0-9-]+)+\]|\{[a-z][A-Za-z]*\}")

# Run in every page by the browser itself. What it says on the console fails the test.
WATCH = """
addEventListener('DOMContentLoaded', () => {
  const found = document.documentElement?.outerHTML.match(/%s/g);
  if (found) console.error('texts are missing: ' + [...new Set(found)].join(' '));
});
""" % UNWORDED.pattern


def program():
    """The debug binary that bin/test has built, or the one that HEMTRYGG_BINARY names."""
    if named := os.environ.get("HEMTRYGG_BINARY"):
        return Path(named)
    folder = subprocess.run(
        ["swift", "build", "--show-bin-path"], cwd=CHECKOUT, check=True, capture_output=True, text=True
    ).stdout.strip()
    path = Path(folder) / "hemtrygg"
    assert path.is_file(), f"{path} is not built: run bin/test, or swift build --product hemtrygg"
    return path


@dataclass(frozen=True)
class Account:
    login: str
    password: str
    role: str
    place: str


def demo_accounts(binary):
    """The accounts of the demo municipality by login, as the program itself names them."""
    lines = subprocess.run(
        [binary, "demo", "--accounts"], check=True, capture_output=True, text=True, timeout=SECONDS_TO_START
    ).stdout.splitlines()
    accounts = [Account(*line.split("\t")) for line in lines if line.strip()]
    assert accounts, "hemtrygg demo --accounts named no accounts"
    return {account.login: account for account in accounts}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sign_in(page, account):
    page.goto("/sign-in")
    page.locator("input[name=login]").fill(account.login)
    page.locator("input[name=password]").fill(account.password)
    with page.expect_navigation():
        page.locator("input[name=password]").press("Enter")
    refused = page.locator("body").inner_text() if "/sign-in" in page.url else None
    assert refused is None, f"{account.login} may not sign in: {refused}"


class Server:
    """`hemtrygg serve` on a database of its own in `folder`, filled with the demo municipality."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.database = f"sqlite://{folder}/journeys.sqlite"
        self.log = Path(folder) / "server.log"
        self.address = None
        self.process = None

    def options(self):
        """More of what it is started with, once its address is known."""
        return []

    def start(self):
        where = ["--database", self.database, "--routines", ROUTINES]
        demo = subprocess.run([self.binary, "demo", *where], capture_output=True, text=True, timeout=180)
        assert demo.returncode == 0, f"hemtrygg demo ended with {demo.returncode}:\n{demo.stderr}"
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "serve", *where, "--host", "127.0.0.1", "--port", str(port),
                 *self.options()],
                stdout=log,
                stderr=log,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise

    def _wait_until_ready(self):
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"the server ended at once:\n{self.end_of_log()}"
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.1)
        raise AssertionError(f"the server did not get ready:\n{self.end_of_log()}")

    def stop(self):
        """Asks the server to end as an operator would. It must do so in time, and without complaint."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server did not stop within {SECONDS_TO_STOP} s:\n{self.end_of_log()}")
        assert code == 0, f"the server ended with {code}:\n{self.end_of_log()}"

    def end_of_log(self):
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:])


def faults_for_axe(page):
    """Everything that axe-core finds wrong with the page as it stands, as lines of text."""
    # Imported here, so that the rest can be used without the virtual environment.
    from axe_playwright_python.sync_playwright import Axe

    answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}}).response
    assert answer["passes"], f"axe-core found nothing to look at on {page.url}"
    found = []
    for violation in answer["violations"]:
        found.append(f"{violation['id']} ({violation['impact']}): {violation['help']}")
        found += [f"    {node['target']}  {node['html'][:160]}" for node in violation["nodes"]]
    return [f"axe-core on {page.url}:", *found] if found else []


def screenshot(page, name):
    """Keeps a picture of the whole page, for people to look at, as Tests/browser/out/NAME.png; only where pictures
    are asked for (`bin/test --browser --pictures`), since making them is a quarter of the journeys' time."""
    if not os.environ.get("HEMTRYGG_TEST_PICTURES"):
        return
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / f"{name}.png", full_page=True)
