-- Extensions that a new database has not got by itself: name, schema, version, comment of its own.
SELECT e.extname, n.nspname, e.extversion,
       CASE WHEN obj_description(e.oid, 'pg_extension') IS DISTINCT FROM
                 (SELECT a.comment FROM pg_available_extensions a WHERE a.name = e.extname)
            THEN obj_description(e.oid, 'pg_extension') END
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
ORDER BY e.oid
