"""A part of the bill of materials, and how the machine is asked about one."""

import os
import subprocess
from urllib.parse import quote


class Trouble(Exception):
    """The bill cannot be made; said in one sentence that tells what to do."""


def asked(*command, well=(0,)):
    """What a command prints, in English whatever the machine's language; its complaint is ours, unless it ends with
    one of the codes in `well`."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    except FileNotFoundError:
        raise Trouble(f"{command[0]} is not installed; bin/setup installs what is needed") from None
    if answer.returncode not in well:
        raise Trouble(f"{' '.join(map(str, command))} failed: {answer.stderr.strip()}")
    return answer.stdout


def purl(kind, *path, version, **qualifiers):
    """A package URL, spelt as its specification has it, so that two tools spell the same one."""
    names = "/".join(quote(part, safe="~.-_") for part in path)
    tail = "&".join(f"{key}={quote(value, safe='~.-_/:')}" for key, value in sorted(qualifiers.items()))
    return f"pkg:{kind}/{names}@{quote(version, safe='~.-_:')}" + (f"?{tail}" if tail else "")


class Part:
    """A component: what it is, and by `needs` the references of what it cannot do without."""

    def __init__(self, kind, name, version, ref=None, purl=None, scope=None):
        self.kind, self.name, self.version, self.scope, self.purl = kind, name, version, scope, purl
        self.ref = ref or purl
        self.licences = []
        self.needs = set()
        # What it links by name (`pq` for libpq.so); answered for by the libraries of Debian.
        self.links = set()
        # The libraries that it brings itself.
        self.files = []
        # What it holds a copy of.
        self.holds = []
        self.properties = {}
        self.fields = {}

    def as_component(self):
        component = {
            "type": self.kind, "bom-ref": self.ref, "name": self.name, "version": self.version,
            # Said in so many words where no licence could be told for certain.
            "licenses": self.licences or [{"license": {"name": "NOASSERTION"}}],
            **self.fields,
        }
        if self.purl:
            component["purl"] = self.purl
        if self.scope:
            component["scope"] = self.scope
        if self.holds:
            component["components"] = [part.as_component() for part in self.holds]
        if self.properties:
            component["properties"] = [
                {"name": f"hemtrygg:{name}", "value": value} for name, value in sorted(self.properties.items())
            ]
        return component
