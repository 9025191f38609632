-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tables whose rows a dump holds: no partitioned parents, foreign or temporary tables, members of
-- extensions. With sizes, largest first.
SELECT n.nspname, c.relname,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname),
       pg_catalog.pg_table_size(c.oid), pg_catalog.pg_total_relation_size(c.oid),
       greatest(c.reltuples, 0)::bigint, c.relpersistence = 'u'
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 4 DESC, 3
