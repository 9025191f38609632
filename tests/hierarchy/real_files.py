#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real tree whose truth others tell: the files below a folder, as find and du see them.

Usage: real_files.py PROBE [FOLDER]

depth comes from find, sums of sizes, node counts and newest times from du, oldest times from du on
an empty copy of the tree whose times run backwards. The scan must agree on every node; after known
cells have been damaged it must find exactly those.
"""
import os
import random
import subprocess
import sys
import tempfile

from probe import Probe
from tables import damage, load, scan_must_find
from values import DAY, parse, show

MIRROR = 2 ** 31  # a time t of the copy stands for MIRROR - t

TYPES = {"id": "bigint", "parent": "bigint", "name": "text", "size": "bigint",
         "modified": "timestamp without time zone", "depth": "integer", "path": "text",
         "children": "integer", "nodes": "integer", "bytes": "bigint",
         "oldest": "timestamp without time zone", "newest": "timestamp without time zone"}
FOREST = {
    "mapping": {"id": "id", "parent": "parent", "title": "name", "estimate": "size",
                "start": "modified", "end": "modified", "depth": "depth", "path": "path",
                "child_count": "children", "descendant_count": "nodes", "estimate_sum": "bytes",
                "min_start": "oldest", "max_end": "newest"},
    "types": TYPES,
    "rules": {"depth_base": 0, "path": {"separator": "/", "label": "name", "self": True},
              "estimate_sum": "own+descendants", "min_start": "own+children",
              "max_end": "own+children", "max_depth": 1000, "declared": []},
}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout


def find(folder):
    """path, parent's path, depth, bytes, seconds, type of every node, parents first."""
    cells = run("find", folder, "-xdev", "-printf", "%p\\0%h\\0%d\\0%s\\0%Ts\\0%y\\0").split(b"\0")
    return [tuple(cells[i:i + 6]) for i in range(0, len(cells) - 1, 6)]


def du(folder, *options):
    """path -> the numbers that du prints for it."""
    out = run("du", "-a", "-x", "-0", "-l", *options, folder)
    lines = (line.split(b"\t") for line in out.split(b"\0") if line)
    return {cells[-1]: [int(cell) for cell in cells[:-1]] for cells in lines}


def copy_backwards(nodes, folder, target):
    """An empty copy of the tree with mirrored times."""
    names = []
    for path, _, _, _, seconds, kind in nodes:
        name = target.encode() + path[len(folder):]
        if kind == b"d":
            os.mkdir(name) if path != folder else None
        else:
            os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
        names.append((name, MIRROR - int(seconds)))
    for name, seconds in reversed(names):
        os.utime(name, (seconds, seconds))


def read(folder):
    """The rows, or None if the tree changed while it was read."""
    nodes = find(folder)
    sizes = du(folder, "-b", "--time", "--time-style=+%s")
    counts = du(folder, "--inodes")
    with tempfile.TemporaryDirectory() as target:
        copy_backwards(nodes, folder, target)
        backwards = du(target.encode(), "--time", "--time-style=+%s")
        oldest = {folder + path[len(target):]: MIRROR - numbers[1]
                  for path, numbers in backwards.items()}
    if find(folder) != nodes or {node[0] for node in nodes} != set(sizes):
        return None
    number = {node[0]: str(i) for i, node in enumerate(nodes, 1)}
    children = {}
    for path, above, *_ in nodes:
        if path != folder:
            children[above] = children.get(above, 0) + 1
    text = lambda name: name.decode("utf-8", "backslashreplace")
    moment = lambda seconds: show(int(seconds) * 1_000_000, "timestamp")
    rows = []
    for path, above, depth, size, seconds, _ in nodes:
        rows.append({
            "id": number[path], "parent": None if path == folder else number[above],
            "name": text(path if path == folder else path[len(above) + 1:]), "size": text(size),
            "modified": moment(seconds), "depth": text(depth), "path": text(path),
            "children": str(children.get(path, 0)), "nodes": str(counts[path][0] - 1),
            "bytes": str(sizes[path][0]), "oldest": moment(oldest[path]),
            "newest": moment(sizes[path][1])})
    return rows


def spoilers(rng):
    def add(column):
        def change(row):
            row[column] = str(int(row[column]) + rng.choice([-3, -1, 1, 1000]))
            return True
        return change

    def shift(column):
        def change(row):
            row[column] = show(parse(row[column], "timestamp") + rng.choice([-2, 1]) * DAY,
                               "timestamp")
            return True
        return change

    def lengthen(row):
        row["path"] += "x"
        return True

    return {"D1": add("depth"), "D2": lengthen, "R1": add("children"), "R2": add("nodes"),
            "R4": add("bytes"), "T1": shift("oldest"), "T2": shift("newest")}


def main():
    folder = (sys.argv[2] if len(sys.argv) > 2 else "/usr").encode()
    rows = next((rows for rows in (read(folder) for _ in range(3)) if rows), None)
    if rows is None:
        print(f"{folder.decode()} changes all the time: no truth to compare with")
        sys.exit(77)
    rng = random.Random(1)
    rng.shuffle(rows)
    probe = Probe(sys.argv[1])
    load(probe, "files", TYPES, rows)
    different = scan_must_find(probe, "files", FOREST, set())
    expected = damage(rng, rows, "id", spoilers(rng), min(200, len(rows) // 20))
    load(probe, "damaged_files", TYPES, rows)
    different += scan_must_find(probe, "damaged_files", FOREST, expected)
    sys.exit(1 if different or probe.close() else 0)


if __name__ == "__main__":
    main()
