# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks scan_probe for a scan, and compares what it found with the oracle."""
import json
import subprocess
import sys

from oracle import COLUMN_OF
from values import family, parse, same_number


class Probe:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, encoding="utf-8")
        self.url = json.loads(self.read())["url"]

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"the probe ended with {self.process.wait()}")
        return line

    def load(self, sql):
        done = subprocess.run(["psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", self.url],
                              input=sql, text=True, encoding="utf-8", capture_output=True)
        if done.returncode:
            sys.exit(f"psql: {done.stderr[:2000]}\n{sql[:2000]}")

    def scan(self, table, forest, brief=False):
        """`forest` as the oracle takes it; `brief` leaves out every item's expected values."""
        request = {"schema": "public", "table": table, "mapping": forest["mapping"],
                   "rules": forest["rules"], "organization": forest.get("organization", ""),
                   "brief": brief}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.read())

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


def same_cell(kind, stored, expected, column_type):
    """Two texts of one column mean the same value."""
    one, other = parse(stored or None, column_type), parse(expected or None, column_type)
    if one is None or other is None or kind == "D2":
        return one == other
    if kind[0] == "R" and family(column_type) == "float":
        return same_number(one, other, column_type)
    return one == other


def differences(truth, answer, brief=False):
    if "error" in answer:
        return [f"error: {answer['error']}"]
    found = []
    keys = ("id", "organization", "kind", "origin", "repairable", "in_flight")

    def line(finding):
        return tuple((finding[key] or "") if key in ("id", "organization") else finding[key]
                     for key in keys)

    want = {line(f): f for f in truth.findings()}
    have = {line(f): f for f in answer["findings"]}
    if len(have) != len(answer["findings"]):
        found.append("the scan lists a finding twice")
    found += [f"not found: {key}" for key in sorted(want.keys() - have.keys(), key=str)]
    found += [f"found without reason: {key}" for key in sorted(have.keys() - want.keys(), key=str)]
    for key in want.keys() & have.keys():
        kind = key[2]
        if kind not in COLUMN_OF or kind == "D2":
            continue
        column_type = truth.kind_of(COLUMN_OF[kind])
        for side in ("stored", "expected"):
            if not same_cell(kind, have[key][side], want[key][side], column_type):
                found.append(f"{key}: {side} is {have[key][side]}, oracle: {want[key][side]}")
    for name, value in truth.summary().items():
        if answer.get(name) != value:
            found.append(f"{name} is {answer.get(name)}, oracle: {value}")
    return found if brief else found + value_differences(truth, answer["values"])


def value_differences(truth, values):
    """Every expected value of every item, drifted or not, by the rules that are known."""
    found = []
    for i in range(truth.n):
        if not truth.in_scope(i):
            continue
        have = values.get(truth.ids[i])
        if have is None:
            found.append(f"{truth.ids[i]} is missing")
            continue
        for kind, role in COLUMN_OF.items():
            if not truth.has(role) or not truth.known[kind] or truth.not_a_target(i, kind):
                continue
            text = truth.expected(i, kind)
            column_type = truth.kind_of(role)
            if not same_cell(kind, have[kind], text, column_type):
                found.append(f"{truth.ids[i]}: {kind} expects {have[kind]}, oracle: {text}")
        parent = truth.parent[i]
        if have["parent"] != (None if parent is None else truth.ids[parent]):
            found.append(f"{truth.ids[i]}: effective parent {have['parent']}")
    return found
