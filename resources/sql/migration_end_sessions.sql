-- Ends the sessions of that name, but for the asking one; a row for each that is still there.
SELECT pg_catalog.pg_terminate_backend(pid)
FROM pg_catalog.pg_stat_activity
WHERE application_name = $1
  AND datname = pg_catalog.current_database()
  AND usename = SESSION_USER
  AND pid <> pg_catalog.pg_backend_pid()
