"""The libraries that the program loads: Debian's, as they are installed here, and Swift's own.

Module maps and manifests name what is linked (`link "pq"`). The linker's file of that name leads to the library that
is loaded, the library itself to those that it needs in its turn, and dpkg to the package that each came with.
"""

import json
import re
from pathlib import Path

import licences
from parts import Part, Trouble, asked, purl

# Swift's own libraries that a program loads only where it imports them, which Hemtrygg does not.
NOT_LOADED = re.compile("XCTest|Testing|FoundationNetworking")


def target():
    return json.loads(asked("swift", "-print-target-info"))


def runtime(program):
    """Swift's own runtime and Foundation, which come with the toolchain."""
    told = target()
    version = re.search(r"Swift version (\S+)", told["compilerVersion"])[1]
    folder = Path(told["paths"]["runtimeLibraryPaths"][0])
    part = Part("framework", "swift", version, purl=purl("generic", "swift", version=version))
    part.licences = licences.of_folder(folder.parents[2] / "share/swift")
    part.properties["toolchain"] = told["swiftCompilerTag"]
    part.files = [path.resolve() for path in sorted(folder.glob("*.so")) if not NOT_LOADED.search(path.name)]
    program.needs.add(part.ref)
    return [part]


def parts(users):
    """The packages of what `users` link and bring, and of all that these need; puts them into their users' needs."""
    told = target()
    needed = Needed(own=Path(told["paths"]["runtimeLibraryPaths"][0]).resolve())
    folder = Path("/usr/lib") / told["target"]["triple"].replace("-unknown-", "-")
    direct = {
        part: [linked(folder, name) for name in sorted(part.links)]
        + [path for file in part.files for path in needed.of(file)]
        for part in users
    }
    owners = owners_of(needed.closure(path for paths in direct.values() for path in paths))
    made = packages_named(sorted({*owners.values(), *fonts()}))
    for part, paths in direct.items():
        part.needs |= {made[owners[path]].ref for path in paths}
    for path, owner in owners.items():
        made[owner].needs |= {made[owners[other]].ref for other in needed.of(path)} - {made[owner].ref}
    users[0].needs |= {made[name].ref for name in fonts()}
    return list(made.values())


def linked(folder, name):
    """The library that the linker's `name` stands for. Some, as libm.so, are scripts beside the library itself."""
    for path in sorted(folder.glob(f"lib{name}.so*")):
        with open(path, "rb") as file:
            if file.read(4) == b"\x7fELF":
                return path.resolve()
    raise Trouble(f"no lib{name}.so in {folder}: bin/setup installs what the program links")


class Needed:
    """Which libraries a library needs, by the files that would be loaded here. Those in the folder `own` need each
    other, and are one part."""

    def __init__(self, own):
        self.own = own
        self.known = {}

    def of(self, path):
        if path not in self.known:
            names = re.findall(r"\(NEEDED\).*\[(.+)\]", asked("readelf", "--dynamic", "--wide", path))
            # "libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x7f…)", and the loader itself without an arrow.
            lines = re.findall(r"^\s*(?:(\S+) => )?(/\S+) \(", asked("ldd", path), re.MULTILINE)
            found = {name or Path(file).name: Path(file).resolve() for name, file in lines}
            if lost := [name for name in names if name not in found]:
                raise Trouble(f"{path} needs {', '.join(lost)}, which is not installed")
            self.known[path] = [found[name] for name in names if found[name].parent != self.own]
        return self.known[path]

    def closure(self, paths):
        seen, waiting = set(), list(paths)
        while waiting:
            path = waiting.pop()
            if path not in seen:
                seen.add(path)
                waiting += self.of(path)
        return seen


def owners_of(paths):
    """The package that each file came with, as dpkg spells it (`libpq5:amd64`)."""
    # Where /lib is /usr/lib, dpkg knows a file by the one that it was packed under.
    spellings = {spelling: path for path in paths for spelling in (str(path), str(path).removeprefix("/usr"))}
    # 1: some spelling is not known.
    told = asked("dpkg-query", "--search", *sorted(spellings), well=(0, 1))
    owners = {spellings[file]: owner for owner, file in re.findall(r"^(\S+): (/.+)$", told, re.MULTILINE)}
    if strangers := sorted(str(path) for path in paths if path not in owners):
        raise Trouble(f"no package of Debian's brought {', '.join(strangers)}, which the program loads")
    return owners


def installed_by_setup(name):
    """One of bin/setup's lists of packages."""
    told = re.search(rf"^{name}=\((.*)\)$", Path("bin/setup").read_text(encoding="utf-8"), re.MULTILINE)
    if not told:
        raise Trouble(f"bin/setup has no list {name}=(…)")
    return told[1].split()


def fonts():
    """What bin/setup installs of fonts: they are no library, and stand in every document."""
    listed = asked("dpkg-query", "--show", "--showformat", "${Section} ${Package}\\n", *installed_by_setup("packages"))
    return {package for section, package in map(str.split, listed.splitlines()) if section.split("/")[-1] == "fonts"}


def packages_named(names):
    """Installed packages by the names that they were asked for by."""
    release = Path("/etc/os-release").read_text(encoding="utf-8")
    system = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', release, re.MULTILINE))
    fields = ["Package", "Version", "Architecture", "source:Package", "source:Version"]
    form = "\\t".join(f"${{{field}}}" for field in fields) + "\\n"
    made = {}
    for name in names:
        told = asked("dpkg-query", "--show", "--showformat", form, name)
        package, version, architecture, *source = told.strip().split("\t")
        address = purl(
            "deb", system["ID"], package, version=version, arch=architecture,
            distro=f"{system['ID']}-{system['VERSION_ID']}")
        made[name] = Part("library", package, version, purl=address)
        made[name].licences = licences.of_debian(package)
        # Debian's notices of security name the source.
        made[name].properties["source"] = " ".join(source)
    return made
