-- Tables by their size on disk with indexes and TOAST, largest first. $1: how many.
-- A row count of -1 means that nobody has counted yet.
SELECT n.nspname || '.' || c.relname,
       c.reltuples::bigint,
       pg_total_relation_size(c.oid)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
ORDER BY 3 DESC, 1
LIMIT $1::int;
