-- Functions that SQL can call; of the server's own one a name.
SELECT n.nspname, p.proname, pg_get_function_identity_arguments(p.oid),
       pg_get_function_result(p.oid), pg_function_is_visible(p.oid)
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.prokind IN ('f', 'a', 'w')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND has_schema_privilege(n.oid, 'USAGE')
  AND p.prorettype <> ALL (ARRAY['trigger', 'event_trigger', 'internal']::regtype[])
UNION ALL
SELECT 'pg_catalog', p.proname, min(pg_get_function_identity_arguments(p.oid)),
       min(format_type(p.prorettype, NULL)), true
FROM pg_proc p
WHERE p.pronamespace = 'pg_catalog'::regnamespace
  AND p.prokind IN ('f', 'a', 'w')
  AND p.prorettype <> ALL (ARRAY['trigger', 'event_trigger', 'internal', 'cstring']::regtype[])
  AND 'internal'::regtype <> ALL (p.proargtypes)
  AND 'cstring'::regtype <> ALL (p.proargtypes)
GROUP BY p.proname
ORDER BY 1, 2
