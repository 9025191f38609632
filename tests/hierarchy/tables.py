# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads rows of text into a table by COPY, and keeps a list of damaged cells."""
from forests import quote


def copy_text(value):
    if value is None:
        return "\\N"
    return (value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
            .replace("\r", "\\r"))


def load(probe, table, types, rows):
    columns = ", ".join(f"{quote(name)} {kind}" for name, kind in types.items())
    data = "\n".join("\t".join(copy_text(row[name]) for name in types) for row in rows)
    probe.load(f"SET TIME ZONE 'UTC';\nDROP TABLE IF EXISTS {table};\n"
               f"CREATE TABLE {table} ({columns});\nCOPY {table} FROM STDIN;\n{data}\n\\.\n")


def scan_must_find(probe, table, forest, expected):
    """Compares (id, kind) pairs; returns the number of differences, after printing some."""
    answer = probe.scan(table, forest, brief=True)
    if "error" in answer:
        print(f"{table}: {answer['error']}")
        return 1
    found = {(finding["id"], finding["kind"]) for finding in answer["findings"]}
    if answer["unknown"]:
        print(f"{table}: rules taken for unknown: {answer['unknown']}")
    missing, more = expected - found, found - expected
    for what, pairs in (("not found", missing), ("found without reason", more)):
        for pair in sorted(pairs)[:10]:
            print(f"{table}: {what}: {pair}")
    print(f"{table}: {answer['items']} items, {len(expected)} findings expected, {len(found)} found")
    return len(missing) + len(more) + len(answer["unknown"])


def damage(rng, rows, identity, spoil, count):
    """Spoils `count` cells of each kind; `spoil` maps a kind to a function on a row that returns
    whether the cell now differs. Returns the (id, kind) pairs that did."""
    expected = set()
    for kind, change in spoil.items():
        for row in rng.sample(rows, count):
            if change(row):
                expected.add((row[identity], kind))
    return expected
