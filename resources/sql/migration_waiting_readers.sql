-- Sessions of other programs that wait to read a ledger; each is looked up only where there is one.
SELECT l.pid
FROM pg_catalog.pg_locks l, LATERAL pg_catalog.pg_stat_get_activity(l.pid) a
WHERE NOT l.granted AND l.locktype = 'relation' AND l.mode = 'AccessShareLock'
  AND l.relation = pg_catalog.to_regclass($1)
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  AND a.application_name IS DISTINCT FROM 'Arborist'
