#!/usr/bin/env python3
"""bin/soak nodes [--clients N] [--seconds N] [--without-verify]

Three nodes on one PostgreSQL, started at once on an empty database, behind HAProxy; one is killed under load.

It holds that migrations race and one wins; that a session holds on every node, and ends on every node; that
wrong passwords are counted over the nodes; that a change on one node is told to who watches on another
(GET /cases/live); that after kill -9 of a node and an orderly restart of another no acknowledged order is
missing or half-written; and that a reader behind HAProxy notices nothing for longer than the health check
needs. It needs what bin/setup --soak installs.

  --clients N        clients that order at once, an account each (6)
  --seconds N        seconds of load in each of five parts (5)
  --without-verify   for a program that has no command `verify`: without this, that is a failure

Exit code 0 where all holds; 1 on any fault; the logs are then kept.
"""

import argparse
import http.client
import re
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from cluster import Cluster
from clients import Clients, demand_verify, judge, longest_gap, table, verify
from integrity import PostgresReader, examine, shapes
from orders import BROKEN, Browser, Order, add_orderers, signed_in
from program import CHECKOUT, ROUTINES, Server, Trouble, hemtrygg_must, run, say, workspace
from proxy import CHECK_SECONDS, FALL, Proxy

NODES = 3
SECONDS_TO_HEAR = 5
# The failed checks, and one second for the one that runs and for a busy machine.
MOST_SECONDS_UNREAD = CHECK_SECONDS * FALL + 1


def start_at_once(database, folder):
    """Every node finds an empty database; all must come up, and the schema be made once."""
    nodes = [Server(database, folder, name=f"node-{number}") for number in range(1, NODES + 1)]
    begun = time.monotonic()
    for node in nodes:
        node.launch()
    for node in nodes:
        node.wait_ready()
    seconds = time.monotonic() - begun
    say(f"{NODES} nodes, started at once on an empty database, were all ready after {seconds:.1f} s.")
    return nodes


def copy(browser, port):
    """The same session, shown to another node."""
    other = Browser(port, timeout=30)
    other.cookies, other.token = dict(browser.cookies), browser.token
    return other


def check_sessions(nodes, accounts):
    """Signed in on one node is signed in on all; signed out on one is signed out on all."""
    first = signed_in(nodes[0].port, "karin.lund", accounts["karin.lund"])
    browsers = [copy(first, node.port) for node in nodes]
    faults = []
    for number, browser in enumerate(browsers, 1):
        if (status := browser.send("GET", "/cases")[0]) != 200:
            faults.append(f"a session of node 1 shows /cases on node {number} with {status}")
    if (status := browsers[1].send("POST", "/sign-out", {})[0]) != 303:
        faults.append(f"signing out on node 2 answered {status}")
    for number, node in enumerate(nodes, 1):
        status, where, _ = copy(first, node.port).send("GET", "/cases")
        if status != 303 or not where.startswith("/sign-in"):
            faults.append(f"a session that ended on node 2 gets {status} {where} on node {number}")
    return faults


def attempts_allowed():
    source = CHECKOUT / "Sources/Storage/Access/Sessions.swift"
    found = re.search(r"\bperLogin = (\d+)", source.read_text())
    if not found:
        raise Trouble(f"{source} does not say perLogin any more")
    return int(found[1])


def attempt(node, login, password):
    browser = Browser(node.port, timeout=30)
    try:
        browser.send("GET", "/sign-in")
        return browser.send("POST", "/sign-in", {"login": login, "password": password, "back": ""})[0]
    finally:
        browser.close()


def check_throttle(nodes, accounts):
    """Wrong passwords count together, whichever node they come to, one after the other or all at once."""
    allowed, faults = attempts_allowed(), []
    statuses = [attempt(nodes[at % NODES], "carina.holm", "fel") for at in range(allowed + NODES)]
    if statuses != [422] * allowed + [429] * NODES:
        faults.append(f"wrong passwords over {NODES} nodes answered {statuses}; {allowed} are allowed")
    many = NODES * allowed
    with ThreadPoolExecutor(many) as pool:
        at_once = Counter(pool.map(lambda at: attempt(nodes[at % NODES], "bilal.sato", "fel"), range(many)))
    if at_once != {422: allowed, 429: many - allowed}:
        faults.append(f"{many} wrong passwords at once answered {dict(at_once)}; {allowed} are allowed")
    for login in ("carina.holm", "bilal.sato"):
        right = [attempt(node, login, accounts[login]) for node in nodes]
        if right != [429] * NODES:
            faults.append(f"the right password of {login}, who is held, answered {right}")
    return faults


class Watcher:
    """Somebody who keeps GET /cases/live open, and when each line came."""

    def __init__(self, browser, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        headers = {"Accept": "text/event-stream", "Cookie": cookies}
        self.connection.request("GET", "/cases/live", headers=headers)
        self.answer = self.connection.getresponse()
        self.kind = self.answer.headers.get_content_type()
        self.changes, self.ended = [], None
        self.heard = threading.Event()
        self.thread = threading.Thread(target=self._listen, daemon=True)

    def _listen(self):
        try:
            while line := self.answer.readline():
                if line.strip() == b"event: cases":
                    self.changes.append(time.monotonic())
                    self.heard.set()
            self.ended = "the stream ended"
        except (*BROKEN, ValueError, AttributeError) as error:
            self.ended = f"the stream broke: {type(error).__name__}: {error}"

    def close(self):
        self.connection.close()


def check_live(watched, name, sender, order, accounts):
    """An order on one node is seen by who watches on another. Gives faults, and after how long."""
    browser = signed_in(watched, "karin.lund", accounts["karin.lund"])
    try:
        watcher = Watcher(browser, watched)
    except BROKEN as error:
        return [f"GET /cases/live on {name}: {type(error).__name__}: {error}"], None
    try:
        if watcher.answer.status != 200 or watcher.kind != "text/event-stream":
            return [f"GET /cases/live on {name} answered {watcher.answer.status} {watcher.kind}"], None
        watcher.thread.start()
        # What comes with the connection is no news; what comes by itself afterwards would prove nothing.
        time.sleep(1)
        before = len(watcher.changes)
        time.sleep(3)
        if len(watcher.changes) > before:
            return [f"GET /cases/live on {name} tells of changes while nothing changes"], None
        watcher.heard.clear()
        order.place(sender)
        acknowledged = time.monotonic()
        if not watcher.heard.wait(SECONDS_TO_HEAR):
            ended = f" ({watcher.ended})" if watcher.ended else ""
            return [f"GET /cases/live on {name}: no word of an order within {SECONDS_TO_HEAR} s{ended}"], None
        return [], max(0.0, watcher.changes[-1] - acknowledged)
    finally:
        watcher.close()


class Reader(threading.Thread):
    """Somebody of the team who looks at the queue, over and over, through HAProxy."""

    def __init__(self, browser, port):
        super().__init__(daemon=True)
        self.browser = copy(browser, port)
        self.is_over = threading.Event()
        self.good = []  # when a look at the queue succeeded
        self.bad = Counter()
        self.fault = None

    def run(self):
        try:
            self.good.append(time.monotonic())
            while not self.is_over.wait(0.05):
                try:
                    status = self.browser.send("GET", "/cases?view=waitingOnUs")[0]
                except BROKEN as error:
                    status = type(error).__name__
                if status == 200:
                    self.good.append(time.monotonic())
                else:
                    self.bad[str(status)] += 1
        except Exception as error:  # A reader that dies in silence would prove nothing.
            self.fault = f"the reader stopped: {type(error).__name__}: {error}"

    def finish(self):
        self.is_over.set()
        self.join(60)
        faults = [self.fault] if self.fault else []
        if self.is_alive():
            faults.append("the reader still waits for an answer")
        unread = longest_gap([*self.good, time.monotonic()])[0]
        if unread > MOST_SECONDS_UNREAD:
            faults.append(
                f"nobody could read the queue for {unread:.1f} s; {MOST_SECONDS_UNREAD:.1f} s are fine")
        return unread, faults


def crowd(nodes, proxy, clients, seconds):
    """Load, while a node is killed and comes back, and another is restarted in order. Gives faults, and how
    many answers put clients off from that restart on."""
    faults = []

    def wait(what):
        before = len(clients.acknowledged())
        say(f"{what}: load for {seconds:g} s ...")
        time.sleep(seconds)
        if len(clients.acknowledged()) == before:
            faults.append(f"{what}: not one order was acknowledged")

    wait("Three nodes")
    nodes[1].kill()
    wait("Node 2 killed")
    say(f"Node 2 starts again: ready after {nodes[1].start():.1f} s.")
    proxy.wait_for_all()
    wait("Three nodes again")
    put_off = sum(clients.troubles().values())
    nodes[2].stop()
    wait("Node 3 stopped in order")
    nodes[2].start()
    proxy.wait_for_all()
    wait("Three nodes again")
    return faults, sum(clients.troubles().values()) - put_off


def soak(options, folder, cluster):
    database = cluster.create()
    nodes = start_at_once(database, folder)
    faults = []
    numbers = [row[0] for row in cluster.psql("SELECT number FROM schema_migrations ORDER BY number")]
    if numbers != [str(number) for number in range(1, len(numbers) + 1)] or not numbers:
        faults.append(f"the schema was brought up by the migrations {numbers}")
    said = hemtrygg_must("demo", "--database", database, "--routines", ROUTINES)
    accounts = dict(line.split("\t")[:2] for line in said.splitlines())
    logins = add_orderers(database, options.clients)
    reader = PostgresReader(cluster)
    known = set(shapes(reader))
    browsers = [signed_in(nodes[at % NODES].port, login) for at, login in enumerate(logins)]
    # The first indices are for the orders in calm; the clients take those after them.
    calm = [Order(index) for index in range(3)]
    sender = copy(browsers[0], nodes[1].port)
    calm[0].place(sender)
    shape = shapes(reader)[calm[0].draft][2]
    with Proxy(nodes, folder) as proxy:
        faults += check_sessions(nodes, accounts)
        faults += check_throttle(nodes, accounts)
        heard = []
        for order, port, name in ((calm[1], nodes[0].port, "node 1"), (calm[2], proxy.port, "HAProxy")):
            found, seconds = check_live(port, name, sender, order, accounts)
            faults += found
            heard.append((f"an order on node 2 was told to who watches on {name}",
                          "never" if seconds is None else f"after {seconds:.2f} s"))
        for fault in faults:
            say(f"  FAULT {fault}")
        before = proxy.answered()
        team = Reader(signed_in(nodes[0].port, "karin.lund", accounts["karin.lund"]), proxy.port)
        with Clients(browsers, [proxy.port], first_index=len(calm)) as clients:
            team.start()
            try:
                found, put_off = crowd(nodes, proxy, clients, options.seconds)
            finally:
                unread, slow = team.finish()
        shares = [after - earlier for after, earlier in zip(proxy.answered(), before)]
        faults += [*found, *slow, *clients.faults()]
        if min(shares) == 0:
            faults.append(f"HAProxy sent the nodes {shares} requests; every node should have had its share")
    orders = [*calm, *clients.orders()]
    findings = examine(reader, orders, known, shape)
    faults += findings.faults
    faults += verify(database, options)
    for node in nodes:
        node.stop()
    table(heard + [
        ("clients, nodes", f"{options.clients}, {NODES}"),
        ("orders acknowledged through HAProxy", len(clients.acknowledged())),
        ("requests that each node had", ", ".join(map(str, shares))),
        ("sent, and never acknowledged",
         sum(order.is_sent and not order.is_acknowledged for order in orders)),
        ("sent again, since no answer came", clients.sent_again()),
        ("answers that put orderers off, by kind", dict(sorted(clients.troubles().items())) or "none"),
        ("    of these, from the orderly restart on", put_off),
        ("looks at the queue that went well", len(team.good)),
        ("looks at the queue that did not, by kind", dict(team.bad) or "none"),
        ("longest time between two good looks", f"{unread:.2f} s"),
        ("longest time without an acknowledged order",
         f"{longest_gap([when for when, _ in clients.acknowledged()])[0]:.2f} s"),
        ("acknowledged and missing", len(findings.missing)),
        ("half-written", len(findings.half)),
    ])
    judge(faults)
    say("All well.")
    return 0


def main():
    parser = argparse.ArgumentParser(prog="bin/soak nodes", add_help=False)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--without-verify", action="store_true")
    options = parser.parse_args()
    if options.clients < 1:
        parser.error("--clients: at least 1")
    demand_verify(options)
    with workspace("nodes") as folder, Cluster(keep=folder) as cluster:
        return soak(options, folder, cluster)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    run(main, __doc__)
