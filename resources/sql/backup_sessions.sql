-- Who else is connected to the database $1.
SELECT pid, coalesce(usename, ''), coalesce(application_name, ''),
       coalesce(pg_catalog.host(client_addr), ''), coalesce(state, ''), coalesce(backend_type, '')
FROM pg_catalog.pg_stat_activity
WHERE datname = $1 AND pid <> pg_catalog.pg_backend_pid()
  AND coalesce(backend_type, '') NOT IN ('autovacuum worker', 'parallel worker')
ORDER BY 2, 3, 1
