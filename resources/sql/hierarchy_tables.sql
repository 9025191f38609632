-- Columns of tables, one row each: what discovery and the scan need to know of them.
-- $1, $2: schema and name of one table, or NULL for all but the system's.
WITH RECURSIVE base AS (
    SELECT t.oid, t.oid AS base, t.typtypmod AS modifier, t.typtype AS kind, t.typbasetype AS next
    FROM pg_type t
    UNION ALL
    SELECT b.oid, t.oid, CASE WHEN b.modifier >= 0 THEN b.modifier ELSE t.typtypmod END,
           t.typtype, t.typbasetype
    FROM base b JOIN pg_type t ON t.oid = b.next
    WHERE b.kind = 'd'
)
SELECT n.nspname, c.relname, c.reltuples, pg_relation_size(c.oid), a.attname, b.base,
       CASE WHEN a.atttypmod >= 0 THEN a.atttypmod ELSE b.modifier END,
       format_type(a.atttypid, a.atttypmod), b.kind = 'e',
       bt.typcategory IN ('S', 'E'),
       coalesce(a.attnum = ANY (pk.conkey), false),
       fk.nspname, fk.relname, fk.attname
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN base b ON b.oid = a.atttypid AND b.kind <> 'd'
JOIN pg_type bt ON bt.oid = b.base
LEFT JOIN pg_constraint pk ON pk.conrelid = c.oid AND pk.contype = 'p'
LEFT JOIN LATERAL (
    SELECT rn.nspname, rc.relname, ra.attname
    FROM pg_constraint f
    JOIN pg_class rc ON rc.oid = f.confrelid
    JOIN pg_namespace rn ON rn.oid = rc.relnamespace
    JOIN pg_attribute ra ON ra.attrelid = f.confrelid AND ra.attnum = f.confkey[1]
    WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]
    ORDER BY f.conname
    LIMIT 1
) fk ON true
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND CASE WHEN $1::text IS NULL
           THEN n.nspname NOT IN ('pg_catalog', 'information_schema')
                AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
                AND c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition
           ELSE n.nspname = $1 AND c.relname = $2 END
ORDER BY n.nspname, c.relname, a.attnum
