-- How far migrations got that cannot be run in one transaction; only there while one is half way.
CREATE TABLE IF NOT EXISTS %1 (
    ledger text NOT NULL,
    migration text NOT NULL,
    done integer NOT NULL,
    running integer,
    running_sql text NOT NULL,
    done_hash text NOT NULL,
    run text NOT NULL,
    since timestamptz NOT NULL DEFAULT pg_catalog.now(),
    PRIMARY KEY (ledger, migration)
)
