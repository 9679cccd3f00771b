"""`hemtrygg keys`, and what the others do with the key file: codes are sealed, and only who has the file opens them."""

import os
import re
import subprocess

import pytest

import program
from judging import refused, run, succeeded
from program import hemtrygg, make_keys

CODE = "HEMLIG77"
IN_CLEAR = [f"UPDATE secrets SET key_id = NULL, value = '{CODE} ' || owner_id"]


def keyless():
    return {name: value for name, value in os.environ.items() if name != "HEMTRYGG_KEYS"}


def ids(database):
    return sorted({key for key, in database.rows("SELECT key_id FROM secrets")})


def bytes_of(*files):
    return b"".join(path.read_bytes() for path in files if path.exists())


def files_of(database):
    return [database.path.with_name(database.path.name + end) for end in ("", "-wal", "-journal")]


def test_a_key_file_is_its_owners_alone_and_no_key_is_printed(tmp_path):
    file = tmp_path / "keys"
    told = [hemtrygg("keys", "new", file, umask=0) for _ in range(2)]
    assert file.stat().st_mode & 0o777 == 0o600
    lines = file.read_text().splitlines()
    assert len(lines) == 2 and len(set(lines)) == 2
    for line, answer in zip(lines, told):
        id, key = line.split()
        assert id in succeeded(answer)
        assert key not in answer.stdout + answer.stderr
        assert re.fullmatch(r"\d{4}-\d\d-\d\d-[0-9a-f]{6}", id)


def test_a_key_is_added_after_a_last_line_without_an_end(tmp_path):
    file = make_keys(tmp_path / "keys", "a")
    file.write_text(file.read_text().rstrip("\n"))
    succeeded(hemtrygg("keys", "new", file))
    assert [len(line.split()) for line in file.read_text().splitlines()] == [2, 2]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604])
@pytest.mark.parametrize("command", ["serve", "verify", "keys rotate", "keys new"])
def test_a_key_file_that_others_may_read_is_refused(new_database, tmp_path, command, mode):
    file = make_keys(tmp_path / "keys", "a")
    before = file.read_text()
    file.chmod(mode)
    answer = (hemtrygg("keys", "new", file) if command == "keys new"
              else run(command, started(new_database), "--keys", file, timeout=15))
    refused(answer, file, "chmod 600")
    tells_no_key(answer, before)
    assert file.read_text() == before


@pytest.mark.parametrize("text", ["", "a hemligt\n", "a QUJD\n", "# bara ord\n", "\x00\x01"])
def test_a_file_that_holds_no_keys_is_refused_without_telling_what_it_holds(new_database, tmp_path, text):
    file = tmp_path / "keys"
    file.touch(mode=0o600)
    file.write_text(text)
    answer = run("serve", started(new_database), "--keys", file, timeout=15)
    refused(answer, file)
    assert "hemligt" not in answer.stderr


def started(new_database):
    database = new_database("sqlite")
    succeeded(run("migrate", database))
    return database


def tells_no_key(answer, text):
    for line in text.splitlines():
        assert line.split()[1] not in answer.stdout + answer.stderr


def test_a_server_without_keys_does_not_start_and_says_what_to_do(empty):
    refused(run("serve", empty, env=keyless(), timeout=15), "keys new", "key")


def test_a_server_whose_key_file_is_gone_does_not_start_and_says_what_to_do(empty, tmp_path):
    answer = run("serve", empty, "--keys", tmp_path / "gone", timeout=15)
    refused(answer, tmp_path / "gone", "back", "keys new")
    assert not (tmp_path / "gone").exists()


def test_a_key_file_is_named_by_the_environment_too(demo, tmp_path):
    file = make_keys(tmp_path / "keys", "elsewhere")
    answer = run("verify", demo, env={**os.environ, "HEMTRYGG_KEYS": str(file)})
    assert answer.returncode == 1 and "a secret opens with the key" in answer.stdout
    succeeded(run("verify", demo))
    succeeded(run("verify", demo, env=keyless()))


def test_the_demo_makes_keys_beside_its_file_and_the_server_finds_them(new_database, tmp_path):
    database = new_database("sqlite")
    succeeded(run("demo", database, "--routines", program.ROUTINES, env=keyless()))
    file = database.path.with_name(database.path.name + ".keys")
    assert file.stat().st_mode & 0o777 == 0o600
    succeeded(run("verify", database, env=keyless()))
    server = program.Server(database.address, tmp_path)
    server.start(env=keyless())
    server.stop()


def test_codes_in_clear_are_sealed_when_the_server_starts_and_are_nowhere_left(engine, demo, serve):
    demo.tamper(*IN_CLEAR)
    answer = run("verify", demo)
    assert answer.returncode == 1 and "no secret stands in clear" in answer.stdout
    [[count]] = demo.rows("SELECT COUNT(*) FROM secrets")
    server = serve(demo)
    if engine == "sqlite":
        assert CODE.encode() not in bytes_of(*files_of(demo))
    assert ids(demo) == ["run"]
    server.stop()
    succeeded(run("verify", demo))
    assert f'"count":"{count}"' in server.log.read_text() and CODE not in server.log.read_text()
    assert not any(CODE in row for row in demo.contents())


def test_a_backup_holds_no_code(engine, demo, tmp_path):
    """pg_dump packs what it writes; unpacked it is looked at as well."""
    demo.tamper(*IN_CLEAR)
    succeeded(run("backup", demo, tmp_path / "before"))
    assert CODE in unpacked(engine, tmp_path / "before"), "the test looks where it should"
    succeeded(run("keys rotate", demo))
    succeeded(run("backup", demo, tmp_path / "after"))
    assert CODE not in unpacked(engine, tmp_path / "after")


def unpacked(engine, file):
    text = file.read_bytes().decode(errors="replace")
    if engine == "sqlite":
        return text
    return text + subprocess.run(
        ["pg_restore", "--file", "-", file], check=True, capture_output=True, text=True).stdout


def test_all_is_sealed_under_the_new_key_and_the_old_one_may_go(demo, serve, tmp_path):
    file = tmp_path / "keys"
    file.touch(mode=0o600)
    with open(os.environ["HEMTRYGG_KEYS"], encoding="ascii") as old:
        file.write_text(old.read())
    make_keys(file, "next")
    # While a server works.
    server = program.Server(demo.address, tmp_path)
    server.start(env={**os.environ, "HEMTRYGG_KEYS": str(file)})
    [[count]] = demo.rows("SELECT COUNT(*) FROM secrets")
    told = succeeded(run("keys rotate", demo, "--keys", file))
    assert f"{count} secrets" in told and f"in use: next ({count} secrets)" in told
    assert re.search(r"in use no longer: run\b", told)
    assert ids(demo) == ["next"]
    assert succeeded(run("keys rotate", demo, "--keys", file)).startswith("0 secrets")
    server.stop()
    file.write_text(file.read_text().splitlines()[1] + "\n")
    succeeded(run("verify", demo, "--keys", file))
    tells_no_key(run("keys rotate", demo, "--keys", file), file.read_text())


def test_a_lost_key_is_told_at_the_start_and_by_rotate_and_hinders_nothing_else(demo, tmp_path):
    file = make_keys(tmp_path / "keys", "other")
    server = program.Server(demo.address, tmp_path)
    server.start(env={**os.environ, "HEMTRYGG_KEYS": str(file)})
    server.stop()
    assert '"key":"run"' in server.log.read_text()
    before = demo.rows("SELECT owner_id, value FROM secrets ORDER BY owner_id")
    refused(run("keys rotate", demo, "--keys", file), "could not be opened")
    assert demo.rows("SELECT owner_id, value FROM secrets ORDER BY owner_id") == before
    refused(run("keys rotate", demo, env=keyless()), "keys new")
