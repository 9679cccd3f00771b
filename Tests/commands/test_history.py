"""What keeps the history from being made anew: the checkpoint outside the database, and disposals that are signed."""

import hashlib
import json
import time

import pytest

from judging import refused, run, succeeded, tells_nothing_of_people

SECONDS_TO_SEAL = 15
YESTERDAY = [
    "UPDATE history_seals SET sealed_at = sealed_at - 86400000",
    "UPDATE jobs SET next_at = 0 WHERE name IN ('sealHistory', 'signHistory')"]
MADE_ANEW = [
    "UPDATE events SET details = '{}' WHERE kind = 'caseSubmitted'", "DELETE FROM history_heads",
    "DELETE FROM history_seals", "DELETE FROM sealed_rows", "UPDATE jobs SET next_at = 0"]
DEPARTS = "the history is not what it was"
BELIEVED = "the history is believed as it stands"


def wait_until(holds, server):
    deadline = time.monotonic() + SECONDS_TO_SEAL
    while not holds():
        assert time.monotonic() < deadline, server.end_of_log()
        time.sleep(0.1)


def count(database, table):
    return int(database.rows(f"SELECT COUNT(*) FROM {table}")[0][0])


@pytest.fixture
def seen(sealed, serve, tmp_path):
    """A sealed database, and the checkpoint of a node that has signed its first day."""
    checkpoint = tmp_path / "checkpoint"
    sealed.tamper(*YESTERDAY)
    server = serve(sealed, "--checkpoint", checkpoint)
    wait_until(lambda: checkpoint.exists() and "signature" in checkpoint.read_text(), server)
    server.stop()
    assert BELIEVED in server.log.read_text()
    return sealed, checkpoint


def test_history_that_was_made_anew_is_neither_sealed_nor_signed(seen, serve):
    database, checkpoint = seen
    kept = checkpoint.read_text()
    assert checkpoint.stat().st_mode & 0o777 == 0o600
    assert json.loads(kept)["seal"] == count(database, "history_seals")
    succeeded(run("verify", database, "--checkpoint", checkpoint))

    # A node that has seen nothing believes what stands: what departs is found by what was seen alone.
    database.tamper(*MADE_ANEW)
    server = serve(database, "--checkpoint", checkpoint)
    wait_until(lambda: DEPARTS in server.log.read_text() and database.rows(
        "SELECT name FROM jobs WHERE name = 'forgetDrafts' AND next_at > 0"), server)
    server.stop()
    assert count(database, "history_seals") == count(database, "history_heads") == 0
    assert database.rows("SELECT next_at FROM jobs WHERE name = 'sealHistory'") == [["0"]]
    assert checkpoint.read_text() == kept
    answer = run("verify", database, "--checkpoint", checkpoint)
    assert answer.returncode == 1 and "goes on from what was last seen" in answer.stdout
    tells_nothing_of_people(database, answer)

    checkpoint.unlink()
    server = serve(database, "--checkpoint", checkpoint)
    wait_until(lambda: BELIEVED in server.log.read_text(), server)
    server.stop()
    assert count(database, "history_seals") > 0
    succeeded(run("verify", database, "--checkpoint", checkpoint))


@pytest.mark.parametrize("harm, words", [
    (lambda file: file.chmod(0o644), ["chmod 600"]),
    (lambda file: file.write_text("{}"), ["nothing that Hemtrygg has written"]),
    (lambda file: file.write_text(""), ["empty"]),
    (lambda file: (file.unlink(), file.mkdir()), ["no checkpoint"]),
], ids=["readable by others", "of another kind", "empty", "a folder"])
def test_a_checkpoint_that_cannot_be_trusted_is_told_and_nothing_is_sealed(seen, serve, harm, words):
    database, checkpoint = seen
    harm(checkpoint)
    refused(run("verify", database, "--checkpoint", checkpoint), checkpoint, *words)
    before = count(database, "history_seals")
    database.tamper("UPDATE jobs SET next_at = 0")
    server = serve(database, "--checkpoint", checkpoint)
    wait_until(lambda: "the history is not watched" in server.log.read_text() and database.rows(
        "SELECT name FROM jobs WHERE name = 'forgetDrafts' AND next_at > 0"), server)
    server.stop()
    assert count(database, "history_seals") == before


def test_whoever_restores_a_backup_starts_from_there(seen, serve, backup_of, engine):
    database, checkpoint = seen
    known = json.loads(checkpoint.read_text())
    answer = run("restore", database, backup_of(engine), "--replace", "--checkpoint", checkpoint)
    succeeded(answer)
    assert known["digest"] in answer.stderr and not checkpoint.exists()
    server = serve(database, "--checkpoint", checkpoint)
    wait_until(checkpoint.exists, server)
    server.stop()
    assert DEPARTS not in server.log.read_text()


def test_of_a_file_the_checkpoint_lies_beside_it_and_a_server_warns_where_none_is_named(engine, sealed, serve):
    server = serve(sealed)
    if engine == "sqlite":
        beside = sealed.path.with_name(sealed.path.name + ".checkpoint")
        wait_until(beside.exists, server)
    else:
        wait_until(lambda: "no checkpoint is named" in server.log.read_text(), server)
    server.stop()


FORGED = [
    "INSERT INTO disposals (id, number, decision, exemption, personal_before, unit_before, people, orders, extracts, made_at, "
    "made_by) SELECT 'by-hand', 1, 'SN 1', 'none', '2020-01-01', '2020-01-01', 0, 0, 0, 0, id FROM users "
    "WHERE login = 'olof.objekt'",
    "INSERT INTO events (id, happened_at, user_id, kind, details) SELECT 'told', 0, id, 'filesDisposed', "
    f"'{{\"number\":\"1\",\"digest\":\"{hashlib.sha256(b'').hexdigest()}\"}}' FROM users WHERE login = 'olof.objekt'"]


def test_a_disposal_that_nobody_signed_is_vouched_for_by_hand(demo):
    refused(run("keys vouch", demo, 1), "no disposal 1")
    demo.tamper(*FORGED)
    answer = run("verify", demo)
    assert answer.returncode == 1, answer.stderr
    assert [line for line in answer.stdout.splitlines() if "Broken: " in line] == [
        "Broken: a disposal is signed as it stands, but not for: disposal 1"]
    assert "signed" in succeeded(run("keys vouch", demo, 1))
    succeeded(run("verify", demo))
    refused(run("keys vouch", demo, 1), "signed already")
    demo.tamper("UPDATE disposals SET decision = 'SN 2'")
    assert run("verify", demo).returncode == 1
    refused(run("keys vouch", demo, 1), "no longer what was signed")
