"""Disks of their own for a test, which root may mount: one that fills, and one that loses its power."""

import contextlib
import filecmp
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from program import Trouble, children


def _need_root():
    if os.geteuid() != 0:
        raise Trouble("a disk of its own needs root (mount), so this cannot be tried here")


def _unmount(place):
    # What still runs on it must end first; it was started here.
    for child in list(children):
        child.kill()
        child.wait()
        children.discard(child)
    subprocess.run(["umount", place], check=True)


@contextlib.contextmanager
def small_disk(place, size):
    """A disk in memory, mounted at `place`, which has room for `size` and no more."""
    _need_root()
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "hemtrygg-soak", place], check=True)
    try:
        yield place
    finally:
        _unmount(place)


class CutDisk:
    """An ext4 file system in a file. `cut()` leaves on it what had been forced to the disk (fsync), and loses
    what only the operating system had, as a power cut does."""

    SIZE = 512 * 1024 * 1024

    def __enter__(self):
        _need_root()
        self.folder = Path(tempfile.mkdtemp(prefix="hemtrygg-disk-"))
        # So that PostgreSQL's own account may pass through.
        self.folder.chmod(0o755)
        self.image, self.place = self.folder / "image", self.folder / "disk"
        self.place.mkdir()
        self.is_mounted, self.cuts = False, 0
        try:
            self.image.touch()
            os.truncate(self.image, self.SIZE)
            # All of it is made at once; else the kernel would go on making it while a copy is taken.
            at_once = "lazy_itable_init=0,lazy_journal_init=0"
            subprocess.run(["mkfs.ext4", "-q", "-F", "-E", at_once, self.image], check=True)
            self._mount()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.is_mounted:
            _unmount(self.place)
        shutil.rmtree(self.folder)

    def _mount(self):
        # The file system writes by itself every five minutes only, so that a missing fsync shows.
        subprocess.run(["mount", "-o", "loop,noatime,commit=300", self.image, self.place], check=True)
        self.is_mounted = True

    def cut(self, pids, kill):
        """Stops the processes `pids`, keeps what the disk has at that moment, calls `kill`, which must end
        them, and brings the disk back as it was. Gives what was wrong with the cut itself."""
        self.cuts += 1
        forced, loose = self.place / f"forced-{self.cuts}", self.place / f"loose-{self.cuts}"
        with open(forced, "wb") as file:
            file.write(b"forced")
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(self.place, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        loose.write_bytes(b"loose")
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        self._wait_stopped(pids)
        copy = self.folder / "copy"
        for _ in range(20):
            subprocess.run(["cp", "--sparse=always", self.image, copy], check=True)
            # Anything that was written meanwhile would make it a picture of no moment at all.
            if filecmp.cmp(self.image, copy, shallow=False):
                break
        else:
            raise Trouble("the disk does not come to rest")
        kill()
        subprocess.run(["umount", self.place], check=True)
        self.is_mounted = False
        os.replace(copy, self.image)
        self._mount()
        faults = []
        if not forced.exists() or forced.read_bytes() != b"forced":
            faults.append("the disk has lost what was forced to it, so the cut was worse than a power cut")
        if loose.exists() and loose.read_bytes() == b"loose":
            faults.append("the disk has kept what was not forced to it, so the cut was none")
        return faults

    @staticmethod
    def _wait_stopped(pids):
        """Until no thread is inside the kernel any more."""
        deadline = time.monotonic() + 10
        for pid in pids:
            for thread in Path(f"/proc/{pid}/task").glob("*"):
                while time.monotonic() < deadline:
                    try:
                        if (thread / "stat").read_text().rsplit(")", 1)[1].split()[0] in "TZX":
                            break
                    except (FileNotFoundError, ProcessLookupError):
                        break
                    time.sleep(0.005)
                else:
                    raise Trouble(f"process {pid} does not stop")
