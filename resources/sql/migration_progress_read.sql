SELECT migration, done, running, running_sql, done_hash, run,
       to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM %1 WHERE ledger = $1 ORDER BY since, migration
