#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the scan as a whole process against two others on the same data in the same run:

  floor  COPY (the same columns) TO STDOUT (FORMAT binary), read and thrown away
  SQL    depth and path by a recursive query, rollups level by level in a temporary table: the
         plain way by UPDATE, and one tuned by hand

and memory by item, shapes that are no trees, repairs and their undo, migrations, backup, restore,
export and import, and the window.
Prints tables, writes JSON.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import data
import migrate
import migration_plan
import repair
from data import DataBench
from migrate import MigrateBench
from migration_plan import PlanBench
from repair import RepairBench

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = TOP / "build" / "release"
COLUMNS = ("id, parent_id, organization_id, status, deleted_at, updated_at, estimate, start_date, "
           "end_date, min_start, max_end, position, depth, path, child_count, descendant_count, "
           "done_count, estimate_sum, progress")

PARTS = ("scan", "shapes", "repair", "migrations", "data", "window")
WINDOW = {"first_page": "start to first painted page", "scan_shown": "scan to tree on the screen",
          "longest_stall": "longest stall of the event loop meanwhile",
          "expand_longest": "expand, longest", "scroll_step": "scroll a page, median",
          "scroll_step_longest": "scroll, longest"}


def program(name):
    for file in [BUILD / "bench" / name, *BUILD.glob(f"app/*/{name}")]:
        if file.is_file():
            return str(file)
    sys.exit(f"bench: {name} is not built; use bench/run")


def number(text):
    return int(float(text.rstrip("kMG")) *
               {"k": 1_000, "M": 1_000_000, "G": 1_000_000_000}.get(text[-1], 1))


class OwnPeak(threading.Thread):
    """The most memory that a process has had itself: wait4() tells of its children, too."""

    def __init__(self, pid):
        super().__init__()
        self.file = pathlib.Path(f"/proc/{pid}/status")
        self.bytes = 0
        self.ended = threading.Event()
        self.start()

    def run(self):
        while not self.ended.wait(0.05):
            for line in self.file.read_text().splitlines():
                if line.startswith("VmHWM"):
                    self.bytes = max(self.bytes, int(line.split()[1]) * 1024)

    def end(self):
        self.ended.set()
        self.join()
        return self.bytes


def measure(command, environment=None, own_peak=False):
    """Runs a whole process: seconds, CPU seconds, peak bytes, standard output."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=environment)
    peak = OwnPeak(process.pid) if own_peak else None
    output, errors = process.stdout.read(), process.stderr.read()
    own_bytes = peak.end() if peak else None
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"bench: {' '.join(command)}\nended with {process.returncode}: {errors.decode()}")
    return {"seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime,
            "bytes": usage.ru_maxrss * 1024, "own_bytes": own_bytes, "output": output.decode()}


def median(runs, key):
    return statistics.median(run[key] for run in runs)


class Bench:
    def __init__(self, arguments, folder):
        self.arguments = arguments
        self.environment = {**os.environ, "ARBORIST_DATA_DIR": folder}
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        buffers = min(memory // 8, 2 << 30) >> 20
        self.server = subprocess.Popen([program("bench_server"), f"shared_buffers = {buffers}MB"],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.server.stdout.readline().strip()
        if not self.url:
            sys.exit("bench: the server did not start")
        self.result = {"machine": {"processor": processor(), "cores": os.cpu_count(),
                                   "memory_gb": round(memory / 2 ** 30)},
                       "sizes": [], "shapes": []}

    def close(self):
        self.server.stdin.close()
        self.server.wait()

    def database(self, shape, count):
        """A fresh database with `count` items; returns its URL and what was planted."""
        subprocess.run(["psql", "-Xq", self.url, "-c", "SET client_min_messages = warning",
                        "-c", "DROP DATABASE IF EXISTS bench WITH (FORCE)",
                        "-c", "CREATE DATABASE bench"], check=True)
        url = self.url.rpartition("/")[0] + "/bench"
        made = measure([program("bench_data"), url, shape, str(count)])
        print(f"  {count:,} items ({shape}) made in {made['seconds']:.1f} s", file=sys.stderr)
        return url, {kind: n for kind, n in json.loads(made["output"]).items() if n}

    def scan(self, url):
        run = measure([program("arboristctl"), "--db", url, "--json", "--no-progress", "scan",
                       "--hierarchy", "public.items"], self.environment)
        report = json.loads(run["output"])
        run["drift"] = {kind: count["items"] for kind, count in report["drift"].items()
                        if count["items"]}
        return run

    def size(self, count):
        url, planted = self.database("tree", count)
        runs = self.arguments.runs if count < 5_000_000 else min(3, self.arguments.runs)
        floor, scan = [], []
        for _ in range(runs):  # alternating, so that both meet the same moods of the machine
            floor.append(measure([program("bench_floor"), url, COLUMNS]))
            scan.append(self.scan(url))
        drifts = {"scan": scan[-1]["drift"]}
        sql = {}
        for way in ("plain", "tuned"):
            sql[way] = [measure(["psql", "-X", url, "-v", "ON_ERROR_STOP=1", "-f",
                                 str(TOP / "bench" / f"sql_{way}.sql")])
                        for _ in range(min(2, runs) if count < 5_000_000 else 1)]
            answer = json.loads(sql[way][-1]["output"])
            drifts[f"SQL, {way}"] = {kind: n for kind, n in answer.items() if n}
        for name, drift in drifts.items():
            if drift != planted:
                sys.exit(f"bench: planted {planted}, {name} found {drift}")
        row = {"items": count, "floor_s": median(floor, "seconds"),
               "scan_s": median(scan, "seconds"), "sql_s": median(sql["plain"], "seconds"),
               "sql_tuned_s": median(sql["tuned"], "seconds"),
               "floor_cpu_s": median(floor, "cpu"), "scan_cpu_s": median(scan, "cpu"),
               "peak_bytes": median(scan, "bytes"),
               "runs": {name: [run["seconds"] for run in some]
                        for name, some in (("floor", floor), ("scan", scan), *sql.items())}}
        row["scan_to_floor"] = row["scan_s"] / row["floor_s"]
        row["sql_to_scan"] = row["sql_s"] / row["scan_s"]
        row["sql_tuned_to_scan"] = row["sql_tuned_s"] / row["scan_s"]
        row["bytes_per_item"] = row["peak_bytes"] / count
        self.result["sizes"].append(row)

    def shapes(self):
        """What is no tree must not take longer than one."""
        for shape, count in (("tree", 100_000), ("ring", 100_000),
                             ("tree", 1_000_000), ("chain", 1_000_000)):
            url, _ = self.database(shape, count)
            runs = [self.scan(url) for _ in range(min(3, self.arguments.runs))]
            self.result["shapes"].append({
                "shape": shape, "items": count, "scan_s": median(runs, "seconds"),
                "peak_bytes": median(runs, "bytes"), "findings": sum(runs[-1]["drift"].values())})


    def repair(self):
        runs = min(3, self.arguments.runs)
        self.result["repair"] = RepairBench(self, measure, program("arboristctl")).result(
            number(self.arguments.repair), number(self.arguments.repair) // 10, runs)

    def migrations(self):
        self.result["migrate"] = MigrateBench(self, measure, program("arboristctl")).result(
            self.arguments.migrations, self.arguments.runs)
        self.result["migration_plan"] = PlanBench(self, measure, program("arboristctl")).result(
            self.arguments.migrations * 3 // 2, self.arguments.runs)

    def data(self):
        self.result["data"] = DataBench(self, measure, program).result(
            number(self.arguments.data), min(3, self.arguments.runs))

    def window(self):
        """The real window, drawn off screen, on a million items."""
        url, _ = self.database("tree", number(self.arguments.window))
        with tempfile.TemporaryDirectory() as settings:
            environment = {**self.environment, "QT_QPA_PLATFORM": "offscreen",
                           "XDG_CONFIG_HOME": settings, "XDG_RUNTIME_DIR": settings}
            runs = []
            for _ in range(min(3, self.arguments.runs) + 1):
                run = measure([program("bench_window"), url, str(time.monotonic_ns())], environment)
                runs.append({**json.loads(run["output"]), "peak_bytes": run["bytes"]})
        # The first one filled the caches of fonts and icons.
        self.result["window"] = {name: median(runs[1:], name) for name in runs[0]}
        self.result["window"]["runs"] = runs


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def tables(result):
    lines = []
    if result["sizes"]:
        lines += [
            "| items | COPY floor | scan | scan / floor | SQL | SQL / scan | SQL, tuned | tuned / scan "
            "| peak | bytes / item |",
            "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for row in result["sizes"]:
        lines.append(
            f"| {row['items']:,} | {row['floor_s']:.2f} s | {row['scan_s']:.2f} s "
            f"| {row['scan_to_floor']:.2f} | {row['sql_s']:.1f} s | {row['sql_to_scan']:.1f} "
            f"| {row['sql_tuned_s']:.1f} s | {row['sql_tuned_to_scan']:.1f} "
            f"| {row['peak_bytes'] / 1e6:.0f} MB | {row['bytes_per_item']:.0f} |")
    if result["shapes"]:
        lines += ["", "| shape | items | scan | peak |", "|---|--:|--:|--:|"]
        for row in result["shapes"]:
            lines.append(f"| {row['shape']} | {row['items']:,} | {row['scan_s']:.2f} s "
                         f"| {row['peak_bytes'] / 1e6:.0f} MB |")
    if "repair" in result:
        lines += ["", repair.table(result["repair"])]
    if "migrate" in result:
        lines += ["", migrate.table(result["migrate"]),
                  "", migration_plan.table(result["migration_plan"])]
    if "data" in result:
        lines += ["", data.table(result["data"])]
    window = result.get("window")
    if window:
        lines += ["", f"| window, {window['items']:,.0f} items | |", "|---|--:|"]
        lines += [f"| {text} | {window[name]:.0f} ms |" for name, text in WINDOW.items()]
        lines.append(f"| peak of the whole window | {window['peak_bytes'] / 1e6:.0f} MB |")
    machine = result["machine"]
    lines += ["", f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB; "
              "release build, Unix socket, medians of whole processes."]
    return "\n".join(lines)


def write_readme(text):
    file = TOP / "README.md"
    head, mark, rest = file.read_text().partition("<!-- bench/run --readme writes between these lines -->\n")
    _, end, tail = rest.partition("<!-- end -->")
    file.write_text(f"{head}{mark}{text}\n{end}{tail}")


def main():
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100k,1M,10M", help="numbers of items, by commas")
    parser.add_argument("--runs", type=int, default=5, help="runs of each; the median counts")
    parser.add_argument("--no-shapes", action="store_true", help="trees only")
    parser.add_argument("--repair", default="1M", help="items of the table repaired; 0: none")
    parser.add_argument("--migrations", type=int, default=200, help="to be applied; 0: none")
    parser.add_argument("--window", default="1M", help="items shown in the window; 0: no window")
    parser.add_argument("--data", help="bytes of the database that is backed up, restored, "
                        "exported and imported; 0: none; default: 200M, with --readme 2G")
    parser.add_argument("--only", help=f"some of these, by commas: {', '.join(PARTS)}")
    parser.add_argument("--json", type=pathlib.Path, default=BUILD / "bench.json")
    parser.add_argument("--readme", action="store_true", help="put the tables into README.md")
    arguments = parser.parse_args()
    if arguments.data is None:
        arguments.data = "2G" if arguments.readme else "200M"
    only = arguments.only.split(",") if arguments.only else PARTS
    if set(only) - set(PARTS) or (arguments.only and arguments.readme):
        parser.error("--only takes " + ", ".join(PARTS) + ", and goes without --readme")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(arguments, folder)
        try:
            for size in filter(None, arguments.sizes.split(",") if "scan" in only else ()):
                bench.size(number(size))
            if "shapes" in only and not arguments.no_shapes:
                bench.shapes()
            if "repair" in only and number(arguments.repair):
                bench.repair()
            if "migrations" in only and arguments.migrations:
                bench.migrations()
            if "data" in only and number(arguments.data):
                bench.data()
            if "window" in only and number(arguments.window):
                bench.window()
        finally:
            bench.close()
    text = tables(bench.result)
    print(text)
    arguments.json.write_text(json.dumps(bench.result, indent=1) + "\n")
    print(f"\nJSON: {arguments.json}")
    if arguments.readme:
        write_readme(text)


if __name__ == "__main__":
    main()
