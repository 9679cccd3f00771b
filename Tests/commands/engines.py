"""Databases of both engines for one test each, and readers of them that share nothing with Hemtrygg: Python's
sqlite3, and PostgreSQL's psql."""

import os
import re
import sqlite3
import subprocess
import uuid
from contextlib import closing
from pathlib import Path

NAMES = ("sqlite", "postgres")


class SQLite:
    """A file that may not be there yet."""

    name = "sqlite"

    def __init__(self, folder, template=None):
        self.path = Path(folder) / f"{uuid.uuid4().hex}.sqlite"
        self.address = f"sqlite://{self.path}"
        if template:
            template.copy_raw(self.path)

    def rows(self, sql):
        with closing(sqlite3.connect(self.path)) as connection:
            return [[_text(value) for value in row] for row in connection.execute(sql)]

    def write(self, *statements):
        """As another program would, with its rules and triggers in force."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("PRAGMA foreign_keys=ON")
            for statement in statements:
                connection.execute(statement)

    def tamper(self, *statements):
        """Past every trigger and reference; the triggers are in their place again afterwards."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            triggers = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                connection.execute(f'DROP TRIGGER "{name}"')
            for statement in statements:
                connection.execute(statement)
            for _, trigger in triggers:
                connection.execute(trigger)
            connection.execute("COMMIT")

    def contents(self):
        """Every row and every rule there is, in an order that does not depend on how they lie."""
        if not self.path.exists():
            return []
        with closing(sqlite3.connect(self.path)) as connection:
            schema = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
            found = [repr(row) for row in schema]
            for kind, table, _ in schema:
                if kind == "table":
                    found += [f"{table} {row!r}" for row in connection.execute(f'SELECT * FROM "{table}"')]
        return sorted(found)

    def copy_raw(self, file):
        """A backup as Hemtrygg makes it, without Hemtrygg's judgement. What lies in the log comes along."""
        with closing(sqlite3.connect(self.path)) as here, closing(sqlite3.connect(file)) as there:
            here.backup(there)
            there.execute("PRAGMA journal_mode=DELETE")

    def drop(self):
        for path in self.path.parent.glob(self.path.name + "*"):
            path.unlink()


class Postgres:
    """A database of its own in the cluster that HEMTRYGG_TEST_POSTGRES names."""

    name = "postgres"

    def __init__(self, template=None):
        self.database = f"commands_{uuid.uuid4().hex}"
        self.address = f"{cluster()}/{self.database}"
        psql(f"{cluster()}/postgres", f'CREATE DATABASE "{self.database}"'
             + (f' TEMPLATE "{template.database}"' if template else ""))

    def rows(self, sql):
        return [line.split("\t") for line in psql(self.address, sql).splitlines()]

    def write(self, *statements):
        psql(self.address, ";\n".join(["BEGIN", *statements, "COMMIT"]))

    def tamper(self, *statements):
        # A replica believes what it is sent: neither triggers nor references are looked at.
        self.write("SET LOCAL session_replication_role = 'replica'", *statements)

    def contents(self):
        return sorted(psql(self.address, EVERYTHING).splitlines())

    def copy_raw(self, file):
        must("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", file, self.address)

    def drop(self):
        psql(f"{cluster()}/postgres", f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')


def make(engine, folder, template=None):
    return SQLite(folder, template) if engine == "sqlite" else Postgres(template)


# Without how far the sequences have come: a number that was drawn for a refused row is not given back.
EVERYTHING = r"""
SELECT format('SELECT %L, t::text FROM %s t', oid::regclass, oid::regclass) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
\gexec
SELECT indexdef FROM pg_indexes WHERE schemaname = 'public';
SELECT pg_get_triggerdef(t.oid), t.tgenabled FROM pg_trigger t WHERE NOT t.tgisinternal;
SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace;
SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace;
SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name, is_identity
FROM information_schema.columns WHERE table_schema = 'public';
"""


def cluster():
    address = os.environ.get("HEMTRYGG_TEST_POSTGRES", "").rstrip("/")
    assert re.fullmatch(r"postgres://[^/?]+", address), (
        "HEMTRYGG_TEST_POSTGRES must name a throwaway PostgreSQL without a database, such as "
        "postgres://hemtrygg@127.0.0.1:5433; bin/test starts one and sets it")
    return address


def psql(address, sql):
    return must(
        "psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-f", "-", address, typed=sql)


def must(*command, typed=None):
    answer = subprocess.run(command, input=typed, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, f"{command[0]} ended with {answer.returncode}:\n{answer.stderr}"
    return answer.stdout


def _text(value):
    """As psql prints it."""
    return "" if value is None else str(value)


def overwrite_the_middle(path):
    size = path.stat().st_size
    with open(path, "r+b") as file:
        file.seek(size // 4)
        file.write(b"\xa5" * (size // 2))
