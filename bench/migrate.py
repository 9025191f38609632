# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures applying migrations against psql with the same statements in the same transactions, and
against drizzle-orm's own migrator where npm can be had."""
import hashlib
import json
import pathlib
import shutil
import statistics
import subprocess
import tempfile

BREAK = "\n--> statement-breakpoint\n"
LEDGER = ('CREATE SCHEMA IF NOT EXISTS "drizzle"; CREATE TABLE IF NOT EXISTS '
          '"drizzle"."__drizzle_migrations" (id SERIAL PRIMARY KEY, hash text NOT NULL, '
          'created_at bigint);\n')
MIGRATOR = """
import pg from 'pg';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
const [connectionString, migrationsFolder] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString });
await migrate(drizzle(pool), { migrationsFolder });
await pool.end();
"""


def statements(number):
    """What drizzle-kit would write: now a table with its keys and indexes, now changes of one."""
    table = f"t{number - number % 4}"
    if number % 4 == 0:
        columns = ", ".join(f'"c{i}" varchar(255)' for i in range(8))
        yield (f'CREATE TABLE "{table}" ("id" bigserial PRIMARY KEY NOT NULL, "parent_id" bigint, '
               f'{columns}, "created_at" timestamp with time zone DEFAULT now() NOT NULL);')
        yield (f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_parent_fk" FOREIGN KEY ("parent_id") '
               f'REFERENCES "public"."{table}"("id") ON DELETE cascade ON UPDATE no action;')
        yield f'CREATE INDEX "{table}_parent_idx" ON "{table}" USING btree ("parent_id");'
    else:
        for i in range(4):
            yield f'ALTER TABLE "{table}" ADD COLUMN "n{number}_{i}" integer DEFAULT {i} NOT NULL;'
        yield f'CREATE INDEX "{table}_n{number}_idx" ON "{table}" USING btree ("n{number}_0");'
        yield f'UPDATE "{table}" SET "c0" = \'x\' WHERE "id" < 0;'


def write_folder(folder, migrations):
    """A folder of Drizzle's in `folder`, a list of statements for each migration; returns hash and
    time of each."""
    meta = folder / "drizzle" / "meta"
    meta.mkdir(parents=True)
    entries, rows = [], []
    for number, pieces in enumerate(migrations):
        tag, when = f"{number:04}_step", 1795219685000 + number * 1000
        text = BREAK.join(pieces)
        (folder / "drizzle" / f"{tag}.sql").write_text(text)
        entries.append({"idx": number, "version": "7", "when": when, "tag": tag,
                        "breakpoints": True})
        rows.append((hashlib.sha256(text.encode()).hexdigest(), when))
    (meta / "_journal.json").write_text(json.dumps(
        {"version": "7", "dialect": "postgresql", "entries": entries}))
    return rows


class MigrateBench:
    """`bench` makes databases and runs programs (bench.py)."""

    def __init__(self, bench, measure, arboristctl):
        self.bench, self.measure, self.arboristctl = bench, measure, arboristctl

    def write(self, folder, count, url):
        """A project and the same as one script for psql."""
        migrations = [list(statements(number)) for number in range(count)]
        script = [LEDGER]
        for pieces, (hash, when) in zip(migrations, write_folder(folder, migrations)):
            script.append("BEGIN;\n" + "\n".join(pieces) +
                          '\nINSERT INTO "drizzle"."__drizzle_migrations" (hash, created_at) VALUES '
                          f"('{hash}', {when});\nCOMMIT;\n")
        (folder / "arborist.toml").write_text(
            f'[stages.bench]\nurl = "{url}"\nenvironment = "test"\n'
            '[migrations]\ntool = "drizzle"\nfolder = "drizzle"\n')
        (folder / "all.sql").write_text("".join(script))

    def fresh(self, url):
        server = url.rpartition("/")[0] + "/postgres"
        for command in ("DROP DATABASE IF EXISTS migrated WITH (FORCE)", "CREATE DATABASE migrated",
                        "CHECKPOINT"):
            self.measure(["psql", "-Xq", server, "-c", "SET client_min_messages = warning",
                          "-c", command])

    def peer(self, folder):
        """Folder with drizzle-orm in it; None where it cannot be had."""
        if not shutil.which("npm"):
            return None
        peer = folder / "peer"
        peer.mkdir()
        (peer / "package.json").write_text('{"private": true, "type": "module"}')
        (peer / "migrate.js").write_text(MIGRATOR)
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts",
                               "drizzle-orm@0.45.4", "pg@8"], cwd=peer, capture_output=True)
        return peer if done.returncode == 0 else None

    def result(self, count, runs):
        url = self.bench.url.rpartition("/")[0] + "/migrated"
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            self.write(folder, count, url)
            peer = self.peer(folder)
            ways = {
                "psql": ["psql", "-Xq", url, "-v", "ON_ERROR_STOP=1", "-f", str(folder / "all.sql")],
                "arborist": [self.arboristctl, "--workspace", name, "--confirm", "bench",
                             "--no-progress", "--no-backup", "migrate"],
            }
            if peer:
                ways["drizzle"] = ["node", str(peer / "migrate.js"), url, str(folder / "drizzle")]
            seconds = {way: [] for way in ways}
            for _ in range(runs):  # alternating, so that all meet the same moods of the machine
                for way, command in ways.items():
                    self.fresh(url)
                    with tempfile.TemporaryDirectory() as data:  # it knows no database yet
                        environment = {**self.bench.environment, "ARBORIST_DATA_DIR": data}
                        seconds[way].append(self.measure(command, environment)["seconds"])
        row = {"migrations": count, "statements": sum(len(list(statements(n))) for n in range(count))}
        row.update({f"{way}_s": statistics.median(times) for way, times in seconds.items()})
        row["to_psql"] = row["arborist_s"] / row["psql_s"]
        return row


def table(row):
    lines = [f"| {row['migrations']} migrations, {row['statements']:,} statements | | |",
             "|---|--:|--:|",
             f"| psql, the same transactions | {row['psql_s']:.2f} s | |",
             f"| arboristctl migrate | {row['arborist_s']:.2f} s | {row['to_psql']:.2f} of psql |"]
    if "drizzle_s" in row:
        lines.append(f"| drizzle-orm | {row['drizzle_s']:.2f} s "
                     f"| {row['drizzle_s'] / row['psql_s']:.2f} of psql |")
    return "\n".join(lines)
