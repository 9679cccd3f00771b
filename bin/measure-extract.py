#!/usr/bin/env python3
"""What an extract of a large register costs: time beside the bare SQL and bare writing, and memory.

Usage: bin/measure-extract.py [--people N] [--passes N] [--known-at DAY] [--keep FOLDER]
Started by `bin/bench extract`, which builds the release program first. HEMTRYGG_BINARY names another.

The register is invented (Tests/soak/large_register.py): people, numbers, units, alarms and their tests over five
years, once as large as asked for and once a tenth of it. On SQLite, and on the PostgreSQL that
HEMTRYGG_TEST_POSTGRES names.

  Hemtrygg      `hemtrygg extract --municipality` as of a past day, as CSV and as XLSX: the whole program, with the
                weighing of the password of whoever makes it (a tenth of a second)
  bare SQL      Tests/soak/select.c: the same statements in C, by libsqlite3 and by libpq row by row; they are what
                `hemtrygg bench statements --of extract` says that Hemtrygg sends
  bare writing  Tests/soak/write.c: the same rows in C, by stdio and by libxlsxwriter in constant memory

Statements are of two kinds: the query, which is read; and the read log, in which everybody who is in the extract is
written and which Hemtrygg has made durable before the file gets its name. It writes the log while it reads; the bare
programs do one after the other. Everyone begins with a fresh copy of the database.

  --people N       in the register (1000000)
  --passes N       whose median counts (3)
  --known-at DAY   by what was known at the end of that day, not by what is known now
  --keep FOLDER    keeps the filled SQLite files there, and takes them from there the next time; those from before
                   2026-11-23 lack the account that makes the extracts, and are to be removed

Exit code: 0 where every goal is met, 3 where one is not, 1 where something went wrong.
"""

import argparse
import csv
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
import uuid
from collections import namedtuple
from pathlib import Path

SOAK = Path(__file__).resolve().parents[1] / "Tests" / "soak"
sys.path.insert(0, str(SOAK))

from large_register import COORDINATOR, PASSWORD
from program import Trouble, binary, hemtrygg_must, run, say, workspace
from replays import for_c, statements

GOAL_TIME = 1.5
GOAL_MEMORY = 1.2
DAY = "2025-11-03"
FORMATS = ("csv", "xlsx")
SMALLER = 10

# Seconds on the wall, of the process's own CPU, and the most memory it held, in MB.
Cost = namedtuple("Cost", "wall cpu memory")


def cost_of(command, log, typed=""):
    """Runs a command to its end, with what is typed. Gives its cost and what it printed."""
    with open(log, "ab") as faults:
        begun = time.monotonic()
        process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=faults)
        process.stdin.write(typed.encode())
        process.stdin.close()
        told = process.stdout.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        end = "\n".join(Path(log).read_text(errors="replace").splitlines()[-10:])
        raise Trouble(f"{' '.join(map(str, command[:2]))} ended with {process.returncode}:\n{end}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024), told


# The engines: a register filled once, and a fresh copy for everyone

class SQLite:
    name, dialect = "SQLite", "sqlite"

    def __init__(self, folder, keep):
        self.folder, self.keep = folder, keep or folder

    def filled(self, people):
        template = self.keep / f"register-{people}.sqlite"
        if not template.exists():
            part = self.keep / f"register-{people}.part"
            for old in self.keep.glob(part.name + "*"):
                old.unlink()
            fill(f"sqlite://{part}", people)
            part.rename(template)
        return template

    def size(self, template):
        return template.stat().st_size

    def copy(self, template):
        path = self.folder / "copy.sqlite"
        for old in self.folder.glob("copy.sqlite*"):
            old.unlink()
        shutil.copyfile(template, path)
        # Or the first to fsync would pay for the copying.
        with open(path, "rb+") as file:
            os.fsync(file.fileno())
        return f"sqlite://{path}"

    def empty(self):
        address = f"sqlite://{self.folder / 'empty.sqlite'}"
        hemtrygg_must("migrate", "--database", address)
        return address

    def bare(self, address):
        return address.removeprefix("sqlite://")

    def close(self):
        for old in self.folder.glob("*.sqlite*"):
            old.unlink()


class PostgreSQL:
    name, dialect = "PostgreSQL", "postgres"

    def __init__(self, cluster):
        self.cluster, self.made = cluster, set()

    def psql(self, sql):
        asked = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, f"{self.cluster}/postgres"],
            capture_output=True, text=True)
        if asked.returncode != 0:
            raise Trouble(f"psql ended with {asked.returncode}:\n{asked.stderr}")
        return asked.stdout.strip()

    def create(self, template=None):
        name = f"extract_{uuid.uuid4().hex}"
        self.psql(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""))
        self.made.add(name)
        return name

    def drop(self, name):
        self.psql(f'DROP DATABASE "{name}" WITH (FORCE)')
        self.made.remove(name)

    def filled(self, people):
        name = self.create()
        fill(f"{self.cluster}/{name}", people)
        return name

    def size(self, template):
        return int(self.psql(f"SELECT pg_database_size('{template}')"))

    def copy(self, template):
        if self.copied:
            self.drop(self.copied)
        self.copied = self.create(template)
        self.psql("CHECKPOINT")
        return f"{self.cluster}/{self.copied}"

    copied = None

    def empty(self):
        address = f"{self.cluster}/{self.create()}"
        hemtrygg_must("migrate", "--database", address)
        return address

    def bare(self, address):
        return address

    def close(self):
        for name in list(self.made):
            self.drop(name)


def fill(address, people):
    """In a process of its own: what this one has held in memory would count as its children's."""
    filled = subprocess.run([sys.executable, SOAK / "large_register.py", address, str(people)])
    if filled.returncode != 0:
        raise Trouble(f"{people} people could not be filled in")


# Measuring

class Bench:
    def __init__(self, folder, engine, people, known_at):
        self.folder, self.engine, self.people = folder, engine, people
        self.log = folder / "measurements.log"
        self.moment = ["--as-of", DAY, *(["--known-at", known_at] if known_at else [])]
        self.select = self.compile("select.c", "sqlite3", "libpq")
        self.write = self.compile("write.c", "xlsxwriter")
        found = statements(engine.empty(), "extract", engine.dialect, *self.moment)
        self.statements = for_c(found, folder / f"{engine.dialect}-extract.txt")
        self.templates = {}
        for count in (people, people // SMALLER):
            begun = time.monotonic()
            self.templates[count] = engine.filled(count)
            say(f"{engine.name}: {count} people, {engine.size(self.templates[count]) / 1e6:.0f} MB, "
                f"filled in {time.monotonic() - begun:.0f} s")
        self.rows = {}
        self.counts = None

    def compile(self, source, *packages):
        program = self.folder / Path(source).stem
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", *packages], capture_output=True, text=True)
        if flags.returncode != 0:
            raise Trouble(f"{', '.join(packages)} cannot be compiled against: bin/setup installs what is needed")
        made = subprocess.run([compiler(), "-O2", SOAK / source, "-o", program, *flags.stdout.split()],
                              capture_output=True, text=True)
        if made.returncode != 0:
            raise Trouble(f"{source} does not compile:\n{made.stderr}")
        return program

    def extract(self, kind, people=None):
        address = self.engine.copy(self.templates[people or self.people])
        path = self.folder / f"extract.{kind}"
        path.unlink(missing_ok=True)
        cost, told = cost_of(
            [binary(), "extract", "--database", address, "--as", COORDINATOR, "--municipality", *self.moment,
             "--format", kind, "--output", path], self.log, typed=PASSWORD + "\n")
        total, emergency, _ = (int(word) for word in told.replace(",", "").split()[1::2])
        if people in (None, self.people):
            if self.counts not in (None, (total, emergency)):
                raise Trouble(f"two extracts of one register count {self.counts} and {(total, emergency)}")
            self.counts = total, emergency
            if kind == "csv" and kind not in self.rows:
                self.keep_rows(path)
        return cost

    def keep_rows(self, path):
        """The rows of either format, as Tests/soak/write.c has them."""
        places = {kind: self.folder / f"rows-{kind}.txt" for kind in FORMATS}
        with open(path, encoding="utf-8", newline="") as source, \
                open(places["csv"], "w", encoding="utf-8", newline="") as whole, \
                open(places["xlsx"], "w", encoding="utf-8", newline="") as part:
            for row in csv.reader(source):
                whole.write("\t".join(row) + "\n")
                part.write("\t".join(row[3:8]) + "\n")
        self.rows = places

    def bare_sql(self):
        address = self.engine.copy(self.templates[self.people])
        cost, told = cost_of([self.select, self.engine.bare(address), self.statements], self.log)
        found = json.loads(told)
        if found["rows"] < sum(self.counts):
            raise Trouble(f"the bare SQL gave {found['rows']} rows; {self.counts} people and alarms were counted")
        return (Cost(found["logSeconds"], found["logCPU"], cost.memory),
                Cost(found["querySeconds"], found["queryCPU"], cost.memory))

    def bare_writing(self, kind):
        path = self.folder / f"bare.{kind}"
        path.unlink(missing_ok=True)
        _, told = cost_of([self.write, kind, self.rows[kind], path], self.log)
        found = json.loads(told)
        # One for the heading.
        if found["rows"] != self.counts[0] + 1:
            raise Trouble(f"{found['rows']} bare rows were written, not {self.counts[0] + 1}")
        return Cost(found["seconds"], found["cpu"], 0)

    def measured(self, passes):
        """All take turns, so that a machine with other work disturbs all alike."""
        found = {}

        def keep(name, cost, number):
            found.setdefault(name, []).append(cost)
            say(f"  {self.engine.name}, pass {number + 1} of {passes}: {name}: {cost.wall:.2f} s")

        for number in range(passes):
            keep("extract csv", self.extract("csv"), number)
            log, query = self.bare_sql()
            keep("bare read log", log, number)
            keep("bare query", query, number)
            keep("bare csv", self.bare_writing("csv"), number)
            keep("extract xlsx", self.extract("xlsx"), number)
            keep("bare xlsx", self.bare_writing("xlsx"), number)
        for kind in FORMATS:
            name = f"extract {kind}, a tenth"
            keep(name, self.extract(kind, self.people // SMALLER), passes - 1)
        return {name: median(costs) for name, costs in found.items()}


def median(costs):
    return Cost(*(statistics.median(values) for values in zip(*costs)))


# What is printed

def print_costs(engine, people, counts, found):
    say(f"\n{engine} · {people} people, {counts[0]} rows, {counts[1]} of them emergency alarms as of {DAY}")
    say(f"{'':24s} wall s    CPU s  peak MB")
    for name, cost in found.items():
        memory = f"{cost.memory:8.0f}" if cost.memory else ""
        say(f"{name:24s} {cost.wall:6.2f} {cost.cpu:8.2f} {memory}".rstrip())


def goals(engine, found):
    log, query = found["bare read log"], found["bare query"]
    for kind in FORMATS:
        ours, writing = found[f"extract {kind}"], found[f"bare {kind}"]
        whole = ours.wall / (log.wall + query.wall + writing.wall)
        alone = ours.wall / (query.wall + writing.wall)
        yield (alone <= GOAL_TIME,
               f"{engine}, {kind}: at most {GOAL_TIME} × the bare query and bare writing; {alone:.2f} "
               f"({whole:.2f} where the read log's statement counts as bare SQL too)")
    for kind in FORMATS:
        share = found[f"extract {kind}"].memory / found[f"extract {kind}, a tenth"].memory
        yield (share <= GOAL_MEMORY,
               f"{engine}, {kind}: memory flat, at most {GOAL_MEMORY} × that of a tenth of the rows; {share:.2f}")


def compiler():
    if found := shutil.which("cc") or shutil.which("clang"):
        return found
    raise Trouble("no C compiler found: apt-get install gcc libc6-dev")


def options():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--known-at")
    parser.add_argument("--keep", type=Path)
    found = parser.parse_args()
    if found.people < 1000 or found.passes < 1:
        parser.error("people are at least 1000, passes at least 1")
    if found.keep:
        found.keep.mkdir(parents=True, exist_ok=True)
        found.keep = found.keep.resolve()
    return found


def main():
    wanted = options()
    began = time.monotonic()
    judged = []
    with workspace("extract") as folder:
        if "debug" in binary().parts:
            say("A debug build: its figures say nothing of what Hemtrygg costs.")
        say(f"{binary()}; {platform.machine()}, {os.cpu_count()} processors")
        engines = [SQLite(folder, wanted.keep)]
        if cluster := os.environ.get("HEMTRYGG_TEST_POSTGRES", "").rstrip("/"):
            engines.append(PostgreSQL(cluster))
        else:
            say("HEMTRYGG_TEST_POSTGRES names no PostgreSQL: SQLite alone.")
        for engine in engines:
            try:
                bench = Bench(folder, engine, wanted.people, wanted.known_at)
                found = bench.measured(wanted.passes)
                print_costs(engine.name, wanted.people, bench.counts, found)
                judged += goals(engine.name, found)
            finally:
                engine.close()
    say(f"\nMedians of {wanted.passes} passes. CPU and memory are the process's own, without the server's.")
    load = os.getloadavg()[1]
    say(f"Load of the last 5 minutes: {load:.1f} on {os.cpu_count()} processors, this run's own included.")
    say("\nGOALS")
    for met, told in judged:
        say(f"{'met' if met else 'NOT MET':10s} {told}")
    say(f"\nTook {time.monotonic() - began:.0f} s")
    return 0 if all(met for met, _ in judged) else 3


if __name__ == "__main__":
    run(main, __doc__)
