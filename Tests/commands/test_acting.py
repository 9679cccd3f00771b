"""Whoever deals with people at the command line does it as themselves: with a password, a code where one is asked for, and
an assignment that may."""

import csv
import hashlib
import json
import re

import pytest

import orders
from judging import only_acted, refused, run, run_as, run_as_coordinator, succeeded, tells_nothing_of_people

UNIT = "Hemtjänst Ekholmen"
PEOPLE = "identity,name,street,postalCode,city,unit\n"
DEVICES = "serial,kind,model\nPROV-0001,alarmBase,Trygg 2\n"
LIST = "Personnummer;Namn;Utförare;Beslutsdatum;Verkställd;Avslutad\n"


@pytest.fixture
def commands(demo, tmp_path):
    """Everything that deals with people or with what is the team's, by what it asks for."""
    def file(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    people = file("people.csv", f"{PEOPLE}{orders.identity(1)},Påhittad Boende,Provgatan 1,58000,Ekdala,{UNIT}\n")
    received = file("list.csv", f"{LIST}{orders.identity(1)};Påhittad Boende;{UNIT};2026-01-01;2026-01-02;\n")
    return {
        "extract": ["extract", demo, "--municipality", "--output", tmp_path / "utdrag.csv"],
        "people": ["import recipients", demo, people, "--apply"],
        "devices": ["import devices", demo, file("devices.csv", DEVICES), "--apply"],
        "list": ["reconcile", demo, "--source", "treserva", "--as-of", "2026-01-20", received, "--apply"],
    }


MAY = {
    "extract": {"karin.lund"}, "people": {"karin.lund"}, "devices": {"karin.lund", "tomas.alm"},
    "list": {"karin.lund", "olof.objekt"},
}
ONE_OF_EACH = ["anna.ek", "bilal.sato", "karin.lund", "tomas.alm", "olof.objekt", "rut.granskare", "admin"]


@pytest.mark.parametrize("name", MAY)
def test_the_roles_that_may_do_it_on_the_web_may_here_and_no_others(demo, commands, name, tmp_path):
    for login in set(ONE_OF_EACH) - MAY[name]:
        before = demo.contents()
        answer = run_as(login, *commands[name])
        refused(answer, "None of the account’s assignments may do this", "coordinator")
        tells_nothing_of_people(demo, answer)
        only_acted(before, demo.contents(), refused=True)
        assert not list(tmp_path.glob("utdrag*"))
    succeeded(run_as_coordinator(*commands[name]))


@pytest.mark.parametrize("name, login", [("devices", "tomas.alm"), ("list", "olof.objekt")])
def test_others_than_coordinators_may_where_the_table_says_so(commands, name, login):
    succeeded(run_as(login, *commands[name]))


@pytest.mark.parametrize("name", MAY)
def test_without_anybodys_account_nothing_is_done(demo, commands, name):
    before = demo.contents()
    assert run(*commands[name], typed="").returncode == 64
    refused(run_as("karin.lund", *commands[name], password=None), "No password came")
    assert demo.contents() == before


def but_failures(database):
    return [line for line in database.contents() if not line.startswith("sign_in_failures")]


def of(login, change):
    return f"UPDATE users SET {change} WHERE login = '{login}'"


@pytest.mark.parametrize("login, change, said", [
    ("karin.lund", of("karin.lund", "locked_at = 1760000000000"), ["locked", "hemtrygg user unlock"]),
    ("karin.lund", of("karin.lund", "password_hash = NULL"), ["no password", "hemtrygg user password"]),
    ("karin.lund", of("karin.lund", "password_is_first = 1"), ["Sign in on the web", "choose your own"]),
    ("admin", of("admin", "is_emergency = 1"), ["account for emergencies", "of your own"]),
    ("karin.lund", None, ["asks for a code", "turn it on"]),
], ids=["locked", "no password", "first password", "emergency", "no second factor"])
def test_an_account_that_comes_no_further_on_the_web_does_not_here(demo, commands, login, change, said):
    if change:
        demo.write(change)
    else:
        succeeded(run("setting set", demo, "secondFactorRoles", "coordinator"))
    before = but_failures(demo)
    answer = run_as(login, *commands["extract"])
    refused(answer, *said)
    tells_nothing_of_people(demo, answer)
    failures = demo.rows("SELECT COUNT(*) FROM sign_in_failures")[0][0]
    only_acted(before, but_failures(demo), refused=True)
    # Where the password was right and nothing was wrong but the role's demand, it no longer counts, as on the web.
    assert failures == ("0" if said[0].startswith(("Sign", "asks")) else "1")


def test_wrong_passwords_are_counted_and_then_nobody_is_let_in(demo, commands):
    for count in range(1, 6):
        refused(run_as("karin.lund", *commands["extract"], password="fel lösenord 12"), "is not right")
        assert demo.rows("SELECT COUNT(*) FROM sign_in_failures") == [[str(count)]]
    refused(run_as("Karin.Lund", *commands["extract"]), "too many wrong attempts")
    assert demo.rows("SELECT COUNT(*) FROM events WHERE kind = 'signInRefused'") == [["5"]]
    assert demo.rows("SELECT COUNT(*) FROM readings") == [["0"]]
    refused(run_as("finns.ej", *commands["extract"]), "is not right")
    # Somebody else is let in, and the right password takes the count away.
    demo.write("DELETE FROM sign_in_failures")
    refused(run_as("karin.lund", *commands["extract"], password="fel lösenord 12"), "is not right")
    succeeded(run_as("karin.lund", *commands["extract"]))
    assert demo.rows("SELECT COUNT(*) FROM sign_in_failures") == [["0"]]
    assert demo.rows("SELECT COUNT(*) FROM sessions") == [["0"]]


def test_whoever_has_several_assignments_that_may_says_which(demo, commands):
    succeeded(run("user assign", demo, "karin.lund", "--role", "coordinator", "--team", "Team Öst"))
    succeeded(run("user assign", demo, "karin.lund", "--role", "auditor"))
    refused(run_as_coordinator(*commands["extract"]), '"coordinator Välfärdsteknikteamet", "coordinator Team Öst"')
    refused(run_as_coordinator(*commands["extract"], "--assignment", "auditor"), '"coordinator Team Öst"')
    succeeded(run_as_coordinator(*commands["extract"], "--assignment", "coordinator Team Öst"))
    assert demo.rows(
        "SELECT DISTINCT t.name FROM readings r JOIN assignments a ON a.id = r.assignment_id "
        "JOIN teams t ON t.id = a.team_id") == [["Team Öst"]]


def test_a_code_is_the_next_line_where_the_account_has_an_app(demo, commands):
    user = demo.rows("SELECT id FROM users WHERE login = 'karin.lund'")[0][0]
    codes = ["ABCD-EFGH-JKLM-NPQR", "ABCD-EFGH-JKLM-NPQS"]
    digests = [hashlib.sha256(f"hemtrygg recovery code 1\n{user}\n{code.replace('-', '')}".encode()).hexdigest()
               for code in codes]
    demo.write(
        "INSERT INTO second_factors (user_id, key_id, value, confirmed_at, last_step) "
        f"VALUES ('{user}', 'no-key', 'sealed', 1760000000000, 0)",
        *(f"INSERT INTO recovery_codes VALUES ('{user}', '{digest}', 1760000000000, NULL)" for digest in digests))
    refused(run_as_coordinator(*commands["extract"]), "No code came")
    succeeded(run_as_coordinator(*commands["extract"], code=codes[0]))
    assert demo.rows("SELECT COUNT(*) FROM events WHERE details LIKE '%recoveryCode%commandLine%' "
                     "OR details LIKE '%commandLine%recoveryCode%'") == [["1"]]
    succeeded(run("setting set", demo, "secondFactorRoles", "coordinator"))
    people = commands["people"]
    # Of the app's own codes none can be weighed without the key; and what was used opens nothing.
    refused(run_as_coordinator(*people, code=codes[0]), "recovery code")
    succeeded(run_as_coordinator(*people, code=codes[1].lower()))


@pytest.fixture
def hidden(demo):
    """Somebody of the demo whose data are protected, with number, name and home; nobody is let in."""
    person = demo.rows(
        "SELECT p.id, n.value, p.name, d.street, d.postal_code, d.city FROM care_recipients p "
        "JOIN person_identifiers n ON n.recipient_id = p.id AND n.valid_to IS NULL "
        "JOIN residencies r ON r.recipient_id = p.id AND r.valid_to IS NULL JOIN dwellings d ON d.id = r.dwelling_id "
        "JOIN provider_responsibilities s ON s.recipient_id = p.id AND s.valid_to IS NULL ORDER BY p.id")[0]
    demo.tamper(f"UPDATE care_recipients SET protection = 'confidentialityMark' WHERE id = '{person[0]}'")
    return person


def test_somebody_protected_is_told_of_by_no_import_and_changed_by_none(demo, hidden, tmp_path):
    id, number, name, street, code, city = hidden
    tables = ["care_recipients", "person_details", "residencies", "provider_responsibilities", "person_identifiers",
              "dwellings"]
    known = [demo.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]

    def told(identity, name, street, *options):
        file = tmp_path / "people.csv"
        with open(file, "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(PEOPLE.strip().split(","))
            writer.writerow([identity, name, street, code, city, UNIT])
        answer = run_as_coordinator("import recipients", demo, file, "--json", *options)
        return succeeded(answer), answer.stderr

    new = told(orders.identity(1), "Påhittad Boende", "Provgatan 1")
    for row in [(number, name, street), (number, "Märta Annan", "Provgatan 9")]:
        assert told(*row) == new
    assert json.loads(new[0])["create"] == [2]
    assert demo.rows("SELECT COUNT(*) FROM events WHERE kind = 'recipientDiffers'") == [["0"]]
    applied = told(number, "Märta Annan", "Provgatan 9", "--apply")
    assert json.loads(applied[0]) == {**json.loads(new[0]), "applied": True}
    assert [demo.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables] == known
    assert demo.rows(f"SELECT COUNT(*) FROM reading_people WHERE recipient_id = '{id}'") == [["0"]]
    # Whoever is let in finds that a file told of them; a person who is not protected is changed.
    assert demo.rows("SELECT COUNT(*) FROM events e JOIN event_subjects s ON s.event_id = e.id "
                     f"WHERE e.kind = 'recipientDiffers' AND s.subject_id = '{id}'") == [["1"]]
    demo.tamper(f"UPDATE care_recipients SET protection = 'none' WHERE id = '{id}'")
    assert json.loads(told(number, "Märta Annan", street)[0])["update"] == [2]


def test_the_read_log_names_who_read_in_which_assignment_and_that_it_was_here(demo, commands):
    for name in ("extract", "people"):
        succeeded(run_as_coordinator(*commands[name]))
    found = demo.rows(
        "SELECT DISTINCT r.action, r.page, u.login, a.role, t.name FROM readings r JOIN users u ON u.id = r.user_id "
        "JOIN assignments a ON a.id = r.assignment_id JOIN teams t ON t.id = a.team_id ORDER BY r.page")
    who = ["karin.lund", "coordinator", "Välfärdsteknikteamet"]
    assert found == [["downloaded", "extract.commandLine", *who], ["searched", "import", *who]]
    signed_in = demo.rows("SELECT details FROM events WHERE kind = 'signedIn' ORDER BY position")
    assert [set(re.findall(r'"(\w+)"', details)) >= {"commandLine", "password"} for details, in signed_in] == [True] * 2
    assert demo.rows("SELECT COUNT(*) FROM sessions") == [["0"]]
    succeeded(run("verify", demo))
