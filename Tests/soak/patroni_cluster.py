"""Two PostgreSQL members under Patroni, with etcd, on loopback, made for one run and thrown away."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from program import Trouble

POSTGRES = Path("/usr/lib/postgresql/15/bin")
NEEDED = ["etcd", "patroni", str(POSTGRES / "postgres"), str(POSTGRES / "pg_rewind"), "psql"]

# Whom Hemtrygg is to the database: somebody who owns that one, and no more.
OWNER = "hemtrygg"

# The leader's key lives this long after its last sign of life; a standby can lead only after that.
TTL = 20
SECONDS_TO_START = 120
SECONDS_TO_STOP = 30


def missing_programs(needed):
    return [program for program in needed if shutil.which(program) is None]


def free_ports(count):
    """Ports that nobody listens on. They are held together, so that none is named twice."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def wait_until(what, holds, seconds):
    """Waits until `holds()` gives something true, and returns it; an answer that fails counts as not yet."""
    deadline = time.monotonic() + seconds
    trouble = "it is not so"
    while time.monotonic() < deadline:
        try:
            if found := holds():
                return found
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            trouble = error
        time.sleep(0.25)
    raise Trouble(f"waited {seconds} s in vain until {what} ({trouble})")


def process_name(pid):
    """The program's name, or nothing where the process has ended (a zombie has ended)."""
    try:
        name, rest = Path(f"/proc/{pid}/stat").read_text().split("(", 1)[1].rsplit(")", 1)
    except (OSError, IndexError):
        return None
    return None if rest.split()[0] in "ZX" else name


def children(pid):
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _signal(number, pids):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def psql(sql, address, timeout=60):
    """Rows of texts. Reads with PostgreSQL's own program, so that nothing of Hemtrygg's is trusted."""
    answer = subprocess.run(
        ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", sql],
        cwd="/", capture_output=True, text=True, timeout=timeout)
    if answer.returncode != 0:
        raise OSError(f"psql: {answer.stderr.strip()}")
    return [line.split("\t") for line in answer.stdout.splitlines()]


class Member:
    """One PostgreSQL with the Patroni that minds it."""

    def __init__(self, cluster, name, port, api_port):
        self.cluster, self.name, self.port, self.api_port = cluster, name, port, api_port
        self.data = cluster.folder / name
        self.log = cluster.folder / f"patroni-{name}.log"
        self.process = None
        self.frozen = []

    def configure(self, etcd_port):
        """Patroni reads YAML, and JSON is YAML."""
        address = f"127.0.0.1:{self.port}"
        trust = [f"host {which} all 127.0.0.1/32 trust" for which in ("all", "replication")]
        api = f"127.0.0.1:{self.api_port}"
        settings = {
            "scope": "hemtrygg", "name": self.name,
            "restapi": {"listen": api, "connect_address": api},
            "etcd3": {"host": f"127.0.0.1:{etcd_port}"},
            "bootstrap": {
                "dcs": {
                    "ttl": TTL, "loop_wait": 2, "retry_timeout": 5,
                    "synchronous_mode": self.cluster.synchronous, "maximum_lag_on_failover": 1048576,
                    "postgresql": {
                        "use_pg_rewind": True,
                        "parameters": {
                            "wal_log_hints": "on", "max_connections": 100, "shared_buffers": "64MB"},
                    },
                },
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
            },
            "postgresql": {
                "listen": address, "connect_address": address, "data_dir": str(self.data),
                "bin_dir": str(POSTGRES), "pgpass": str(self.cluster.folder / f"pgpass-{self.name}"),
                "pg_hba": trust,
                "authentication": {
                    "superuser": {"username": "postgres"}, "replication": {"username": "replicator"},
                    "rewind": {"username": "rewinder"},
                },
                "parameters": {"unix_socket_directories": str(self.cluster.folder)},
                # Rewinding is tried first; where it cannot be done, the old leader is cloned anew.
                "remove_data_directory_on_rewind_failure": True,
                "remove_data_directory_on_diverged_timelines": True,
            },
        }
        self.cluster.write(f"{self.name}.yml", json.dumps(settings, indent=2))

    def start(self):
        self.process = self.cluster.spawn(["patroni", f"{self.name}.yml"], self.log)

    def postmaster(self):
        """The pid of this member's PostgreSQL, or nothing. A pid that another program has is not it."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, IndexError, ValueError):
            return None
        return pid if process_name(pid) == "postgres" else None

    def _processes(self):
        """Patroni, the postmaster and its children. The postmaster is stopped first, so that it starts no
        child between the counting and what follows."""
        postmaster = self.postmaster()
        if postmaster:
            os.kill(postmaster, signal.SIGSTOP)
            return [self.process.pid, *children(postmaster), postmaster]
        return [self.process.pid]

    def kill(self):
        """kill -9 of everything: as if the power went, but that the kernel tells those who are connected."""
        pids = self._processes()
        _signal(signal.SIGKILL, pids)
        self.process.wait()
        self.frozen = []
        wait_until(f"{self.name} is dead", lambda: not any(process_name(pid) for pid in pids), 10)

    def freeze(self):
        """As if the machine hung: everything is there, connections stay open, and nothing answers."""
        self.frozen = self._processes()
        _signal(signal.SIGSTOP, self.frozen)

    def come_back(self):
        """Goes on after freeze(), starts anew after kill()."""
        if self.frozen:
            _signal(signal.SIGCONT, reversed(self.frozen))
            self.frozen = []
        else:
            self.start()

    def stop(self):
        """Patroni stops its PostgreSQL when it is asked to end. What does not end so is killed."""
        if self.process is None:
            return
        if self.process.poll() is None and not self.frozen:
            self.process.terminate()
            try:
                self.process.wait(timeout=SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                pass
        if self.process.poll() is None or self.postmaster():
            self.kill()

    def state(self):
        """What Patroni says of this member: state, role, timeline and so on. It answers 503 for a standby."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.api_port}/patroni", timeout=3) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def psql(self, sql, database="postgres", timeout=60):
        """Rows of texts, read from this very member."""
        address = f"postgres://postgres@127.0.0.1:{self.port}/{database}?connect_timeout=3"
        return psql(sql, address, timeout)


class PatroniCluster:
    """etcd and two members in `folder`, which the database's user may enter. To be used in a `with`.

    Not `synchronous`, it loses what it acknowledged when the leader dies: for proving that a test sees that.
    """

    def __init__(self, folder, synchronous=True):
        self.folder, self.synchronous = Path(folder), synchronous
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None
        self.etcd = None
        self.etcd_port, self.peer_port, *ports = free_ports(6)
        self.members = [Member(self, "one", *ports[:2]), Member(self, "two", *ports[2:])]

    def __enter__(self):
        if missing := missing_programs(NEEDED):
            raise Trouble(f"{', '.join(missing)} not found: run bin/setup --soak")
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def _start(self):
        client, peer = f"http://127.0.0.1:{self.etcd_port}", f"http://127.0.0.1:{self.peer_port}"
        self.etcd = self.spawn([
            "etcd", "--name", "only", "--data-dir", "etcd", "--listen-client-urls", client,
            "--advertise-client-urls", client, "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", f"only={peer}",
        ], self.folder / "etcd.log")
        wait_until("etcd is healthy", lambda: self._etcd_is_healthy(client), SECONDS_TO_START)
        for member in self.members:
            member.configure(self.etcd_port)
        first, second = self.members
        first.start()
        wait_until("the first member leads", lambda: self.leader() is first, SECONDS_TO_START)
        second.start()
        self.wait_for_standby(second)

    @staticmethod
    def _etcd_is_healthy(address):
        with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:
            return json.load(answer)["health"] == "true"

    @staticmethod
    def versions():
        """What was tried, for the report."""
        return ", ".join(
            subprocess.run(command, cwd="/", capture_output=True, text=True, check=True).stdout.splitlines()[0]
            for command in (["patroni", "--version"], ["etcd", "--version"], [POSTGRES / "postgres", "--version"]))

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        if self.user:
            shutil.chown(path, self.user, self.user)

    def spawn(self, command, log):
        """Starts a process of the cluster as the database's user, from a folder that it may enter."""
        identity = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        # What the caller's surroundings say of PostgreSQL, Patroni or etcd is not meant for these.
        environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("PG", "PATRONI", "ETCD"))}
        with open(log, "ab") as output:
            # A session of its own, so that Ctrl-C reaches only us and we end things in order.
            return subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, env=environment, **identity)

    def psql(self, sql, database="hemtrygg"):
        """Rows of texts, from whichever member leads."""
        return psql(sql, self.address(database))

    def address(self, database="hemtrygg"):
        """Both members in one address: libpq goes to the one that takes writes."""
        hosts = ",".join(f"127.0.0.1:{member.port}" for member in self.members)
        return f"postgres://{OWNER}@{hosts}/{database}?target_session_attrs=read-write&connect_timeout=2"

    def create(self, database="hemtrygg"):
        """Makes an empty database, and gives its address."""
        leader = self.leader()
        leader.psql(f"CREATE ROLE {OWNER} LOGIN")
        leader.psql(f'CREATE DATABASE "{database}" OWNER {OWNER}')
        return self.address(database)

    def leader(self, among=None):
        """The member that PostgreSQL itself, and Patroni too, says takes writes; or nothing."""
        for member in among or self.members:
            try:
                state = member.state()
                if state.get("role") in ("master", "primary") and state.get("state") == "running" \
                        and member.psql("SELECT pg_is_in_recovery()", timeout=10) == [["f"]]:
                    return member
            except (OSError, subprocess.SubprocessError, ValueError):
                continue
        return None

    def wait_for_new_leader(self, old, seconds=SECONDS_TO_START):
        others = [member for member in self.members if member is not old]
        return wait_until("the standby leads", lambda: self.leader(others), seconds)

    def follows(self, standby, anyhow=False):
        """Whether the other member streams to `standby`, by its own word and by what stands in etcd.

        In a synchronous cluster every commit then waits for it; only such a standby may be promoted. `anyhow`
        takes one that is not synchronous, too.
        """
        leader = self.leader([member for member in self.members if member is not standby])
        if leader is None:
            return False
        rows = leader.psql(
            "SELECT sync_state FROM pg_stat_replication"
            f" WHERE application_name = '{standby.name}' AND state = 'streaming'")
        address = f"http://127.0.0.1:{leader.api_port}/cluster"
        with urllib.request.urlopen(address, timeout=3) as answer:
            roles = {member["name"]: member["role"] for member in json.load(answer)["members"]}
        if anyhow:
            return bool(rows) and roles.get(standby.name) in ("replica", "sync_standby")
        wanted = ("sync", "sync_standby") if self.synchronous else ("async", "replica")
        return rows == [[wanted[0]]] and roles.get(standby.name) == wanted[1]

    def wait_for_standby(self, standby, seconds=SECONDS_TO_START):
        wait_until(f"\"{standby.name}\" follows", lambda: self.follows(standby), seconds)

    def cut_standby_off(self):
        """The leader sends the standby nothing more, and goes on."""
        self.leader().psql(
            "ALTER ROLE replicator NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_replication")

    def stop(self):
        # The standby first: a leader that ends while a standby lives would hand over to it.
        leader = self.leader()
        for member in sorted(self.members, key=lambda member: member is leader):
            member.stop()
        if self.etcd and self.etcd.poll() is None:
            self.etcd.terminate()
            try:
                self.etcd.wait(timeout=SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self.etcd.kill()
                self.etcd.wait()
