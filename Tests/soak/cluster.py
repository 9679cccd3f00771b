"""A throwaway PostgreSQL on loopback, for root (as the account postgres) and for others (as oneself)."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from program import Trouble, children, free_port

# The account that PostgreSQL runs as and its superuser; and the one that Hemtrygg connects as, who is not.
ACCOUNT, ROLE = "postgres", "hemtrygg"
SECONDS = 60


def folder_of_programs():
    """Where initdb and postgres are: the newest that Debian has installed, or the ones in PATH."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    if newest := max(installed, key=lambda path: int(path.parts[-3]), default=None):
        return newest.parent
    if found := shutil.which("postgres"):
        return Path(found).resolve().parent
    raise Trouble("no PostgreSQL server is installed: apt-get install postgresql postgresql-client")


class Cluster:
    """Starts with `with Cluster() as cluster:`, ends and is removed with it; the log goes to `keep`.
    `settings` are lines of postgresql.conf, as a dictionary; `parent` is where its folder is made.
    Nothing of durability is turned off.
    """

    def __init__(self, settings=None, keep=None, port=None, parent=None):
        self.programs = folder_of_programs()
        self.settings = dict(settings or {})
        self.keep = keep
        self.parent = parent
        self.port = port or free_port()
        self.folder = None
        self.process = None

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="hemtrygg-postgres-", dir=self.parent))
        try:
            if os.geteuid() == 0:
                shutil.chown(self.folder, ACCOUNT)
            made = subprocess.run(
                [self.programs / "initdb", "-D", self.data, "-U", ACCOUNT, "-A", "trust", "-E", "UTF8",
                 "--locale=C.UTF-8"], cwd="/", capture_output=True, text=True, **_account())
            if made.returncode != 0:
                raise Trouble(f"initdb ended with {made.returncode}:\n{made.stderr}")
            lines = {
                "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.folder,
                **self.settings}
            with open(self.data / "postgresql.conf", "a") as file:
                file.writelines(f"{name} = '{value}'\n" for name, value in lines.items())
                # For the disk whose power is cut; initdb does the same with its own.
                file.flush()
                os.fsync(file.fileno())
            self.start()
            self.psql(f'CREATE ROLE "{ROLE}" LOGIN', "postgres")
        except BaseException:
            self._clear()
            raise
        return self

    def __exit__(self, *_):
        self._clear()

    def _clear(self):
        self.kill()
        shutil.rmtree(self.folder)

    @property
    def data(self):
        return self.folder / "data"

    @property
    def log(self):
        return Path(self.keep or self.folder) / "postgres.log"

    def address(self, name="hemtrygg"):
        return f"postgres://{ROLE}@127.0.0.1:{self.port}/{name}"

    def create(self, name="hemtrygg"):
        """Makes an empty database, and gives its address."""
        self.psql(f'CREATE DATABASE "{name}" OWNER "{ROLE}"', "postgres")
        return self.address(name)

    def start(self, wait=True):
        """Starts it, crash recovery included, and waits until it takes connections."""
        # Not by pg_ctl: as a child of the test it can be waited for when it was killed.
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data], cwd="/", stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True, **_account())
        children.add(self.process)
        deadline = time.monotonic() + SECONDS
        while wait and not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Trouble(f"PostgreSQL does not start:\n{self.end_of_log()}")
            time.sleep(0.02)

    def is_ready(self):
        return subprocess.run(
            [self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """A fast shutdown, as an administrator's restart does it: who is connected is cut off."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise Trouble(f"PostgreSQL does not stop:\n{self.end_of_log()}") from None
        children.discard(self.process)

    def kill(self):
        """kill -9 of the postmaster and all its children, so that the next start recovers from the log."""
        if not self.is_running():
            return
        # Stopped first, so that it starts no child between the listing and the end.
        self.process.send_signal(signal.SIGSTOP)
        doomed = _children_of(self.process.pid)
        for pid in doomed:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.kill()
        self.process.wait()
        children.discard(self.process)
        deadline = time.monotonic() + SECONDS
        while any(_is_alive(pid) for pid in doomed):
            if time.monotonic() > deadline:
                raise Trouble(f"PostgreSQL's processes {doomed} do not end")
            time.sleep(0.01)

    def psql(self, sql, database="hemtrygg"):
        """Rows of texts. Reads with PostgreSQL's own program, so that nothing of Hemtrygg's is trusted."""
        answer = subprocess.run(
            [self.programs / "psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1",
             "-h", "127.0.0.1", "-p", str(self.port), "-U", ACCOUNT, "-d", database, "-f", "-"],
            input=sql, capture_output=True, text=True, timeout=SECONDS)
        if answer.returncode != 0:
            raise Trouble(f"psql: {answer.stderr.strip()}")
        return [line.split("\t") for line in answer.stdout.splitlines()]

    def end_of_log(self, lines=15):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def _account():
    """PostgreSQL refuses to run as root."""
    return {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []} if os.geteuid() == 0 else {}


def _stat(pid):
    """State and parent of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return fields[0], int(fields[1])


def _children_of(parent):
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if _stat(entry.name)[1] == parent:
                    found.append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def processes_of(pid):
    """A process and its children."""
    return [pid, *_children_of(pid)]


def _is_alive(pid):
    try:
        return _stat(pid)[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
