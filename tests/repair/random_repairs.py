#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Repairs random forests in a real server and compares every cell with the oracle; then undoes.

Usage: random_repairs.py PROBE [--seed N] [--count N]

Each forest is repaired with some combination of kinds (every third time all of them): the table
must hold what tests/repair/repair_oracle.py says, a new scan must find nothing of those kinds that
can be repaired, a second repair must have no work, and undo must bring back every byte.
"""
import argparse
import random
import sys

from repairs import REPAIRABLE, RepairProbe, plan_differences, rows_of, table_differences
from repair_oracle import RepairOracle
from forests import Forest


def chosen(rng, number):
    if number % 3 == 0:
        kinds = REPAIRABLE
    elif number % 3 == 1:
        kinds = rng.sample(REPAIRABLE, rng.randrange(1, len(REPAIRABLE)))
    else:
        kinds = rng.choice([["D1", "D2"], ["R1", "R2", "R3", "R4", "R5"], ["T1", "T2"], ["S3"],
                            ["S1", "S2", "S3", "S4"], ["D1", "D2", "S1", "S2", "S4", "S8"]])
    return kinds, rng.choice(["reattach", "promote", "delete"])


def check(probe, table, forest, kinds, orphans, whole):
    """`whole`: every kind is repaired, so that nothing may be left."""
    problems = []
    identity, columns = forest["mapping"]["id"], list(forest["types"])
    before = probe.dump(table, identity)
    plan = probe.ask("plan", table, forest, kinds, orphans)
    if "error" in plan:
        return [plan["error"]]
    if probe.dump(table, identity) != before:
        problems.append("planning has changed the table")
    done = probe.ask("repair", table, forest, kinds, orphans)
    if "error" in done:
        return [f"{done['error']} ({done['sqlstate']}, {done['hint']})"]
    after = probe.dump(table, identity)
    oracle = RepairOracle(forest, kinds, orphans)
    shared = forest["mapping"].get("min_start") and (
        forest["mapping"]["min_start"] == forest["mapping"].get("start"))
    if not shared:  # there each pass changes what the next one is derived from
        was, now = rows_of(before, columns, identity), rows_of(after, columns, identity)
        problems += table_differences(oracle, was, now)
        problems += plan_differences(plan, was, now)
    # Not below edges that stay bad since they were changed just now; siblings whose order needs an
    # item that was changed just now stay, too.
    recent = any(oracle.in_flight(oracle.before))
    left = [(finding["id"], finding["kind"]) for finding in probe.ask("scan", table, forest)["findings"]
            if finding["repairable"] and finding["id"] not in oracle.left
            and not (recent and finding["kind"] == "S8")]
    again = probe.ask("plan", table, forest, kinds, orphans)
    if whole and (left or again["work"]):
        problems.append(f"left: {left}, to do: {again['changes'][:5]}")
    undone = probe.undo(table, forest)
    if "error" in undone or undone["skipped"]:
        problems.append(f"undo: {undone}")
    if probe.dump(table, identity) != before:
        problems.append("undo has not brought back every byte")
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("probe")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    arguments = parser.parse_args()
    probe = RepairProbe(arguments.probe)
    failed = 0
    seeds = list(range(arguments.seed, arguments.seed + arguments.count))
    for start in range(0, len(seeds), 40):
        batch = [(f"forest_{seed}", Forest(f"repair {seed}").build()) for seed in seeds[start:start + 40]]
        probe.load("".join(forest.sql(table) for table, forest in batch))
        for table, made in batch:
            number = int(table.split("_")[1])
            rng = random.Random(number)
            kinds, orphans = chosen(rng, number)
            organization = None
            if made.has("organization") and number % 5 == 4:
                organization = next((o for o in made.organizations if o is not None), None)
            problems = check(probe, table, made.as_json(organization), kinds, orphans,
                             kinds is REPAIRABLE)
            if problems:
                failed += 1
                print(f"{table}, {' '.join(kinds)}, {orphans}, organization {organization}:")
                print("    " + "\n    ".join(str(problem) for problem in problems[:10]))
        probe.load("".join(f"DROP TABLE {table};" for table, _ in batch))
    status = probe.close()
    print(f"{arguments.count} forests, {failed} differ; the probe ended with {status}")
    sys.exit(1 if failed or status else 0)


if __name__ == "__main__":
    main()
