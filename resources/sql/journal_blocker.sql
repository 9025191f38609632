-- Who keeps the session $1 waiting: the longest transaction among them.
SELECT pid, coalesce(nullif(application_name, ''), usename, backend_type),
       to_char(xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM pg_stat_activity
WHERE pid = ANY (pg_blocking_pids($1::integer))
ORDER BY xact_start NULLS LAST
LIMIT 1
