#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that changes 1,000 items a second while the same table is repaired.

Usage: second_writer.py PROBE

The other program changes estimates and brings the sums above them up to date, as it should, in one
transaction; the repair corrects sums that had drifted before. A repair that overwrote what it had
not seen would lose such an update: then sums would differ afterwards.
"""
import random
import subprocess
import sys
import time

from repairs import RepairProbe

ITEMS = 20_000
FOREST = {
    "mapping": {"id": "id", "parent": "parent_id", "estimate": "estimate", "depth": "depth",
                "child_count": "child_count", "estimate_sum": "estimate_sum"},
    "rules": {"depth_base": 0, "declared": ["depth", "estimate_sum", "count_archived"]},
}
KINDS = ["D1", "R1", "R4"]
SCHEMA = """
CREATE TABLE items (id integer PRIMARY KEY, parent_id integer, estimate integer NOT NULL,
    depth integer, child_count integer, estimate_sum bigint, changes integer NOT NULL DEFAULT 0);
CREATE INDEX ON items (parent_id);
CREATE TABLE control (stop boolean, done bigint);
INSERT INTO control VALUES (false, 0);
CREATE PROCEDURE work(seed float8) LANGUAGE plpgsql AS $$
DECLARE
    leaf integer;
    began timestamptz := clock_timestamp();
    changed bigint := 0;
    rows bigint;
BEGIN
    PERFORM setseed(seed);
    WHILE NOT (SELECT stop FROM control) LOOP
        leaf := 1 + floor(random() * %d);
        BEGIN
            WITH RECURSIVE above AS (
                SELECT id, parent_id FROM items WHERE id = leaf
                UNION ALL
                SELECT i.id, i.parent_id FROM above a JOIN items i ON i.id = a.parent_id
            ), locked AS (
                SELECT id FROM items WHERE id IN (SELECT id FROM above) ORDER BY id FOR UPDATE
            )
            UPDATE items i SET estimate_sum = i.estimate_sum + 7, changes = i.changes + 1,
                estimate = i.estimate + CASE WHEN i.id = leaf THEN 7 ELSE 0 END
            FROM locked l WHERE l.id = i.id;
            GET DIAGNOSTICS rows = ROW_COUNT;
            changed := changed + rows;
        EXCEPTION WHEN deadlock_detected THEN
            NULL; -- the server chose this side; the next one
        END;
        COMMIT;
        PERFORM pg_sleep(greatest(0, changed / 1000.0
            - extract(epoch FROM clock_timestamp() - began)));
    END LOOP;
    UPDATE control SET done = changed;
END $$;
""" % ITEMS


def tree(rng):
    """Rows with right sums; parents come before their children."""
    parent = [None, None] + [max(1, i // 4 - rng.randrange(3)) for i in range(2, ITEMS + 1)]
    estimate = [0] + [rng.randrange(50) for _ in range(ITEMS)]
    depth, children, total = [0] * (ITEMS + 1), [0] * (ITEMS + 1), list(estimate)
    for i in range(2, ITEMS + 1):
        depth[i] = depth[parent[i]] + 1
        children[parent[i]] += 1
    for i in range(ITEMS, 1, -1):
        total[parent[i]] += total[i]
    return [(i, parent[i], estimate[i], depth[i], children[i], total[i])
            for i in range(1, ITEMS + 1)]


def main():
    rng = random.Random(1)
    probe = RepairProbe(sys.argv[1])
    rows = "\n".join("\t".join("\\N" if cell is None else str(cell) for cell in row)
                     for row in tree(rng))
    columns = "id, parent_id, estimate, depth, child_count, estimate_sum"
    probe.load(f"{SCHEMA}\nCOPY items ({columns}) FROM STDIN;\n{rows}\n\\.\n")
    damaged = ", ".join(map(str, rng.sample(range(1, ITEMS + 1), 2000)))
    probe.psql(f"UPDATE items SET estimate_sum = estimate_sum + 1000000, depth = depth + 1 "
               f"WHERE id IN ({damaged});")
    before = int(probe.psql("SELECT sum(estimate) FROM items;"))
    writer = subprocess.Popen(["psql", "-Xq", probe.url, "-c", "CALL work(0.5)"])
    problems = []
    try:
        time.sleep(0.5)
        done = probe.ask("repair", "items", FOREST, KINDS)
        time.sleep(0.2)
    finally:
        probe.psql("UPDATE control SET stop = true;")
        writer.wait()
    print(done)
    if "error" in done:
        problems.append(done["error"])
    changed, marked, after, changes = map(int, probe.psql(
        "SELECT (SELECT done FROM control), sum(changes), sum(estimate), count(*) FILTER "
        "(WHERE changes > 0) FROM items;").strip().split("|"))
    print(f"the other program changed {changed} rows, {changes} different ones")
    if writer.returncode or changed == 0 or changed != marked or after <= before:
        problems.append(f"{changed} rows changed, {marked} marks of it are there")
    # Whatever still differs has been reported, and nothing but rows that were damaged.
    left = {finding["id"] for finding in probe.ask("scan", "items", FOREST)["findings"]}
    reported = sum(int(note.split()[0].replace(",", "")) for note in done.get("notes", [])
                   if "again: others write" in note)
    print(f"{len(left)} rows differ, {reported} were reported")
    if len(left) != reported or not left <= set(damaged.split(", ")):
        problems.append(f"left {sorted(left)[:10]}, reported {reported}")
    final = probe.ask("repair", "items", FOREST, KINDS)
    if final.get("rows") != len(left) or probe.ask("scan", "items", FOREST)["findings"]:
        problems.append(f"without the other program: {final}")
    print("\n".join(problems))
    sys.exit(1 if problems or probe.close() else 0)


if __name__ == "__main__":
    main()
