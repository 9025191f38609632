# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks repair_probe for plans, repairs and their undo, and reads tables back."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "hierarchy"))

from forests import quote  # noqa: E402
from oracle import COLUMN_OF  # noqa: E402
from probe import Probe, same_cell  # noqa: E402
from values import family  # noqa: E402

REPAIRABLE = ["S1", "S2", "S3", "S4", "S8", "D1", "D2", "R1", "R2", "R3", "R4", "R5", "T1", "T2"]


class RepairProbe(Probe):
    def ask(self, action, table, forest, kinds=(), orphans="reattach", verb="all",
            between=""):
        request = {"schema": "public", "table": table, "mapping": forest["mapping"],
                   "rules": forest["rules"], "organization": forest.get("organization") or "",
                   "brief": True, "action": action, "verb": verb, "kinds": list(kinds),
                   "orphans": orphans, "between": between}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.read())

    def undo(self, table, forest):
        return self.ask("undo", table, forest)

    def psql(self, sql):
        done = subprocess.run(["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", self.url],
                              input=sql, text=True, encoding="utf-8", capture_output=True)
        if done.returncode:
            sys.exit(f"psql: {done.stderr[:2000]}\n{sql[:2000]}")
        return done.stdout

    def dump(self, table, identity="id"):
        """The table's bytes, in order of the ids."""
        return self.psql(f"SET TIME ZONE 'UTC'; COPY (SELECT * FROM {table} "
                         f"ORDER BY {quote(identity)}) TO STDOUT;")


def rows_of(dump, columns, identity):
    """{id: {column: text or None}} of COPY's text."""
    rows = {}
    for line in dump.splitlines():
        cells = [None if cell == "\\N" else unescape(cell) for cell in line.split("\t")]
        row = dict(zip(columns, cells))
        rows[row[identity]] = row
    return rows


def unescape(cell):
    if "\\" not in cell:
        return cell
    out, i = [], 0
    while i < len(cell):
        if cell[i] == "\\":
            out.append({"t": "\t", "n": "\n", "r": "\r"}.get(cell[i + 1], cell[i + 1]))
            i += 2
        else:
            out.append(cell[i])
            i += 1
    return "".join(out)


def plan_differences(plan, before, after):
    """What the plan tells of each value, against the table's own text before and afterwards."""
    found = []
    for change in plan["changes"]:
        i, column = change["id"], change["column"]
        if change["deletes"]:
            if i in after:
                found.append(f"{i} should be gone")
            continue
        if change["before"] != before[i][column]:
            found.append(f"{i}: {column} was {before[i][column]}, the plan says {change['before']}")
        if change["after"] != after[i][column]:
            found.append(f"{i}: {column} is {after[i][column]}, the plan says {change['after']}")
        if change["origin"] and change["origin_of"] != i:
            found.append(f"{i}: an origin whose origin is {change['origin_of']}")
    changed = {(i, column) for i, row in after.items() for column, text in row.items()
               if text != before[i][column]}
    told = {(change["id"], change["column"]) for change in plan["changes"]}
    found += [f"{cell} was not planned" for cell in sorted(changed - told)]
    if plan["rows"] != len({change["id"] for change in plan["changes"]}):
        found.append(f"{plan['rows']} rows planned")
    return found


def table_differences(oracle, before, after):
    """Every cell of the table after the repair, against the oracle and the table before it."""
    found = []
    mapping, types = oracle.mapping, oracle.forest["types"]
    derived = {mapping[role]: kind for kind, role in COLUMN_OF.items() if mapping.get(role)}
    found += [f"{i} is gone" for i in oracle.expected.keys() - after.keys()]
    found += [f"{i} is still there" for i in after.keys() - oracle.expected.keys()]
    original = {row[mapping["id"]]: row for row in oracle.forest["rows"]}
    for i, cells in oracle.expected.items():
        for column, text in (after.get(i) or {}).items():
            if column == mapping.get("position"):
                continue
            want, was, stored = cells[column], original[i][column], before[i][column]
            if want == was:  # not to be touched
                if text != stored:
                    found.append(f"{i}: {column} was {stored} and is {text}")
            elif column == mapping["parent"]:
                if text != want:
                    found.append(f"{i}: {column} is {text}, oracle: {want}")
            elif column in derived and not (
                    text == want if family(types[column]) == "text"
                    else same_cell(derived[column], text, want, types[column])):
                found.append(f"{i}: {column} is {text}, oracle: {want}")
    return found + oracle.check_positions(after)
