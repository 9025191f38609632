-- The part of stage_check.sql that every role may ask and that is quick everywhere.
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
          AND n.nspname !~ '^pg_')
FROM pg_database d
WHERE d.datname = current_database();
