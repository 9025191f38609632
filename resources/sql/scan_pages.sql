-- Pages of the table named by $1 and $2, with its partitions; NULL where rows cannot be taken by
-- pages (a view, foreign parts).
SELECT CASE WHEN bool_and(c.relkind IN ('r', 'p'))
            THEN sum(pg_relation_size(c.oid)) / current_setting('block_size')::int END
FROM pg_class t
JOIN pg_namespace n ON n.oid = t.relnamespace
LEFT JOIN LATERAL pg_partition_tree(t.oid) part ON true
JOIN pg_class c ON c.oid = coalesce(part.relid, t.oid)
WHERE n.nspname = $1 AND t.relname = $2
