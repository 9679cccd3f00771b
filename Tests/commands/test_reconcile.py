"""Other systems' lists from the command line: taken whole or not at all."""

import json

import pytest

import orders
from judging import only_acted, refused, run, run_as_coordinator, succeeded

HEAD = "Personnummer;Namn;Utförare;Beslutsdatum;Verkställd;Avslutad\n"
TERMS = ["--source", "treserva", "--as-of", "2026-01-20"]


def row(index, effectuated="2026-01-02"):
    return f"{orders.identity(index)};Prov Person;Hemtjänst Ekholmen;2026-01-01;{effectuated};\n"


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8"):
        file = tmp_path / "list.csv"
        file.write_bytes(text.encode(encoding))
        return str(file)
    return write


def test_a_list_is_taken_only_with_apply_and_once(demo, written):
    file, before = written(HEAD + row(1) + row(2)), demo.contents()
    looked = succeeded(run_as_coordinator("reconcile", demo, *TERMS, file))
    assert "effectuatedNotInstalled 2, new 2, resolved 0" in looked, looked
    assert "A dry run" in looked, looked
    only_acted(before, demo.contents(), reading=True)
    assert "Taken." in succeeded(run_as_coordinator("reconcile", demo, *TERMS, file, "--apply"))
    assert demo.rows("SELECT source, as_of, row_count FROM received_lists") == [["treserva", "2026-01-20", "2"]]
    assert demo.rows("SELECT number FROM list_rows ORDER BY line") == [
        [orders.identity(1)], [orders.identity(2)]]
    taken = demo.contents()
    refused(run_as_coordinator("reconcile", demo, *TERMS, file, "--apply"), "same file", "2026-01-20")
    only_acted(taken, demo.contents())
    assert demo.rows("SELECT u.login FROM received_lists l JOIN users u ON u.id = l.received_by") == [["karin.lund"]]
    succeeded(run("verify", demo))


def test_with_one_row_refused_nothing_is_taken(demo, written):
    file, before = written(HEAD + row(1) + row(1) + row(2, "i går")), demo.contents()
    answer = run_as_coordinator("reconcile", demo, *TERMS, file, "--apply", "--json")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    told = json.loads(answer.stdout)
    assert [entry["row"] for entry in told["refused"]] == [3, 4], told
    assert (told["applied"], told["faults"], told["rows"]) == (False, 2, 3), told
    assert "line 2" in told["refused"][0]["reason"], told
    assert orders.identity(1) not in answer.stdout + answer.stderr
    assert demo.contents() == before


@pytest.mark.parametrize("encoding, word", [("latin-1", "Latin-1"), ("utf-16", "UTF-16")])
def test_another_encoding_is_told_by_its_name(demo, written, encoding, word):
    before = demo.contents()
    refused(run_as_coordinator("reconcile", demo, *TERMS, written(HEAD + row(1), encoding), "--apply"), word, "UTF-8")
    assert demo.contents() == before


def test_a_column_that_is_not_known_by_its_header_is_named(demo, written):
    file = written(HEAD.replace("Personnummer", "Vem") + row(1))
    refused(run_as_coordinator("reconcile", demo, *TERMS, file), "identity numbers")
    assert "A dry run" in succeeded(run_as_coordinator("reconcile", demo, *TERMS, "--column", "number=Vem", file))
    assert run_as_coordinator("reconcile", demo, *TERMS, "--column", "whom=Vem", file).returncode == 64


@pytest.mark.parametrize("terms", [
    ["--source", "fax", "--as-of", "2026-01-20"], ["--source", "tes", "--as-of", "i går"]])
def test_a_list_from_nowhere_or_no_day_is_refused(demo, written, terms):
    refused(run_as_coordinator("reconcile", demo, *terms, written(HEAD + row(1))))
