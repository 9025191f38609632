# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures repairs and undo against the bare statements that write the same rows."""
import json
import pathlib
import statistics
import sys
import tempfile

COLUMNS = ("child_count", "descendant_count", "done_count", "estimate_sum", "progress", "min_start",
           "max_end")
DAMAGE = """UPDATE items SET child_count = child_count + 1, descendant_count = descendant_count + 1,
    done_count = done_count + 1, estimate_sum = estimate_sum + 1,
    progress = CASE WHEN progress > 50 THEN progress - 1 ELSE progress + 1 END,
    min_start = coalesce(min_start, '2026-01-01') - 1, max_end = coalesce(max_end, '2026-01-01') + 1
    WHERE id IN (SELECT id FROM chosen)"""


class RepairBench:
    """`bench` makes databases and runs programs (bench.py)."""

    def __init__(self, bench, measure, arboristctl):
        self.bench, self.measure, self.arboristctl = bench, measure, arboristctl

    def psql(self, url, *commands):
        arguments = [part for command in commands for part in ("-c", command)]
        return self.measure(["psql", "-XAtq", url, "-v", "ON_ERROR_STOP=1", *arguments])

    def ctl(self, url, *words):
        return self.measure([self.arboristctl, "--db", url, "--json", "--no-progress", *words],
                            self.bench.environment)

    def repair(self, url):
        return self.ctl(url, "repair", "all", "--hierarchy", "public.items", "--yes")

    def settle(self, url):
        """Every run meets the same table: no dead rows, no checkpoint under way."""
        self.psql(url, "VACUUM ANALYZE items", "CHECKPOINT")

    def step(self, run, rows):
        """Seconds of the step that writes."""
        step = json.loads(run["output"])["steps"][0]
        if step["rows"] != rows:
            sys.exit(f"bench: {step['rows']} rows written, {rows} expected")
        return step["duration_ms"] / 1000

    def result(self, items, drifted, runs):
        url, _ = self.bench.database("tree", items)
        self.repair(url)
        self.settle(url)
        wal = "SELECT pg_current_wal_lsn()"
        before = self.psql(url, wal)["output"].strip()
        self.repair(url)
        idle_wal = int(self.psql(
            url, f"SELECT pg_current_wal_lsn() - '{before}'::pg_lsn")["output"])
        one_percent = self.whole(url, items // 100, runs)
        writing = self.writing(url, drifted, runs)
        return {"items": items, "drifted": drifted, "idle_wal_bytes": idle_wal,
                **one_percent, **writing}

    def choose(self, url, rows):
        """All over the table; of the inner items few enough that their rule is still known."""
        self.psql(url, "DROP TABLE IF EXISTS chosen",
                  f"CREATE TABLE chosen AS SELECT id AS id FROM items WHERE child_count = 0 "
                  f"OR hashint8(id) % 4 = 0 ORDER BY hashint8(id) LIMIT {rows}", "ANALYZE chosen")

    def whole(self, url, rows, runs):
        """Scan to verified repair, as whole processes."""
        self.choose(url, rows)
        scans, repairs = [], []
        for _ in range(runs):
            self.psql(url, DAMAGE)
            self.settle(url)
            scans.append(self.ctl(url, "scan", "--hierarchy", "public.items")["seconds"])
            repairs.append(self.repair(url)["seconds"])
        return {"scan_s": statistics.median(scans), "one_percent_s": statistics.median(repairs)}

    def writing(self, url, rows, runs):
        """The writing of many rows with its journal, its undo, and the bare statements."""
        self.choose(url, rows)
        columns = ", ".join(COLUMNS)
        bare, repair, undo = [], [], []
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "rows"
            self.psql(url, f"\\copy (SELECT id, {columns} FROM items WHERE id IN "
                           f"(SELECT id FROM chosen) ORDER BY id) TO '{file}'")
            for _ in range(runs):
                self.psql(url, DAMAGE)
                self.settle(url)
                bare.append(self.psql(
                    url, f"CREATE TEMP TABLE n AS SELECT id, {columns} FROM items LIMIT 0",
                    f"\\copy n FROM '{file}'", "ANALYZE n",
                    "UPDATE items t SET " + ", ".join(f"{c} = n.{c}" for c in COLUMNS) +
                    " FROM n WHERE t.id = n.id")["seconds"])
                self.psql(url, DAMAGE)
                self.settle(url)
                repair.append(self.step(self.repair(url), rows))
                self.settle(url)
                undo.append(self.step(self.ctl(url, "undo", "last", "--yes"), rows))
                self.repair(url)
        return {"bare_s": statistics.median(bare), "repair_s": statistics.median(repair),
                "undo_s": statistics.median(undo)}


def table(row):
    return "\n".join([
        f"| repair, {row['items']:,} items | | |", "|---|--:|--:|",
        f"| {row['drifted']:,} rows, bare COPY and UPDATE | {row['bare_s']:.2f} s | |",
        f"| the same rows repaired, with journal | {row['repair_s']:.2f} s "
        f"| {row['repair_s'] / row['bare_s']:.2f} of bare |",
        f"| taken back | {row['undo_s']:.2f} s | {row['undo_s'] / row['repair_s']:.2f} of repair |",
        f"| scan | {row['scan_s']:.2f} s | |",
        f"| {row['items'] // 100:,} rows, scan to verified repair | {row['one_percent_s']:.2f} s "
        f"| {row['one_percent_s'] / row['scan_s']:.2f} of scan |",
        f"| nothing drifted: WAL | {row['idle_wal_bytes'] / 1000:.0f} kB | |"])
