-- A table as a statement names it: its name as to be used in SQL, the rows that the server takes it
-- to have (-1: it has not looked), and whether counting them is quick and allowed.
SELECT c.oid::pg_catalog.regclass::text,
       CASE WHEN c.relkind = 'p' OR c.reltuples < 0 THEN
                 CASE WHEN pg_catalog.pg_total_relation_size(c.oid) < 100000000 THEN 0 ELSE -1 END
            ELSE c.reltuples::bigint END,
       pg_catalog.has_table_privilege(c.oid, 'SELECT')
FROM pg_catalog.pg_class c
WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'p', 'f', 'm')
