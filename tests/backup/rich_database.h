// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/run_program.h"
#include "tests/support/test_cluster.h"

namespace arborist::testing {

/// One of everything that a dump may hold.
inline const char *const kRichContent = R"(
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS hstore;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
COMMENT ON EXTENSION hstore IS 'ours';
CREATE SCHEMA "Odd ""schema"" 🌲";
CREATE TYPE mood AS ENUM ('sad', 'it''s fine', '🙂');
CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE BETWEEN 0 AND 100);
CREATE TYPE address AS (street text, number int);
CREATE TABLE "Odd ""schema"" 🌲"."odd 'table' with blanks 🌲" (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "a b" text, feeling mood, part percent,
    home address, tags hstore, name citext UNIQUE, doubled int GENERATED ALWAYS AS (id * 2) STORED,
    raw bytea, doc jsonb, many int[]);
INSERT INTO "Odd ""schema"" 🌲"."odd 'table' with blanks 🌲"
    ("a b", feeling, part, home, tags, name, raw, doc, many)
    SELECT E'tab\tnl\n\\' || g, '🙂', g % 100, ROW('O''Hara "st"', g)::address, 'a=>1, b=>NULL', 'N' || g,
           decode(md5(g::text), 'hex'), jsonb_build_object('g', g, 't', E'\\u2603'),
           ARRAY[g, NULL, 3] FROM generate_series(1, 500) g;
CREATE INDEX ON "Odd ""schema"" 🌲"."odd 'table' with blanks 🌲" USING gin ("a b" gin_trgm_ops);
CREATE TABLE left_side (id int PRIMARY KEY, other int);
CREATE TABLE right_side (id int PRIMARY KEY, other int REFERENCES left_side);
INSERT INTO left_side SELECT g, g FROM generate_series(1, 200) g;
INSERT INTO right_side SELECT g, g FROM generate_series(1, 200) g;
ALTER TABLE left_side ADD FOREIGN KEY (other) REFERENCES right_side DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree);
INSERT INTO tree SELECT g, nullif(g / 2, 0) FROM generate_series(1, 300) g;
CREATE TABLE events (at date NOT NULL, n int, EXCLUDE USING gist (n WITH =, at WITH =))
    ;
CREATE TABLE measures (at date NOT NULL, n int) PARTITION BY RANGE (at);
CREATE TABLE measures_2025 PARTITION OF measures FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE measures_rest PARTITION OF measures DEFAULT;
INSERT INTO measures SELECT date '2025-06-01' + g, g FROM generate_series(1, 400) g;
CREATE SEQUENCE steps INCREMENT 7 START 11;
SELECT nextval('steps'), nextval('steps');
CREATE VIEW pairs AS SELECT l.id, r.other FROM left_side l JOIN right_side r USING (id);
CREATE MATERIALIZED VIEW sums AS SELECT parent, count(*) FROM tree GROUP BY parent;
CREATE MATERIALIZED VIEW nothing_yet AS SELECT 1 AS a WITH NO DATA;
CREATE TABLE secrets (owner name, t text);
ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON secrets USING (owner = current_user);
INSERT INTO secrets VALUES ('postgres', 'x'), ('other', 'y');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO secrets VALUES ('trigger', 'fired'); RETURN NEW; END; $$;
CREATE TRIGGER touched AFTER INSERT ON tree FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION atomic_sum(a int) RETURNS int LANGUAGE sql
    BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN a ELSE -a END; END;
CREATE RULE quiet AS ON DELETE TO secrets DO INSTEAD NOTHING;
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE STATISTICS linked ON id, other FROM left_side;
COMMENT ON TABLE tree IS E'it''s; a "comment" \\ with $$';
SELECT lo_create(70001);
SELECT lo_put(70001, 0, repeat('large object ', 20000)::bytea);
GRANT SELECT ON tree TO PUBLIC;
)";

/// pg_dump into a file.
inline void dumpInto(const TestCluster &cluster, const QString &database, const QString &file,
                     const QStringList &options)
{
    const RanProgram program =
        runProgram(QStringLiteral("/tmp"), QStringLiteral("pg_dump"),
                   QStringList{QStringLiteral("-h"), cluster.socketFolder(), QStringLiteral("-U"),
                               QStringLiteral("postgres"), QStringLiteral("-f"), file} +
                       options + QStringList{QStringLiteral("-d"), database});
    if (!program.fine)
        qFatal("pg_dump: %s", program.output.constData());
}

} // namespace arborist::testing
