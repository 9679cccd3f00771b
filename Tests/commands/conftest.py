"""What the tests of the command line are given: the program, and databases of both engines.

A test that takes `engine`, `empty`, `demo` or `sealed` runs once with SQLite and once with PostgreSQL.
"""

import os
import sys
import time
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

# The client that orders, and the server that it orders from, are those of bin/soak.
sys.path.append(str(CHECKOUT / "Tests" / "soak"))
os.environ.setdefault("HEMTRYGG_BINARY", str(CHECKOUT / ".build" / "debug" / "hemtrygg"))
# An administrator's own settings must not lead a test to another database.
for name in [name for name in os.environ if name.startswith("PG")] + ["HEMTRYGG_DATABASE", "HEMTRYGG_KEYS"]:
    os.environ.pop(name, None)

import engines  # noqa: E402
import program  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def binary():
    try:
        return program.binary()
    except program.Trouble as trouble:
        pytest.fail(str(trouble), pytrace=False)


@pytest.fixture(params=engines.NAMES)
def engine(request):
    return request.param


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """Databases that are filled once and then copied, by engine and name."""
    known, faults = {}, {}

    def template(engine, name, fill):
        key = engine, name
        # What could not be made once is not tried again for every test that wants it.
        if key not in known:
            known[key] = engines.make(engine, tmp_path_factory.mktemp(name))
            try:
                fill(known[key])
            except program.Trouble as trouble:
                faults[key] = str(trouble)
        if key in faults:
            pytest.fail(faults[key], pytrace=False)
        return known[key]

    yield template
    for database in known.values():
        database.drop()


@pytest.fixture
def new_database(tmp_path):
    """Makes databases of one engine, empty or from a template; they are removed when the test ends."""
    made = []

    def new(engine, template=None):
        made.append(engines.make(engine, tmp_path, template))
        return made[-1]

    yield new
    for database in made:
        database.drop()


@pytest.fixture
def empty(engine, new_database):
    """A place where no Hemtrygg has been."""
    return new_database(engine)


@pytest.fixture(scope="session")
def demo_of(templates):
    return lambda engine: templates(engine, "demo", fill_with_demo)


@pytest.fixture
def demo(engine, new_database, demo_of):
    """The demo municipality: five orders, thirty-six devices."""
    return new_database(engine, demo_of(engine))


@pytest.fixture
def sealed(engine, new_database, templates, tmp_path_factory):
    """The demo municipality after somebody has read it, and a server has run and sealed its history."""

    def fill(database):
        fill_with_demo(database)
        folder = tmp_path_factory.mktemp("sealing")
        program.hemtrygg_must(
            "extract", "--database", database.address, "--as", program.DEMO_COORDINATOR, "--municipality", "--output",
            folder / "read.csv", typed=program.DEMO_PASSWORD + "\n")
        server = program.Server(database.address, folder)
        server.start()
        try:
            deadline = time.monotonic() + 5
            while database.rows("SELECT COUNT(*) FROM history_seals") == [["0"]]:
                if time.monotonic() > deadline:
                    raise program.Trouble(f"the server sealed nothing:\n{server.end_of_log()}")
                time.sleep(0.1)
        except BaseException:
            server.kill()
            raise
        server.stop()

    return new_database(engine, templates(engine, "sealed", fill))


@pytest.fixture(scope="session")
def backup_of(demo_of, tmp_path_factory):
    """The file that `hemtrygg backup` makes of the demo municipality, by engine."""
    made = {}

    def backup(engine):
        if engine not in made:
            made[engine] = tmp_path_factory.mktemp("backups") / f"{engine}.backup"
            program.hemtrygg_must("backup", "--database", demo_of(engine).address, made[engine])
        return made[engine]

    return backup


@pytest.fixture
def serve(tmp_path):
    """Starts servers that end with the test."""
    started = []

    def start(database, *arguments, port=None):
        started.append(
            program.Server(database.address, tmp_path, f"server{len(started)}", port=port, arguments=arguments))
        started[-1].start()
        return started[-1]

    yield start
    for server in started:
        if server.is_running():
            server.stop()


def fill_with_demo(database):
    program.hemtrygg_must("demo", "--database", database.address, "--routines", program.ROUTINES)
