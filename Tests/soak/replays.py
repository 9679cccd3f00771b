"""Hemtrygg's statements as the bare engines are given them: a file for C, a script for pgbench."""

import json
import re

from program import Trouble, hemtrygg_must

WARMING = 1  # second of pgbench that does not count


def statements(address, of, dialect, *options):
    """What one order, page or extract sends, as Hemtrygg tells it, with each value as a (kind, text) pair."""
    told = json.loads(hemtrygg_must("bench", "statements", "--database", address, "--of", of, *options))
    if told["dialect"] != dialect or not told["statements"]:
        raise Trouble(f"asked {address} for its statements and was told of {told['dialect']}")
    kinds = {"text": "t", "integer": "i", "null": "n", "blob": "b", "vary": "v"}
    found = []
    for statement in told["statements"]:
        values = [(kinds[kind], value) for pair in statement["values"] for kind, value in pair.items()]
        found.append((statement["sql"], statement["reads"], values))
    if of == "order" and not any(kind == "v" for _, _, values in found for kind, _ in values):
        raise Trouble("an order without a value that differs from the next order's cannot be replayed")
    return found


def for_c(found, path):
    """The file that Tests/soak/statements.h describes."""
    def bytes_of(kind, value):
        if kind == "n":
            return b""
        return bytes.fromhex(value) if kind == "b" else str(value).encode()

    with open(path, "wb") as file:
        for sql, reads, values in found:
            text = sql.encode()
            file.write(b"statement %d %d %d\n%b\n" % (reads, len(values), len(text), text))
            for kind, value in values:
                inner = bytes_of(kind, value)
                file.write(b"%b %d\n%b\n" % (kind.encode(), len(inner), inner))
    return path


def for_pgbench(found, path):
    """Writes a script, and gives the variables: -M prepared sends each as a parameter, none is spliced."""
    variables, lines = {"n": "0"}, ["\\set n :n + 1", "BEGIN;"]
    for number, (sql, _, values) in enumerate(found):
        # pgbench would take these for variables of its own or for the end of the statement.
        if re.search(r"(?<!:):[A-Za-z_]|;|^\s*\\", sql, re.MULTILINE):
            raise Trouble(f"this statement cannot be put into a pgbench script: {sql}")

        def bound(match, number=number, values=values):
            place = int(match[1])
            kind, value = values[place - 1]
            name = f"v{number}_{place}"
            if kind == "n":
                return "NULL"
            # pgbench has no empty variables.
            if value == "":
                return "''::bytea" if kind == "b" else "''::text"
            variables[name] = f"\\x{value}" if kind == "b" else str(value)
            if kind == "v":
                return f"(:{name}::text || '-' || :client_id::text || '-' || :n::text)"
            return f":{name}::" + {"i": "bigint", "b": "bytea", "t": "text"}[kind]

        lines.append(re.sub(r"\$(\d+)", bound, sql).strip() + ";")
    path.write_text("\n".join([*lines, "COMMIT;"]) + "\n")
    return [f"--define={name}={value}" for name, value in variables.items()]


def pgbench_figures(files, seconds):
    """From the log of every transaction: client, number, microseconds, script, end (s), end (µs beyond that).

    pgbench prepares its statements when it first uses them; the others have done so before the clock starts.
    """
    lines = [list(map(int, line.split())) for file in files for line in file.read_text().splitlines()]
    if not lines:
        raise Trouble(f"pgbench ended no transaction in {seconds} s")
    ended = [(line[4] + line[5] / 1e6, line[2] / 1e6) for line in lines]
    begun = min(end - took for end, took in ended) + WARMING
    times = sorted(took * 1e3 for end, took in ended if end > begun)
    if not times:
        raise Trouble(f"pgbench ended no transaction after the first {WARMING} s")
    return {
        "orders": len(lines), "perSecond": len(times) / (max(end for end, _ in ended) - begun),
        "p50ms": times[(len(times) - 1) // 2], "p99ms": times[(len(times) - 1) * 99 // 100]}
