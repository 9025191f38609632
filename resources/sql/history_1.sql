-- The first schema of the history (SQLite); statements end with ";" at the end of a line.
CREATE TABLE scan (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    stage TEXT NOT NULL,
    hierarchy TEXT NOT NULL,      -- "public.items"
    at_ms INTEGER NOT NULL,       -- milliseconds since 1970, UTC
    items INTEGER NOT NULL,
    drifted_items INTEGER NOT NULL,
    origin_items INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    kinds TEXT NOT NULL           -- JSON object: count by kind
) STRICT;
CREATE INDEX scan_by_place ON scan (workspace, stage, at_ms);
