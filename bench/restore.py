#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures `arboristctl restore` (beside, compared, swapped) against bare pg_restore into a new
database with the same options, turn by turn on the same dump. Prints a table, writes JSON.

Usage: bench/restore.py [--bytes 2G] [--runs 5] [--url URL] [--json FILE]
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from backup import fill, psql  # noqa: E402
from bench import measure, number, program  # noqa: E402

COPY = "arborist_bench_bare"


def other(url, database):
    """The same server's database of that name."""
    base, _, options = url.partition("?")
    return base.rsplit("/", 1)[0] + "/" + database + ("?" + options if options else "")


def drop(url, pattern):
    names = subprocess.run(["psql", "-XqAt", url, "-c", "SELECT quote_ident(datname) FROM "
                            f"pg_database WHERE datname LIKE '{pattern}'"],
                           capture_output=True, text=True, check=True).stdout.split()
    for name in names:
        psql(url, f"DROP DATABASE {name} WITH (FORCE)")


def bare(url, dump, jobs):
    """CREATE DATABASE counts for both."""
    restore = ["pg_restore", "-d", other(url, COPY), *([f"-j{jobs}"] if jobs > 1 else []), dump]
    return ["sh", "-c", 'psql -Xq "$1" -c "CREATE DATABASE $2 TEMPLATE template0" && shift 2 && '
            'exec "$@"', "sh", url, COPY, *restore]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bytes", default="50M", type=lambda text: number(
        text.replace("G", "000M")), help="size of the data (k, M, G); default: 50M")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--url", help="an empty database; default: a server of its own")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    server = None
    url = arguments.url
    if not url:
        server = subprocess.Popen([program("bench_server")], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True)
        url = server.stdout.readline().strip()
    psql(url, "CREATE DATABASE arborist_bench_stage")
    stage = other(url, "arborist_bench_stage")
    rows = []
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as place, \
            tempfile.TemporaryDirectory() as project:
        pathlib.Path(project, "arborist.toml").write_text(
            f'[stages.bench]\nurl = "{stage}"\nenvironment = "development"\n')
        environment = {**os.environ, "ARBORIST_DATA_DIR": data}
        ctl = [program("arboristctl"), "--workspace", str(project), "--no-progress"]
        fill(stage, arguments.bytes)
        for form, options, jobs in (("custom", [], 1), ("custom, 2 jobs", [], 2),
                                    ("directory, 2 jobs", ["--format", "directory"], 2)):
            dump = f"{place}/{form.replace(', ', '_').replace(' ', '_')}"
            subprocess.run([*ctl, "backup", *options, "--output", dump], env=environment,
                           check=True, stdout=subprocess.DEVNULL)
            ours = [*ctl, "restore", dump, "--jobs", str(jobs), "--confirm", "bench"]
            seconds = {"bare": [], "ours": []}
            memory = 0
            for turn in range(arguments.runs):
                order = [("bare", bare(url, dump, jobs)), ("ours", ours)]
                for name, command in order if turn % 2 == 0 else reversed(order):
                    psql(url, "CHECKPOINT")
                    run = measure(command, environment)
                    seconds[name].append(run["seconds"])
                    if name == "ours":
                        memory = max(memory, run["bytes"])
                    drop(url, COPY)
                    drop(url, "arborist\\_bench\\_stage\\_before\\_%")
            row = {"form": form, "pg_restore_s": statistics.median(seconds["bare"]),
                   "arborist_s": statistics.median(seconds["ours"]), "arborist_bytes": memory}
            row["ratio"] = row["arborist_s"] / row["pg_restore_s"]
            rows.append(row)
        drop(url, "arborist\\_bench\\_stage%")
    if server:
        server.stdin.close()
        server.wait()
    print("| form | pg_restore | arboristctl restore | ratio | memory |\n|---|---|---|---|---|")
    for row in rows:
        print(f"| {row['form']} | {row['pg_restore_s']:.2f} s | {row['arborist_s']:.2f} s | "
              f"{row['ratio']:.2f} | {row['arborist_bytes'] / 1e6:.0f} MB |")
    if arguments.json:
        arguments.json.write_text(json.dumps({"restore": rows}, indent=1))


if __name__ == "__main__":
    main()
