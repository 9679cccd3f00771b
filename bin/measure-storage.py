#!/usr/bin/env python3
"""What the storage layer costs: orders per second and reads of 50 rows, beside the bare engines.

Usage: bin/measure-storage.py [--seconds S] [--clients 1,8,64] [--passes N] [--cases N]
Started by `bin/bench storage`, which builds the release program first. HEMTRYGG_BINARY names another.

  Hemtrygg     `hemtrygg bench orders`: the verb as the server has it
               `hemtrygg bench reads --of rows`: the storage layer, on one connection, as the bare ones have it
               `hemtrygg bench reads --of lines`: as a page has it, a view of the database of its own every time,
               off the threads that serve, and the rows made into what the page shows
  bare SQLite  Tests/soak/replay.c: the same statements in C, one commit and one fsync for each order
  pgbench      -M prepared: the same statements, one transaction for each order
  bare libpq   Tests/soak/read.c: the queue page's statements in C

What the bare ones replay is what `hemtrygg bench statements` says that Hemtrygg sends. Everyone begins from a
fresh copy of the same demo database, on the same disk, and is asked afterwards whether its orders are there.

  --seconds S      of each measurement (2)
  --clients 1,8,64 numbers of concurrent clients
  --passes N       the fastest one counts (3)
  --cases N        orders that the demo database has to begin with (2000)

Exit code: 0 where every goal is met, 3 where one is not or could not be judged, 1 where something went wrong.
"""

import argparse
import json
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

SOAK = Path(__file__).resolve().parents[1] / "Tests" / "soak"
sys.path.insert(0, str(SOAK))

from cluster import ROLE, Cluster, folder_of_programs
from program import ROUTINES, Trouble, binary, has_command, hemtrygg_must, run, say, workspace
from replays import WARMING, for_c, for_pgbench, pgbench_figures, statements

GOAL_PGBENCH = 0.70
GOAL_READS = 1.30
ROWS = 50

# One contender with so many clients; `call` takes a fresh database and gives its figures.
Contender = namedtuple("Contender", "name clients engine call")


def ask(command, seconds, log):
    """The one line of JSON that a measuring program prints. What it says otherwise is kept in the log."""
    answer = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, errors="replace", timeout=seconds * 3 + 120)
    with open(log, "a") as file:
        file.write(f"{' '.join(map(str, command))[:2000]}\n{answer.stdout}{answer.stderr}\n")
    if answer.returncode != 0:
        raise Trouble(f"{Path(command[0]).name} ended with {answer.returncode}:\n{answer.stderr[:2000]}")
    return answer.stdout


def figures(text, *names):
    try:
        found = json.loads(text.strip().splitlines()[-1])
    except (IndexError, ValueError):
        raise Trouble(f"no line of JSON in: {text[:500]!r}") from None
    if missing := [name for name in names if not isinstance(found.get(name), (int, float))]:
        raise Trouble(f"{', '.join(missing)} missing in: {text[:500]!r}")
    return found


# The two engines: templates made once, copies made for every measurement

def fill(address, cases):
    hemtrygg_must("demo", "--database", address, "--routines", ROUTINES, "--cases", cases)


def all_rows(tables):
    """The read log is left out: who finds his way to the order may be logged, but that is not the order."""
    names = [name for name, in tables if not name.startswith("reading")]
    counts = " + ".join(f'(SELECT COUNT(*) FROM "{name}")' for name in names)
    return f"SELECT (SELECT COUNT(*) FROM cases), {counts}"


class SQLite:
    name = "SQLite"
    dialect = "sqlite"

    def __init__(self, folder, cases):
        self.folder = folder
        self.template = folder / "template.sqlite"
        fill(f"sqlite://{self.template}", cases)
        # What still lies in the log goes into the file, so that the file alone is the database.
        database = sqlite3.connect(self.template)
        if database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] != 0:
            raise Trouble("the demo database cannot be checkpointed: somebody has it open")
        self.version = f"SQLite {database.execute('SELECT sqlite_version()').fetchone()[0]}"
        database.close()

    def copy(self):
        path = self.folder / "copy.sqlite"
        for old in self.folder.glob("copy.sqlite*"):
            old.unlink()
        shutil.copyfile(self.template, path)
        # Or the first to fsync would pay for the copying.
        with open(path, "rb+") as file:
            os.fsync(file.fileno())
        return f"sqlite://{path}"

    def rows(self, address):
        """How many cases there are, and how many rows in all tables together."""
        database = sqlite3.connect(address.removeprefix("sqlite://"))
        try:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            return database.execute(all_rows(tables)).fetchone()
        finally:
            database.close()


class PostgreSQL:
    name = "PostgreSQL"
    dialect = "postgres"

    def __init__(self, cluster, cases):
        self.cluster = cluster
        fill(cluster.create("template"), cases)
        cluster.psql("VACUUM ANALYZE", "template")
        for name, wanted in [("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on")]:
            if (found := cluster.psql(f"SHOW {name}", "postgres")[0][0]) != wanted:
                raise Trouble(f"{name} is {found}: such a PostgreSQL is no measure of durable orders")
        self.version = "PostgreSQL " + cluster.psql("SHOW server_version", "postgres")[0][0].split()[0]

    def copy(self):
        self.cluster.psql("DROP DATABASE IF EXISTS copy WITH (FORCE)", "postgres")
        self.cluster.psql(f'CREATE DATABASE copy TEMPLATE template OWNER "{ROLE}"', "postgres")
        self.cluster.psql("CHECKPOINT", "postgres")
        return self.cluster.address("copy")

    def rows(self, address):
        name = address.rsplit("/", 1)[1]
        tables = self.cluster.psql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name)
        return tuple(map(int, self.cluster.psql(all_rows(tables), name)[0]))


# The contenders

class Bench:
    def __init__(self, folder, options, sqlite, postgres):
        self.folder, self.seconds = folder, options.seconds
        self.log = folder / "measurements.log"
        self.sqlite, self.postgres = sqlite, postgres
        self.rows = {}
        self.replay = self.compile("replay.c", "sqlite3")
        self.read = self.compile("read.c", "libpq")
        # Taken from copies: making the list of statements may itself write an order.
        self.files, self.variables = {}, []
        for engine in (sqlite, postgres):
            for of in ("order", "queue"):
                found = statements(engine.copy(), of, engine.dialect)
                self.files[engine, of] = for_c(found, folder / f"{engine.dialect}-{of}.txt")
                if engine is postgres and of == "order":
                    self.variables = for_pgbench(found, folder / "pgbench-order.txt")
                say(f"{'one order' if of == 'order' else 'a queue page'} on {engine.version}: "
                    f"{len(found)} statements, {sum(reads for _, reads, _ in found)} of them reads")

    def compile(self, source, package):
        program = self.folder / Path(source).stem
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", package], capture_output=True, text=True)
        if flags.returncode != 0:
            raise Trouble(f"{package} cannot be compiled against: apt-get install libsqlite3-dev libpq-dev")
        made = subprocess.run(
            [compiler(), "-O2", "-pthread", SOAK / source, "-o", program, *flags.stdout.split()],
            capture_output=True, text=True)
        if made.returncode != 0:
            raise Trouble(f"{source} does not compile:\n{made.stderr}")
        return program

    def hemtrygg_orders(self, clients, *more):
        def call(address):
            return figures(
                ask([binary(), "bench", "orders", "--database", address, "--clients", clients,
                     "--seconds", self.seconds, *more, "--json"], self.seconds, self.log),
                "orders", "perSecond", "p50ms", "p99ms")
        return call

    def bare_orders(self, clients):
        def call(address):
            path = address.removeprefix("sqlite://")
            return figures(
                ask([self.replay, path, self.files[self.sqlite, "order"], clients, self.seconds],
                    self.seconds, self.log),
                "orders", "perSecond", "p50ms", "p99ms")
        return call

    def pgbench_orders(self, clients):
        def call(address):
            prefix = self.folder / "pgbench-latency"
            for old in self.folder.glob(f"{prefix.name}.*"):
                old.unlink()
            ask([self.postgres.cluster.programs / "pgbench", "-M", "prepared", "-n", "-c", clients,
                 "-j", min(clients, os.cpu_count() or 1), "-T", self.seconds + WARMING,
                 "-f", self.folder / "pgbench-order.txt", "-l", "--log-prefix", prefix,
                 *self.variables, address], self.seconds, self.log)
            return pgbench_figures(self.folder.glob(f"{prefix.name}.*"), self.seconds)
        return call

    def reads(self, command):
        def call(address):
            found = figures(
                ask(command(address), self.seconds, self.log), "reads", "perSecond", "cpuSeconds", "rows")
            # The queue asks for one row more, to know whether there is another page.
            if found["rows"] not in (ROWS, ROWS + 1):
                raise Trouble(f"{Path(command(address)[0]).name} read {found['rows']} rows, not {ROWS}")
            return found
        return call

    def contenders(self, clients):
        """All for one number of clients. In the bare loop one thread writes: more than 8 only wait."""
        found = [
            Contender("Hemtrygg, SQLite, group commit", clients, self.sqlite, self.hemtrygg_orders(clients)),
            Contender("Hemtrygg, SQLite, a commit each", clients, self.sqlite,
                      self.hemtrygg_orders(clients, "--no-group-commit"))]
        if clients <= 8:
            found.append(Contender("bare SQLite in C", clients, self.sqlite, self.bare_orders(clients)))
        return found + [
            Contender("Hemtrygg, PostgreSQL", clients, self.postgres, self.hemtrygg_orders(clients)),
            Contender("Hemtrygg, PostgreSQL, no pipeline", clients, self.postgres,
                      self.hemtrygg_orders(clients, "--no-pipeline")),
            Contender("pgbench", clients, self.postgres, self.pgbench_orders(clients))]

    def readers(self):
        def ours(of):
            return lambda address: [
                binary(), "bench", "reads", "--of", of, "--database", address, "--seconds", self.seconds, "--json"]

        def bare(address):
            path = address.removeprefix("sqlite://")
            return [self.replay, path, self.files[self.sqlite, "queue"], 1, self.seconds, "--reads"]

        def libpq(address):
            return [self.read, address, self.files[self.postgres, "queue"], self.seconds]

        return [
            Contender("Hemtrygg, SQLite, rows", 1, self.sqlite, self.reads(ours("rows"))),
            Contender("bare SQLite in C", 1, self.sqlite, self.reads(bare)),
            Contender("Hemtrygg, SQLite, lines", 1, self.sqlite, self.reads(ours("lines"))),
            Contender("Hemtrygg, PostgreSQL, rows", 1, self.postgres, self.reads(ours("rows"))),
            Contender("bare libpq in C", 1, self.postgres, self.reads(libpq)),
            Contender("Hemtrygg, PostgreSQL, lines", 1, self.postgres, self.reads(ours("lines")))]

    def pages(self):
        """The same page with the read log and without it, by one reader and by eight at once."""
        def ours(of, clients):
            return lambda address: [
                binary(), "bench", "reads", "--of", of, "--clients", clients, "--database", address,
                "--seconds", self.seconds, "--json"]

        return [
            Contender(f"{engine.name}, {told}", clients, engine, self.reads(ours(of, clients)))
            for engine in (self.sqlite, self.postgres) for clients in (1, 8)
            for of, told in (("pages", "not logged"), ("logged", "logged"))]

    def measure(self, contender):
        address = contender.engine.copy()
        before = contender.engine.rows(address)
        found = contender.call(address)
        written, rows = (after - earlier for after, earlier in zip(contender.engine.rows(address), before))
        told = found.get("orders", 0)
        # Those under way when the time was up are written and not counted.
        if not told <= written <= told + contender.clients:
            raise Trouble(
                f"{contender.name}, {called(contender.clients)}: tells of {told} orders; {written} are there")
        if told:
            self.demand_same_work(contender, rows / written)
        return found

    def demand_same_work(self, contender, rows):
        """Whoever writes fewer rows for an order than the others do is not compared with them."""
        self.rows[contender.engine, contender.name] = rows
        for (engine, name), others in self.rows.items():
            if engine is contender.engine and abs(rows / others - 1) > 0.05:
                raise Trouble(f"{contender.name} writes {rows:.1f} rows for an order, {name} {others:.1f}")


def best(passes):
    """What disturbs a measurement only slows it, so the fastest pass is nearest to the truth.

    How slow the slowest was, as a share of it, tells how far to trust the machine.
    """
    rates = [found["perSecond"] for found in passes]
    fastest = max(passes, key=lambda found: found["perSecond"])
    return {**fastest, "slowest": min(rates) / max(rates), "rates": rates}


def share(one, other):
    """One's rate as a share of the other's, and the same within each pass: those two stood close in time."""
    within = [mine / theirs for mine, theirs in zip(one["rates"], other["rates"])]
    share = one["perSecond"] / other["perSecond"]
    return share, f"{share:.2f} (pass by pass {min(within):.2f} to {max(within):.2f})"


def measured(bench, contenders, passes):
    """They take turns, every second pass backwards, so that a machine with other work disturbs all alike."""
    found = {(contender.name, contender.clients): [] for contender in contenders}
    for number in range(passes):
        for contender in contenders if number % 2 == 0 else contenders[::-1]:
            row = bench.measure(contender)
            found[contender.name, contender.clients].append(row)
            say(f"  pass {number + 1} of {passes}: {contender.name}, {called(contender.clients)}: "
                f"{row['perSecond']:.0f}/s")
    return {key: best(rows) for key, rows in found.items()}


def fsyncs(folder, seconds=1.0):
    """How often this disk can make 4 kB durable: the ceiling of whoever fsyncs each order alone."""
    file = os.open(folder / "fsyncs", os.O_CREAT | os.O_WRONLY)
    count, begun = 0, time.monotonic()
    while time.monotonic() - begun < seconds:
        os.write(file, bytes(4096))
        os.fdatasync(file)
        count += 1
    os.close(file)
    (folder / "fsyncs").unlink()
    return count / seconds


# What is printed

def called(clients):
    return f"{clients} client{'s' if clients > 1 else ''}"


def print_orders(found, clients):
    say(f"\n{'ORDERS, durable when acknowledged':34s} clients  orders/s   p50 ms   p99 ms  slowest  ratio")
    for name in dict.fromkeys(name for name, _ in found):
        for count in clients:
            if not (row := found.get((name, count))):
                continue
            beside = ("pgbench", count) if "Postgre" in name else ("bare SQLite in C", min(count, 8))
            ratio = ""
            if name.startswith("Hemtrygg") and (other := found.get(beside)):
                ratio = f"{row['perSecond'] / other['perSecond']:6.2f} × {beside[0]}, {called(beside[1])}"
            say(f"{name:34s} {count:7d} {row['perSecond']:9.0f} {row['p50ms']:8.2f} {row['p99ms']:8.2f}"
                f" {row['slowest'] * 100:6.0f} % {ratio}".rstrip())
    for count in clients:
        group, alone = (found[f"Hemtrygg, SQLite, {how}", count] for how in ("group commit", "a commit each"))
        say(f"group commit ÷ a commit each, {called(count)}: {group['perSecond'] / alone['perSecond']:.2f}")
    for count in clients:
        ours, alone = (found[f"Hemtrygg, PostgreSQL{how}", count] for how in ("", ", no pipeline"))
        say(f"pipeline ÷ a round trip each, {called(count)}: {ours['perSecond'] / alone['perSecond']:.2f}")


def print_reads(found):
    say(f"\n{'READS of 50 rows (the queue), 1 client':40s} reads/s   wall µs    CPU µs  slowest")
    for (name, _), row in found.items():
        say(f"{name:40s} {row['perSecond']:7.0f} {1e6 / row['perSecond']:9.0f} "
            f"{row['cpuSeconds'] / row['reads'] * 1e6:9.0f} {row['slowest'] * 100:6.0f} %")
    say("CPU is the client's own: all of it with SQLite, without the server's with PostgreSQL.")
    for (ours, _), one in found.items():
        if not ours.startswith("Hemtrygg"):
            continue
        bare = "bare SQLite in C" if "SQLite" in ours else "bare libpq in C"
        other = found[bare, 1]
        cpu = (one["cpuSeconds"] / one["reads"]) / (other["cpuSeconds"] / other["reads"])
        wall = other["perSecond"] / one["perSecond"]
        say(f"{ours} ÷ {bare}: {wall:.2f} in wall time, {cpu:.2f} in CPU time")


def print_pages(found):
    say(f"\n{'PAGES of 50 rows, with the read log and without':48s} clients pages/s   wall µs    CPU µs")
    for (name, clients), row in found.items():
        say(f"{name:48s} {clients:7d} {row['perSecond']:7.0f} {1e6 * clients / row['perSecond']:9.0f} "
            f"{row['cpuSeconds'] / row['reads'] * 1e6:9.0f}")
    for (name, clients), bare in found.items():
        if not name.endswith("not logged"):
            continue
        row = found[name.replace("not logged", "logged"), clients]
        cost = clients * (1e6 / row["perSecond"] - 1e6 / bare["perSecond"])
        cpu = (row["cpuSeconds"] / row["reads"]) / (bare["cpuSeconds"] / bare["reads"])
        say(f"the read log on {name.split(',')[0]}, {called(clients)}: {bare['perSecond'] / row['perSecond']:.2f} × the "
            f"wall time of the page, {cost:.0f} µs more a page; {cpu:.2f} × its CPU time")


def goals(orders, reads):
    """Each goal with what was found: True, False, or None where it could not be judged."""
    bare = [row for (name, _), row in orders.items() if name == "bare SQLite in C"]
    told = "orders on SQLite, 8 clients: group commit commits more than the best bare loop that fsyncs each"
    if group := orders.get(("Hemtrygg, SQLite, group commit", 8)):
        found, words = share(group, max(bare, key=lambda row: row["perSecond"]))
        yield found > 1, f"{told}; {words}"
    else:
        yield None, f"{told}; run it with 8 among the --clients"
    for (name, clients), row in orders.items():
        if name == "pgbench":
            found, words = share(orders["Hemtrygg, PostgreSQL", clients], row)
            yield (found >= GOAL_PGBENCH,
                   f"orders on PostgreSQL, {called(clients)}: at least {GOAL_PGBENCH} of pgbench; {words}")
    for engine, bare in [("SQLite", "bare SQLite in C"), ("PostgreSQL", "bare libpq in C")]:
        found, words = share(reads[bare, 1], reads[f"Hemtrygg, {engine}, rows", 1])
        yield (found < GOAL_READS,
               f"{ROWS} rows on {engine}: less than {GOAL_READS} × the wall time of {bare}; {words}")


def compiler():
    """Debian's, or the one that came with Swift."""
    if found := shutil.which("cc") or shutil.which("clang"):
        return found
    raise Trouble("no C compiler found: apt-get install gcc libc6-dev")


def options():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--clients", default="1,8,64")
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--cases", type=int, default=2000)
    found = parser.parse_args()
    try:
        found.clients = sorted({int(word) for word in found.clients.split(",")})
    except ValueError:
        parser.error("--clients wants numbers with commas between")
    if min(found.seconds, found.passes, *found.clients) < 1 or found.cases < 2 * ROWS:
        parser.error(f"seconds, passes and clients are at least 1, cases at least {2 * ROWS}")
    return found


def demand(folder):
    """What is missing is said at once, not after a minute."""
    if not has_command("bench"):
        raise Trouble(f"{binary()} has no command `bench`: build it, or name another in HEMTRYGG_BINARY")
    if not shutil.which("pkg-config"):
        raise Trouble("pkg-config is missing: bin/setup installs it")
    if not (folder_of_programs() / "pgbench").exists():
        raise Trouble(f"no pgbench in {folder_of_programs()}: apt-get install postgresql")
    compiler()
    kind = subprocess.run(["stat", "-f", "-c", "%T", folder], check=True, capture_output=True, text=True)
    if kind.stdout.strip() in ("tmpfs", "ramfs"):
        raise Trouble(f"{folder} lies in memory, where an fsync is free: name one on a disk in TMPDIR")


def main():
    wanted = options()
    began = time.monotonic()
    with workspace("storage") as folder:
        demand(folder)
        if "debug" in binary().parts:
            say("A debug build: its figures say nothing of what Hemtrygg costs.")
        say(f"{binary()}; {platform.machine()}, {os.cpu_count()} processors")
        say(f"{fsyncs(folder):.0f} fsyncs of 4 kB per second on this disk")
        sqlite = SQLite(folder, wanted.cases)
        with Cluster({"max_connections": max(100, 2 * max(wanted.clients))}, keep=folder) as cluster:
            if cluster.folder.stat().st_dev != folder.stat().st_dev:
                raise Trouble(f"{cluster.folder} and {folder} are on different disks")
            bench = Bench(folder, wanted, sqlite, PostgreSQL(cluster, wanted.cases))
            contenders = [each for count in wanted.clients for each in bench.contenders(count)]
            orders = measured(bench, contenders, wanted.passes)
            reads = measured(bench, bench.readers(), wanted.passes)
            pages = measured(bench, bench.pages(), wanted.passes)
    say(f"\nThe fastest of {wanted.passes} passes of {wanted.seconds} s; slowest: the slowest as a share of it.")
    say(f"{wanted.cases} orders to begin with; {bench.sqlite.version}, {bench.postgres.version}")
    print_orders(orders, wanted.clients)
    say("Rows written for an order: " + ", ".join(f"{name} {rows:.1f}" for (_, name), rows in bench.rows.items()))
    print_reads(reads)
    print_pages(pages)
    load = os.getloadavg()[1]
    say(f"\nLoad of the last 5 minutes: {load:.1f} on {os.cpu_count()} processors, this run's own included.")
    say("Where others worked at the same time, the figures are sizes, and a goal whose passes disagree is open:")
    say("measure it again on a quiet machine.")
    say("\nGOALS")
    judged = list(goals(orders, reads))
    for met, told in judged:
        say(f"{ {True: 'met', False: 'NOT MET', None: 'not judged'}[met]:10s} {told}")
    say(f"\nTook {time.monotonic() - began:.0f} s")
    return 0 if all(met for met, _ in judged) else 3


if __name__ == "__main__":
    run(main, __doc__)
