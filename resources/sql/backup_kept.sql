-- Databases whose comment begins with the mark $1, oldest first.
SELECT d.datname, d.oid, pg_catalog.shobj_description(d.oid, 'pg_database')
FROM pg_catalog.pg_database d
WHERE pg_catalog.starts_with(pg_catalog.shobj_description(d.oid, 'pg_database'), $1)
ORDER BY 3
