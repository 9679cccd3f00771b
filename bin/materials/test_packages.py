"""What only the tests use: what pip has put into .venv."""

import json
from pathlib import Path

from parts import Part, Trouble, asked, purl

PYTHON = Path(".venv/bin/python")

# Run by the environment's own Python, which knows what is installed there.
LISTING = """
import importlib.metadata as metadata, json
print(json.dumps(sorted(
    (about["Name"].replace("_", "-").lower(), about["Version"], about.get("License-Expression") or "")
    for about in (one.metadata for one in metadata.distributions()))))
"""


def parts():
    if not PYTHON.exists():
        raise Trouble("there is no .venv to look into; run: bin/setup --tests")
    return [package(*told) for told in json.loads(asked(PYTHON, "-c", LISTING))]


def package(name, version, licence):
    part = Part("library", name, version, purl=purl("pypi", name, version=version), scope="excluded")
    # What a package says in that field is SPDX by its definition; in others it is whatever its author wrote.
    if licence:
        part.licences = [{"expression": licence}]
    return part
