-- Settings of a scan's transaction, and the moments its rows are judged by.
-- $1: time zone of the rules, $2: the one organization or '', $3: grace time in seconds.
WITH settings AS MATERIALIZED (
    SELECT set_config('row_security', 'off', true),
           set_config('timezone', $1, true) AS zone,
           set_config('arborist.organization', $2, true)
), since AS (
    SELECT transaction_timestamp() - make_interval(secs => $3::float8) AS at,
           (transaction_timestamp() - make_interval(secs => $3::float8)) AT TIME ZONE zone AS local
    FROM settings
)
SELECT (extract(epoch FROM transaction_timestamp()) * 1000)::bigint,
       (extract(epoch FROM at) * 1000000)::bigint - 946684800000000,
       (extract(epoch FROM local) * 1000000)::bigint - 946684800000000,
       local::date - date '2000-01-01' - 1
FROM since
