"""`hemtrygg backup`: a whole copy that only its owner can read, or nothing at all."""

import os
import stat
from pathlib import Path

import pytest

from engines import overwrite_the_middle
from judging import refused, run, succeeded
from program import hemtrygg


def leftovers(folder, *known):
    return sorted(path.name for path in folder.iterdir() if path not in known)


@pytest.fixture
def folder(tmp_path):
    """Where backups go; nothing else lies there."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def test_a_backup_is_a_file_that_only_its_owner_can_read(demo, folder):
    before = demo.contents()
    answer = run("backup", demo, folder / "monday", umask=0)
    succeeded(answer)
    status = (folder / "monday").stat()
    assert stat.S_IMODE(status.st_mode) == 0o600
    assert leftovers(folder) == ["monday"]
    assert str(folder / "monday") in answer.stdout and str(status.st_size) in answer.stdout
    assert demo.contents() == before


def test_progress_goes_to_standard_error_and_leaves_standard_output_to_the_result(demo, folder):
    answer = run("backup", demo, folder / "monday")
    succeeded(answer)
    assert answer.stderr.strip(), "no progress was told"
    assert len(answer.stdout.splitlines()) == 1, answer.stdout


def test_an_existing_file_is_never_overwritten(demo, folder):
    file = folder / "monday"
    file.write_text("something of mine")
    refused(run("backup", demo, file), file)
    assert file.read_text() == "something of mine"
    assert leftovers(folder) == ["monday"]


def test_a_database_without_our_schema_is_refused(engine, empty, folder):
    empty.write("CREATE TABLE theirs (id INTEGER)")
    refused(run("backup", empty, folder / "monday"), "schema")
    assert leftovers(folder) == []


def test_an_empty_database_is_refused(engine, new_database, folder):
    database = new_database(engine)
    if engine == "sqlite":
        database.path.touch()
    refused(run("backup", database, folder / "monday"), "schema")
    assert leftovers(folder) == []


def test_a_database_that_is_not_there_is_refused_and_not_made(new_database, folder):
    database = new_database("sqlite")
    refused(run("backup", database, folder / "monday"))
    assert leftovers(folder) == []
    assert not database.path.exists(), "a backup made the database that it was to copy"


def test_a_folder_that_is_missing_is_refused(demo, folder):
    refused(run("backup", demo, folder / "nowhere" / "monday"))
    assert leftovers(folder) == []


def test_a_damaged_database_leaves_no_part_of_a_backup(new_database, demo_of, folder):
    database = new_database("sqlite", demo_of("sqlite"))
    overwrite_the_middle(database.path)
    refused(run("backup", database, folder / "monday"), "damaged")
    assert leftovers(folder) == []


def test_a_pg_dump_that_fails_leaves_no_part_of_a_backup(new_database, demo_of, folder, tmp_path):
    database = new_database("postgres", demo_of("postgres"))
    tools = tmp_path / "tools"
    tools.mkdir()
    half = tools / "pg_dump"
    half.write_text(
        '#!/bin/bash\nwhile (($# > 1)); do [[ $1 != --file ]] || echo PGDMP >"$2"; shift; done\n'
        'echo "pg_dump: error: the disk is full" >&2\nexit 1\n')
    half.chmod(0o755)
    path = f"{tools}:{os.environ['PATH']}"
    refused(run("backup", database, folder / "monday", env={**os.environ, "PATH": path}), "the disk is full")
    assert leftovers(folder) == []


def test_a_password_is_not_shown_to_whoever_lists_the_processes(new_database, demo_of, folder, tmp_path):
    """The address may come from the environment, which others cannot read; a command line they can."""
    database = new_database("postgres", demo_of("postgres"))
    tools = tmp_path / "tools"
    tools.mkdir()
    spy = tools / "pg_dump"
    spy.write_text(f'#!/bin/bash\nprintf "%s\\n" "$@" >{tmp_path}/seen\nexit 1\n')
    spy.chmod(0o755)
    address = database.address.replace("hemtrygg@", "hemtrygg:hemligt-ord@")
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "HEMTRYGG_DATABASE": address}
    refused(hemtrygg("backup", folder / "monday", env=environment))
    assert "hemligt-ord" not in (tmp_path / "seen").read_text()


def test_a_machine_without_pg_dump_is_told_what_it_lacks(new_database, demo_of, folder, tmp_path):
    database = new_database("postgres", demo_of("postgres"))
    (tmp_path / "tools").mkdir()
    refused(run("backup", database, folder / "monday", env={"PATH": str(tmp_path / "tools")}),
            "pg_dump", "PostgreSQL's client")
    assert leftovers(folder) == []


def test_what_a_killed_backup_left_does_not_stand_in_the_way(demo, folder):
    """Nor does the new file keep the old one's permissions."""
    part = folder / "monday.part"
    part.write_text("half a backup")
    part.chmod(0o644)
    succeeded(run("backup", demo, folder / "monday"))
    assert leftovers(folder) == ["monday"]
    assert stat.S_IMODE((folder / "monday").stat().st_mode) == 0o600


def test_the_file_may_be_named_from_the_current_folder(demo, folder):
    succeeded(run("backup", demo, "monday", cwd=folder))
    assert leftovers(folder) == ["monday"]
    assert Path(folder / "monday").stat().st_size > 1000
