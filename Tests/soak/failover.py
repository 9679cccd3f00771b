#!/usr/bin/env python3
"""bin/soak failover [--clients N] [--seconds N] [--freeze | --prove] [--without-verify]

A PostgreSQL leader dies with kill -9 under load: no acknowledged order may be missing, and no node of
Hemtrygg is started again. There are etcd, two Patroni members (leader and synchronous standby), two nodes
with both members in their address, and clients that order and go on trying. Then the old leader comes back,
and nothing may be missing still. It takes about a minute and a half beyond twice --seconds, and needs what
bin/setup --soak installs.

  --clients N        clients at once, an account each (4)
  --seconds N        seconds of load before the leader is lost, and again after orders go through (10)
  --freeze           the leader is not killed but stopped (SIGSTOP), as a machine that hangs: connections to
                     it stay open and nothing answers on them; afterwards it wakes up
  --prove            replication is not synchronous, and is cut off before the leader dies: orders are lost
                     for certain, and the test must find them missing
  --without-verify   for a program that has no command `verify`: without this, that is a failure

Exit code 0 where nothing is missing, half-written or stuck (with --prove: where the loss is found); 1 on any
fault; the logs are then kept. All of it runs on one machine, whose kernel closes the connections of what was
killed; a machine that loses its power does not.
"""

import argparse
import math
import sys
import threading
import time
from collections import Counter

from clients import Clients, demand_verify, judge, longest_gap, table, verify
from integrity import PostgresReader, examine, shapes
from orders import Order, add_orderers, signed_in
from patroni_cluster import TTL, PatroniCluster, wait_until
from program import ROUTINES, Server, Trouble, hemtrygg_must, run, say, workspace

# Longer than this after the leader's key has run out, something is stuck and does not only take its time.
MOST_SECONDS = TTL + 40


def start_nodes(database, folder):
    nodes = [Server(database, folder, name=f"node-{number}") for number in (1, 2)]
    for node in nodes:
        node.start()
    return nodes


class Prober(threading.Thread):
    """Asks a node every second whether it lives and is ready, as a proxy does, and as impatiently."""

    def __init__(self, node, number):
        super().__init__(daemon=True)
        self.node, self.number = node, number
        self.is_over = threading.Event()
        self.answers = []  # (asked, answered, path, status)

    def run(self):
        while not self.is_over.wait(1):
            for path in ("/healthz", "/readyz"):
                asked = time.monotonic()
                status, _ = self.node.ask(path, timeout=2)
                self.answers.append((asked, time.monotonic(), path, status))

    def statuses(self, path, since, until):
        """How often each status was answered between two moments; 0 is no answer in time."""
        return Counter(
            status for asked, answered, asked_for, status in self.answers
            if asked_for == path and since < asked and answered < until)

    def faults(self, loss):
        """A node lives all the time, and does not say that it is ready while no database is."""
        lives = self.statuses("/healthz", 0, math.inf)
        ready = self.statuses("/readyz", loss.at + 1, loss.promoted - 1)
        faults = []
        if set(lives) != {200}:
            faults.append(f"node {self.number} answered /healthz with {dict(lives)}")
        if ready[200] or not ready:
            faults.append(f"node {self.number}, with no database, answered /readyz with {dict(ready)}")
        return faults


class Loss:
    """The leader is lost under load, and another one leads: when what happened, and what went wrong."""

    def __init__(self, cluster, nodes, clients, options):
        self.cluster, self.nodes, self.clients, self.options = cluster, nodes, clients, options
        self.old = cluster.leader()
        pids = [node.process.pid for node in nodes]
        self._load("on the leader", options.seconds)
        if options.prove:
            cluster.cut_standby_off()
            self._load("that no standby hears of", 2)
        (self.old.freeze if options.freeze else self.old.kill)()
        self.at = time.monotonic()
        done = "Froze" if options.freeze else "Killed"
        say(f"{done} \"{self.old.name}\": Patroni, the postmaster and its children.")
        self.faults = []
        self.new = cluster.wait_for_new_leader(self.old, MOST_SECONDS)
        self.promoted = time.monotonic()
        say(f"\"{self.new.name}\" leads after {self.promoted - self.at:.1f} s.")
        try:
            wait_until(
                "orders go through both nodes", lambda: self._goes_through(self.promoted), MOST_SECONDS)
        except Trouble as trouble:
            met = [f"clients met {dict(self.clients.troubles())}", *self.clients.faults()[:5]]
            raise Trouble("\n".join([str(trouble), *met])) from None
        self.recovered = time.monotonic()
        say(f"Orders go through both nodes again after {self.recovered - self.at:.1f} s.")
        self._load("on the new leader", options.seconds)
        if pids != [node.process.pid for node in nodes] or not all(node.is_running() for node in nodes):
            self.faults.append("a node ended; it should have outlived its database")

    def _load(self, what, seconds):
        say(f"Load {what} for {seconds:g} s ...")
        begun = time.monotonic()
        time.sleep(seconds)
        if not self._goes_through(begun):
            raise Trouble(f"within {seconds:g} s no order went through one of the nodes")

    def _goes_through(self, since):
        last = [self.clients.acknowledged(node.port)[-1:] for node in self.nodes]
        return all(pairs and pairs[0][0] > since for pairs in last)

    def seconds_without(self, port=None):
        """The longest time without an acknowledged order around the loss."""
        return longest_gap([when for when, _ in self.clients.acknowledged(port) if when > self.at - 5])[0]

    def counts(self):
        """Orders acknowledged before the loss, until both nodes took orders again, and after."""
        moments = [when for when, _ in self.clients.acknowledged()]
        before = sum(when <= self.at for when in moments)
        after = sum(when > self.recovered for when in moments)
        return before, len(moments) - before - after, after


def come_back(cluster, loss):
    """Lets the lost leader come back. Gives how it did, the member that leads then, and faults."""
    old, new = loss.old, loss.new
    begun, before = time.monotonic(), old.log.stat().st_size
    say("The old leader comes back ...")
    old.come_back()

    def settled():
        # It must follow; that it takes the lead back would be a fault, and is told as one.
        return new if cluster.follows(old) else old if cluster.follows(new, anyhow=True) else None

    leader = wait_until("one member leads and the other one follows", settled, 120)
    if leader is old:
        return "took the lead back", old, ["the old leader took the lead back"]
    count = "SELECT COUNT(*), MAX(number) FROM cases"
    wait_until(
        "the old leader has every case",
        lambda: old.psql(count, "hemtrygg") == new.psql(count, "hemtrygg"), 30)
    with open(old.log, encoding="utf-8", errors="replace") as log:
        log.seek(before)
        said = log.read()
    how = next((words for words, sign in (
        ("by a new clone", "replica has been created using basebackup"),
        ("by pg_rewind", "pg_rewind exit code=0"),
    ) if sign in said), "without rewinding")
    return f"followed after {time.monotonic() - begun:.1f} s, {how}", new, []


def fail_over(options, folder):
    # The database's account passes through here to its own folder.
    folder.chmod(0o711)
    say("Starts etcd and two members of PostgreSQL under Patroni ...")
    with PatroniCluster(folder / "cluster", synchronous=not options.prove) as cluster:
        say(cluster.versions())
        say(f"\"{cluster.leader().name}\" leads, the other one follows{'' if options.prove else ' synchronously'}.")
        database = cluster.create()
        hemtrygg_must("demo", "--database", database, "--routines", ROUTINES)
        logins = add_orderers(database, options.clients)
        known = set(shapes(PostgresReader(cluster)))
        nodes = start_nodes(database, folder)
        ports = [node.port for node in nodes]
        browsers = [signed_in(ports[at % 2], login) for at, login in enumerate(logins)]
        calm = Order(0)
        calm.place(browsers[0])
        shape = shapes(PostgresReader(cluster))[calm.draft][2]
        probers = [Prober(node, number) for number, node in enumerate(nodes, 1)]
        for prober in probers:
            prober.start()
        try:
            with Clients(browsers, ports) as clients:
                loss = Loss(cluster, nodes, clients, options)
        finally:
            for prober in probers:
                prober.is_over.set()
                prober.join()
        faults = loss.faults + clients.faults() + [fault for each in probers for fault in each.faults(loss)]
        if cluster.leader([loss.new]) is None:
            raise Trouble("the new leader leads no longer")
        orders = [calm, *clients.orders()]
        findings = examine(PostgresReader(loss.new), orders, known, shape)
        if options.prove:
            return judge_proof(findings, faults)
        faults += findings.faults
        faults += verify(database, options)
        back, leader, found = come_back(cluster, loss)
        faults += found
        afterwards = examine(PostgresReader(leader), orders, known, shape)
        faults += [f"after the old leader came back: {fault}" for fault in afterwards.faults]
        for node in nodes:
            node.stop()

    before, during, after = loss.counts()
    table([
        ("clients, nodes", f"{options.clients}, {len(nodes)}"),
        ("acknowledged before the loss", before),
        ("acknowledged during (until both nodes took orders)", during),
        ("acknowledged after", after),
        ("sent, and never acknowledged",
         sum(order.is_sent and not order.is_acknowledged for order in orders)),
        ("sent again, since no answer came", clients.sent_again()),
        ("answers that put clients off, by kind", dict(sorted(clients.troubles().items())) or "none"),
        ("seconds from the loss to a new leader", f"{loss.promoted - loss.at:.1f}"),
        ("seconds without acknowledged writes", f"{loss.seconds_without():.1f}"),
        *((f"    through node {number}", f"{loss.seconds_without(node.port):.1f}")
          for number, node in enumerate(nodes, 1)),
        *((f"/readyz of node {each.number} until then (0: no answer)",
           dict(each.statuses("/readyz", loss.at, loss.promoted))) for each in probers),
        ("acknowledged and missing", len(findings.missing)),
        ("half-written", len(findings.half)),
        ("the old leader", back),
        ("acknowledged and missing after that", len(afterwards.missing)),
    ])
    judge(faults)
    say("Nothing was lost, nothing is half-written, and no node was restarted.")
    return 0


def judge_proof(findings, faults):
    """Orders were lost on purpose: that they are missing must be seen."""
    if not findings.missing:
        raise Trouble("\n".join(["orders were lost on purpose, and this test did not see it", *faults[:15]]))
    say(f"{len(findings.missing)} acknowledged orders and drafts, lost on purpose, were found missing.")
    return 0


def main():
    parser = argparse.ArgumentParser(prog="bin/soak failover", add_help=False)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--freeze", action="store_true")
    how.add_argument("--prove", action="store_true")
    parser.add_argument("--without-verify", action="store_true")
    options = parser.parse_args()
    if options.clients < 2:
        parser.error("--clients: at least 2, one for each node")
    demand_verify(options)
    with workspace("failover") as folder:
        return fail_over(options, folder)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    run(main, __doc__)
