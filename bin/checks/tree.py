"""The checkout as the checks see it: which files belong to it, and Swift text without what is not code."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

# What git is told to ignore is left out; a new file counts before it is added.
LISTING = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]


def root():
    """The folder that the check was asked to look at."""
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} FOLDER")
    return Path(sys.argv[1]).resolve()


def files(top):
    """Every file of the checkout, relative to `top`, in order."""
    if (top / ".git").exists():
        names = _listed(["git", "-c", f"safe.directory={top}", "-C", str(top)])
    else:
        # An unpacked archive: an empty repository elsewhere lends git's understanding of .gitignore.
        with tempfile.TemporaryDirectory() as elsewhere:
            subprocess.run(["git", "init", "-q", "--bare", elsewhere], check=True)
            names = _listed(["git", f"--git-dir={elsewhere}", "-C", str(top), f"--work-tree={top}"])
    return [name for name in sorted(names) if os.path.lexists(top / name)]


def _listed(git):
    answer = subprocess.run([*git, *LISTING], check=True, stdout=subprocess.PIPE).stdout
    return {Path(os.fsdecode(name)) for name in answer.split(b"\0") if name}


def swift_files(top, *folders):
    return [name for name in files(top) if name.suffix == ".swift" and name.parts[0] in folders]


def is_binary(path):
    with open(path, "rb") as file:
        return b"\0" in file.read(8192)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def finish(faults):
    """Prints the faults; the exit code says whether there were any."""
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


def blanked(source):
    """Swift source twice over, each as long as the original so that lines and offsets stay right: without
    comments, and without comments and the text of strings. Code inside an interpolation is code."""
    return _Scanner(source).run()


class _Scanner:
    def __init__(self, source):
        self.source = source
        self.at = 0
        self.with_strings = list(source)
        self.code = list(source)

    def run(self):
        self.scan_code(until=None)
        return "".join(self.with_strings), "".join(self.code)

    def starts(self, text):
        return self.source.startswith(text, self.at)

    def erase(self, end, *copies):
        for place in range(self.at, end):
            if self.source[place] != "\n":
                for copy in copies:
                    copy[place] = " "
        self.at = end

    def end_of(self, text):
        found = self.source.find(text, self.at)
        return len(self.source) if found < 0 else found

    def scan_code(self, until):
        """Up to the parenthesis that closes an interpolation, or to the end of the file."""
        depth = 0
        while self.at < len(self.source):
            character = self.source[self.at]
            if self.starts("//"):
                self.erase(self.end_of("\n"), self.with_strings, self.code)
            elif self.starts("/*"):
                self.erase(self.end_of_block_comment(), self.with_strings, self.code)
            elif character == '"' or character == "#" and self.hashes_before_quote():
                self.scan_string()
            else:
                depth += (character == "(") - (character == ")")
                if until == ")" and depth < 0:
                    return
                self.at += 1

    def end_of_block_comment(self):
        depth, place = 0, self.at
        while place < len(self.source):
            if self.source.startswith("/*", place):
                depth, place = depth + 1, place + 2
            elif self.source.startswith("*/", place):
                depth, place = depth - 1, place + 2
                if depth == 0:
                    return place
            else:
                place += 1
        return place

    def hashes_before_quote(self):
        place = self.at
        while self.source.startswith("#", place):
            place += 1
        return place - self.at if self.source.startswith('"', place) else 0

    def scan_string(self):
        hashes = "#" * self.hashes_before_quote()
        self.at += len(hashes)
        quotes = '"""' if self.starts('"""') else '"'
        self.at += len(quotes)
        escape = "\\" + hashes
        while self.at < len(self.source):
            if self.starts(quotes + hashes):
                self.at += len(quotes + hashes)
                return
            if quotes == '"' and self.starts("\n"):
                return
            if self.starts(escape + "("):
                self.at += len(escape) + 1
                self.scan_code(until=")")
                self.at += 1
            elif self.starts(escape):
                self.erase(min(self.at + len(escape) + 1, len(self.source)), self.code)
            else:
                self.erase(self.at + 1, self.code)
