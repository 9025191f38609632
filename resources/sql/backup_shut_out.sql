-- Who waits for this session to lock a system table against everybody, who, what and which.
SELECT format('%s, pid %s', coalesce(nullif(a.application_name, ''), a.usename::text), a.pid),
       a.query, l.relation::regclass::text
FROM pg_catalog.pg_stat_activity a
JOIN pg_catalog.pg_locks l ON l.pid = a.pid
WHERE pg_catalog.pg_backend_pid() = ANY (pg_catalog.pg_blocking_pids(a.pid))
  AND NOT l.granted AND l.mode = 'AccessExclusiveLock'
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  AND l.relation < 16384
