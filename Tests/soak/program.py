"""What every soak test needs: the program, a server that can be killed, a folder that is cleared away.

HEMTRYGG_BINARY names the program; without it .build/release/hemtrygg is taken, else .build/debug/hemtrygg.
HEMTRYGG_KEYS names the keys that seal entrance codes; without it there are some for this run.
"""

import atexit
import base64
import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
ROUTINES = CHECKOUT / "Routines"

# A server that has not answered or stopped by then never will; the numbers are generous for a busy machine.
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20


# One client here asks as often as a whole town; what is said later counts.
UNLIMITED = ("--requests-per-account", "0", "--requests-per-address", "0")


class Trouble(Exception):
    """The test cannot go on; printed as one sentence, exit code 1."""


def say(*words):
    print(*words, flush=True)


def binary():
    if named := os.environ.get("HEMTRYGG_BINARY"):
        candidates = [Path(named)]
    else:
        candidates = [CHECKOUT / ".build" / kind / "hemtrygg" for kind in ("release", "debug")]
    for path in candidates:
        if os.access(path, os.X_OK) and path.is_file():
            return path.resolve()
    raise Trouble(
        f"no program at {' or '.join(map(str, candidates))}: build it (swift build --product hemtrygg), "
        "or name one in HEMTRYGG_BINARY")


def hemtrygg(*arguments, timeout=300, typed=None, **options):
    """Runs one command of the program to its end; the caller judges the exit code."""
    return subprocess.run(
        [binary(), *map(str, arguments)], input=typed, capture_output=True, text=True, errors="replace",
        timeout=timeout, **options)


# Of everybody in the demo municipality (Sources/Hemtrygg/Demo/DemoAccount.swift).
DEMO_PASSWORD = "trygg-i-demon-2026"
DEMO_COORDINATOR = "karin.lund"


def hemtrygg_must(*arguments, **options):
    """As hemtrygg(), where anything but success is the end of the test. Gives what it printed."""
    answer = hemtrygg(*arguments, **options)
    if answer.returncode != 0:
        command = " ".join(map(str, arguments))
        raise Trouble(f"hemtrygg {command} ended with {answer.returncode}:\n{answer.stderr}")
    return answer.stdout


def make_keys(path, *ids):
    """A key file as an administrator has one, with a key for each id; the last one seals."""
    lines = "".join(f"{id} {base64.b64encode(os.urandom(32)).decode()}\n" for id in ids)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(lines)
    return path


def name_keys():
    """One key file for all databases of this run, which is gone with it."""
    if os.environ.get("HEMTRYGG_KEYS"):
        return
    folder = tempfile.mkdtemp(prefix="hemtrygg-keys-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["HEMTRYGG_KEYS"] = str(make_keys(Path(folder) / "keys", "run"))


name_keys()


def has_command(name):
    return any(line.split()[:1] == [name] for line in hemtrygg_must("--help").splitlines())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# Child processes that this test started and that have not ended: they end with it, however it ends.
children = set()


def _end_children():
    for child in list(children):
        child.kill()
        child.wait()


atexit.register(_end_children)


class Server:
    """`hemtrygg serve` on one port and one database, which may be started, killed and started again."""

    def __init__(self, database, folder, name="server", port=None, arguments=()):
        self.database = database
        self.log = Path(folder) / f"{name}.log"
        self.port = port or free_port()
        self.arguments = [str(argument) for argument in arguments]
        self.process = None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def launch(self, **options):
        """Starts it without waiting; `options` go to Popen."""
        assert not self.is_running(), "the server runs already"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [binary(), "serve", "--database", self.database, "--host", "127.0.0.1",
                 "--port", str(self.port), "--routines", str(ROUTINES), *UNLIMITED, *self.arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)
        children.add(self.process)

    def start(self, **options):
        """Starts it and waits until it is ready. Gives the seconds it took."""
        begun = time.monotonic()
        self.launch(**options)
        try:
            self.wait_ready()
        except BaseException:
            self.kill()
            raise
        return time.monotonic() - begun

    def wait_ready(self, seconds=SECONDS_TO_START):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.is_running():
                code = self.process.returncode
                raise Trouble(f"the server ended with {code} at once:\n{self.end_of_log()}")
            if self.ask("/readyz")[0] == 200:
                return
            time.sleep(0.02)
        raise Trouble(f"the server was not ready within {seconds} s:\n{self.end_of_log()}")

    def ask(self, path, timeout=10):
        """Status and text of one GET on a connection of its own; status 0 where nothing answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return 0, f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """kill -9, and waits until the process is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            children.discard(self.process)

    def stop(self):
        """Asks it to end as an operator would. It must do so in time, and without complaint."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()
            log = self.end_of_log()
            raise Trouble(f"the server did not stop within {SECONDS_TO_STOP} s:\n{log}") from None
        children.discard(self.process)
        if code != 0:
            raise Trouble(f"the server ended with {code}:\n{self.end_of_log()}")

    def end_of_log(self, lines=30):
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


@contextlib.contextmanager
def workspace(name):
    """A temporary folder. It is removed when all went well; else the logs stay."""
    folder = Path(tempfile.mkdtemp(prefix=f"hemtrygg-{name}-"))
    try:
        yield folder
    except BaseException:
        _end_children()
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".log":
                path.unlink()
        if any(folder.rglob("*.log")):
            say(f"The logs are kept in {folder}")
        else:
            shutil.rmtree(folder)
        raise
    _end_children()
    shutil.rmtree(folder)


def run(main, help):
    """The frame of a script: `--help` prints its head, a signal ends it as Ctrl-C does, a Trouble is a
    sentence and exit code 1."""
    if {"--help", "-h"} & set(sys.argv[1:]):
        say(help.strip())
        return
    def interrupted(number, _):
        raise KeyboardInterrupt(signal.Signals(number).name)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    try:
        code = main()
    except Trouble as trouble:
        print(f"{Path(sys.argv[0]).name}: {trouble}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt as stopped:
        print(f"{Path(sys.argv[0]).name}: interrupted {stopped}", file=sys.stderr)
        code = 130
    sys.exit(code)
