"""The register that `bin/bench extract` measures on: what an extract counts of it is what its rules say, reckoned here
person by person from Tests/soak/large_register.py's words and not from its SQL."""

import csv
import datetime
import json
from zoneinfo import ZoneInfo

import pytest

import large_register
import program
from judging import run, run_as, succeeded

PEOPLE = 2000
STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture(scope="session")
def filled_of(templates):
    return lambda engine: templates(
        engine, "large-register", lambda database: large_register.fill(database.address, PEOPLE))


@pytest.fixture
def register(engine, new_database, filled_of):
    return new_database(engine, filled_of(engine))


def extract(register, *options):
    return run_as(large_register.COORDINATOR, "extract", register, "--municipality", *options,
                  password=large_register.PASSWORD)


def midnight(day):
    return datetime.datetime.combine(day, datetime.time(), STOCKHOLM)


def after(moment, days):
    """So many times 24 hours later, whatever the clocks on the wall do."""
    return moment.astimezone(datetime.timezone.utc) + datetime.timedelta(days=days)


def is_counted(n, moment, known):
    """Whether person n has an alarm and a unit at a moment, by what was known before another."""
    kind = n % 100
    came = midnight(datetime.date(2025, 11, 13)) if kind == 97 else after(
        midnight(datetime.date(2021, 1, 1)), (n - 1) * 1500 // PEOPLE)
    if kind == 98 or came >= known:
        return False

    def holds(begins, ends=None):
        """Each end was recorded when it came, and each beginning too."""
        if begins >= known or begins > moment:
            return False
        return ends is None or ends >= known or ends > moment

    began = came
    if kind == 96 and known <= after(came, 30):
        began = after(came, 7)
    handed_in = after(came, 200) if 75 <= kind < 90 else None
    left = after(came, 250) if kind == 99 else handed_in if n % 2 == 1 else None
    has_unit = holds(came, left)
    has_alarm = began <= moment if kind == 96 else holds(came, handed_in)
    has_button = n % 3 == 0 and holds(after(came, 20), handed_in)
    return has_unit and (has_alarm or has_button)


@pytest.mark.parametrize("as_of, known", [
    ("2025-11-03", None), ("2026-01-07", None), ("2023-03-06", None), ("2023-03-06", "2023-03-07"),
    ("2023-03-06", "2023-02-20")])
def test_an_extract_counts_what_the_rules_of_the_register_say(register, tmp_path, as_of, known):
    moment = midnight(datetime.date.fromisoformat(as_of))
    end = midnight(datetime.date.fromisoformat(known or "2026-11-20") + datetime.timedelta(days=1))
    expected = [n for n in range(1, PEOPLE + 1) if is_counted(n, moment, end)]
    path = tmp_path / "utdrag.csv"
    options = ["--known-at", known] if known else []
    answer = succeeded(extract(register, "--as-of", as_of, *options, "--output", path))
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    alarms = [row for row in rows if row["Typ"] == "akutlarm"]
    # Two of each unit's four from the beginning until now; one more in the first year, one since November 2025.
    assert len(alarms) == 24 * (3 if as_of > "2025-11-13" else 2)
    assert answer.strip() == (
        f"total {len(expected) + len(alarms)}, emergency {len(alarms)}, billable {len(expected)}")
    hidden = [n for n in expected if n % 1000 in (95, 595)]
    assert hidden and sum(not row["Personnummer"] for row in rows) == len(hidden) + len(alarms)
    # Whom the file names by their installations is whom the rules name.
    named = {int(row["Larmkoppling"][-12:]) // 4 for row in rows if row["Larmkoppling"]}
    assert named == set(expected) - set(hidden)


def test_everybody_in_the_file_is_in_the_read_log(register, tmp_path):
    before = register.rows("SELECT COUNT(*) FROM reading_people")
    succeeded(extract(register, "--as-of", "2025-11-03", "--output", tmp_path / "utdrag.csv"))
    logged = register.rows(
        "SELECT p.recipient_id FROM reading_people p JOIN readings r ON r.id = p.reading_id "
        "WHERE r.page = 'extract.commandLine'")
    assert before == [[str(PEOPLE)]]
    known = midnight(datetime.date(2026, 11, 20))
    expected = [n for n in range(1, PEOPLE + 1) if is_counted(n, midnight(datetime.date(2025, 11, 3)), known)]
    assert sorted(int(person[-12:]) for person, in logged) == expected


def test_the_register_is_sound(register):
    assert "All is well." in succeeded(run("verify", register))


def test_the_statements_of_an_extract_are_told(register):
    told = json.loads(program.hemtrygg_must(
        "bench", "statements", "--database", register.address, "--of", "extract", "--as-of", "2025-11-03"))
    assert told["dialect"] == register.name
    writes = [one["sql"] for one in told["statements"] if not one["reads"]]
    assert any("INTO reading_people" in sql for sql in writes)
    asked = [one for one in told["statements"] if one["reads"] and "person_identifiers_past" in one["sql"]]
    assert len(asked) == 1 and {"integer": 1762124400000} in asked[0]["values"]
