-- Foreign keys, those of partitions under the table that they are part of: oid, the referring and
-- the referenced table's oid, name, definition, deferrable, comment, the table that has it.
SELECT k.oid, CASE WHEN f.relispartition THEN pg_partition_root(f.oid) ELSE f.oid END,
       CASE WHEN t.relispartition THEN pg_partition_root(t.oid) ELSE t.oid END,
       k.conname, pg_get_constraintdef(k.oid), k.condeferrable,
       obj_description(k.oid, 'pg_constraint'), quote_ident(n.nspname) || '.' || quote_ident(f.relname)
FROM pg_constraint k
JOIN pg_class f ON f.oid = k.conrelid
JOIN pg_namespace n ON n.oid = f.relnamespace
JOIN pg_class t ON t.oid = k.confrelid
WHERE k.contype = 'f' AND k.conparentid = 0
ORDER BY n.nspname, f.relname, k.conname
