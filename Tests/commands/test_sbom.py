"""The bill of materials, judged by a validator that is not ours, and held against what is pinned and what is loaded."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

import program

CHECKOUT = program.CHECKOUT
sys.path.append(str(CHECKOUT / "bin" / "materials"))

import licences  # noqa: E402


def sbom(*options, **environment):
    return subprocess.run(
        [CHECKOUT / "bin" / "sbom", *map(str, options)], capture_output=True, text=True,
        env={**os.environ, **environment}, cwd="/", timeout=600)


def written(*options, **environment):
    answer = sbom(*options, **environment)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.fixture(scope="module")
def text():
    return written()


@pytest.fixture(scope="module")
def bill(text):
    return json.loads(text)


def faults(text):
    return JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)


def addresses(bill):
    return {component["purl"] for component in bill["components"]}


def test_it_is_cyclonedx_by_the_schema(text):
    assert faults(text) is None


def test_the_schema_refuses_what_is_not(bill):
    assert faults(json.dumps({**bill, "components": [{"name": "without a type"}]})) is not None
    assert faults(json.dumps({**bill, "serialNumber": "1"})) is not None


def test_every_reference_leads_to_a_part(bill):
    Bom.from_json(bill).validate()
    parts = {component["bom-ref"] for component in bill["components"]} | {"hemtrygg"}
    assert [entry["ref"] for entry in bill["dependencies"] if entry["ref"] not in parts] == []
    assert {entry["ref"] for entry in bill["dependencies"]} == parts
    assert all(set(entry["dependsOn"]) <= parts for entry in bill["dependencies"])


def test_every_pinned_package_is_in_it_at_its_version_and_commit(bill):
    pins = json.loads((CHECKOUT / "Package.resolved").read_text(encoding="utf-8"))["pins"]
    pinned = {
        (re.sub(r"\.git$", "", pin["location"].split("/")[-1]), pin["state"]["version"], pin["state"]["revision"])
        for pin in pins}
    listed = {
        (component["name"], component["version"], component["swhid"][0].rpartition(":")[2])
        for component in bill["components"] if component["purl"].startswith("pkg:swift/")}
    assert len(pins) > 20 and listed == pinned


def test_what_the_manifest_names_is_needed_by_the_program_itself_and_the_rest_by_others(bill):
    manifest = (CHECKOUT / "Package.swift").read_text(encoding="utf-8")
    pairs = re.findall(r'url: "([^"]+)", exact: "([^"]+)"', manifest)
    named = {(url.split("/")[-1], version) for url, version in pairs}
    needs = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
    direct = {PackageURL.from_string(ref) for ref in needs["hemtrygg"] if ref.startswith("pkg:swift/")}
    assert {(address.name, address.version) for address in direct} == named
    everybody = {ref for below in needs.values() for ref in below}
    assert addresses(bill) == everybody, "something is in the bill that nothing needs"


def test_every_library_that_the_built_program_loads_is_in_it(bill):
    loaded = subprocess.run(["ldd", program.binary()], capture_output=True, text=True, check=True).stdout
    files = [Path(path).resolve() for path in re.findall(r"(/\S+) \(0x", loaded)]
    debian = [path for path in files if "swift" not in path.parts]
    assert len(debian) > 20 and len(debian) < len(files)
    told = subprocess.run(
        ["dpkg-query", "-S", *[f"*/{path.name}" for path in debian]], capture_output=True, text=True, check=True).stdout
    owners = {line.split(":")[0] for line in told.splitlines() if Path(line.split(": ")[1]).resolve() in debian}
    listed = {component["name"] for component in bill["components"] if component["purl"].startswith("pkg:deb/")}
    assert owners <= listed, f"lacking: {owners - listed}"
    # The bill is of what is loaded, not of what happens to be installed; fonts are read, not loaded.
    assert listed - owners == {"fonts-noto-core"}


def test_versions_are_those_that_are_installed(bill):
    for component in bill["components"]:
        if component["purl"].startswith("pkg:deb/"):
            asked = ["dpkg-query", "-W", "-f", "${Version}\n", component["name"]]
            installed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
            assert component["version"] in installed.split()


def test_every_package_url_is_spelt_as_others_spell_it(bill):
    for address in addresses(bill):
        assert PackageURL.from_string(address).to_string() == address


def test_the_copies_of_boringssl_are_told_with_their_revisions(bill):
    holders = {c["name"]: c["components"][0] for c in bill["components"] if c.get("components")}
    assert {"swift-crypto", "swift-nio-ssl"} <= set(holders)
    assert all(copy["name"] == "BoringSSL" and len(copy["version"]) == 40 for copy in holders.values())


def test_licences_are_told_where_the_text_is_known_and_else_not_asserted(bill):
    told = {c["name"]: c["licenses"] for c in [bill["metadata"]["component"], *bill["components"]]}
    assert told["hemtrygg"] == told["swift-nio"] == [{"license": {"id": "Apache-2.0"}}]
    assert told["GRDB.swift"] == [{"license": {"id": "MIT"}}]
    assert told["swift-system"] == [{"expression": "Apache-2.0 WITH Swift-exception"}]
    assert told["libc6"] == [{"license": {"name": "NOASSERTION"}}]


@pytest.mark.parametrize("package, before, after", [
    ("hummingbird", "perpetual", "temporary"), ("GRDB.swift", "without limitation", "with limitations"),
    ("swift-system", "without providing attribution", "with attribution"),
])
def test_a_licence_that_differs_in_a_word_is_not_told(package, before, after):
    folder = CHECKOUT / ".build" / "checkouts" / package
    licence = next(folder.glob("LICENSE*")).read_text(encoding="utf-8")
    changed = licence.replace(before, after)
    assert changed != licence and licences.identified(licence) and licences.identified(changed) is None
    assert licences.identified(licence + "\nOnly on Sundays.\n") is None


def test_the_same_commit_gives_the_same_bytes_wherever_and_whenever(text, tmp_path):
    written("--output", tmp_path / "bill.json", TZ="Pacific/Auckland", LC_ALL="C", PYTHONHASHSEED="7")
    assert (tmp_path / "bill.json").read_text(encoding="utf-8") == text
    assert [path.name for path in tmp_path.iterdir()] == ["bill.json"]


def test_another_time_gives_another_number(bill):
    other = json.loads(written(SOURCE_DATE_EPOCH="1"))
    assert other["metadata"]["timestamp"] == "1970-01-01T00:00:01Z"
    assert other["serialNumber"] != bill["serialNumber"]
    assert addresses(other) == addresses(bill)


def test_nothing_tells_of_this_machine(text):
    for place in (str(CHECKOUT), str(Path.home()), os.uname().nodename):
        assert len(place) < 4 or place not in text


def test_what_the_tests_use_is_there_on_demand_and_excluded(bill):
    with_tests = json.loads(written("--with-tests"))
    assert faults(json.dumps(with_tests)) is None
    added = [c for c in with_tests["components"] if c["purl"] not in addresses(bill)]
    assert "pytest" in {component["name"] for component in added}
    assert all(c["scope"] == "excluded" and c["purl"].startswith("pkg:pypi/") for c in added)


@pytest.fixture
def copy(tmp_path):
    """A checkout like this one, without git and with its own Package.resolved."""
    for path in CHECKOUT.iterdir():
        if path.name not in (".git", "Package.resolved"):
            (tmp_path / path.name).symlink_to(path)
    pins = json.loads((CHECKOUT / "Package.resolved").read_text(encoding="utf-8"))
    return tmp_path, pins


def refusal(folder, pins, **environment):
    (folder / "Package.resolved").write_text(json.dumps(pins), encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, "bin/materials/bill.py"], cwd=folder, capture_output=True, text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment})
    assert answer.returncode == 1 and not answer.stdout and "Traceback" not in answer.stderr
    return answer.stderr


def test_a_package_that_is_not_checked_out_as_pinned_is_refused(copy):
    folder, pins = copy
    pins["pins"][3]["state"]["revision"] = "0" * 40
    said = refusal(folder, pins, SOURCE_DATE_EPOCH="1")
    assert pins["pins"][3]["identity"] in said and "swift package resolve" in said


def test_a_pin_that_cannot_be_read_is_refused(copy):
    assert "swift package resolve" in refusal(copy[0], {}, SOURCE_DATE_EPOCH="1")


def test_without_git_the_time_must_be_told(copy):
    assert "SOURCE_DATE_EPOCH" in refusal(*copy)


def test_a_time_that_is_none_is_refused(copy):
    assert "yesterday" in refusal(*copy, SOURCE_DATE_EPOCH="yesterday")


def test_wrong_options_are_refused():
    answer = sbom("--outptu", "x")
    assert answer.returncode == 2 and not answer.stdout
