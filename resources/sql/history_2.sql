-- The second schema of the history (SQLite) adds runs and their audit.
CREATE TABLE runs (
    id TEXT PRIMARY KEY,          -- sorts by time
    operation TEXT NOT NULL,
    workspace TEXT NOT NULL,
    stage TEXT NOT NULL,
    host TEXT NOT NULL,
    database TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    who TEXT NOT NULL,
    started_ms INTEGER NOT NULL,  -- milliseconds since 1970, UTC
    finished_ms INTEGER,          -- NULL: under way, or cut off
    outcome TEXT,                 -- NULL: the same
    changed_rows INTEGER NOT NULL DEFAULT 0,
    plan TEXT NOT NULL,           -- JSON
    report TEXT NOT NULL DEFAULT '', -- JSON
    journal TEXT NOT NULL,
    undoes TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_place ON runs (workspace, stage, id);
CREATE INDEX runs_by_undone ON runs (undoes) WHERE undoes <> '';
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,   -- from 1, without gaps
    at TEXT NOT NULL,             -- ISO 8601 with milliseconds, UTC
    event TEXT NOT NULL,
    run TEXT NOT NULL,
    data TEXT NOT NULL,           -- JSON
    hash TEXT NOT NULL
) STRICT;
CREATE TABLE audit_head (         -- one row: where the chain ends
    only INTEGER PRIMARY KEY CHECK (only = 1),
    number INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_head
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
