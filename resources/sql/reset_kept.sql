-- Schemas of this role whose comment begins with $1, and the bytes of their tables with indexes.
SELECT n.nspname, obj_description(n.oid, 'pg_namespace'),
       coalesce((SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c
                 WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'm')), 0)::bigint
FROM pg_namespace n
WHERE pg_has_role(n.nspowner, 'USAGE')
  AND starts_with(obj_description(n.oid, 'pg_namespace'), $1)
ORDER BY 2
