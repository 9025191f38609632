-- Which database this is, as far as every role may ask. Settings come from pg_settings: that shows no
-- setting that somebody has only made up for this session or database, and hides what a role may
-- not read. Asked with the search path on pg_catalog alone, so that no schema's functions answer.
SELECT current_database(),
       d.oid,
       host(inet_server_addr()),
       pg_is_in_recovery(),
       (SELECT setting FROM pg_settings WHERE name = 'neon.timeline_id' AND context = 'postmaster'),
       (SELECT setting FROM pg_settings WHERE name = 'port'),
       (SELECT setting FROM pg_settings WHERE name = 'data_directory'),
       pg_backend_pid()
FROM pg_database d
WHERE d.datname = current_database();
