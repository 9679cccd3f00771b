"""What is expected of an answer at the command line."""

import re
from collections import Counter

from program import DEMO_COORDINATOR, DEMO_PASSWORD, hemtrygg

# What only a programmer understands: a Swift type, a function's name, an error number.
UNWORDED = re.compile(
    r"Fatal error|Optional\(|errno|\w\(\w*:|\b[A-Z]\w+(?:Error|Fault)\b|SQLite error|SQLSTATE|Domain=")


def run(command, database, *arguments, **options):
    """`run("setting set", database, ...)` runs one command on one database."""
    address = getattr(database, "address", database)
    return hemtrygg(*command.split(), "--database", address, *arguments, **options)


def run_as(login, command, database, *arguments, password=DEMO_PASSWORD, code=None, **options):
    """As somebody with an account, who types what is asked for."""
    typed = "".join(f"{line}\n" for line in [password, code] if line is not None)
    return run(command, database, "--as", login, *arguments, typed=typed, **options)


def run_as_coordinator(command, database, *arguments, **options):
    return run_as(DEMO_COORDINATOR, command, database, *arguments, **options)


def only_acted(before, after, reading=False, refused=False):
    """Of all contents nothing is gone, and nothing is new but that somebody acted, or was refused; and what they read."""
    before, after = ([line for line in contents if not line.startswith("sqlite_sequence")] for contents in (before, after))
    assert not Counter(before) - Counter(after)
    new = [re.match(r"(\w+)", line)[1] for line in Counter(after) - Counter(before)]
    assert Counter(new).pop("events") == 1, new
    events = [line for line in Counter(after) - Counter(before) if line.startswith("events")]
    assert ("signInRefused" if refused else "commandLine") in events[0], events
    assert set(new) - {"events", "event_subjects"} <= ({"readings", "reading_people"} if reading else set()), new
    assert ("readings" in new) == reading, new


def succeeded(answer):
    assert answer.returncode == 0, f"ended with {answer.returncode}:\n{answer.stdout}{answer.stderr}"
    return answer.stdout


def refused(answer, *words, code=1):
    """It ends with `code` and says on standard error why, in a sentence that holds `words`."""
    assert answer.returncode == code, (
        f"ended with {answer.returncode}, not {code}:\n{answer.stdout}{answer.stderr}")
    sentence = answer.stderr[answer.stderr.find("Error: "):]
    assert re.match(r"Error: \S+ \S+", sentence), f"no sentence says why:\n{answer.stderr}"
    unworded = UNWORDED.search(sentence)
    assert not unworded, f"{unworded[0]!r} is no word for people:\n{answer.stderr}"
    for word in words:
        assert str(word) in sentence, f"the sentence does not hold {word!r}:\n{answer.stderr}"


def tells_nothing_of_people(database, answer):
    """Neither a name nor a number, telephone or address of anybody is in what was printed."""
    told = answer.stdout + answer.stderr
    people = database.rows("""
        SELECT name FROM care_recipients UNION SELECT phone FROM care_recipients
        UNION SELECT value FROM person_identifiers UNION SELECT street FROM dwellings
        UNION SELECT name FROM booking_contacts
        UNION SELECT name FROM users WHERE login <> 'hemtrygg'""")
    assert people, "nobody is in the database, so this finds nothing out"
    found = [value for value, in people if value and value in told]
    assert not found, f"the output names people:\n{told}"
