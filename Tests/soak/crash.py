"""bin/soak crash --engine sqlite|postgres [--power-cut] [--rounds N] [--clients N] [--seed N]
    [--without-verify]

Kills the server (kill -9) while clients order, starts it again, and holds the database against what was
acknowledged: every acknowledged order is there once and whole, and so is every acknowledged draft. With
postgres every second round kills all of PostgreSQL instead, and the server must find its way back by itself.
The database grows over the rounds.

  --engine E         sqlite or postgres (a throwaway PostgreSQL is started)
  --power-cut        the database's disk loses what was not forced to it as well (needs root)
  --rounds N         200 for sqlite, 50 for postgres, unless told
  --clients N        8 clients that order at the same time, unless told
  --seed N           repeats the random choices of another run; the program's own timing still varies
  --without-verify   for a program that has no command `verify`: without this, that is a failure

kill -9 shows that nothing acknowledged lay in the program's memory only; what the operating system has been
given survives it. With --power-cut the database lies on a disk of its own, an ext4 in a file, which is put
back to what had reached it by fsync. What a disk promises and does not keep, no test of this kind can show.
"""

import argparse
import contextlib
import itertools
import random
import sys
import threading
import time

from cluster import Cluster, processes_of
from disk import CutDisk
from integrity import DAMAGES, PostgresReader, SQLiteReader, examine, prove, shapes
from orders import BROKEN, Order, Refused, add_orderers, signed_in
from program import (
    ROUTINES, Server, Trouble, binary, has_command, hemtrygg, hemtrygg_must, run, say, workspace)

# Longer than anything that may be waited for on purpose; a client that waits so long is hung.
SECONDS_TO_ANSWER = 30
SECONDS_TO_RECOVER = 30


class Client:
    """Somebody who orders again and again, each time for another person."""

    def __init__(self, port, login, indices):
        self.browser = signed_in(port, login, timeout=SECONDS_TO_ANSWER)
        self.login, self.indices = login, indices
        self.orders = []

    @property
    def is_sending(self):
        return bool(self.orders) and self.orders[-1].is_sent and not self.orders[-1].is_acknowledged

    def send_again(self, orders, soak):
        """The button pressed once more after no answer came: it must be the same case."""
        for order in orders:
            try:
                order.send(self.browser)
                soak.sent_again += 1
            except Refused as refusal:
                soak.faults.append(f"{self.login}: {order.draft} sent again: {refusal}")

    def work(self, soak, halt):
        while not halt.is_set():
            order = Order(next(self.indices))
            self.orders.append(order)
            try:
                order.place(self.browser)
                soak.acknowledged.set()
                soak.note_acknowledged(self)
            except Refused as refusal:
                soak.refused += 1
                # Only a database that is gone is an excuse, and only 503 is the word for it.
                if not (soak.is_without_database and refusal.status == 503):
                    soak.faults.append(f"{self.login}: {refusal}")
                time.sleep(0.05)
            except BROKEN as error:
                if not soak.is_killed:
                    soak.faults.append(f"{self.login}: {type(error).__name__} {error} while the server ran")
                soak.cut_off += 1
                return


class Soak:
    def __init__(self, options, folder, cluster, disk):
        self.options, self.folder, self.cluster, self.disk = options, folder, cluster, disk
        self.random = random.Random(options.seed)
        self.faults, self.missing, self.half = [], set(), set()
        self.refused = self.cut_off = self.sent_again = self.early_kills = self.unheard = 0
        self.kept = set()
        self.acknowledged, self.lock, self.back_at_work = threading.Event(), threading.Lock(), set()
        # What the clients may meet just now without its being a fault.
        self.is_killed = self.is_without_database = False
        self.longest_start = self.longest_recovery = 0.0
        if cluster:
            database, self.reader = cluster.create(), PostgresReader(cluster)
        else:
            path = (disk.place if disk else folder) / "soak.sqlite"
            database, self.reader = f"sqlite://{path}", SQLiteReader(path)
        hemtrygg_must("demo", "--database", database, "--routines", ROUTINES)
        logins = add_orderers(database, options.clients)
        self.known = set(shapes(self.reader))
        self.server = Server(database, folder)
        self.server.start()
        indices = itertools.count()
        self.clients = [Client(self.server.port, login, indices) for login in logins]
        self.shape = self.shape_of_an_order(indices)

    def shape_of_an_order(self, indices):
        order = Order(next(indices))
        self.clients[0].orders.append(order)
        order.place(self.clients[0].browser)
        shape = shapes(self.reader)[order.draft][2]
        say(f"An order writes {', '.join(f'{count} {part}' for part, count in shape.items())}")
        return shape

    @property
    def orders(self):
        return [order for client in self.clients for order in client.orders]

    def note_acknowledged(self, client):
        with self.lock:
            self.back_at_work.add(client)

    def round(self, kill):
        """Orders until `kill` has killed something, then looks at what is left."""
        for client in self.clients:
            unheard = [order for order in client.orders if order.is_sent and not order.is_acknowledged]
            client.send_again([order for order in unheard if self.random.random() < 0.5], self)
        halt = threading.Event()
        self.acknowledged.clear()
        workers = [threading.Thread(target=client.work, args=(self, halt)) for client in self.clients]
        for worker in workers:
            worker.start()
        try:
            if not self.acknowledged.wait(SECONDS_TO_ANSWER):
                raise Trouble(f"no order was acknowledged within {SECONDS_TO_ANSWER} s; {self.faults[:5]}")
            if self.random.random() < 0.5:
                time.sleep(self.random.uniform(0.05, 0.8))
            else:
                self.wait_for_sending()
            kill()
        finally:
            halt.set()
            for worker in workers:
                worker.join(2 * SECONDS_TO_ANSWER)
        self.unheard += sum(client.is_sending for client in self.clients)
        if any(worker.is_alive() for worker in workers):
            raise Trouble("a client got no answer and no end")
        self.is_killed = self.is_without_database = False
        if not self.server.is_running():
            self.start_again()
        self.look()

    def wait_for_sending(self):
        """Until an order is on its way in, so that many a kill falls in the midst of its transaction."""
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while not any(client.is_sending for client in self.clients):
            if time.monotonic() > deadline:
                raise Trouble(f"no order was sent within {SECONDS_TO_ANSWER} s")
            time.sleep(0.0005)
        time.sleep(self.random.uniform(0, 0.03))

    def kill_server(self):
        self.is_killed = True
        if self.disk and not self.cluster:
            self.faults += self.disk.cut([self.server.process.pid], self.server.kill)
        else:
            self.server.kill()

    def start_again(self):
        # A client whose last answer came just before the kill has not noticed it yet.
        for client in self.clients:
            client.browser.close()
        # Now and then it is killed while it starts, too.
        if self.random.random() < 0.2:
            self.server.launch()
            time.sleep(self.random.uniform(0, 0.4))
            self.server.kill()
            self.early_kills += 1
        self.longest_start = max(self.longest_start, self.server.start())

    def kill_cluster(self):
        """All of PostgreSQL goes, and comes back; the server stays, and its clients go on asking."""
        self.is_without_database = True
        if self.disk:
            self.faults += self.disk.cut(processes_of(self.cluster.process.pid), self.cluster.kill)
        else:
            self.cluster.kill()
        # Else the server would stand on something else, and the round would show nothing.
        ready = self.server.ask("/readyz", SECONDS_TO_ANSWER)
        if ready[0] != 503:
            self.faults.append(f"/readyz answered {ready} while PostgreSQL was gone")
        time.sleep(self.random.uniform(0, 0.5))
        self.cluster.start()
        begun = time.monotonic()
        self.server.wait_ready(SECONDS_TO_RECOVER)
        with self.lock:
            self.back_at_work.clear()
        while len(self.back_at_work) < len(self.clients):
            if time.monotonic() - begun > SECONDS_TO_RECOVER:
                raise Trouble(
                    f"{SECONDS_TO_RECOVER} s after PostgreSQL came back only {len(self.back_at_work)} of "
                    f"{len(self.clients)} clients could order again:\n{self.server.end_of_log()}")
            time.sleep(0.02)
        self.longest_recovery = max(self.longest_recovery, time.monotonic() - begun)

    def look(self):
        findings = examine(self.reader, self.orders, self.known, self.shape)
        self.kept = {order.draft for order in findings.kept_unasked} | self.kept
        self.missing.update(findings.missing)
        self.half.update(findings.half)
        self.faults += [fault for fault in findings.other if fault not in self.faults]
        if not self.options.without_verify:
            verdict = hemtrygg("verify", "--database", self.server.database)
            if verdict.returncode != 0:
                said = verdict.stdout + verdict.stderr
                self.faults.append(f"verify ended with {verdict.returncode}: {said}")

    @staticmethod
    def verifies(path):
        return hemtrygg("verify", "--database", f"sqlite://{path}").returncode == 0

    @property
    def everything_wrong(self):
        return [*sorted(self.missing), *sorted(self.half), *self.faults]


def arguments():
    parser = argparse.ArgumentParser(prog="bin/soak crash", add_help=False)
    parser.add_argument("--engine", choices=["sqlite", "postgres"], required=True)
    parser.add_argument("--power-cut", action="store_true")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--without-verify", action="store_true")
    options = parser.parse_args()
    if options.rounds is None:
        options.rounds = {"sqlite": 200, "postgres": 50}[options.engine]
    if options.rounds < 1 or not 1 <= options.clients <= 25:
        parser.error("at least one round, and 1 to 25 clients")
    return options


def soak(options, folder, cluster, disk):
    begun = time.monotonic()
    test = Soak(options, folder, cluster, disk)
    for number in range(1, options.rounds + 1):
        test.round(test.kill_cluster if cluster and number % 2 == 0 else test.kill_server)
        if number % 10 == 0 or number == options.rounds or test.everything_wrong:
            acknowledged = sum(order.is_acknowledged for order in test.orders)
            say(f"round {number:4d}: {acknowledged} orders acknowledged, {test.cut_off} requests cut off, "
                f"{len(test.missing)} missing, {len(test.half)} half-written, "
                f"{time.monotonic() - begun:.0f} s")
        if test.everything_wrong:
            break
    test.server.stop()
    if not cluster and not test.everything_wrong:
        verify = None if options.without_verify else test.verifies
        overlooked, unverified = prove(
            test.reader.path, folder, test.orders, test.known, test.shape, verify)
        test.faults += [f"this test does not see: {sql}" for sql in overlooked]
        say(f"Of {len(DAMAGES)} ways to damage a copy this test finds {len(DAMAGES) - len(overlooked)}.")
        if verify:
            say(f"hemtrygg verify finds {len(DAMAGES) - len(unverified)}; not:" if unverified else
                "hemtrygg verify finds them all too.")
            for sql in unverified:
                say(f"  {sql}")
    if number >= 20 and not test.unheard:
        test.faults.append("no kill ever fell between an order and its answer, so this run has shown little")
    report(options, test, number, time.monotonic() - begun)
    if wrong := test.everything_wrong:
        raise Trouble(f"{len(wrong)} faults; the first:\n  " + "\n  ".join(wrong[:20]))


def report(options, test, rounds, seconds):
    orders = test.orders
    verify = "not run (--without-verify)" if options.without_verify else "after every round"
    for name, value in [
        ("rounds", rounds), ("acknowledged orders", sum(order.is_acknowledged for order in orders)),
        ("sent, answer never heard", test.unheard), ("unacknowledged, kept nevertheless", len(test.kept)),
        ("sent again, same case", test.sent_again), ("requests cut off", test.cut_off),
        ("refused while PostgreSQL was gone", test.refused), ("killed while starting", test.early_kills),
        ("longest start", f"{test.longest_start:.1f} s"),
        ("longest way back to work", f"{test.longest_recovery:.1f} s" if test.cluster else "-"),
        ("power cuts", test.disk.cuts if test.disk else "-"), ("hemtrygg verify", verify),
        ("missing", len(test.missing)), ("half-written", len(test.half)),
        ("other faults", len(test.faults)), ("seed", options.seed), ("took", f"{seconds:.0f} s"),
    ]:
        say(f"{name:34s} {value}")


def main():
    options = arguments()
    binary()
    if not options.without_verify and not has_command("verify"):
        raise Trouble(
            "this program has no command verify, so it cannot be run; --without-verify goes on without it")
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(workspace("crash"))
        disk = stack.enter_context(CutDisk()) if options.power_cut else None
        cluster = None
        if options.engine == "postgres":
            # The log of PostgreSQL must find room on the small disk.
            cluster = stack.enter_context(
                Cluster({"max_wal_size": "128MB"}, keep=folder, parent=disk and disk.place))
        soak(options, folder, cluster, disk)
    say("All well.")
    return 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    run(main, __doc__)
