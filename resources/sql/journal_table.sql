-- What a writer has to know about the columns of a table ($1, quoted). A domain is written as the
-- type below it: its NULL must fit into a temporary table, and its checks run on assignment. `exact`:
-- the type's own equality tells any two values apart that PostgreSQL writes differently.
WITH RECURSIVE columns AS (
    SELECT attnum, attname, atttypid, atttypmod, attcollation, attgenerated
    FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
), bases AS (
    SELECT attnum, atttypid AS type, atttypmod AS typmod FROM columns
    UNION ALL
    SELECT b.attnum, t.typbasetype, t.typtypmod
    FROM bases b JOIN pg_type t ON t.oid = b.type WHERE t.typtype = 'd'
)
SELECT c.attname,
       format_type(b.type, b.typmod),
       CASE WHEN c.attcollation <> t.typcollation THEN
           (SELECT quote_ident(n.nspname) || '.' || quote_ident(l.collname)
            FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace
            WHERE l.oid = c.attcollation)
       END,
       t.typtype = 'e'
       OR b.type IN ('bool'::regtype, 'int2'::regtype, 'int4'::regtype, 'int8'::regtype,
                     'oid'::regtype, 'date'::regtype, 'time'::regtype, 'timestamp'::regtype,
                     'timestamptz'::regtype, 'uuid'::regtype, 'bytea'::regtype, 'name'::regtype)
       OR (b.type IN ('text'::regtype, 'varchar'::regtype)
           AND (SELECT l.collisdeterministic FROM pg_collation l WHERE l.oid = c.attcollation))
       OR (b.type IN ('bpchar'::regtype, 'numeric'::regtype) AND b.typmod >= 0
           AND (c.attcollation = 0
                OR (SELECT l.collisdeterministic FROM pg_collation l
                    WHERE l.oid = c.attcollation))),
       c.attgenerated <> ''
FROM columns c
JOIN bases b USING (attnum)
JOIN pg_type t ON t.oid = b.type AND t.typtype <> 'd'
ORDER BY c.attnum
