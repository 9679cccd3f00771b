"""bin/soak faults [--only LETTERS] [--seed N] [--without-verify]

Takes away from the running program what it stands on, one thing at a time, and looks at what it answers. Each
case ends in a line: what was done, what was answered, ok or NOT OK. One that cannot be tried here is not ok.

  SQLite      a  the disk is full, and has room again          b  the database may only be read
              c  the file is cut to half                       d  4 kB in the middle are random
              e  the file is no database                       f  a folder stands in its place
              g  the schema is of a newer version
  PostgreSQL  h  it is stopped while pages are asked for       i  more requests at once than connections
              j  others have taken all its connections         k  it hangs: takes connections, answers nothing

  --only LETTERS     only these cases
  --seed N           repeats the random bytes of another run
  --without-verify   for a program that has no command `verify`: without this, cases that need it are not ok

What is asked of every case: an answer within bounded time and in words, never a crash, never half an order,
and that everything works again when the fault is gone. Case a needs root, for a small disk of its own.
"""

import argparse
import contextlib
import errno
import itertools
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

from cluster import ROLE, Cluster, processes_of
from disk import small_disk
from integrity import PostgresReader, SQLiteReader, examine, shapes
from orders import BROKEN, Browser, Order, Refused, add_orderers, signed_in, words
from program import (
    ROUTINES, SECONDS_TO_START, Server, Trouble, binary, children, has_command, hemtrygg, hemtrygg_must, run,
    say, workspace)

# Who waits longer at a desk believes that nothing happens.
SECONDS_FOR_WORDS = 15
SECONDS_TO_RECOVER = 30
# Longer than any of these: what has not answered then is hung.
SECONDS_TO_ANSWER = 60

# What a person must never be shown, on a page or at the start.
TRACE = re.compile(
    r"Fatal error|Crash|Stack dump|Backtrace|Thread \d|0x[0-9a-f]{8}|Illegal instruction|NIO\w*Error"
    r"|SQLite error|GRDB|DatabaseError|PSQLError|StorageFault|Swift\.|\.swift:\d|Optional\(|unforeseen", re.I)
# Of every account that `hemtrygg demo` makes; `hemtrygg demo --accounts` prints it.
DEMO_PASSWORD = "trygg-i-demon-2026"
SENTENCE = re.compile(r"[A-ZÅÄÖ][^.]{12,}\w{2}")


class Case:
    """What was answered, and what was wrong with it."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.said, self.faults, self.refusals = [], [], 0

    def say(self, text):
        self.said.append(text)

    def must(self, is_so, fault):
        if not is_so:
            self.faults.append(fault)
        return is_so

    def database(self, place=None, orders=0):
        """The path of a demo municipality in a file, with so many orders."""
        path = Path(place or self.folder) / "hemtrygg.sqlite"
        hemtrygg_must("demo", "--database", f"sqlite://{path}", "--routines", ROUTINES, "--cases", orders)
        # All of it into the file itself, so that what is done to the file concerns all of it.
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert not Path(f"{path}-wal").exists(), "the write-ahead log is still there"
        return path

    # What a page says

    def page(self, browser, path, allowed, fields=None, seconds=SECONDS_FOR_WORDS):
        """Asks, and demands one of the `allowed` answers, words where it refuses, and a bounded time."""
        method, begun = ("GET" if fields is None else "POST"), time.monotonic()
        try:
            status, _, text = browser.send(method, path, fields)
        except BROKEN as error:
            self.faults.append(f"{method} {path}: no answer: {type(error).__name__} {error}")
            return 0
        took = time.monotonic() - begun
        said = words(text)
        self.must(status in allowed, f"{method} {path} answered {status}: {said[:200]}")
        if status >= 400:
            self.must(
                SENTENCE.search(said), f"{method} {path} answered {status} without words: {said[:200]!r}")
            self.must(not TRACE.search(said), f"{method} {path} shows its inside: {said[:300]}")
        self.must(took < seconds, f"{method} {path} answered {status} only after {took:.1f} s")
        return status

    def refused_order(self, browser, index):
        """An order that is expected to be refused in words; one that succeeds is told by its number."""
        order, begun = Order(index), time.monotonic()
        try:
            return order, order.place(browser)
        except Refused as refusal:
            took = time.monotonic() - begun
            self.must(
                refusal.status == 503, f"an order is refused with {refusal.status}: {refusal.words[:200]}")
            self.must(SENTENCE.search(refusal.words) and not TRACE.search(refusal.words),
                      f"an order is refused without clear words: {refusal.words[:200]!r}")
            self.must(took < SECONDS_FOR_WORDS, f"an order is refused only after {took:.1f} s")
            return order, refusal
        except BROKEN as error:
            self.faults.append(f"an order got no answer: {type(error).__name__} {error}")
            return order, None

    def must_order(self, browser, index, seconds=0):
        """An order must succeed, at once or within so many seconds."""
        begun = time.monotonic()
        while True:
            order = Order(index)
            try:
                order.place(browser)
                return order
            except (Refused, *BROKEN) as error:
                self.refusals += 1
                if time.monotonic() - begun >= seconds:
                    self.faults.append(f"no order succeeds{f' within {seconds} s' * bool(seconds)}: {error}")
                    return order
                time.sleep(0.2)

    # What the command line says

    def refusal(self, text, what, code, allowed=(1, 69)):
        """One sentence, no trace, and the exit code of a refusal, or of a database that cannot be reached."""
        said = " ".join(line for line in text.splitlines() if not line.startswith('{"level":"info"')).strip()
        self.must(code in allowed, f"{what} ended with {code}, not {allowed}: {said[:300]}")
        self.must(SENTENCE.search(said), f"{what} gave no sentence: {said[:200]!r}")
        self.must(not TRACE.search(said), f"{what} shows its inside: {said[:300]}")
        self.say(f'{what}: "{said[:160]}" ({code})')

    def starts(self, server):
        """Whether the server gets ready; where it does not, it must have said why."""
        server.launch()
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if not server.is_running():
                children.discard(server.process)
                self.refusal(server.end_of_log(), "start", server.process.returncode)
                return False
            if server.ask("/readyz")[0] == 200:
                self.say("start: serves")
                return True
            if server.ask("/healthz")[0] == 200 and time.monotonic() > deadline - SECONDS_TO_START + 10:
                self.say("start: serves, /readyz fails")
                return True
            time.sleep(0.05)
        self.faults.append(f"the start neither succeeds nor ends:\n{server.end_of_log()}")
        server.kill()
        return False

    def verify(self, database, must_pass):
        """Whether verify found something; None where it was not run."""
        if not has_command("verify"):
            self.must(self.options.without_verify, "verify was not run: this program lacks it")
            self.say("verify: NOT RUN, the program lacks it")
            return None
        answer = hemtrygg("verify", "--database", database)
        if must_pass:
            self.must(answer.returncode == 0, f"verify ended with {answer.returncode}: {answer.stderr[:300]}")
            self.say(f"verify: {answer.returncode}")
        else:
            self.refusal(answer.stdout + answer.stderr, "verify", answer.returncode)
        return answer.returncode != 0

    def damaged(self, path, is_subtle=False):
        """A damaged database: the start refuses, or verify finds it; what is served meanwhile stays civil.
        Damage that is subtle is for verify alone to find."""
        server = Server(f"sqlite://{path}", self.folder, path.stem)
        is_serving = self.starts(server)
        if is_serving:
            self.look_around(server)
            self.must(server.is_running(), f"the server died:\n{server.end_of_log(5)}")
            server.kill()
        found = self.verify(server.database, must_pass=False)
        if is_serving and found is None:
            self.must(is_subtle, "is served as if nothing were wrong")
            self.say("whether the damage is found was NOT TRIED")

    def look_around(self, server):
        """Signs in and reads a little of everything. Some of it may be refused, but in words."""
        statuses = []
        for login, pages in [
                ("karin.lund", ["/", "/cases?view=all", "/devices"]), ("anna.ek", ["/", "/cases"])]:
            browser = Browser(server.port, SECONDS_TO_ANSWER)
            try:
                browser.sign_in(login, DEMO_PASSWORD)
            except AssertionError as error:
                statuses.append(str(error).rsplit(" ", 1)[1])
                continue
            except BROKEN as error:
                self.faults.append(f"signing in got no answer: {type(error).__name__} {error}")
                continue
            statuses += [str(self.page(browser, path, (200, 303, 500, 503))) for path in pages]
        self.say(f"pages: {' '.join(statuses)}")

    # SQLite

    def a(self):
        """the disk is full, and has room again"""
        with small_disk(self.folder / "disk", "16m") as disk:
            path = self.database(disk)
            database, reader = f"sqlite://{path}", SQLiteReader(path)
            logins = add_orderers(database, 6)
            known = set(shapes(reader))
            server = Server(database, self.folder)
            server.start()
            browsers = [signed_in(server.port, login, timeout=SECONDS_TO_ANSWER) for login in logins]
            indices = itertools.count()
            orders = [self.must_order(browsers[0], next(indices))]
            shape, filler = shapes(reader)[orders[0].draft][2], disk / "filler"
            # So much room that the end comes in the midst of an order, and less and less, to none.
            for room in (2_500_000, 100_000, 30_000, 8_000, 0):
                filler.unlink(missing_ok=True)
                fill(filler, leave=room)
                placed = self.order_until_refused(browsers, indices)
                self.must(not placed[-1].is_acknowledged, f"2000 orders fitted in {room} bytes")
                orders += placed
            self.say(f"{len(orders)} orders tried, {sum(order.is_acknowledged for order in orders)} taken")
            ready, healthy = server.ask("/readyz")[0], server.ask("/healthz")[0]
            self.must(healthy == 200, f"/healthz answered {healthy} on a full disk")
            read = [self.page(browsers[0], page, (200, 503))
                    for page in ("/", "/routines/alarm-order", f"/cases/{orders[0].number}")]
            self.say(f"reading {' '.join(map(str, read))}, /readyz {ready}, /healthz {healthy}")
            self.must(server.is_running(), f"the server died:\n{server.end_of_log(5)}")
            self.whole(examine(reader, orders, known, shape))
            filler.unlink()
            orders += [self.must_order(browser, next(indices)) for browser in browsers * 2]
            self.say("12 orders after room was made")
            # The same once more, but killed and started again while there is no room.
            fill(filler, leave=0)
            server.kill()
            if self.starts(server):
                server.kill()
            filler.unlink()
            server.start()
            browsers[0].close()
            orders.append(self.must_order(browsers[0], next(indices)))
            self.whole(examine(reader, orders, known, shape))
            self.verify(database, must_pass=True)
            server.stop()

    def order_until_refused(self, browsers, indices):
        """All order at once, each until it has been refused thrice; the last of the list was refused."""
        placed, refused = [], []

        def work(browser):
            refusals = 0
            for _ in range(2000):
                order, _ = self.refused_order(browser, next(indices))
                (placed if order.is_acknowledged else refused).append(order)
                refusals += not order.is_acknowledged
                if refusals == 3:
                    return

        workers = [threading.Thread(target=work, args=(browser,)) for browser in browsers]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return placed + refused

    def b(self):
        """the database may only be read"""
        if os.geteuid() == 0:
            # Root may write whatever the mode says, so the whole disk is made read-only.
            for place, after in [("closed", "after an orderly end"), ("killed", "after a kill")]:
                with small_disk(self.folder / place, "12m") as disk:
                    path = self.database(disk)
                    if place == "killed":
                        self.leave_log(path)
                    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
                    self.say(after)
                    self.read_only(path)
        else:
            path = self.database()
            path.chmod(0o444)
            self.read_only(path)
            # Neither the write-ahead log nor anything else may be made beside it.
            closed = self.folder / "closed"
            closed.mkdir()
            shutil.move(path, closed / path.name)
            closed.chmod(0o555)
            self.read_only(closed / path.name)
            closed.chmod(0o755)

    def read_only(self, path):
        server = Server(f"sqlite://{path}", self.folder, f"read-only-{path.parent.name}")
        if self.starts(server):
            # Signing in writes too, so there is nothing further to try.
            browser = Browser(server.port, SECONDS_TO_ANSWER)
            browser.send("GET", "/sign-in")
            account = {"login": "anna.ek", "password": DEMO_PASSWORD, "back": ""}
            self.say(f"signing in: {self.page(browser, '/sign-in', (503,), account)}")
            server.kill()

    def leave_log(self, path):
        """A server that is killed leaves its write-ahead log beside the file."""
        server = Server(f"sqlite://{path}", self.folder, "killed")
        server.start()
        self.must_order(signed_in(server.port, "anna.ek", DEMO_PASSWORD), 0)
        server.kill()
        assert Path(f"{path}-wal").exists(), "no write-ahead log is left"

    def c(self):
        """the file is cut to half"""
        path = self.database(orders=200)
        os.truncate(path, path.stat().st_size // 2)
        self.damaged(path)

    def d(self):
        """4 kB in the middle are random"""
        path, noise = self.database(orders=200), random.Random(self.options.seed)
        with open(path, "r+b") as file:
            file.seek(path.stat().st_size // 2 // 4096 * 4096)
            file.write(noise.randbytes(4096))
        found = independent_check(path)
        if not self.must(found, "the random bytes happened to fall where SQLite itself sees no fault"):
            return
        self.damaged(path, is_subtle=True)

    def e(self):
        """the file is no database"""
        for name, content in [("text", b"This is a letter, and not a database.\n" * 400),
                              ("noise", random.Random(self.options.seed).randbytes(100_000)),
                              ("short", b"hej")]:
            path = self.folder / f"{name}.sqlite"
            path.write_bytes(content)
            self.damaged(path)
            self.must(path.read_bytes() == content, f"the file that was no database ({name}) is another now")

    def f(self):
        """a folder stands in its place"""
        path = self.folder / "folder.sqlite"
        path.mkdir()
        self.damaged(path)

    def g(self):
        """the schema is of a newer version"""
        path = self.database()
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.execute("INSERT INTO schema_migrations (number, applied_at) VALUES (999, 0)")
            connection.commit()
        self.damaged(path)

    def whole(self, findings):
        for fault in findings.faults:
            self.must(False, fault)

    # PostgreSQL

    @contextlib.contextmanager
    def served(self, clients, settings=None):
        """A server on a throwaway PostgreSQL, and clients that are signed in."""
        with Cluster(settings, keep=self.folder) as cluster:
            database = cluster.create()
            hemtrygg_must("demo", "--database", database, "--routines", ROUTINES)
            logins = add_orderers(database, clients)
            server = Server(database, self.folder)
            server.start()
            try:
                browsers = [signed_in(server.port, login, timeout=SECONDS_TO_ANSWER) for login in logins]
                yield cluster, server, browsers
                self.must(server.is_running(), f"the server died:\n{server.end_of_log(5)}")
                self.verify(database, must_pass=True)
            finally:
                server.kill()

    def refuses_in_words(self, server, browsers):
        """While the database is away: 503 in words, soon, for all at once; of /healthz and /readyz."""
        begun = time.monotonic()
        workers, statuses, orders = [], [], []

        def ask(browser, index):
            statuses.append(self.page(browser, "/", (503,)))
            order, _ = self.refused_order(browser, index)
            orders.append(order)
            self.must(not order.is_acknowledged, "an order was acknowledged without a database")
            other = Browser(server.port, SECONDS_TO_ANSWER)
            self.page(other, "/sign-in", (200, 503))
            account = {"login": "anna.ek", "password": DEMO_PASSWORD, "back": ""}
            statuses.append(self.page(other, "/sign-in", (503,), account))

        for index, browser in enumerate(browsers):
            workers.append(threading.Thread(target=ask, args=(browser, 9000 + index)))
            workers[-1].start()
        ready, healthy = server.ask("/readyz", SECONDS_TO_ANSWER), server.ask("/healthz", SECONDS_TO_ANSWER)
        for worker in workers:
            worker.join()
        self.must(healthy[0] == 200, f"/healthz answered {healthy}")
        self.must(ready[0] == 503, f"/readyz answered {ready}")
        counted = ", ".join(f"{statuses.count(status)} × {status}" for status in sorted(set(statuses)))
        took = time.monotonic() - begun
        self.say(f"{counted}, /readyz {ready[0]}, /healthz {healthy[0]}, in {took:.1f} s")
        return orders

    def comes_back(self, server, browsers, index):
        """Everything works again, in the same process and the same sessions."""
        begun, before = time.monotonic(), self.refusals
        orders = [self.must_order(browser, index + number, SECONDS_TO_RECOVER)
                  for number, browser in enumerate(browsers)]
        self.must(server.ask("/readyz")[0] == 200, f"/readyz answered {server.ask('/readyz')} afterwards")
        self.say(f"{len(orders)} orders {time.monotonic() - begun:.1f} s after it was back, "
                 f"{self.refusals - before} refused before")
        return orders

    def h(self):
        """PostgreSQL is stopped while pages are asked for"""
        with self.served(4) as (cluster, server, browsers):
            reader = PostgresReader(cluster)
            known = set(shapes(reader))
            orders = [self.must_order(browsers[0], 0)]
            shape = shapes(reader)[orders[0].draft][2]
            cluster.stop()
            orders += self.refuses_in_words(server, browsers)
            cluster.start()
            orders += self.comes_back(server, browsers, 100)
            # And again while nobody asks for anything, so that the pool still believes in its connections.
            cluster.stop()
            cluster.start()
            orders += self.comes_back(server, browsers, 200)
            self.whole(examine(reader, orders, known, shape))

    def i(self):
        """more requests at once than the pool has connections"""
        with self.served(16) as (cluster, server, browsers):
            reader = PostgresReader(cluster)
            known, orders, threads, begun = set(shapes(reader)), [], [], time.monotonic()

            def read(browser):
                for path in ("/", "/cases", "/routines/alarm-order") * 3:
                    self.page(browser, path, (200,), seconds=SECONDS_TO_RECOVER)

            for index, browser in enumerate(browsers):
                # Seven more windows of the same person, beside the one that orders.
                for _ in range(7):
                    window = Browser(server.port, SECONDS_TO_ANSWER)
                    window.cookies, window.token = dict(browser.cookies), browser.token
                    threads.append(threading.Thread(target=read, args=(window,)))
                threads.append(threading.Thread(
                    target=lambda browser, index: orders.append(self.must_order(browser, index)),
                    args=(browser, index)))
            for thread in threads:
                thread.start()
            highest = 0
            while any(thread.is_alive() for thread in threads):
                count = int(cluster.psql(
                    f"SELECT COUNT(*) FROM pg_stat_activity WHERE usename = '{ROLE}'", "postgres")[0][0])
                highest = max(highest, count)
                time.sleep(0.1)
            many = len(threads)
            self.must(0 < highest < many, f"{highest} connections for {many} at once prove nothing")
            self.say(f"{many} at once: 1008 pages and {len(orders)} orders over at most {highest} "
                     f"connections in {time.monotonic() - begun:.1f} s")
            self.whole(examine(reader, orders, known))

    def j(self):
        """others have taken all of PostgreSQL's connections"""
        with self.served(4, {"max_connections": 20}) as (cluster, server, browsers):
            self.must_order(browsers[0], 0)
            with Crowd(cluster) as crowd:
                crowd.take_all()
                mine = f"pid <> ALL (ARRAY[{crowd.backends()}])"
                # Hemtrygg's own are ended, and the crowd is in their place before it can connect again.
                deadline = time.monotonic() + SECONDS_TO_RECOVER
                while cluster.psql(
                        f"""SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE usename = '{ROLE}' AND datname = 'hemtrygg' AND {mine}""", "postgres"):
                    crowd.take_all()
                    mine = f"pid <> ALL (ARRAY[{crowd.backends()}])"
                    if time.monotonic() > deadline:
                        raise Trouble("Hemtrygg's connections could not be taken")
                self.say(f"{len(crowd.members)} connections taken")
                self.refuses_in_words(server, browsers)
                # And a server that is started meanwhile.
                other = Server(server.database, self.folder, "other")
                if self.starts(other):
                    other.kill()
            self.comes_back(server, browsers, 100)

    def k(self):
        """PostgreSQL hangs: takes connections, answers nothing"""
        with self.served(4) as (cluster, server, browsers):
            self.must_order(browsers[0], 0)
            held = processes_of(cluster.process.pid)
            for pid in held:
                os.kill(pid, signal.SIGSTOP)
            try:
                self.refuses_in_words(server, browsers)
            finally:
                for pid in held:
                    os.kill(pid, signal.SIGCONT)
            self.comes_back(server, browsers, 100)


class Crowd:
    """Others who hold connections to the same PostgreSQL, as the account that Hemtrygg uses."""

    def __init__(self, cluster):
        self.cluster, self.members = cluster, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for member in self.members:
            member.kill()
            member.wait()
            children.discard(member)
        # Their backends notice at the next word that they have to say.
        self.cluster.psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'crowd'",
            "postgres")

    def take_all(self):
        """Connects until PostgreSQL takes no more."""
        while True:
            member = subprocess.Popen(
                [self.cluster.programs / "psql", "-X", "-q", "-A", "-t", "-h", "127.0.0.1",
                 "-p", str(self.cluster.port), "-U", ROLE, "-d", "hemtrygg", "-c", "SELECT 'in'",
                 "-c", "SELECT pg_sleep(600)"],
                env={**os.environ, "PGAPPNAME": "crowd"}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL)
            children.add(member)
            if member.stdout.readline() != b"in\n":
                member.wait()
                children.discard(member)
                return
            self.members.append(member)

    def backends(self):
        rows = self.cluster.psql(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'crowd'", "postgres")
        return ", ".join(row[0] for row in rows) or "0"


def fill(file, leave):
    """Lengthens `file` until only `leave` bytes are free on its disk."""
    free = os.statvfs(file.parent)
    missing = free.f_bavail * free.f_frsize - leave
    with open(file, "ab", buffering=0) as output:
        while leave == 0 or missing > 0:
            try:
                missing -= output.write(b"\0" * (min(missing, 65_536) if missing > 0 else 512))
            except OSError as error:
                assert error.errno == errno.ENOSPC, error
                return


def independent_check(path):
    """Whether SQLite itself finds the damage, so that the test asks nothing impossible."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
        except sqlite3.DatabaseError:
            return True


LETTERS = "abcdefghijk"


def main():
    parser = argparse.ArgumentParser(prog="bin/soak faults", add_help=False)
    parser.add_argument("--only", default=LETTERS)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--without-verify", action="store_true")
    options = parser.parse_args()
    if not options.only or set(options.only) - set(LETTERS):
        parser.error(f"--only wants some of {LETTERS}")
    binary()
    say(f"seed {options.seed}")
    failed = []
    with workspace("faults") as folder:
        for letter in options.only:
            place = folder / letter
            place.mkdir()
            case = Case(options, place)
            method, begun = getattr(case, letter), time.monotonic()
            try:
                method()
            except (Trouble, Refused, AssertionError, subprocess.SubprocessError, *BROKEN) as error:
                case.faults.append(f"could not be carried out: {type(error).__name__}: {error}")
            verdict, took = "NOT OK" if case.faults else "ok", time.monotonic() - begun
            say(f"{letter}  {method.__doc__}: {'; '.join(case.said)}: {verdict} ({took:.0f} s)")
            for fault in dict.fromkeys(case.faults):
                say(f"     {fault}")
            failed += [letter] * bool(case.faults)
        if failed:
            raise Trouble(f"not ok: {' '.join(failed)}")
    say("All well.")
    return 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    run(main, __doc__)
