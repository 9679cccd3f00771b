"""Accounts, settings, routines and imports from the command line, read back by a reader of its own."""

import json

import pytest

import orders
from program import ROUTINES, hemtrygg
from judging import only_acted, refused, run, run_as_coordinator, succeeded

PASSWORD = "ett-ord-att-prova-2026"
EKHOLMEN = ["--role", "orderer", "--unit", "Hemtjänst Ekholmen"]


def add(database, login, *place, password=PASSWORD):
    return run("user add", database, login, "--name", "Påhittad Person", *place, typed=password + "\n")


def account(database, login):
    return database.rows(
        "SELECT u.name, a.role, p.name FROM users u JOIN assignments a ON a.user_id = u.id "
        f"LEFT JOIN provider_units p ON p.id = a.unit_id WHERE u.login = '{login}' ORDER BY a.role")


def test_an_account_is_added_and_its_password_is_nowhere_in_clear(demo):
    answer = add(demo, "ny.person", *EKHOLMEN)
    succeeded(answer)
    assert account(demo, "ny.person") == [["Påhittad Person", "orderer", "Hemtjänst Ekholmen"]]
    assert PASSWORD not in answer.stdout + answer.stderr
    assert not any(PASSWORD in row for row in demo.contents())
    listed = succeeded(run("user list", demo)).splitlines()
    assert any(line.startswith("ny.person\tPåhittad Person\topen") for line in listed), listed


def test_the_account_can_sign_in_until_it_is_locked(demo, serve):
    server = serve(demo)
    succeeded(add(demo, "ny.person", *EKHOLMEN))
    orders.signed_in(server.port, "ny.person", PASSWORD).close()
    succeeded(run("user lock", demo, "ny.person"))
    with pytest.raises(Exception, match="signing in"):
        orders.signed_in(server.port, "ny.person", PASSWORD)
    succeeded(run("user unlock", demo, "ny.person"))
    succeeded(run("user password", demo, "ny.person", typed="ett-annat-ord-2026\n"))
    orders.signed_in(server.port, "ny.person", "ett-annat-ord-2026").close()


def test_one_more_assignment_with_a_new_unit(demo):
    succeeded(run("user assign", demo, "anna.ek", "--role", "unitManager", "--unit", "Hemtjänst Nyby",
                  "--provider", "Nyby omsorg AB"))
    assert ["Anna Ek", "unitManager", "Hemtjänst Nyby"] in account(demo, "anna.ek")


def test_an_assignment_is_ended_and_only_one_that_there_is(demo, serve):
    server = serve(demo)
    refused(run("user end", demo, "anna.ek", "--role", "unitManager", "--unit", "Hemtjänst Ekholmen"), "no such")
    before = demo.contents()
    refused(run("user end", demo, "anna.ek", "--role", "technician", "--team", "Ett team som inte finns"), "no such")
    assert demo.contents() == before
    succeeded(run("user end", demo, "anna.ek", *EKHOLMEN))
    with pytest.raises(Exception, match="signing in"):
        orders.signed_in(server.port, "anna.ek", "trygg-i-demon-2026")


def test_whoever_takes_away_the_last_one_who_looks_after_accounts_is_told(demo):
    assert "Nobody is left" not in succeeded(run("user lock", demo, "anna.ek"))
    succeeded(add(demo, "nod", "--role", "administrator"))
    succeeded(run("user emergency", demo, "nod"))
    refused(run("user end", demo, "admin", "--role", "administrator"), "look after accounts")
    assert "Nobody is left" in succeeded(run("user lock", demo, "admin"))
    assert "Nobody is left" not in succeeded(run("user lock", demo, "admin"))


def test_the_account_for_emergencies_is_an_administrators_alone(demo):
    refused(run("user emergency", demo, "anna.ek"))
    succeeded(add(demo, "nod", "--role", "administrator"))
    succeeded(run("user emergency", demo, "nod"))
    assert demo.rows("SELECT login FROM users WHERE is_emergency = 1") == [["nod"]]
    succeeded(run("user emergency", demo, "nod", "--off"))
    assert demo.rows("SELECT login FROM users WHERE is_emergency = 1") == []


def test_a_street_is_kept_and_taken_away_and_a_code_forgotten(demo):
    succeeded(run("user street", demo, "anna.ek", "Påhittade vägen 3"))
    assert demo.rows("SELECT street FROM staff_streets") == [["Påhittade vägen 3"]]
    succeeded(run("user street", demo, "anna.ek"))
    assert demo.rows("SELECT street FROM staff_streets") == []
    succeeded(run("user forget-code", demo, "anna.ek"))
    for command in ("street", "forget-code", "emergency"):
        refused(run(f"user {command}", demo, "ingen.alls"), "ingen.alls")


def test_an_account_that_cannot_be_is_refused_and_nothing_of_it_kept(demo):
    before = demo.contents()
    refused(add(demo, "anna.ek", *EKHOLMEN))
    refused(add(demo, "Ny Person", *EKHOLMEN))
    refused(add(demo, "ny.person", *EKHOLMEN, password="kort"))
    refused(add(demo, "ny.person", "--role", "boss"), "boss")
    refused(add(demo, "ny.person", "--role", "orderer"))
    refused(add(demo, "ny.person", "--role", "orderer", "--unit", "Hemtjänst Okänd"), "Hemtjänst Okänd")
    assert demo.contents() == before


def test_an_account_that_is_not_there_is_refused(demo):
    before = demo.contents()
    for command in ("lock", "unlock", "password"):
        refused(run(f"user {command}", demo, "ingen.alls", typed=PASSWORD + "\n"))
    refused(run("user assign", demo, "ingen.alls", *EKHOLMEN), "ingen.alls")
    assert demo.contents() == before


def test_a_setting_is_kept_and_listed(demo):
    succeeded(run("setting set", demo, "municipality", "Ekdala"))
    succeeded(run("setting set", demo, "closedDays", "2026-12-24,2026-06-05"))
    assert demo.rows("SELECT value FROM settings WHERE name = 'municipality'") == [["Ekdala"]]
    listed = succeeded(run("setting list", demo)).splitlines()
    assert "municipality\tEkdala" in listed and "closedDays\t2026-06-05,2026-12-24" in listed, listed
    named = {line.split("\t")[0] for line in listed}
    told = succeeded(hemtrygg("setting", "set", "--help"))
    assert {"reservationDays", "extractsMakeThemselves", "extractCSVForExcel"} <= named
    assert all(name in told for name in named), told


def test_a_setting_that_cannot_be_is_refused_and_nothing_changed(demo):
    before = demo.contents()
    refused(run("setting set", demo, "colour", "blue"), "colour", "municipality")
    refused(run("setting set", demo, "preconditionOverride", "perhaps"))
    refused(run("setting set", demo, "closedDays", "2026-02-30"))
    refused(run("setting set", demo, "evesAreClosed", ""))
    assert demo.contents() == before


def test_every_shipped_routine_is_without_faults():
    assert "without faults" in succeeded(hemtrygg("routine", "check", *sorted(ROUTINES.glob("*.yaml"))))


def test_every_fault_of_a_routine_is_listed_with_its_line(tmp_path):
    file = tmp_path / "faulty.yaml"
    lines = (ROUTINES / "alarm-order.yaml").read_text().splitlines()
    wrong = next(index for index, line in enumerate(lines) if line.startswith("slug:"))
    lines[wrong] = "slug: Å Ä"
    file.write_text("\n".join(lines) + "\nunheard: of\n")
    answer = hemtrygg("routine", "check", file)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    for line in (wrong + 1, len(lines) + 1):
        assert f"faulty.yaml:{line}:" in answer.stdout, answer.stdout


def test_a_routine_that_is_not_there_is_refused(tmp_path):
    refused(hemtrygg("routine", "check", tmp_path / "nowhere.yaml"), "nowhere.yaml")


def test_a_published_edition_is_never_published_with_another_text(demo, tmp_path):
    file = tmp_path / "alarm-order.yaml"
    file.write_text((ROUTINES / "alarm-order.yaml").read_text() + "\n# another text\n")
    before = demo.contents()
    refused(run("routine publish", demo, file), "alarm-order")
    assert demo.contents() == before


def test_an_edition_is_published_from_a_day_that_is_to_come(demo, tmp_path):
    file = tmp_path / "alarm-order.yaml"
    text = (ROUTINES / "alarm-order.yaml").read_text()
    file.write_text(text.replace('edition: "2024-04-01"', 'edition: "2199:1"', 1))
    before = demo.contents()
    for day, told in [("1 maj", "1 maj"), ("2020-01-01", "today")]:
        refused(run("routine publish", demo, file, "--from", day), told)
        assert demo.contents() == before
    assert "2199-01-01" in succeeded(run("routine publish", demo, file, "--from", "2199-01-01"))
    terms = "SELECT slug, edition, from_day FROM edition_terms"
    assert demo.rows(terms) == [["alarm-order", "2199:1", "2199-01-01"]]


DEVICES = """serial;kind;model;place
PROV-0001;alarmBase;Trygg 2;Hylla 1
PROV-0002;alarmButton;Knapp 1;
"""


@pytest.fixture
def csv(tmp_path):
    def write(text):
        (tmp_path / "rows.csv").write_text(text)
        return tmp_path / "rows.csv"

    return write


def test_devices_are_received_only_with_apply_and_once(demo, csv):
    file, before = csv(DEVICES), demo.contents()
    assert "create 2" in succeeded(run_as_coordinator("import devices", demo, file))
    only_acted(before, demo.contents())
    assert "Written" in succeeded(run_as_coordinator("import devices", demo, file, "--apply"))
    assert demo.rows("SELECT serial, d.kind, model, COALESCE(p.name, ''), status FROM devices d "
                     "LEFT JOIN storage_places p ON p.id = d.place_id WHERE serial LIKE 'PROV-%' "
                     "ORDER BY serial") == [
        ["PROV-0001", "alarmBase", "Trygg 2", "Hylla 1", "inStock"],
        ["PROV-0002", "alarmButton", "Knapp 1", "", "inStock"]]
    applied = demo.contents()
    assert "create 0" in succeeded(run_as_coordinator("import devices", demo, file, "--apply"))
    only_acted(applied, demo.contents())
    succeeded(run("verify", demo))


def test_with_one_device_refused_none_is_received(demo, csv):
    file, before = csv(DEVICES + "PROV-0003;toaster;Rost 1;\n"), demo.contents()
    answer = run_as_coordinator("import devices", demo, file, "--apply", "--json")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    plan = json.loads(answer.stdout)
    assert not plan["applied"] and [row["row"] for row in plan["refuse"]] == [4]
    only_acted(before, demo.contents())


HEAD = "identity,name,street,postalCode,city,unit\n"


NAMES = {1: "Påhittad Boende", 2: "Påhittad Granne"}


def row(index, unit="Hemtjänst Ekholmen"):
    return f"{orders.identity(index)},{NAMES[index]},Provgatan {index},58000,Ekdala,{unit}\n"


def test_people_are_registered_only_with_apply_and_once(demo, csv):
    file, before = csv(HEAD + row(1) + row(2)), demo.contents()
    assert "create 2" in succeeded(run_as_coordinator("import recipients", demo, file))
    only_acted(before, demo.contents(), reading=True)
    assert "Written" in succeeded(run_as_coordinator("import recipients", demo, file, "--apply"))
    assert demo.rows("""
        SELECT n.value, p.name, d.street, u.name FROM care_recipients p
        JOIN person_identifiers n ON n.recipient_id = p.id
        JOIN residencies r ON r.recipient_id = p.id JOIN dwellings d ON d.id = r.dwelling_id
        JOIN provider_responsibilities s ON s.recipient_id = p.id JOIN provider_units u ON u.id = s.unit_id
        WHERE d.street LIKE 'Provgatan %' ORDER BY p.name""") == [
        [orders.identity(index), NAMES[index], f"Provgatan {index}", "Hemtjänst Ekholmen"]
        for index in (1, 2)]
    applied = demo.contents()
    assert "create 0" in succeeded(run_as_coordinator("import recipients", demo, file))
    only_acted(applied, demo.contents(), reading=True)
    assert "create 0" in succeeded(run_as_coordinator("import recipients", demo, file, "--apply"))
    succeeded(run("verify", demo))


def test_with_one_person_refused_nobody_is_registered(demo, csv):
    file, before = csv(HEAD + row(1) + row(2, unit="Hemtjänst Okänd")), demo.contents()
    answer = run_as_coordinator("import recipients", demo, file, "--apply")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "row 3" in answer.stdout and "Nothing was written" in answer.stdout, answer.stdout
    only_acted(before, demo.contents(), reading=True)


@pytest.mark.parametrize("text", ["", "serial;kind\nPROV-0001;alarmBase\n"], ids=["empty", "too few columns"])
def test_a_file_that_is_no_table_of_devices_is_refused(demo, csv, text):
    before = demo.contents()
    refused(run_as_coordinator("import devices", demo, csv(text), "--apply"))
    assert demo.contents() == before
