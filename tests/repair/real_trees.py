#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real trees whose truth others tell: damaged in known ways, repaired, and the damage undone.

Usage: real_trees.py PROBE files FOLDER | real_trees.py PROBE shopify CACHE-FOLDER

After the repair the table must be the truth again, byte for byte; after undo the damage.
"""
import copy
import pathlib
import random
import sys

from repairs import RepairProbe
from tables import damage, load
import real_files
import real_shopify

DERIVED = ["D1", "D2", "R1", "R2", "R3", "R4", "R5", "T1", "T2"]


def files(folder):
    rows = next((rows for rows in (real_files.read(folder.encode()) for _ in range(3)) if rows), None)
    if rows is None:
        print(f"{folder} changes all the time: no truth to compare with")
        sys.exit(77)
    return real_files.FOREST, real_files.TYPES, rows, real_files.spoilers


def shopify(cache):
    rows = real_shopify.read(real_shopify.fetch(pathlib.Path(cache)))
    return real_shopify.FOREST, real_shopify.TYPES, rows, real_shopify.spoilers


def break_edges(rng, rows):
    """Bad parents whose stored paths still tell the last good one: what S1 (a root), S2, S3, S4
    bring back. Returns the kinds that are needed beside the derived ones."""
    by_parent = {}
    for row in rows:
        by_parent.setdefault(row["parent"], []).append(row)
    inner = [row for row in rows if row["id"] in by_parent and row["parent"] is not None]
    for row in rng.sample(inner, 20):  # a chain closed over the child: the upper member is cut
        row["parent"] = by_parent[row["id"]][0]["id"]
        by_parent[row["id"]] = []      # this child closes no other
    sound = [row for row in rows if row["parent"] is not None and row["id"] not in by_parent]
    for row in rng.sample(sound, 50):
        row["parent"] = "no-such-parent"
    for row in rng.sample(by_parent[None], 3):
        row["parent"] = row["id"]
    others = [row for row in sound if row["parent"] != "no-such-parent"]
    for row in rng.sample(others, 50):
        row["parent"] = rng.choice([other["id"] for other in rows
                                    if other["vertical"] != row["vertical"]])
    return ["S1", "S2", "S3", "S4"]


def main():
    make = {"files": files, "shopify": shopify}[sys.argv[2]]
    forest, types, rows, spoilers = make(sys.argv[3])
    rng = random.Random(1)
    rng.shuffle(rows)
    probe = RepairProbe(sys.argv[1])
    load(probe, "tree", types, rows)
    probe.psql("ALTER TABLE tree ADD PRIMARY KEY (id);")
    truth = probe.dump("tree")
    problems = []

    def expect(what, have, want):
        if have != want:
            problems.append(what)
            print(f"{what}: differs")

    def repair(name, damaged, kinds):
        load(probe, "tree", types, damaged)
        probe.psql("ALTER TABLE tree ADD PRIMARY KEY (id);")
        bad = probe.dump("tree")
        done = probe.ask("repair", "tree", forest, kinds)
        print(f"{name}: {done.get('rows')} rows repaired {done.get('error', '')}")
        expect(f"{name}, repaired", probe.dump("tree"), truth)
        undone = probe.undo("tree", forest)
        expect(f"{name}, undone", probe.dump("tree"), bad)
        expect(f"{name}, rows undone", undone.get("rows"), done.get("rows"))

    done = probe.ask("plan", "tree", forest, DERIVED)
    expect("nothing drifted, nothing to do", done["work"], False)
    damaged = copy.deepcopy(rows)
    damage(rng, damaged, "id", spoilers(rng), min(500, len(rows) // 20))
    repair("cells", damaged, DERIVED)
    if sys.argv[2] == "shopify":
        damaged = copy.deepcopy(rows)
        kinds = break_edges(rng, damaged)
        repair("edges", damaged, DERIVED + kinds)
    sys.exit(1 if problems or probe.close() else 0)


if __name__ == "__main__":
    main()
