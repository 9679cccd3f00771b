"""Clients that order over HTTP, each with an account of its own, and go on whatever dies under them."""

import threading
import time
from collections import Counter

from orders import BROKEN, Browser, Order, Refused
from program import Trouble, has_command, hemtrygg, say

# An answer of these says "try again": the server's own when its database is away, the proxy's when a node is.
LATER = (502, 503, 504)
PAUSE = 0.25


class Client(threading.Thread):
    """Orders one after the other through one port. What came of each is kept for the checks."""

    def __init__(self, group, browser, name):
        super().__init__(daemon=True, name=name)
        self.group, self.browser = group, browser
        self.port = browser.connection.port
        self.orders = []
        self.acknowledged = []  # (when, order)
        self.sent_again = 0
        self.troubles = Counter()
        self.faults = []

    def run(self):
        try:
            while not self.group.is_over.is_set():
                order = Order(self.group.next_index())
                self.orders.append(order)
                self._place(order)
        except Exception as error:  # A client that dies in silence would prove nothing.
            self.faults.append(f"{self.name} stopped: {type(error).__name__}: {error}")
        finally:
            self.browser.close()

    def _place(self, order):
        """Tries until it is acknowledged or the test is over. What was sent is sent again, not anew."""
        while not self.group.is_over.is_set():
            try:
                if order.is_sent:
                    self.sent_again += 1
                    order.send(self.browser)
                else:
                    order.is_kept = False
                    order.place(self.browser)
            except Refused as refused:
                self.troubles[str(refused.status)] += 1
                if refused.status not in LATER:
                    self.faults.append(f"{self.name}, order {order.index}: {refused}")
                    return
            except BROKEN as error:
                self.troubles[type(error).__name__] += 1
                if isinstance(error, TimeoutError):
                    # A node may put people off, but it may not keep them hanging.
                    seconds = self.browser.connection.timeout
                    self.faults.append(f"{self.name}, order {order.index}: no answer within {seconds} s")
            else:
                self.acknowledged.append((time.monotonic(), order))
                return
            self.group.is_over.wait(PAUSE)


class Clients:
    """So many clients, spread over the ports. To be used in a `with`: they start, and are over with it."""

    def __init__(self, signed_in, ports, first_index=0):
        """`signed_in`: a browser for each client, whose session any node must know."""
        self.is_over = threading.Event()
        self._lock = threading.Lock()
        self._next = first_index
        self.clients = []
        for number, known in enumerate(signed_in):
            browser = Browser(ports[number % len(ports)], timeout=known.connection.timeout)
            browser.cookies, browser.token = dict(known.cookies), known.token
            self.clients.append(Client(self, browser, f"client {number + 1}"))

    def next_index(self):
        with self._lock:
            self._next += 1
            return self._next

    def __enter__(self):
        for client in self.clients:
            client.start()
        return self

    def __exit__(self, *_):
        self.finish()

    def finish(self, seconds=60):
        self.is_over.set()
        for client in self.clients:
            client.join(seconds)
            if client.is_alive():
                client.faults.append(f"{client.name} still waits for an answer after {seconds} s")

    def acknowledged(self, port=None):
        """(when, order) of every acknowledged order, in time; of those through `port`, if one is named."""
        chosen = [client for client in self.clients if port in (None, client.port)]
        return sorted(
            (pair for client in chosen for pair in list(client.acknowledged)), key=lambda pair: pair[0])

    def orders(self):
        return [order for client in self.clients for order in list(client.orders)]

    def troubles(self):
        return sum((client.troubles for client in self.clients), Counter())

    def sent_again(self):
        return sum(client.sent_again for client in self.clients)

    def faults(self):
        return [fault for client in self.clients for fault in list(client.faults)]


def longest_gap(moments):
    """The longest time between two neighbours, and the two: (seconds, from, to)."""
    pairs = list(zip(moments, moments[1:]))
    return max(((later - earlier, earlier, later) for earlier, later in pairs), default=(0.0, 0.0, 0.0))


def table(rows):
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        say(f"  {name:{width}s}  {value}")


def demand_verify(options):
    """Before anything is started: without the command `verify` the test is not whole."""
    if not options.without_verify and not has_command("verify"):
        raise Trouble(
            "this program has no command verify, so it cannot be run; --without-verify goes on without it")


def verify(database, options):
    """What hemtrygg itself says of the database: faults."""
    if options.without_verify:
        return []
    said = hemtrygg("verify", "--database", database)
    if said.returncode == 0:
        return []
    return [f"hemtrygg verify ended with {said.returncode}: {said.stdout}{said.stderr}"]


def judge(faults):
    """Ends the test with its faults, if it has any; of many the first are enough."""
    if faults:
        raise Trouble("\n  ".join([f"{len(faults)} faults; the first:", *faults[:15]]))
