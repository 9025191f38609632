#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures `arboristctl backup` against bare pg_dump with the same options, turn by turn on the same
data: a large table, many small ones, jsonb and bytea. Prints a table, writes JSON.

Usage: bench/backup.py [--bytes 2G] [--runs 5] [--url URL] [--json FILE]
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from bench import measure, number, program  # noqa: E402

DATA = """
CREATE TABLE large AS
    SELECT g AS id, g % 1000 AS owner, md5(g::text) || ' ' || md5((g * 7)::text) AS title,
           now() - g * interval '1 second' AS at, (g % 97)::numeric / 7 AS amount
    FROM generate_series(1, {large}) g;
ALTER TABLE large ADD PRIMARY KEY (id);
CREATE TABLE documents AS
    SELECT g AS id, jsonb_build_object('name', md5(g::text), 'tags', jsonb_build_array(g, g % 7),
           'body', repeat(md5((g % 50)::text), 20)) AS body
    FROM generate_series(1, {documents}) g;
CREATE TABLE files AS
    SELECT g AS id, (SELECT string_agg(decode(md5((g * 100 + i)::text), 'hex'), '')
                     FROM generate_series(1, 256) i) AS data
    FROM generate_series(1, {files}) g;
DO $$ BEGIN FOR i IN 1..{tables} LOOP
    EXECUTE format('CREATE TABLE small_%s AS SELECT g AS id, md5(g::text) AS t '
                   'FROM generate_series(1, 50) g', i);
END LOOP; END $$;
"""


def psql(url, sql):
    subprocess.run(["psql", "-Xqv", "ON_ERROR_STOP=1", url], input=sql, text=True, check=True)


def fill(url, wanted):
    """About that many bytes on the server."""
    psql(url, DATA.format(large=max(1000, wanted // 2 // 150), documents=max(100, wanted // 4 // 900),
                          files=max(10, wanted // 4 // 4200),
                          tables=300 if wanted > 1 << 30 else 50))
    psql(url, "VACUUM ANALYZE")


def forms(url, folder, arboristctl, project):
    """form -> (pg_dump's command, ours), each into a path of its own."""
    ours = [arboristctl, "--workspace", str(project), "--no-progress", "backup"]
    return {
        "custom": (["pg_dump", "-Fc", "-Z6", "-f", f"{folder}/bare.dump", url],
                   [*ours, "--output", f"{folder}/ours.dump"]),
        "directory, 2 jobs": (["pg_dump", "-Fd", "-j2", "-Z6", "-f", f"{folder}/bare.dir", url],
                              [*ours, "--format", "directory", "--jobs", "2", "--output",
                               f"{folder}/ours.dir"]),
        "plain, gzipped": (["pg_dump", "-Fp", "-Z6", "-f", f"{folder}/bare.sql.gz", url],
                           [*ours, "--compress", "--output", f"{folder}/ours.sql.gz"]),
    }


def clear(folder):
    for path in pathlib.Path(folder).iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


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
    rows = []
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as place, \
            tempfile.TemporaryDirectory() as project:
        pathlib.Path(project, "arborist.toml").write_text(
            f'[stages.bench]\nurl = "{url}"\nenvironment = "development"\n')
        environment = {**os.environ, "ARBORIST_DATA_DIR": data}
        fill(url, arguments.bytes)
        for form, (bare, ours) in forms(url, place, program("arboristctl"), project).items():
            seconds = {"bare": [], "ours": []}
            memory = 0
            for turn in range(arguments.runs):
                order = [("bare", bare), ("ours", ours)]
                for name, command in order if turn % 2 == 0 else reversed(order):
                    run = measure(command, environment)
                    seconds[name].append(run["seconds"])
                    if name == "ours":
                        memory = max(memory, run["bytes"])
                    clear(place)
            row = {"form": form, "pg_dump_s": statistics.median(seconds["bare"]),
                   "arborist_s": statistics.median(seconds["ours"]), "arborist_bytes": memory}
            row["ratio"] = row["arborist_s"] / row["pg_dump_s"]
            rows.append(row)
    if server:
        server.stdin.close()
        server.wait()
    print("| form | pg_dump | arboristctl backup | ratio | memory |\n|---|---|---|---|---|")
    for row in rows:
        print(f"| {row['form']} | {row['pg_dump_s']:.2f} s | {row['arborist_s']:.2f} s | "
              f"{row['ratio']:.2f} | {row['arborist_bytes'] / 1e6:.0f} MB |")
    if arguments.json:
        arguments.json.write_text(json.dumps({"backup": rows}, indent=1))


if __name__ == "__main__":
    main()
