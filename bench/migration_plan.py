# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures status and plan of many migrations as whole processes, and counts what they ask the
server one after the other."""
import hashlib
import json
import os
import pathlib
import select
import socket
import statistics
import tempfile
import threading
import urllib.parse

from migrate import BREAK, LEDGER, statements, write_folder

LIMIT = 0.15  # seconds, and one round trip


def padded(number):
    """20 statements for three migrations."""
    pieces = list(statements(number))
    table, wanted = f"t{number - number % 4}", 7 if number % 3 else 6
    pieces += [f'ALTER TABLE "{table}" ADD COLUMN "p{number}_{i}" text;'
               for i in range(wanted - len(pieces))]
    return pieces


class Turns:
    """Stands between client and server, and counts how often the client speaks after it has heard
    the server: round trips. Opening the connection is the first one."""

    def __init__(self, folder, server):
        self.count, self.server = 0, server
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / ".s.PGSQL.5432"))
        self.listener.listen()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.relay, args=(client,), daemon=True).start()

    def relay(self, client):
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.server)
        speaker = None
        while True:
            for source in select.select([client, server], [], [])[0]:
                data = source.recv(1 << 16)
                if not data:
                    client.close()
                    server.close()
                    return
                if source is client and speaker is not client and data[:1] != b"X":
                    self.count += 1
                speaker = source
                (server if source is client else client).sendall(data)


class PlanBench:
    """`bench` makes databases and runs programs (bench.py)."""

    def __init__(self, bench, measure, arboristctl):
        self.bench, self.measure, self.arboristctl = bench, measure, arboristctl

    def database(self, name, script):
        server, url = self.bench.url, self.bench.url.rpartition("/")[0] + "/" + name
        self.measure(["psql", "-Xq", server, "-c", "SET client_min_messages = warning",
                      "-c", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
                      "-c", f"CREATE DATABASE {name}"])
        self.measure(["psql", "-Xq", url, "-v", "ON_ERROR_STOP=1", "-c", script])
        return url

    def result(self, count, runs):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            entries = write_folder(folder, [padded(number) for number in range(count)])
            rows = ", ".join(f"('{hash}', {when})" for hash, when in entries)
            # What an old and a new database are: all applied, nothing applied.
            urls = {"status": self.database("recorded", LEDGER + 'INSERT INTO "drizzle".'
                                            '"__drizzle_migrations" (hash, created_at) '
                                            f"VALUES {rows}"),
                    "plan": self.database("planned", "SELECT")}
            ways = {"status": ["status", "--json"], "plan": ["migrate", "--dry-run"]}
            row = {"migrations": count,
                   "statements": sum(len(padded(number)) for number in range(count))}
            for way, words in ways.items():
                row[f"{way}_s"], row[f"{way}_cpu_s"] = self.run(folder, urls[way], words, runs)
                row[f"{way}_turns"] = self.turns(folder, urls[way], words)
        return row

    def command(self, folder, url, words):
        (folder / "arborist.toml").write_text(
            f'[stages.bench]\nurl = "{url}"\nenvironment = "test"\n'
            '[migrations]\ntool = "drizzle"\nfolder = "drizzle"\n')
        return [self.arboristctl, "--workspace", str(folder), "--no-progress", *words]

    def run(self, folder, url, words, runs):
        command = self.command(folder, url, words)
        done = [self.measure(command, self.bench.environment) for _ in range(runs + 1)][1:]
        return (statistics.median(run[key] for run in done) for key in ("seconds", "cpu"))

    def turns(self, folder, url, words):
        place = urllib.parse.urlsplit(url)
        directory = urllib.parse.unquote(place.netloc.rpartition("@")[2].partition(":")[0])
        with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as data:
            turns = Turns(pathlib.Path(name), os.path.join(directory, ".s.PGSQL.5432"))
            there = f"postgresql://postgres@{urllib.parse.quote(name, safe='')}:5432{place.path}"
            self.measure(self.command(folder, there, words),
                         {**self.bench.environment, "ARBORIST_DATA_DIR": data})
            return turns.count


def table(row):
    lines = [f"| {row['migrations']} migrations, {row['statements']:,} statements | | CPU | "
             "round trips |",
             "|---|--:|--:|--:|"]
    for way, text in (("status", "arboristctl status --json"),
                      ("plan", "arboristctl migrate --dry-run")):
        lines.append(f"| {text} | {row[way + '_s']:.2f} s | {row[way + '_cpu_s']:.2f} s "
                     f"| {row[way + '_turns']} |")
    return "\n".join(lines)
