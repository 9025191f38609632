-- One row says which demo this database holds. Written in the transaction that fills the tables, in
-- a database that gets its final name only afterwards: whoever finds the row has the whole demo.
CREATE SCHEMA arborist_demo;
CREATE TABLE arborist_demo.marker (
    version integer NOT NULL,
    items bigint NOT NULL,
    built_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    manifest text NOT NULL
);
