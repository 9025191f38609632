-- $2, $3: the key of the lock that a run holds on this ledger.
SELECT migration, done, running, running_sql, done_hash, run,
       to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       EXISTS (SELECT FROM pg_catalog.pg_locks
               WHERE locktype = 'advisory' AND granted AND objsubid = 2
                 AND database = (SELECT oid FROM pg_catalog.pg_database
                                 WHERE datname = current_database())
                 AND classid = $2::bigint::oid AND objid = $3::bigint::oid)
FROM %1 WHERE ledger = $1 ORDER BY since, migration
