INSERT INTO %1 (ledger, migration, done, running, running_sql, done_hash, run)
VALUES ($1, $2, $3::integer, $4::integer, $5, $6, $7)
ON CONFLICT (ledger, migration) DO UPDATE
SET done = excluded.done, running = excluded.running, running_sql = excluded.running_sql,
    done_hash = excluded.done_hash, run = excluded.run
