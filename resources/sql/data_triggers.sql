-- Enabled triggers of users on the tables ($1: their oids) and on their partitions: table, name,
-- how it is enabled.
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), quote_ident(g.tgname),
       CASE g.tgenabled WHEN 'R' THEN 'REPLICA ' WHEN 'A' THEN 'ALWAYS ' ELSE '' END
FROM unnest($1::oid[]) AS wanted (oid)
JOIN pg_class w ON w.oid = wanted.oid
CROSS JOIN LATERAL (SELECT w.oid AS part
                    UNION
                    SELECT p.relid FROM pg_partition_tree(w.oid) p WHERE w.relkind = 'p') l
JOIN pg_class c ON c.oid = l.part
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_trigger g ON g.tgrelid = c.oid
WHERE NOT g.tgisinternal AND g.tgenabled <> 'D'
ORDER BY 1, g.tgname
