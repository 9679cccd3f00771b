"""Writes Hemtrygg's bill of materials in CycloneDX 1.6. Started by bin/sbom, in the checkout."""

import argparse
import hashlib
import json
import os
import re
import sys
import tempfile
import uuid
from datetime import datetime, timezone
from pathlib import Path

import libraries
import licences
import packages
import test_packages
from parts import Part, Trouble, asked

PROGRAM = "hemtrygg"


def commit():
    """The commit that is checked out, or nothing where this is no checkout of git."""
    return asked("git", "rev-parse", "HEAD").strip() if Path(".git").exists() else None


def is_changed():
    return bool(asked("git", "status", "--porcelain", "--untracked-files=no").strip())


def version(revision):
    """The release that the change log begins with. What is not released is known by its commit."""
    heading = re.search(r"^## (.+)$", Path("CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    if heading and (number := re.match(r"v?(\d+\.\d+\S*)", heading[1])):
        return number[1]
    if revision is None:
        return "unreleased"
    return f"unreleased+{revision[:12]}" + (".changed" if is_changed() else "")


def timestamp(revision):
    """When the commit was made, so that the same commit gives the same bill."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if seconds is None:
        if revision is None:
            raise Trouble("this is no checkout of git: say the time of the source in SOURCE_DATE_EPOCH (seconds)")
        seconds = asked("git", "log", "-1", "--format=%ct").strip()
    if not re.fullmatch(r"\d{1,11}", seconds):
        raise Trouble(f"SOURCE_DATE_EPOCH is not a number of seconds: {seconds}")
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def itself(revision):
    part = Part("application", PROGRAM, version(revision), ref=PROGRAM)
    part.licences = licences.of_file(Path("LICENSE"))
    if revision:
        part.fields["swhid"] = [f"swh:1:rev:{revision}"]
    return part


def document(with_tests):
    revision = commit()
    when = timestamp(revision)
    program = itself(revision)
    parts = packages.parts(program) + libraries.runtime(program)
    parts += libraries.parts([program, *parts])
    if with_tests:
        parts += test_packages.parts()
    parts.sort(key=lambda part: part.ref)
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": when,
            "lifecycles": [{"phase": "build"}],
            "tools": {"components": [{"type": "application", "name": "bin/sbom", "version": program.version}]},
            "component": program.as_component(),
        },
        "components": [part.as_component() for part in parts],
        "dependencies": [
            {"ref": part.ref, "dependsOn": sorted(part.needs)} for part in [program, *parts]
        ],
    }
    # The number follows from what is said, so that two bills have the same only where they are the same.
    digest = hashlib.sha256(json.dumps(bill, sort_keys=True).encode()).hexdigest()
    bill["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_OID, digest).urn
    return json.dumps(bill, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write(text, path):
    """The file is replaced when all of it is there."""
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            file.write(text)
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError as error:
        raise Trouble(f"cannot write {path}: {error.strerror}") from None


def main():
    parser = argparse.ArgumentParser(prog="bin/sbom")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--with-tests", action="store_true")
    options = parser.parse_args()
    try:
        text = document(options.with_tests)
        if options.output:
            write(text, options.output)
        else:
            sys.stdout.buffer.write(text.encode())
    except Trouble as trouble:
        sys.exit(f"sbom: {trouble}")


main()
