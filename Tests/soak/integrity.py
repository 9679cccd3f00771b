"""Whether a database holds what was acknowledged, whole: read past Hemtrygg, by the engine's own reader."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path


class SQLiteReader:
    def __init__(self, path):
        self.path = path

    def rows(self, sql):
        # Longer than one commit; a reader waits for nothing else.
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=30)) as connection:
            return [["" if value is None else str(value) for value in row] for row in connection.execute(sql)]

    def faults_of_engine(self):
        found = [row[0] for row in self.rows("PRAGMA integrity_check") if row != ["ok"]]
        return found + [f"foreign key: {row}" for row in self.rows("PRAGMA foreign_key_check")]


class PostgresReader:
    """PostgreSQL holds foreign keys itself. A failing read is an error of psql, which ends the test."""

    def __init__(self, cluster, name="hemtrygg"):
        self.cluster, self.name = cluster, name

    def rows(self, sql):
        return self.cluster.psql(sql, self.name)

    def faults_of_engine(self):
        return []


# Every part that an order writes, with the column that names its case.
PARTS = {
    "duties": "case_id", "submissions": "case_id", "booking_contacts": "case_id", "secrets": "owner_id",
    "residencies": "case_id", "provider_responsibilities": "case_id", "granted_services": "case_id",
}

# What must give no rows, whoever made the cases.
NEVER = {
    "a draft has the id of a case": "SELECT d.id FROM drafts d JOIN cases c ON c.id = d.id",
    "a number is given twice": "SELECT number FROM cases GROUP BY number HAVING COUNT(*) > 1",
    "a counter is not where its series ends":
        """SELECT COALESCE(n.name, c.year), n.last, c.highest, c.count FROM
           (SELECT 'case-' || SUBSTR(number, 4, 4) AS year, COUNT(*) AS count,
                MAX(CAST(SUBSTR(number, 9) AS INTEGER)) AS highest FROM cases GROUP BY 1) c
           LEFT JOIN counters n ON n.name = c.year
           WHERE n.last IS NULL OR n.last <> c.highest OR n.last <> c.count""",
    "a secret belongs to neither draft nor case":
        """SELECT s.owner_id FROM secrets s WHERE NOT EXISTS (SELECT 1 FROM drafts d WHERE d.id = s.owner_id)
           AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = s.owner_id)""",
    "an event is about a case that is not there":
        """SELECT s.subject_id FROM event_subjects s WHERE s.subject = 'case'
           AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = s.subject_id)""",
    "an event about a case says another number":
        """SELECT c.number FROM cases c JOIN event_subjects s ON s.subject = 'case' AND s.subject_id = c.id
           JOIN events e ON e.id = s.event_id
           WHERE e.kind = 'caseSubmitted' AND e.details NOT LIKE '%"' || c.number || '"%'""",
}


@dataclass
class Findings:
    cases: int = 0
    kept_unasked: list = field(default_factory=list)  # not acknowledged and yet there, which is allowed
    missing: list = field(default_factory=list)
    half: list = field(default_factory=list)
    other: list = field(default_factory=list)

    @property
    def faults(self):
        return [*self.missing, *self.half, *self.other]


def shapes(reader):
    """Every case: its number, its person, and how many rows of each part it has."""
    found = {}
    for id, number, person in reader.rows(
            """SELECT c.id, c.number, i.value FROM cases c
               LEFT JOIN person_identifiers i ON i.recipient_id = c.recipient_id AND i.valid_to IS NULL"""):
        found.setdefault(id, (number, person, {}))
    counts = [(part, f"SELECT {column}, COUNT(*) FROM {part} WHERE {column} IS NOT NULL GROUP BY {column}")
              for part, column in PARTS.items()]
    event = """SELECT s.subject_id, COUNT(*) FROM event_subjects s JOIN events e ON e.id = s.event_id
               WHERE s.subject = 'case' AND e.kind {} 'caseSubmitted' GROUP BY s.subject_id"""
    counts += [("caseSubmitted", event.format("=")), ("other events", event.format("<>"))]
    for part, sql in counts:
        for id, count in reader.rows(sql):
            if id in found:
                found[id][2][part] = int(count)
    return found


def examine(reader, orders, known=(), shape=None):
    """Holds the database against `orders`. `known` are cases that others made; `shape` is the number of
    rows of each part that such an order writes, as an order in calm has shown it."""
    findings = Findings()
    cases = shapes(reader)
    findings.cases = len(cases)
    sent = {order.draft: order for order in orders if order.is_sent}
    for id, (number, person, parts) in cases.items():
        lacking = [part for part in ("duties", "submissions", "booking_contacts") if not parts.get(part)]
        if lacking or parts.get("caseSubmitted") != 1:
            findings.half.append(f"{number} ({id}) has only {parts}")
        elif id in sent and shape and parts != shape:
            findings.half.append(f"{number} ({id}) has {parts}, but an order writes {shape}")
        if id in sent:
            if person != sent[id].person:
                findings.other.append(f"{number} ({id}) is about somebody else than the order")
            if not sent[id].is_acknowledged:
                findings.kept_unasked.append(sent[id])
        elif id not in known:
            findings.other.append(f"{number} ({id}) is a case that nobody sent")
    for order in orders:
        if order.is_acknowledged and cases.get(order.draft, ("none",))[0] != order.number:
            there = cases.get(order.draft, ("no case",))[0]
            findings.missing.append(f"{order.number} was acknowledged for {order.draft}; there is {there}")
    drafts = dict(reader.rows("SELECT id, answers FROM drafts"))
    for order in orders:
        if order.is_kept and order.draft not in cases and order.person not in drafts.get(order.draft, ""):
            findings.missing.append(f"the draft {order.draft} was acknowledged as saved, and is not there")
    for name, sql in NEVER.items():
        findings.other += [f"{name}: {row}" for row in reader.rows(sql)]
    findings.other += reader.faults_of_engine()
    return findings


# What is done to a copy, to prove that examine() can find it; {id} is an acknowledged case.
DAMAGES = [
    ("missing", "DELETE FROM cases WHERE id = '{id}'"),
    ("missing", "UPDATE cases SET number = 'VT-2020-999999' WHERE id = '{id}'"),
    ("half", "DELETE FROM duties WHERE case_id = '{id}'"),
    ("half", "DELETE FROM duties WHERE case_id = '{id}' AND position = 0"),
    ("half", "DELETE FROM submissions WHERE case_id = '{id}'"),
    ("half", "DELETE FROM booking_contacts WHERE case_id = '{id}'"),
    ("half", "DELETE FROM event_subjects WHERE subject = 'case' AND subject_id = '{id}'"),
    ("half", "DELETE FROM secrets WHERE owner_id = '{id}'"),
    ("other", "UPDATE counters SET last = last - 1 WHERE name LIKE 'case-%'"),
    ("other", "INSERT INTO drafts SELECT id, slug, edition, unit_id, ordered_by, '', 0, 0 FROM cases "
              "WHERE id = '{id}'"),
    ("other", "UPDATE cases SET recipient_id = (SELECT MIN(id) FROM care_recipients) WHERE id = '{id}'"),
]


def prove(path, folder, orders, known, shape, verify=None):
    """Damages copies of a SQLite database, one way at a time. Gives the ways that examine() did not see, and
    those that `verify` did not, which tells of a path whether it is well."""
    copy, overlooked, unverified = Path(folder) / "damaged.sqlite", [], []
    victim = next(order for order in orders if order.is_acknowledged)
    for kind, sql in DAMAGES:
        for old in copy.parent.glob(copy.name + "*"):
            old.unlink()
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source, \
                closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            found = target.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            names, triggers = zip(*found)
            for name in names:
                target.execute(f"DROP TRIGGER {name}")
            assert target.execute(sql.format(id=victim.draft)).rowcount > 0, sql
            for trigger in triggers:
                target.execute(trigger)
            target.commit()
        if not getattr(examine(SQLiteReader(copy), orders, known, shape), kind):
            overlooked.append(sql)
        if verify and verify(copy):
            unverified.append(sql)
    return overlooked, unverified
