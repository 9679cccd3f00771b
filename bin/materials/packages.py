"""The Swift packages that Package.resolved pins, as they are checked out."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import licences
from parts import Part, Trouble, asked, purl

CHECKOUTS = Path(".build/checkouts")
RESOLVE = "run: swift package resolve"

LINK = re.compile(r'^\s*link\s+"([^"]+)"', re.MULTILINE)
LINKED = re.compile(r'\.linkedLibrary\(\s*"([^"]+)"\s*(?:,\s*\.when\(\s*platforms:\s*\[([^\]]*)\])?')
DERIVED = re.compile(r"derived from (\S+) cloned from (\S+) at revision ([0-9a-f]{40})")


def parts(program):
    """Every resolved package, with what it needs and links; what the program itself needs is put into it."""
    made = {pin["identity"]: package(pin) for pin in pins()}
    graph = needs_by_identity()
    if missing := sorted(set(made) - set(graph)):
        raise Trouble(f"Package.resolved pins what no package needs: {', '.join(missing)}; {RESOLVE}")
    if missing := sorted(set().union(*graph.values()) - set(made)):
        raise Trouble(f"Package.resolved lacks {', '.join(missing)}; {RESOLVE}")
    for identity, needed in graph.items():
        part = program if identity is None else made[identity]
        part.needs |= {made[name].ref for name in needed}
    program.links |= links(Path("."))
    return list(made.values())


def pins():
    try:
        return json.loads(Path("Package.resolved").read_text(encoding="utf-8"))["pins"]
    except (OSError, ValueError, KeyError) as error:
        raise Trouble(f"Package.resolved cannot be read ({error}); remove it and {RESOLVE}") from None


def package(pin):
    state, identity = pin["state"], pin["identity"]
    if "version" not in state:
        raise Trouble(f"{identity} is resolved to no version; pin one with exact: in Package.swift")
    address = urlsplit(pin["location"])
    path = [part for part in address.path.removesuffix(".git").split("/") if part]
    folder = CHECKOUTS / path[-1]
    if not folder.is_dir() or asked("git", "-C", folder, "rev-parse", "HEAD").strip() != state["revision"]:
        raise Trouble(f"{identity} is not checked out as Package.resolved has it; {RESOLVE}")
    version = state["version"]
    part = Part("library", path[-1], version, purl=purl("swift", address.hostname, *path, version=version))
    part.licences = licences.of_folder(folder)
    part.links = links(folder)
    part.holds = copies(folder)
    # The name that Software Heritage gives a commit: it is git's own digest of it, and of all that it holds.
    part.fields["swhid"] = [f"swh:1:rev:{state['revision']}"]
    part.fields["externalReferences"] = [
        {"type": "vcs", "url": pin["location"], "comment": f"commit {state['revision']}"}]
    return part


def needs_by_identity():
    """Who needs whom, by identity; None is the program itself."""
    tree = json.loads(asked(
        "swift", "package", "--disable-automatic-resolution", "show-dependencies", "--format", "json"))
    graph, waiting = {}, [(None, tree)]
    while waiting:
        identity, node = waiting.pop()
        below = node["dependencies"]
        graph.setdefault(identity, set()).update(child["identity"] for child in below)
        waiting += [(child["identity"], child) for child in below]
    return graph


def links(folder):
    """The libraries that a package says it links on Linux, in its module maps and its manifest."""
    maps = (folder / "Sources").rglob("module.modulemap")
    found = {name for path in maps for name in LINK.findall(path.read_text(encoding="utf-8"))}
    manifest = (folder / "Package.swift").read_text(encoding="utf-8")
    return found | {name for name, when in LINKED.findall(manifest) if not when or ".linux" in when}


def copies(folder):
    """Other people's code that a package holds a copy of and says so, as the packages that hold BoringSSL do."""
    held = []
    for path in sorted((folder / "Sources").glob("*/hash.txt")):
        if not (told := DERIVED.search(path.read_text(encoding="utf-8"))):
            raise Trouble(f"{path} does not say what it is derived from, and at which revision")
        name, source, revision = told.groups()
        part = Part(
            "library", name, revision, ref=f"{path.parent.name}@{revision}",
            purl=purl("generic", name.lower(), version=revision, vcs_url=f"git+{source}@{revision}"))
        part.licences = licences.of_folder(path.parent)
        part.fields["swhid"] = [f"swh:1:rev:{revision}"]
        held.append(part)
    return held
