-- Who holds the advisory lock ($1, $2), and since when that session works on what it does.
SELECT a.pid, coalesce(nullif(a.application_name, ''), a.usename, a.backend_type),
       to_char(coalesce(a.xact_start, a.state_change, a.backend_start) AT TIME ZONE 'UTC',
               'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM pg_catalog.pg_locks l
JOIN pg_catalog.pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  AND l.classid = $1::bigint::oid AND l.objid = $2::bigint::oid
