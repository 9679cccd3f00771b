"""`hemtrygg verify`: silent about people, and silent about nothing else."""

import json
import os
import socket
import time
from subprocess import TimeoutExpired

import pytest

from engines import overwrite_the_middle
from judging import refused, run, succeeded, tells_nothing_of_people

SECONDS_TO_GIVE_UP = 15


def test_a_sound_database_is_said_to_be_sound(demo):
    before = demo.contents()
    answer = run("verify", demo)
    assert "All is well" in succeeded(answer)
    tells_nothing_of_people(demo, answer)
    assert demo.contents() == before


def test_for_a_script_it_is_one_line_of_json(demo):
    assert succeeded(run("verify", demo, "--json")).strip() == '{"broken":[],"sound":true}'


def test_a_sealed_history_is_sound(sealed):
    succeeded(run("verify", sealed))


CASE = "(SELECT id FROM cases WHERE number LIKE '%-000003')"
DEVICE = "(SELECT MIN(serial) FROM devices WHERE kind = 'alarmBase')"
THIRD = "SELECT number FROM cases WHERE number LIKE '%-000003'"
BASE = "SELECT MIN(serial) FROM devices WHERE kind = 'alarmBase'"

# What is done by hand, the rules that are then broken, and what selects the example that must be named.
BREAKS = {
    "a case without its order": (
        [f"DELETE FROM submissions WHERE case_id = {CASE}"],
        ["a case has the order that was received"], THIRD),
    "a case without duties": (
        [f"DELETE FROM duties WHERE case_id = {CASE}"], ["a case has duties"], THIRD),
    "a case without its event": (
        [f"DELETE FROM event_subjects WHERE subject = 'case' AND subject_id = {CASE}"],
        ["the history tells when a case was ordered"], THIRD),
    "a closed case with an open duty and an entrance code": (
        [f"UPDATE cases SET state = 'closed', waits_on = NULL, queue_rank = NULL WHERE id = {CASE}"],
        ["a closed case has no open duty", "an ended case keeps no secrets",
         "a case's state follows from its duties"], THIRD),
    "a draft that was sent and is still there": (
        ["INSERT INTO drafts (id, slug, edition, unit_id, user_id, answers, began_at, saved_at) "
         f"SELECT id, slug, edition, unit_id, ordered_by, '{{}}', 0, 0 FROM cases WHERE id = {CASE}"],
        ["a draft that was sent is a draft no more"], THIRD),
    "a counter that would give a number again": (
        ["UPDATE counters SET last = 2 WHERE name LIKE 'case-%'"],
        ["the counter of a year's cases is not behind their numbers"], THIRD),
    "an entrance code of nobody": (
        ["INSERT INTO secrets (owner_id, field, value, recorded_at) "
         "VALUES ('nobody', 'entranceCode', '1212', 0)"],
        ["a secret belongs to a case or a draft", "no secret stands in clear"], "SELECT 'nobody'"),
    "an entrance code in clear": (
        [f"UPDATE secrets SET key_id = NULL, value = '1212' WHERE owner_id = {CASE}"],
        ["no secret stands in clear"], THIRD),
    "an entrance code of another case": (
        ["UPDATE secrets SET value = (SELECT s.value FROM secrets s JOIN cases c ON c.id = s.owner_id "
         f"WHERE c.number NOT LIKE '%-000003' LIMIT 1) WHERE owner_id = {CASE}"],
        ["a secret opens with the key that sealed it"], THIRD),
    "an entrance code under a key that is lost": (
        [f"UPDATE secrets SET key_id = 'lost' WHERE owner_id = {CASE}"],
        ["a secret opens with the key that sealed it"], THIRD),
    "a device installed nowhere": (
        [f"UPDATE devices SET status = 'installed' WHERE serial = {DEVICE}"],
        ["a device is installed exactly where it has an installation"], BASE),
    "an alarm of nobody, in stock and never tested": (
        ["INSERT INTO installations "
         "(id, device_id, dwelling_id, tested_at, valid_from, recorded_at, recorded_by) "
         "SELECT 'by-hand', d.id, (SELECT MIN(id) FROM dwellings), 0, 0, 0, u.id FROM devices d, users u "
         f"WHERE d.serial = {DEVICE} AND u.login = 'hemtrygg'"],
        ["a device is installed exactly where it has an installation",
         "what is installed has passed its test", "an alarm belongs to a person"], BASE),
    "a device reserved for nobody": (
        [f"UPDATE devices SET status = 'reserved' WHERE serial = {DEVICE}"],
        ["a device is held exactly where a case has reserved it"], BASE),
    "a person without a number": (
        ["UPDATE person_identifiers SET valid_to = valid_from WHERE recipient_id = "
         f"(SELECT recipient_id FROM cases WHERE id = {CASE})"],
        ["a person has an identity number in force"], f"SELECT recipient_id FROM cases WHERE id = {CASE}"),
    "an event about a case that is not there": (
        ["INSERT INTO event_subjects (subject, subject_id, event_id) "
         "SELECT 'case', 'no-such-case', MIN(id) FROM events"],
        ["the history tells of no case that is not there"], "SELECT 'no-such-case'"),
    "a case that waits on the wrong duty": (
        [f"UPDATE cases SET waits_duty = 'something' WHERE id = {CASE}"],
        ["a case's state follows from its duties"], THIRD),
    "a duty of a case that is not there": (
        [f"UPDATE duties SET case_id = 'no-such-case' WHERE position = 0 AND case_id = {CASE}"],
        ["refers to nothing in"], "SELECT 'duties'"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_it_names_the_rule_and_what_breaks_it(demo, name):
    statements, rules, example = BREAKS[name]
    demo.tamper(*statements)
    [[named]] = demo.rows(example)
    answer = run("verify", demo)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    broken = [line for line in answer.stdout.splitlines() if line.startswith("Broken: ")]
    for rule in rules:
        assert any(rule in line and named in line for line in broken), f"{rule} ({named}):\n{answer.stdout}"
    tells_nothing_of_people(demo, answer)


def test_a_script_is_told_of_every_rule_that_is_broken(demo):
    for name in ("a case without its order", "a device installed nowhere", "an entrance code of nobody"):
        demo.tamper(*BREAKS[name][0])
    answer = run("verify", demo, "--json")
    assert answer.returncode == 1, answer.stderr
    report = json.loads(answer.stdout)
    assert not report["sound"]
    assert {broken["rule"] for broken in report["broken"]} == {
        "a case has the order that was received",
        "a device is installed exactly where it has an installation",
        "what is installed, lost or scrapped lies on no shelf",
        "a secret belongs to a case or a draft",
        "no secret stands in clear (I13)"}
    assert all(broken["examples"] for broken in report["broken"])
    tells_nothing_of_people(demo, answer)


SEALED = "(SELECT MIN(id) FROM events WHERE kind = 'caseSubmitted')"


@pytest.mark.parametrize("statements", [
    [f"UPDATE events SET details = '{{}}', kind = 'caseClosed' WHERE id = {SEALED}"],
    [f"UPDATE events SET happened_at = happened_at - 86400000 WHERE id = {SEALED}"],
    [f"UPDATE events SET user_id = (SELECT id FROM users WHERE login = 'admin') WHERE id = {SEALED}"],
    ["DELETE FROM event_subjects WHERE event_id = (SELECT MAX(id) FROM events)",
     "DELETE FROM events WHERE id = (SELECT MAX(id) FROM events)"],
], ids=["another kind", "another time", "another person", "the last one gone"])
def test_an_event_changed_behind_the_seals_is_found(sealed, statements):
    sealed.tamper(*statements)
    names_the_history(sealed)


def test_an_event_slipped_in_before_the_first_is_found(engine, sealed):
    # PostgreSQL gives positions by itself, and must be told to take this one.
    taking = "OVERRIDING SYSTEM VALUE" if engine == "postgres" else ""
    sealed.tamper(
        f"INSERT INTO events (position, id, happened_at, user_id, kind, details) {taking} "
        "SELECT -1, 'slipped-in', happened_at, user_id, kind, details FROM events WHERE position = 1")
    names_the_history(sealed)


def test_a_reading_changed_behind_the_seals_is_found_and_named(sealed):
    reading = sealed.rows("SELECT MIN(id) FROM readings")[0][0]
    sealed.tamper(f"UPDATE readings SET page = 'queue.other' WHERE id = '{reading}'")
    assert f"reading {reading} altered" in names_the_history(sealed)


def test_what_was_signed_and_kept_elsewhere_must_be_here_still(sealed, serve, tmp_path):
    """The days are signed by a server that runs; here one is made to have been yesterday."""
    sealed.tamper(
        "UPDATE history_seals SET sealed_at = sealed_at - 86400000",
        "UPDATE jobs SET next_at = 0 WHERE name = 'signHistory'")
    server = serve(sealed)
    deadline = time.monotonic() + SECONDS_TO_GIVE_UP
    while sealed.rows("SELECT COUNT(*) FROM history_heads") == [["0"]]:
        assert time.monotonic() < deadline, server.end_of_log()
        time.sleep(0.1)
    server.stop()
    assert "history signed" in server.log.read_text()
    printed = succeeded(run("heads", sealed))
    assert len(printed.splitlines()) == 1 and json.loads(printed)["seal"] >= 1
    kept = tmp_path / "heads.jsonl"
    kept.write_text(printed)
    succeeded(run("verify", sealed, "--heads", str(kept)))

    sealed.tamper("DELETE FROM history_heads")
    # What this machine keeps by itself is gone as well.
    nothing = tmp_path / "nothing"
    succeeded(run("verify", sealed, "--checkpoint", nothing))
    answer = run("verify", sealed, "--checkpoint", nothing, "--heads", str(kept))
    assert answer.returncode == 1 and "was another when it was kept" in answer.stdout

    kept.write_text("[]")
    refused(run("verify", sealed, "--heads", str(kept)), "Line 1")


def names_the_history(database):
    answer = run("verify", database)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    broken = [line for line in answer.stdout.splitlines() if line.startswith("Broken: ")]
    assert any("history" in line for line in broken), answer.stdout
    tells_nothing_of_people(database, answer)
    return answer.stdout


def test_an_older_schema_is_told_to_be_migrated(demo):
    demo.tamper("DELETE FROM schema_migrations WHERE number = (SELECT MAX(number) FROM schema_migrations)")
    refused(run("verify", demo), "hemtrygg migrate")


def test_a_database_without_our_schema_is_refused(empty):
    empty.write("CREATE TABLE theirs (id INTEGER)")
    refused(run("verify", empty), "schema")


def test_a_file_that_is_not_there_is_refused_and_not_made(new_database):
    database = new_database("sqlite")
    refused(run("verify", database))
    assert not database.path.exists(), "verify, which changes nothing, made the file"


@pytest.mark.parametrize("damage", ["overwritten", "truncated", "headless"])
def test_a_damaged_file_is_told_in_words(new_database, demo_of, damage):
    database = new_database("sqlite", demo_of("sqlite"))
    if damage == "overwritten":
        overwrite_the_middle(database.path)
    elif damage == "truncated":
        os.truncate(database.path, database.path.stat().st_size // 2)
    else:
        with open(database.path, "r+b") as file:
            file.write(b"\xa5" * 100)
    answer = run("verify", database)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "damaged" in answer.stdout + answer.stderr, answer.stdout + answer.stderr
    assert "Fatal error" not in answer.stderr


def test_an_index_that_was_left_half_made_is_found(new_database, demo_of):
    database = new_database("postgres", demo_of("postgres"))
    database.write("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'cases_of_recipient'::regclass")
    answer = run("verify", database)
    assert answer.returncode == 1 and "cases_of_recipient" in answer.stdout, answer.stdout + answer.stderr


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["words", "json"])
def test_a_port_where_nobody_listens_is_out_of_reach(options):
    given_up_in_time("postgres://hemtrygg:hemligt-ord@127.0.0.1:1/nowhere", *options)


def test_a_server_that_never_answers_is_out_of_reach():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        given_up_in_time(f"postgres://hemtrygg:hemligt-ord@127.0.0.1:{silent.getsockname()[1]}/nowhere")


def given_up_in_time(address, *options):
    try:
        answer = run("verify", address, *options, timeout=SECONDS_TO_GIVE_UP)
    except TimeoutExpired:
        pytest.fail(f"nothing was said within {SECONDS_TO_GIVE_UP} s", pytrace=False)
    refused(answer, "reached", code=69)
    assert "hemligt-ord" not in answer.stdout + answer.stderr


def test_a_database_that_the_server_does_not_have_is_out_of_reach(new_database):
    database = new_database("postgres")
    refused(run("verify", database.address + "_not"), code=69)
