"""docs/threat-model.md claims nothing of what is not there: what it names as code is code, and as a test a test."""

import re

import pytest

from program import CHECKOUT

PAGE = (CHECKOUT / "docs" / "threat-model.md").read_text(encoding="utf-8")
# Threat, defence, shown by, left.
ROWS = [cells for line in PAGE.splitlines() if len(cells := re.split(r"(?<!\\)\|", line)[1:-1]) == 4
        and not re.match(r"\s*(Threat|-+)", cells[0])]


def text_of(*patterns):
    return "\n".join(path.read_text(encoding="utf-8") for pattern in patterns for path in CHECKOUT.glob(pattern))


@pytest.fixture(scope="module")
def tests():
    return text_of("Tests/**/*.swift", "Tests/commands/*.py")


@pytest.fixture(scope="module")
def sources():
    return text_of("Sources/**/*.swift", "Package.swift", "docs/operations.md")


def test_every_test_that_it_names_is_there(tests):
    named = [title for row in ROWS for title in re.findall(r'"([^"]+)"', row[2])]
    functions = [name for row in ROWS for name in re.findall(r"`(test_\w+)`", row[2])]
    assert len(named) > 50 and len(functions) > 10
    assert [title for title in named if f'"{title}"' not in tests] == []
    assert [name for name in functions if f"def {name}(" not in tests] == []


def test_every_defence_that_it_names_is_in_the_code(sources):
    names = [name for row in ROWS for name in re.findall(r"`([^`]+)`", row[1])]
    paths = [name for name in names if name.startswith("bin/")]
    assert [path for path in paths if not (CHECKOUT / path).exists()] == []
    words = {part for name in names if name not in paths for part in re.findall(r"[A-Za-z]\w+", name)}
    assert len(words) > 30
    assert [word for word in sorted(words) if not re.search(rf"\b{word}", sources)] == []


def test_every_row_says_how_it_is_kept_and_what_is_left():
    assert len(ROWS) > 30
    assert [row[0] for row in ROWS if not all(cell.strip() for cell in row)] == []
