-- What one look at a stage tells, all at once. Where the role may not read the control file, or the
-- size takes too long, stage_check_limited.sql and two single questions take its place; the first
-- six columns of both are the same.
SELECT current_database(),
       d.oid,
       host(inet_server_addr()),
       pg_is_in_recovery(),
       current_setting('neon.timeline_id', true),
       (SELECT count(*)
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p')
          AND NOT c.relispartition
          AND n.nspname <> 'information_schema'
          AND n.nspname !~ '^pg_'),
       pg_database_size(d.oid),
       (SELECT system_identifier FROM pg_control_system())
FROM pg_database d
WHERE d.datname = current_database();
