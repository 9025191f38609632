#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the scan with the oracle on random forests in a real server.

Usage: random_forests.py PROBE [--seed N] [--count N] [--keep FILE]

PROBE is the scan_probe program: it starts a throw-away cluster, tells its URL, and answers each
request (a line of JSON) with what the scan found (a line of JSON).
"""
import argparse
import json
import sys

from forests import Forest
from oracle import COLUMN_OF, KINDS, Oracle
from probe import Probe, differences


def check_oracle(forest, truth, carriers, kind):
    """The oracle's own test: what was planted by construction is what it finds."""
    if kind is not None:  # the only kind, on these items
        carried = {f["id"] for f in truth.findings() if f["kind"] == kind}
        others = {f["kind"] for f in truth.findings()} - {kind}
        others -= {"S5"} if kind == "D2" else set()
        if carried != carriers or others:
            return [f"planted on {carriers}, oracle: {carried}, also {others}"]
    elif forest.expected_cells is not None:
        every = {(f["id"], f["kind"]) for f in truth.findings() if f["kind"] in COLUMN_OF}
        planted = {(i, kind) for i, kind in forest.expected_cells if truth.known[kind]}
        if every != planted:
            return [f"oracle against plant: {sorted(every ^ planted)}"]
    return []


def cases(first, count):
    for kind in KINDS:
        for seed in range(first, first + 8):
            forest = Forest(f"{kind} {seed}", size=5 + 6 * (seed - first), full=True, clean=True)
            if kind == "D2":
                forest.schema.rules["path"]["label"] = "id"
            yield f"{kind} alone, seed {seed}", *forest.alone(kind), kind
    for seed in range(first, first + count):
        yield f"seed {seed}", Forest(seed).build(), None, None


def batches(items, size):
    """(table, item) in lists: what one call of psql loads."""
    batch = []
    for number, item in enumerate(items, 1):
        batch.append((f"forest_{number}", item))
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


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
    for batch in batches(cases(arguments.seed, arguments.count), 40):
        probe.load("".join(forest.sql(table) for table, (_, forest, *_) in batch))
        for table, (name, forest, carriers, kind) in batch:
            number += 1
            organizations = [None]
            if forest.has("organization") and number % 3 == 0:
                organizations += [o for o in forest.organizations if o is not None][:1]
            for organization in organizations:
                truth = Oracle(forest.as_json(organization))
                findings += len(truth.findings())
                problems = differences(truth, probe.scan(table, forest.as_json(organization)))
                if organization is None:
                    problems += check_oracle(forest, truth, carriers, kind)
                if problems:
                    failed += 1
                    print(f"{name}{f', organization {organization}' if organization else ''}:")
                    print("    " + "\n    ".join(problems[:12]))
                    kept.append({"name": name, **forest.as_json(organization)})
        probe.load("".join(f"DROP TABLE {table};" for table, _ in batch))
    if arguments.keep:
        with open(arguments.keep, "w", encoding="utf-8") as file:
            json.dump(kept, file, indent=1)
    status = probe.close()
    print(f"{number} forests with {findings} findings, {failed} differ; the probe ended with {status}")
    sys.exit(1 if failed or status else 0)


if __name__ == "__main__":
    main()
