-- What lint must know of the relations that migrations name: a row for each that is there, an index
-- by its table. $1: names as to_regclass() takes them. $2: whether to open the tables, which waits for
-- whoever has locked one; else sizes are those of the last ANALYZE, and checks are not told. Sizes
-- and rows are with partitions.
SELECT wanted.place - 1 AS place,
       n.nspname, t.relname, c.relkind, t.relkind AS table_kind,
       size.bytes, size.rows, $2::bool AND size.bytes_of_rows = 0 AS is_empty,
       (SELECT json_agg(json_build_object('name', a.attname, 'type', y.typname, 'mod', a.atttypmod,
                                          'notNull', a.attnotnull))
        FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
       (SELECT json_agg((SELECT json_agg(a.attname ORDER BY k.place)
                         FROM unnest(x.indkey::int2[]) WITH ORDINALITY k(number, place)
                         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number))
        FROM pg_index x WHERE x.indrelid = t.oid AND x.indpred IS NULL AND x.indisvalid) AS indexes,
       (SELECT json_agg(pg_get_constraintdef(k.oid)) FROM pg_constraint k
        WHERE $2::bool AND k.conrelid = t.oid AND k.contype = 'c' AND k.convalidated) AS checks
FROM unnest($1::text[]) WITH ORDINALITY wanted(name, place)
JOIN pg_class c ON c.oid = to_regclass(wanted.name)
LEFT JOIN pg_index i ON i.indexrelid = c.oid
JOIN pg_class t ON t.oid = coalesce(i.indrelid, c.oid)
JOIN pg_namespace n ON n.oid = t.relnamespace
CROSS JOIN LATERAL (
    WITH RECURSIVE part(oid) AS (
        SELECT t.oid
        UNION
        SELECT inhrelid FROM pg_inherits JOIN part ON inhparent = part.oid),
    page(bytes) AS (SELECT current_setting('block_size')::bigint)
    SELECT coalesce(sum(whole.bytes), 0)::bigint AS bytes,
           coalesce(sum(own.bytes), 0)::bigint AS bytes_of_rows,
           coalesce(sum(CASE WHEN p.reltuples > 0 AND p.relpages > 0
                             THEN p.reltuples / p.relpages * (own.bytes / page.bytes)
                             ELSE pg_stat_get_live_tuples(p.oid) END), 0)::bigint AS rows
    FROM part JOIN pg_class p USING (oid) CROSS JOIN page
    CROSS JOIN LATERAL (SELECT CASE WHEN $2::bool THEN pg_relation_size(p.oid)
                                    ELSE p.relpages * page.bytes END) own(bytes)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN $2::bool THEN pg_total_relation_size(p.oid)
               ELSE own.bytes + (SELECT coalesce(sum(o.relpages), 0) * page.bytes FROM pg_class o
                                 WHERE o.oid = p.reltoastrelid
                                    OR o.oid IN (SELECT indexrelid FROM pg_index
                                                 WHERE indrelid = p.oid)) END) whole(bytes)
    WHERE p.relkind IN ('r', 'm')) size;
