-- What holds the rows of the tables ($1: their oids): the table itself or the leaves of its
-- partitions, with the pages and bytes to be read.
SELECT t.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname),
       pg_relation_size(c.oid) / current_setting('block_size')::bigint,
       pg_table_size(c.oid)
FROM unnest($1::oid[]) WITH ORDINALITY AS t (oid, place)
CROSS JOIN LATERAL (SELECT t.oid AS leaf FROM pg_class r WHERE r.oid = t.oid AND r.relkind = 'r'
                    UNION ALL
                    SELECT p.relid FROM pg_partition_tree(t.oid) p
                    JOIN pg_class r ON r.oid = t.oid
                    WHERE p.isleaf AND r.relkind = 'p') l
JOIN pg_class c ON c.oid = l.leaf AND c.relkind = 'r'
JOIN pg_namespace n ON n.oid = c.relnamespace
ORDER BY t.place, 2
