"""`hemtrygg restore`: the backup in the place of the database, or the database as it was."""

import pytest

import program
from engines import overwrite_the_middle
from judging import refused, run, succeeded

OTHER = {"sqlite": "postgres", "postgres": "sqlite"}


@pytest.fixture
def mine(demo):
    """A database that differs from the backup and that must not be lost."""
    demo.write("UPDATE settings SET value = 'Min kommun' WHERE name = 'municipality'",
               "INSERT INTO settings (name, value, changed_at) VALUES ('mine', 'yes', 0)")
    return demo


def test_into_an_empty_place(engine, empty, demo_of, backup_of):
    answer = run("restore", empty, backup_of(engine))
    assert "all is well" in succeeded(answer)
    assert empty.contents() == demo_of(engine).contents()


def test_what_is_there_is_kept_without_replace(engine, mine, backup_of):
    before = mine.contents()
    refused(run("restore", mine, backup_of(engine)), "--replace")
    assert mine.contents() == before


def test_a_database_of_somebody_else_is_kept_without_replace(engine, empty, backup_of):
    empty.write("CREATE TABLE theirs (id INTEGER)", "INSERT INTO theirs VALUES (1)")
    before = empty.contents()
    refused(run("restore", empty, backup_of(engine)), "--replace")
    assert empty.contents() == before


def test_with_replace_the_content_is_the_backups(engine, mine, demo_of, backup_of):
    succeeded(run("restore", mine, backup_of(engine), "--replace"))
    assert mine.contents() == demo_of(engine).contents()


def test_what_was_restored_goes_on_working(engine, empty, backup_of, serve):
    """New rows get new numbers, and the history still refuses to be changed."""
    succeeded(run("restore", empty, backup_of(engine)))
    succeeded(run("setting set", empty, "municipality", "Ekdala"))
    serve(empty)
    with pytest.raises(Exception, match="append-only"):
        empty.write("UPDATE events SET kind = 'other'")


def test_a_restored_database_can_be_read_by_its_owner_alone(new_database, backup_of):
    database = new_database("sqlite")
    backup = database.path.parent / "copied"
    backup.write_bytes(backup_of("sqlite").read_bytes())
    backup.chmod(0o644)
    succeeded(run("restore", database, backup, umask=0))
    assert oct(database.path.stat().st_mode & 0o777) == "0o600"


def no_file(whole, file):
    pass


def an_empty_file(whole, file):
    file.touch()


def a_random_file(whole, file):
    file.write_bytes(bytes(range(256)) * 400)


def a_text(whole, file):
    file.write_text("CREATE TABLE cases (id TEXT);\n")


def a_folder(whole, file):
    file.mkdir()


def only_the_head(whole, file):
    file.write_bytes(whole.read_bytes()[:16])


def a_thousand_bytes(whole, file):
    file.write_bytes(whole.read_bytes()[:1000])


def the_first_half(whole, file):
    data = whole.read_bytes()
    file.write_bytes(data[:len(data) // 2])


def all_but_the_end(whole, file):
    file.write_bytes(whole.read_bytes()[:-100])


def a_damaged_middle(whole, file):
    file.write_bytes(whole.read_bytes())
    overwrite_the_middle(file)


@pytest.mark.parametrize("spoil", [
    no_file, an_empty_file, a_random_file, a_text, a_folder, only_the_head, a_thousand_bytes, the_first_half,
    all_but_the_end, a_damaged_middle], ids=lambda spoil: spoil.__name__)
def test_what_is_no_sound_backup_is_refused_and_the_database_untouched(
        engine, mine, backup_of, tmp_path, spoil):
    file = tmp_path / "spoilt"
    spoil(backup_of(engine), file)
    before = mine.contents()
    refused(run("restore", mine, file, "--replace"))
    assert mine.contents() == before


def test_a_backup_whose_last_rows_were_cut_off_is_refused(new_database, demo_of, tmp_path):
    """SQLite reads what is missing of the last page as zeros, and its own examination says nothing of it."""
    mine = new_database("sqlite", demo_of("sqlite"))
    talkative = new_database("sqlite", demo_of("sqlite"))
    talkative.write(
        "INSERT INTO messages (id, case_id, sender, is_feedback, text, sent_at, sent_by) "
        "SELECT 'long', id, 'orderer', 0, hex(zeroblob(6000)), 0, ordered_by FROM cases LIMIT 1")
    talkative.copy_raw(tmp_path / "whole")
    (tmp_path / "cut").write_bytes((tmp_path / "whole").read_bytes()[:-1000])
    before = mine.contents()
    answer = run("restore", mine, tmp_path / "cut", "--replace")
    assert mine.contents() == before, f"the database was replaced by a damaged one:\n{answer.stderr}"
    refused(answer)


def test_a_backup_of_the_other_engine_is_refused(engine, mine, backup_of):
    before = mine.contents()
    named = {"sqlite": "SQLite", "postgres": "PostgreSQL"}[OTHER[engine]]
    refused(run("restore", mine, backup_of(OTHER[engine]), "--replace"), named)
    assert mine.contents() == before


def test_a_copy_of_somebody_elses_database_is_refused(engine, mine, new_database, tmp_path):
    theirs = new_database(engine)
    theirs.write("CREATE TABLE theirs (id INTEGER)")
    theirs.copy_raw(tmp_path / "theirs")
    before = mine.contents()
    refused(run("restore", mine, tmp_path / "theirs", "--replace"))
    assert mine.contents() == before


def test_a_backup_of_a_newer_schema_is_refused(engine, mine, new_database, demo_of, tmp_path):
    newer = new_database(engine, demo_of(engine))
    newer.write("INSERT INTO schema_migrations (number, applied_at) VALUES (99, 0)")
    newer.copy_raw(tmp_path / "newer")
    before = mine.contents()
    answer = run("restore", mine, tmp_path / "newer", "--replace")
    refused(answer, "99")
    assert mine.contents() == before, "it was refused only after it had replaced the database"


def test_while_a_server_has_the_database_open_it_is_refused(engine, mine, backup_of, serve):
    server = serve(mine)
    refused(run("restore", mine, backup_of(engine), "--replace"), "stop")
    assert server.ask("/readyz")[0] == 200
    server.stop()
    assert [["Min kommun"]] == mine.rows("SELECT value FROM settings WHERE name = 'municipality'")


def test_a_server_that_calls_itself_otherwise_is_seen_too(new_database, demo_of, backup_of, tmp_path):
    """An administrator may give the connections a name of their own in the address."""
    database = new_database("postgres", demo_of("postgres"))
    named = program.Server(database.address + "?application_name=vard-1", tmp_path)
    named.start()
    try:
        refused(run("restore", database, backup_of("postgres"), "--replace"), "stop")
    finally:
        named.stop()


def test_nothing_is_left_lying_about(engine, mine, backup_of, tmp_path):
    """Neither beside the database nor among temporary files, which others could read."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = {**program.os.environ, "TMPDIR": str(scratch)}
    succeeded(run("restore", mine, backup_of(engine), "--replace", env=environment))
    assert list(scratch.iterdir()) == []
    assert not list(tmp_path.glob("*.restoring*"))


@pytest.mark.parametrize("damage", ["overwritten", "truncated", "emptied"])
def test_a_damaged_database_can_be_replaced_by_a_backup(new_database, demo_of, backup_of, damage):
    """That is what backups are for."""
    database = new_database("sqlite", demo_of("sqlite"))
    if damage == "overwritten":
        overwrite_the_middle(database.path)
    else:
        program.os.truncate(database.path, 10_000 if damage == "truncated" else 0)
    succeeded(run("restore", database, backup_of("sqlite"), "--replace"))
    assert database.contents() == demo_of("sqlite").contents()
