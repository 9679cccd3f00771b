"""`hemtrygg migrate`: forward once, and never over what a newer version has made."""

import subprocess

import pytest

import program
from judging import refused, run, succeeded

AT_ONCE = 5


def numbers(database):
    return [int(number) for number, in database.rows("SELECT number FROM schema_migrations ORDER BY number")]


def test_an_empty_database_gets_the_schema(empty):
    told = succeeded(run("migrate", empty))
    known = numbers(empty)
    assert known == list(range(1, len(known) + 1)) and known
    assert f"schema {known[-1]}" in told
    assert empty.rows("SELECT COUNT(*) FROM cases") == [["0"]]


def test_the_second_time_nothing_changes(empty):
    succeeded(run("migrate", empty))
    before = empty.contents()
    succeeded(run("migrate", empty))
    assert empty.contents() == before


@pytest.mark.parametrize("round", range(3))
def test_of_several_at_once_one_does_it_and_all_succeed(engine, empty, new_database, round):
    started = [
        subprocess.Popen([program.binary(), "migrate", "--database", empty.address], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True)
        for _ in range(AT_ONCE)]
    try:
        told = [(*process.communicate(timeout=60), process.returncode) for process in started]
    finally:
        for process in started:
            process.kill()
            process.wait()
    assert [code for _, _, code in told] == [0] * AT_ONCE, told
    assert numbers(empty) == list(range(1, len(numbers(empty)) + 1))
    alone = new_database(engine)
    succeeded(run("migrate", alone))
    assert without_times(empty) == without_times(alone)


def without_times(database):
    database.tamper("UPDATE schema_migrations SET applied_at = 0")
    return database.contents()


@pytest.mark.parametrize("command", ["migrate", "serve", "verify", "backup", "user list"])
def test_a_newer_schema_is_refused_and_left_alone(demo, tmp_path, command):
    known = numbers(demo)[-1]
    demo.write("INSERT INTO schema_migrations (number, applied_at) VALUES (99, 0)")
    before = demo.contents()
    more = {"serve": ["--port", program.free_port(), "--routines", program.ROUTINES],
            "backup": [tmp_path / "backup"]}
    refused(run(command, demo, *more.get(command, []), timeout=20), "schema 99", f"knows {known}")
    assert demo.contents() == before
    assert not list(tmp_path.glob("backup*"))


def test_an_older_schema_is_brought_up_to_date_by_nobody_but_migrate(demo, tmp_path):
    """A backup is of what is there: it neither changes it nor leaves a file behind."""
    demo.tamper("DELETE FROM schema_migrations WHERE number = (SELECT MAX(number) FROM schema_migrations)")
    before = demo.contents()
    refused(run("backup", demo, tmp_path / "backup"), "hemtrygg migrate")
    assert demo.contents() == before
    assert not list(tmp_path.glob("backup*"))
