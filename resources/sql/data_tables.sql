-- Every table with rows of its own, and partitioned ones (relkind p) with what their partitions
-- hold. Left out: what belongs to the system, to an extension, to a session, or to a
-- schema that a reset has put aside; foreign tables.
-- Rows are the planner's estimate, -1 where it has none.
WITH mine AS MATERIALIZED (
    SELECT c.oid, CASE WHEN c.relispartition THEN pg_partition_root(c.oid) ELSE c.oid END AS root,
           c.relkind, c.relispartition, c.reltuples, c.relpages, c.relnamespace, c.relname,
           c.relowner, c.relrowsecurity, c.relforcerowsecurity, c.reltoastrelid
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f')
      AND c.relpersistence <> 't'
      AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      AND n.nspname !~ '^pg_(temp|toast_temp)_'
      AND coalesce(obj_description(n.oid, 'pg_namespace'), '') NOT LIKE 'Arborist: % by run %'
), widths AS (
    SELECT schemaname, tablename, sum((1 - null_frac) * avg_width) AS width
    FROM pg_stats
    WHERE NOT inherited
    GROUP BY schemaname, tablename
), measured AS (
    SELECT m.root, m.relkind, m.reltuples,
           CASE WHEN m.relkind = 'r' THEN pg_table_size(m.oid) ELSE 0 END AS table_bytes,
           CASE WHEN m.relkind = 'r' THEN pg_indexes_size(m.oid) ELSE 0 END AS index_bytes,
           -- 28 bytes of header and pointer a row; what the rows need is taken from what the pages
           -- hold. Nothing is known of a table that has not been analyzed, nor of long values.
           CASE WHEN m.relkind <> 'r' OR m.reltuples < 0 OR w.width IS NULL THEN NULL
                ELSE greatest(0, m.relpages::bigint * current_setting('block_size')::bigint
                     - ceil(m.reltuples * (28 + w.width) * 1.02)::bigint
                     - current_setting('block_size')::bigint) END AS bloat_bytes,
           s.n_tup_ins + s.n_tup_upd + s.n_tup_del AS changes, s.n_mod_since_analyze,
           greatest(s.last_analyze, s.last_autoanalyze) AS analyzed, s.n_dead_tup
    FROM mine m
    JOIN pg_namespace n ON n.oid = m.relnamespace
    LEFT JOIN widths w ON w.schemaname = n.nspname AND w.tablename = m.relname
                      AND NOT EXISTS (SELECT FROM pg_class t WHERE t.oid = m.reltoastrelid
                                                             AND t.relpages > 0)
    LEFT JOIN pg_stat_all_tables s ON s.relid = m.oid
), totals AS (
    SELECT root,
           CASE WHEN bool_or(relkind = 'r' AND reltuples < 0) THEN -1
                ELSE coalesce(sum(reltuples) FILTER (WHERE relkind = 'r'), 0) END AS rows,
           sum(table_bytes) AS table_bytes, sum(index_bytes) AS index_bytes,
           sum(bloat_bytes) AS bloat_bytes, sum(changes) AS changes,
           sum(n_mod_since_analyze) AS modified, min(analyzed) AS analyzed,
           sum(n_dead_tup) AS dead, count(*) FILTER (WHERE relkind = 'f') AS foreign_parts
    FROM measured
    GROUP BY root
)
SELECT m.oid, n.nspname, m.relname, m.relkind, t.rows::bigint, t.table_bytes, t.index_bytes,
       t.bloat_bytes::bigint, t.dead::bigint, t.changes::bigint, t.modified::bigint,
       to_char(t.analyzed AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       m.relrowsecurity, row_security_active(m.oid), t.foreign_parts > 0,
       (SELECT count(*) FROM pg_trigger g
        WHERE g.tgrelid = m.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D'),
       pg_has_role(m.relowner, 'USAGE'), pg_table_is_visible(m.oid),
       EXISTS (SELECT FROM pg_depend d
               WHERE d.classid = 'pg_class'::regclass AND d.objid = m.oid AND d.deptype = 'e')
FROM mine m
JOIN pg_namespace n ON n.oid = m.relnamespace
JOIN totals t ON t.root = m.oid
WHERE NOT m.relispartition AND m.relkind <> 'f'
ORDER BY n.nspname, m.relname
