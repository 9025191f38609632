#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the scan with the oracle on random forests in a real server.

Usage: random_forests.py PROBE [--seed N] [--count N] [--keep FILE]

PROBE is the scan_probe program: it starts a throw-away cluster, tells its URL, and answers each
request (a line of JSON) with what the scan found (a line of JSON).
"""
import argparse
import json
import subprocess
import sys

from forests import Forest
from oracle import COLUMN_OF, KINDS, Oracle
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

    def scan(self, forest, table, organization=None):
        request = {"schema": "public", "table": table, "mapping": forest.schema.mapping(),
                   "rules": forest.schema.rules, "organization": organization or ""}
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


def differences(forest, truth, answer):
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
        column_type = forest.schema.kind(COLUMN_OF[kind])
        for side in ("stored", "expected"):
            if not same_cell(kind, have[key][side], want[key][side], column_type):
                found.append(f"{key}: {side} is {have[key][side]}, oracle: {want[key][side]}")
    for name, value in truth.summary().items():
        if answer.get(name) != value:
            found.append(f"{name} is {answer.get(name)}, oracle: {value}")
    return found + value_differences(forest, truth, answer["values"])


def value_differences(forest, truth, values):
    """Every expected value of every item, drifted or not."""
    found = []
    for i in range(truth.n):
        if not truth.in_scope(i):
            continue
        have = values.get(truth.ids[i])
        if have is None:
            found.append(f"{truth.ids[i]} is missing")
            continue
        for kind, role in COLUMN_OF.items():
            if not truth.has(role) or truth.not_a_target(i, kind):
                continue
            text = truth.expected(i, kind)
            column_type = forest.schema.kind(role)
            if not same_cell(kind, have[kind], text, column_type):
                found.append(f"{truth.ids[i]}: {kind} expects {have[kind]}, oracle: {text}")
        parent = truth.parent[i]
        if have["parent"] != (None if parent is None else truth.ids[parent]):
            found.append(f"{truth.ids[i]}: effective parent {have['parent']}")
    return found


def check_oracle(forest, truth):
    """What was planted cell by cell is what the oracle finds: the oracle's own test."""
    if forest.expected_cells is None:
        return []
    every = {(f["id"], f["kind"]) for f in truth.findings() if f["kind"] in COLUMN_OF}
    planted = {(i, kind) for i, kind in forest.expected_cells if truth.known[kind]}
    return [f"oracle against plant: {sorted(every ^ planted)}"] if every != planted else []


def cases(first, count):
    for kind in KINDS:
        for seed in range(first, first + 8):
            forest = Forest(f"{kind} {seed}", size=5 + 6 * (seed - first), full=True, clean=True)
            if kind == "D2":
                forest.schema.rules["path"]["label"] = "id"
            yield f"{kind} alone, seed {seed}", *forest.alone(kind), kind
    for seed in range(first, first + count):
        yield f"seed {seed}", Forest(seed).build(), None, None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("probe")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--keep", help="write forests that differ to this file")
    arguments = parser.parse_args()
    probe = Probe(arguments.probe)
    kept = []
    failed = number = findings = 0
    for name, forest, carriers, kind in cases(arguments.seed, arguments.count):
        number += 1
        table = f"forest_{number}"
        probe.load(forest.sql(table))
        organizations = [None]
        if forest.has("organization") and number % 3 == 0:
            organizations += [o for o in forest.organizations if o is not None][:1]
        for organization in organizations:
            truth = Oracle(forest.as_json(organization))
            problems = []
            if organization is None:
                problems += check_oracle(forest, truth)
                if kind is not None:
                    carried = {f["id"] for f in truth.findings() if f["kind"] == kind}
                    others = {f["kind"] for f in truth.findings()} - {kind}
                    others -= {"S5"} if kind == "D2" else set()
                    if carried != carriers or others:
                        problems.append(f"planted {carriers}, oracle: {carried}, also {others}")
            answer = probe.scan(forest, table, organization)
            problems += differences(forest, truth, answer)
            findings += len(truth.findings())
            if problems:
                failed += 1
                print(f"{name}{f', organization {organization}' if organization else ''}:")
                print("    " + "\n    ".join(problems[:12]))
                kept.append({"name": name, **forest.as_json(organization)})
        probe.load(f"DROP TABLE {table};")
    if arguments.keep:
        with open(arguments.keep, "w", encoding="utf-8") as file:
            json.dump(kept, file, indent=1)
    status = probe.close()
    print(f"{number} forests with {findings} findings, {failed} differ; the probe ended with {status}")
    sys.exit(1 if failed or status else 0)


if __name__ == "__main__":
    main()
