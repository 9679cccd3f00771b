"""Extracts of alarm customers from the command line, opened by readers that share nothing with Hemtrygg: Python's csv,
openpyxl, and poppler's pdftotext and pdfinfo."""

import csv
import datetime
import io
import subprocess

import openpyxl
import pytest

from judging import refused, run, run_as_coordinator, succeeded

UNIT = ["--unit", "Hemtjänst Ekholmen"]


@pytest.fixture
def served(demo):
    """Three people of the demo have an alarm, and the second has two devices."""
    people = demo.rows(
        "SELECT r.recipient_id, r.dwelling_id, s.recorded_by FROM residencies r "
        "JOIN provider_responsibilities s ON s.recipient_id = r.recipient_id "
        "JOIN provider_units u ON u.id = s.unit_id WHERE u.name = 'Hemtjänst Ekholmen' ORDER BY r.recipient_id")
    bases = demo.rows("SELECT id FROM devices WHERE kind = 'alarmBase' ORDER BY serial")
    buttons = demo.rows("SELECT id FROM devices WHERE kind = 'alarmButton' ORDER BY serial")
    assert len(people) >= 3
    mounted = [(person, bases[number][0]) for number, person in enumerate(people[:3])] + [(people[1], buttons[0][0])]
    for number, ((person, home, who), device) in enumerate(mounted):
        demo.write(
            f"UPDATE devices SET status = 'installed' WHERE id = '{device}'",
            "INSERT INTO installations (id, device_id, dwelling_id, recipient_id, tested_at, valid_from, recorded_at, "
            f"recorded_by) VALUES ('i{number}', '{device}', '{home}', '{person}', 1760000000000, 1760000000000, "
            f"1760000000000, '{who}')")
    demo.people = {row[0] for row in demo.rows(
        "SELECT name FROM care_recipients WHERE id IN ('" + "', '".join(p[0] for p in people[:3]) + "')")}
    return demo


def written(database, tmp_path, kind, *options):
    path = tmp_path / f"utdrag.{kind}"
    answer = run_as_coordinator("extract", database, *UNIT, "--format", kind, "--output", path, *options)
    assert succeeded(answer).strip() == "total 3, emergency 0, billable 3"
    return path


def test_csv_is_rfc_4180_and_has_everybody_once(served, tmp_path):
    content = written(served, tmp_path, "csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == 4
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    assert {row["Namn"] for row in rows} == served.people
    assert {row["Verksamhet"] for row in rows} == {"Hemtjänst Ekholmen"}
    assert all(row["Larm sedan"] == "2025-10-09" and row["Typ"] == "larmkund" for row in rows)
    assert [row["Personnummer"] for row in rows] == sorted(row["Personnummer"] for row in rows)
    for sensitive in ("gatan", "013-", "1212"):
        assert sensitive not in content.decode("utf-8")


def test_csv_for_excel_has_its_mark_and_semicolons(served, tmp_path):
    content = written(served, tmp_path, "csv", "--excel").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == 4 and len({len(row) for row in rows}) == 1


def test_a_setting_says_which_csv_is_written_unless_the_command_does(served, tmp_path):
    succeeded(run("setting set", served, "extractCSVForExcel", "yes"))
    first = written(served, tmp_path, "csv")
    assert first.read_bytes().startswith(b"\xef\xbb\xbf")
    first.unlink()
    assert written(served, tmp_path, "csv", "--no-excel").read_bytes().startswith(b"Utdrag,")


def test_the_workbook_opens_with_real_types(served, tmp_path):
    book = openpyxl.load_workbook(written(served, tmp_path, "xlsx"))
    assert book.sheetnames == ["Larmkunder", "Akutlarm", "Om utdraget"]
    sheet = book["Larmkunder"]
    top = next(row for row in range(1, 30) if sheet.cell(row, 1).value == "Namn")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=top + 1)]
    assert {row[0] for row in rows} == served.people
    assert all(isinstance(row[3], datetime.datetime) and row[3].date() == datetime.date(2025, 10, 9) for row in rows)
    assert all(isinstance(row[1], str) for row in rows)
    assert sheet.freeze_panes == f"A{top + 1}" and sheet.auto_filter.ref.startswith(f"A{top}:")
    about = {row[0].value: row[1].value for row in book["Om utdraget"].iter_rows() if row[0].value}
    assert (about["Aktiva larm totalt"], about["Akutlarm"], about["Antal att fakturera"]) == (3, 0, 3)


def test_the_paper_is_tagged_and_tells_the_same(served, tmp_path):
    path = written(served, tmp_path, "pdf")
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    assert all(name in text for name in served.people)
    assert "Sekretess enligt 26 kap. 1 § OSL" in text and "Sida 1 av 1" in text and "Karin Lund" in text
    facts = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert any(line.split(":")[0] == "Tagged" and "yes" in line for line in facts.splitlines()), facts


def test_who_is_in_the_file_is_logged_and_whose_it_is(served, tmp_path):
    written(served, tmp_path, "csv")
    assert served.rows(
        "SELECT u.login, a.role, t.name, COUNT(*) FROM readings r JOIN reading_people p ON p.reading_id = r.id "
        "JOIN users u ON u.id = r.user_id JOIN assignments a ON a.id = r.assignment_id JOIN teams t ON t.id = a.team_id "
        "WHERE r.action = 'downloaded' AND r.page = 'extract.commandLine' GROUP BY u.login, a.role, t.name") == [
            ["karin.lund", "coordinator", "Välfärdsteknikteamet", "3"]]


def test_as_known_before_anybody_was_recorded_there_is_nobody(served, tmp_path):
    path = tmp_path / "tomt.csv"
    answer = run_as_coordinator("extract", served, *UNIT, "--known-at", "2025-10-08", "--output", path)
    assert succeeded(answer).strip() == "total 0, emergency 0, billable 0"
    assert len(path.read_bytes().splitlines()) == 1


@pytest.mark.parametrize("options, said", [
    (["--unit", "Hemtjänst Okänd"], "There is no unit of that name."),
    (["--provider", "Okänd omsorg"], "There is no provider of that name."),
    ([*UNIT, "--as-of", "2026-06-19"], "holiday"),
    ([*UNIT, "--as-of", "2031-01-07"], "has not"),
    ([*UNIT, "--as-of", "2019-01-07"], "register begins"),
])
def test_what_cannot_be_is_refused_and_no_file_is_left(served, tmp_path, options, said):
    path = tmp_path / "utdrag.csv"
    refused(run_as_coordinator("extract", served, *options, "--output", path), said)
    assert not list(tmp_path.glob("utdrag*"))


def test_wrong_arguments(served, tmp_path):
    path = tmp_path / "utdrag.csv"
    for options in ([], [*UNIT, "--municipality"], [*UNIT, "--format", "doc"], [*UNIT, "--as-of", "2026-02-29"]):
        answer = run_as_coordinator("extract", served, *options, "--output", path)
        assert answer.returncode == 64, answer.stderr
    assert run("extract", served, *UNIT, "--output", path).returncode == 64, "without whose account it is"
    path.write_text("mitt")
    refused(run_as_coordinator("extract", served, *UNIT, "--output", path), "already")
    assert path.read_text() == "mitt"


def test_whose_data_are_protected_is_in_the_file_without_a_name(served, tmp_path):
    hidden = served.rows("SELECT p.id, p.name, n.value FROM care_recipients p JOIN installations i ON i.recipient_id = p.id "
                         "JOIN person_identifiers n ON n.recipient_id = p.id WHERE i.id = 'i0'")[0]
    served.tamper(f"UPDATE care_recipients SET protection = 'confidentialityMark' WHERE id = '{hidden[0]}'")
    content = written(served, tmp_path, "csv").read_text(encoding="utf-8")
    assert hidden[1] not in content and hidden[2][2:8] not in content
    named = [row["Namn"] for row in csv.DictReader(io.StringIO(content, newline=""), strict=True)]
    assert set(named) & served.people == served.people - {hidden[1]} and len(named) == 3
