"""A register of many invented people with five years of history, written straight into the tables in bulk: what
`bin/bench extract` measures on. Nobody in it exists, and every identity number has a wrong check digit.

What becomes of person n = 1…N depends on n alone. They come in order over the first 1500 days from 2021-01-01, get an
alarm on the day they come, and by the last two digits of n:

   0–59   keep it                                   95     is protected where n ends with 095 or 595, keeps it
  60–74   get another after 100 days                96     keep it; for 30 days it was believed to begin a week later
  75–89   hand it in after 200 days; where n is     97     come with it on 2025-11-13, after all the others
          odd, their unit is done with them then    98     have a unit and never an alarm
  90–94   pass to the next unit after 150 days      99     lose their unit after 250 days and keep the alarm

Every third who has an alarm has a button too, from 20 days later and as long. Every 40th (n % 40 = 11) has had another
name for the first 300 days, every 50th (n % 50 = 7) a coordination number for the first 60. Each of the 24 units has had
four alarms of its own: two that it has still, one that it handed in after a year, one from 2025-11-13.

What has ended was recorded as it began and again as it ended, and its first version lies among the past ones, as the
tables' triggers have it.

Usage: large_register.py DATABASE PEOPLE      DATABASE as in `hemtrygg --database`, empty or not there
"""

import sqlite3
import subprocess
import sys
from contextlib import closing

from program import Trouble, hemtrygg_must, run

# Whoever makes the extracts that are measured, and their password.
COORDINATOR, PASSWORD = "prov.samordnare", "mäter-bara-påhittade-personer"

DAY = 86_400_000
BEGAN = 1_609_455_600_000  # 2021-01-01 in Stockholm
LATE = 1_762_988_400_000  # 2025-11-13 there
UNITS, PROVIDERS, ARRIVALS = 24, 4, 1500

FIRST = ["Åsa", "Bo", "Britt-Marie", "Cecilia", "Göran", "Eva", "Fatima", "Gunnel", "Hjördis", "Ingvar", "Jörgen",
         "Karl-Erik", "Märta", "Nils", "Örjan", "Pia"]
LAST = ["Provperson", "Testlund", "Exempelsson", "Påhittad", "Övning", "Lånström", "Mallberg", "Äppelkvist",
        "Utkast", "Fiktivsson", "Låtsas", "Skiss", "Kladd"]
FOLD = str.maketrans("åäöÅÄÖ", "aaoAAO")


class Dialect:
    """What the two engines write otherwise."""

    def __init__(self, name):
        self.is_postgres = name == "postgres"

    def padded(self, number, width):
        if self.is_postgres:
            return f"LPAD(CAST({number} AS TEXT), {width}, '0')"
        return f"PRINTF('%0{width}d', {number})"

    def identity(self, kind, number):
        """Sorts by the number, as identities do by the time at which they were made."""
        return f"('01770000-00{kind:02d}-7000-8000-' || {self.padded(number, 12)})"

    def bytes(self, text):
        return f"CONVERT_TO({text}, 'UTF8')" if self.is_postgres else f"CAST({text} AS BLOB)"

    def numbers(self, last):
        if self.is_postgres:
            return f"(SELECT CAST(g AS BIGINT) AS n FROM GENERATE_SERIES(1, {last}) g)"
        return (f"(WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {last}) "
                "SELECT n FROM c)")


def values(rows):
    return ", ".join("(" + ", ".join(repr(cell) for cell in row) + ")" for row in rows)


def wrong_check(nine):
    """The check digit (Luhn) of nine digits, and one more: no such number is anybody's."""
    digits = [f"({nine} / {10 ** (8 - place)} % 10)" for place in range(9)]
    doubled = [f"({digit} * 2 / 10 + {digit} * 2 % 10)" if place % 2 == 0 else digit
               for place, digit in enumerate(digits)]
    return f"((11 - ({' + '.join(doubled)}) % 10) % 10)"


def statements(people, dialect):
    """All that fills a migrated database without anybody in it."""
    at = dialect.identity
    for table, names in [("first_names", FIRST), ("last_names", LAST)]:
        yield f"CREATE TEMPORARY TABLE {table} (k INTEGER, name TEXT, folded TEXT)"
        rows = [(k, name, name.translate(FOLD).lower()) for k, name in enumerate(names)]
        yield f"INSERT INTO {table} (k, name, folded) VALUES {values(rows)}"
    yield f"""
        CREATE TEMPORARY TABLE crowd AS SELECT n, n % 100 AS kind,
            CASE WHEN n % 100 = 97 THEN {LATE} ELSE {BEGAN} + (n - 1) * {ARRIVALS} / {people} * {DAY} END AS began,
            n * 37 % {UNITS} AS unit, {at(1, 'n')} AS person, {at(2, 'n')} AS home, me.id AS me,
            f.name || ' ' || l.name AS name, f.folded || ' ' || l.folded AS folded,
            f.folded AS first, l.folded AS last, f.name || ' ' || e.name AS earlier,
            n % 30 * 10000 + 200000 + (n / 30 % 12 + 1) * 100 + n / 360 % 28 + 1 AS born,
            n / 10080 % 1000 AS serial, n % 1000 IN (95, 595) AS hidden
        FROM {dialect.numbers(people)} c JOIN users me ON me.login = 'hemtrygg'
        JOIN first_names f ON f.k = n % {len(FIRST)} JOIN last_names l ON l.k = n % {len(LAST)}
        JOIN last_names e ON e.k = (n + 5) % {len(LAST)}"""
    yield from places(dialect)
    yield from persons(dialect)
    yield from responsibilities(dialect)
    yield from alarms(dialect)
    yield from emergency_alarms(dialect)
    yield from read_log(dialect)
    for table in ("crowd", "first_names", "last_names", "alarms"):
        yield f"DROP TABLE {table}"


def places(dialect):
    providers, units = dialect.numbers(PROVIDERS), dialect.numbers(UNITS)
    yield f"""
        INSERT INTO care_providers (id, name)
        SELECT {dialect.identity(10, 'n - 1')}, 'Provomsorg ' || n FROM {providers} p"""
    name = f"'Provhemtjänst ' || {dialect.padded('n', 2)}"
    yield f"""
        INSERT INTO provider_units (id, provider_id, name, sort_key)
        SELECT {dialect.identity(11, 'n - 1')}, {dialect.identity(10, f'n % {PROVIDERS}')}, {name},
            {dialect.bytes(name)} FROM {units} u"""
    yield f"""
        INSERT INTO dwellings (id, street, apartment, postal_code, city, folded_address, recorded_at)
        SELECT home, 'Provgatan ' || n, '', '58000', 'Provstad', 'provgatan ' || n || ' 58000 provstad', began
        FROM crowd
        UNION ALL SELECT {dialect.identity(12, 'n - 1')}, 'Provtorget ' || n, '', '58000', 'Provstad',
            'provtorget ' || n || ' 58000 provstad', {BEGAN} FROM {units} u"""


def kept(table, columns, rows, ended):
    """Facts, and of those that have ended, or were corrected, the version before.

    `rows` is a FROM with `began`, `until`, and the other columns under their names.
    """
    others = ", ".join(columns)
    yield f"""
        INSERT INTO {table} ({others}, valid_from, valid_to, recorded_at, recorded_by)
        SELECT {others}, began, until, COALESCE(until, began), me FROM {rows} x"""
    yield f"""
        INSERT INTO {table}_past ({others}, valid_from, valid_to, recorded_at, recorded_by, replaced_at)
        SELECT {others}, began, NULL, began, me, until FROM {rows} x WHERE {ended}"""


def persons(dialect):
    at = dialect.identity
    yield f"""
        INSERT INTO care_recipients (id, name, folded_name, sort_key, recorded_at, protection)
        SELECT person, name, folded, {dialect.bytes('folded')}, began,
            CASE WHEN hidden THEN 'protectedRegistration' ELSE 'none' END FROM crowd"""
    # A name with a hyphen is two words.
    parted = "REPLACE(first, '-', ' ')"
    cut = f"{'STRPOS' if dialect.is_postgres else 'INSTR'}({parted} || ' ', ' ')"
    for word in (f"SUBSTR({parted}, 1, {cut} - 1)", f"SUBSTR({parted}, {cut} + 1)", "last"):
        yield f"INSERT INTO recipient_words (recipient_id, word) SELECT person, {word} FROM crowd WHERE {word} <> ''"
    details = f"""(SELECT {at(4, 'n * 4')} AS id, person AS recipient_id, 'name' AS detail, name AS value, me,
            CASE WHEN n % 40 = 11 THEN began + {300 * DAY} ELSE began END AS began, CAST(NULL AS BIGINT) AS until
            FROM crowd
        UNION ALL SELECT {at(4, 'n * 4 + 1')}, person, 'name', earlier, me, began, began + {300 * DAY} FROM crowd
            WHERE n % 40 = 11
        UNION ALL SELECT {at(4, 'n * 4 + 2')}, person, 'protection', 'protectedRegistration', me, began, NULL FROM crowd
            WHERE hidden)"""
    yield from kept("person_details", ["id", "recipient_id", "detail", "value"], details, "until IS NOT NULL")

    def numbered(birth):
        nine = f"({birth} * 1000 + serial)"
        return f"'19' || {dialect.padded(nine, 9)} || {wrong_check(nine)}"

    numbers = f"""(SELECT {numbered('born')} AS value, 'personnummer' AS kind, person AS recipient_id, me,
            CASE WHEN n % 50 = 7 THEN began + {60 * DAY} ELSE began END AS began, CAST(NULL AS BIGINT) AS until
            FROM crowd
        UNION ALL SELECT {numbered('(born + 60)')}, 'samordningsnummer', person, me, began, began + {60 * DAY}
            FROM crowd WHERE n % 50 = 7)"""
    yield from kept("person_identifiers", ["value", "kind", "recipient_id"], numbers, "until IS NOT NULL")


def responsibilities(dialect):
    at = dialect.identity
    unit, following = at(11, "unit"), at(11, f"(unit + 1) % {UNITS}")
    rows = f"""(SELECT {at(5, 'n * 2')} AS id, person AS recipient_id, {unit} AS unit_id, me, began,
            CASE WHEN kind BETWEEN 90 AND 94 THEN began + {150 * DAY}
                WHEN kind BETWEEN 75 AND 89 AND n % 2 = 1 THEN began + {200 * DAY}
                WHEN kind = 99 THEN began + {250 * DAY} END AS until FROM crowd
        UNION ALL SELECT {at(5, 'n * 2 + 1')}, person, {following}, me, began + {150 * DAY}, NULL FROM crowd
            WHERE kind BETWEEN 90 AND 94)"""
    yield from kept("provider_responsibilities", ["id", "recipient_id", "unit_id"], rows, "until IS NOT NULL")


def alarms(dialect):
    at = dialect.identity
    ended = f"WHEN kind BETWEEN 75 AND 89 THEN began + {200 * DAY}"
    yield f"""
        CREATE TEMPORARY TABLE alarms AS
        SELECT {at(6, 'n * 4')} AS id, {at(3, 'n * 4')} AS device_id, 'B' || {dialect.padded('n', 8)} AS serial,
            'alarmBase' AS device_kind, person AS recipient_id, home AS dwelling_id, kind, me, began,
            CASE WHEN kind BETWEEN 60 AND 74 THEN began + {100 * DAY} {ended} END AS until FROM crowd WHERE kind <> 98
        UNION ALL SELECT {at(6, 'n * 4 + 1')}, {at(3, 'n * 4 + 1')}, 'C' || {dialect.padded('n', 8)}, 'alarmBase',
            person, home, -1, me, began + {100 * DAY}, NULL FROM crowd WHERE kind BETWEEN 60 AND 74
        UNION ALL SELECT {at(6, 'n * 4 + 2')}, {at(3, 'n * 4 + 2')}, 'K' || {dialect.padded('n', 8)}, 'alarmButton',
            person, home, -1, me, began + {20 * DAY}, CASE {ended} END FROM crowd WHERE n % 3 = 0 AND kind <> 98"""
    for kind in ("alarmBase", "alarmButton", "providerEmergencyAlarm"):
        yield f"INSERT INTO device_models (id, kind, name) VALUES ('{kind}', '{kind}', 'Provlarm')"
    yield from mounted(dialect, "alarms", ["id", "device_id", "dwelling_id", "recipient_id"])
    # What the register believed of it until it was put right.
    yield f"""
        INSERT INTO installations_past (id, device_id, dwelling_id, recipient_id, original_part, tested_at, valid_from,
            valid_to, recorded_at, recorded_by, replaced_at)
        SELECT id, device_id, dwelling_id, recipient_id, '', began, began + {7 * DAY}, NULL, began, me,
            began + {30 * DAY} FROM alarms WHERE kind = 96"""


def mounted(dialect, table, columns):
    yield f"""
        INSERT INTO devices (id, serial, kind, model, model_id, status, received_at)
        SELECT device_id, serial, device_kind, 'Provlarm', device_kind,
            CASE WHEN until IS NULL THEN 'installed' ELSE 'returned' END, began FROM {table}"""
    yield f"""
        INSERT INTO function_tests (id, device_id, passed, remark, tested_at, tested_by)
        SELECT id, device_id, 1, '', began, me FROM {table}"""
    others = ", ".join(columns)
    yield f"""
        INSERT INTO installations ({others}, original_part, tested_at, valid_from, valid_to, recorded_at, recorded_by)
        SELECT {others}, '', began, began, until,
            CASE WHEN kind = 96 THEN began + {30 * DAY} ELSE COALESCE(until, began) END, me FROM {table}"""
    yield f"""
        INSERT INTO installations_past ({others}, original_part, tested_at, valid_from, valid_to, recorded_at,
            recorded_by, replaced_at)
        SELECT {others}, '', began, began, NULL, began, me, until FROM {table} WHERE until IS NOT NULL"""


def emergency_alarms(dialect):
    at = dialect.identity
    yield f"""
        CREATE TEMPORARY TABLE emergencies AS
        SELECT {at(7, 'n')} AS id, {at(8, 'n')} AS device_id, 'E' || {dialect.padded('n', 8)} AS serial, -1 AS kind,
            'providerEmergencyAlarm' AS device_kind, {at(11, f'n % {UNITS}')} AS unit_id,
            {at(12, f'n % {UNITS}')} AS dwelling_id, u.id AS me,
            CASE WHEN n > {3 * UNITS} THEN {LATE} ELSE {BEGAN} END AS began,
            CASE WHEN n <= {UNITS} THEN {BEGAN} + {365 * DAY} END AS until
        FROM {dialect.numbers(4 * UNITS)} c JOIN users u ON u.login = 'hemtrygg'"""
    yield from mounted(dialect, "emergencies", ["id", "device_id", "dwelling_id", "unit_id"])
    yield "DROP TABLE emergencies"


def read_log(dialect):
    """That everybody has been read of once, or the next reading would find a log as empty as it never is."""
    reading = dialect.identity(9, "1")
    yield f"""
        INSERT INTO readings (id, read_at, user_id, assignment_id, action, page)
        SELECT {reading}, {LATE}, id, id, 'downloaded', 'extract' FROM users WHERE login = 'hemtrygg'"""
    yield f"INSERT INTO reading_people (reading_id, recipient_id) SELECT {reading}, person FROM crowd"


def fill(address, people):
    """Makes the database, which must be empty or not there, and fills it."""
    hemtrygg_must("migrate", "--database", address)
    hemtrygg_must("user", "add", COORDINATOR, "--database", address, "--name", "Prov Samordnare", "--role", "coordinator",
                  "--team", "Provteamet", typed=PASSWORD + "\n")
    if address.startswith("sqlite://"):
        fill_sqlite(address.removeprefix("sqlite://"), people)
    else:
        fill_postgres(address, people)


def fill_sqlite(path, people):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # A file that is interrupted is thrown away, so nothing is written twice; what is referred to is there
        # because it is made first.
        for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2000000", "temp_store=MEMORY",
                        "foreign_keys=OFF"):
            connection.execute(f"PRAGMA {setting}").fetchall()
        connection.execute("BEGIN")
        for statement in statements(people, Dialect("sqlite")):
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA journal_mode=WAL").fetchall()


def fill_postgres(address, people):
    # A replica believes what it is sent: neither triggers nor references are looked at.
    text = ["BEGIN", "SET LOCAL session_replication_role = 'replica'", "SET LOCAL work_mem = '256MB'",
            *statements(people, Dialect("postgres")), "COMMIT", "VACUUM ANALYZE", "CHECKPOINT"]
    filled = subprocess.run(
        ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", address], input=";\n".join(text) + ";\n",
        capture_output=True, text=True)
    if filled.returncode != 0:
        raise Trouble(f"psql ended with {filled.returncode}:\n{filled.stderr[:2000]}")


if __name__ == "__main__":
    run(lambda: fill(sys.argv[1], int(sys.argv[2])), __doc__)
