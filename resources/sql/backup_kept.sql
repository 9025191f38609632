-- Databases whose comment begins with the mark $1, oldest first.
-- With sizes, as far as the role may ask.
SELECT d.datname, d.oid, pg_catalog.shobj_description(d.oid, 'pg_database'),
       CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT')
            THEN pg_catalog.pg_database_size(d.oid) ELSE -1 END
FROM pg_catalog.pg_database d
WHERE pg_catalog.starts_with(pg_catalog.shobj_description(d.oid, 'pg_database'), $1)
ORDER BY 3
