"""Which licence a text is, told only where the text is one that is known, word for word."""

import hashlib
import re
from pathlib import Path

# Digests of the texts without line ends, copyright lines and titles. A text that differs in a word is not told.
APACHE_TERMS = "09ae9bf1886f530f7338889ef805f37b288ec6adedd1e1e32058921acf05a782"
SWIFT_EXCEPTION = "8df9122a3b346f42c6de7e8efaa94405a1a7690f898640f76d469dc2e795cd86"
MIT = "fe2a9817987f862eaced948f0468c7f51d2fedfc48c5c505b246a49a3870e9a5"

NAMES = ["LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING"]


def of_folder(folder):
    """The licence of a checkout by its licence file, as CycloneDX has it; empty where none can be told."""
    for name in NAMES:
        if (folder / name).is_file():
            return of_file(folder / name)
    return []


def of_file(path):
    told = identified(path.read_text(encoding="utf-8", errors="replace"))
    if told is None:
        return []
    return [{"expression": told}] if " " in told else [{"license": {"id": told}}]


def identified(text):
    """An SPDX identifier or expression, or nothing."""
    if "END OF TERMS AND CONDITIONS" in text:
        return apache(*text.split("END OF TERMS AND CONDITIONS", 1))
    lines = [line for line in text.splitlines() if not re.match(r"\s*(Copyright\b|The MIT License|MIT License)", line)]
    return "MIT" if digest("\n".join(lines)) == MIT else None


def apache(terms, rest):
    """The appendix tells how to apply the licence; what follows it changes the licence."""
    if digest(terms) != APACHE_TERMS:
        return None
    after = re.sub(r"\A\s*APPENDIX:.*?limitations under the License\.", "", rest, count=1, flags=re.DOTALL)
    if not after.strip():
        return "Apache-2.0"
    return "Apache-2.0 WITH Swift-exception" if digest(after) == SWIFT_EXCEPTION else None


def digest(text):
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def of_debian(package):
    """The names that Debian's copyright file gives, where it is written for machines. They are Debian's own, and not
    all are SPDX's; nothing is told of files in prose."""
    path = Path("/usr/share/doc") / package / "copyright"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    if not re.match(r"\s*Format:\s*http", text):
        return []
    names = {" ".join(name.split()) for name in re.findall(r"^License:[ \t]*(\S.*)$", text, re.MULTILINE)}
    return [{"license": {"name": name}} for name in sorted(names)]
