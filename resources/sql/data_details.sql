-- What else there is to one table ($1: its oid): kind, name, text, a number. Indexes by size with
-- their bytes (their partitions' included), triggers of users, policies of row security.
SELECT 'index', i.relname,
       CASE WHEN x.indisprimary THEN 'primary' WHEN x.indisunique THEN 'unique' ELSE '' END,
       CASE WHEN i.relkind = 'I'
            THEN (SELECT coalesce(sum(pg_relation_size(t.relid)), 0) FROM pg_partition_tree(i.oid) t)
            ELSE pg_relation_size(i.oid) END
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = $1
UNION ALL
SELECT 'trigger', t.tgname,
       CASE WHEN t.tgtype & 2 <> 0 THEN 'BEFORE' WHEN t.tgtype & 64 <> 0 THEN 'INSTEAD OF'
            ELSE 'AFTER' END
       || CASE WHEN t.tgtype & 4 <> 0 THEN ' INSERT' ELSE '' END
       || CASE WHEN t.tgtype & 16 <> 0 THEN ' UPDATE' ELSE '' END
       || CASE WHEN t.tgtype & 8 <> 0 THEN ' DELETE' ELSE '' END
       || CASE WHEN t.tgtype & 32 <> 0 THEN ' TRUNCATE' ELSE '' END,
       CASE WHEN t.tgenabled = 'D' THEN 0 ELSE 1 END
FROM pg_trigger t
WHERE t.tgrelid = $1 AND NOT t.tgisinternal
UNION ALL
SELECT 'policy', p.polname,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                     WHEN 'd' THEN 'DELETE' ELSE 'ALL' END, 1
FROM pg_policy p
WHERE p.polrelid = $1
ORDER BY 1, 4 DESC, 2
