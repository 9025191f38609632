-- Who else is connected to the database $1, and whether this role may end that session: its own
-- roles' (pg_signal_backend: anybody's), but a superuser's only as a superuser.
SELECT pid, coalesce(usename, ''), coalesce(application_name, ''),
       coalesce(pg_catalog.host(client_addr), ''), coalesce(state, ''), coalesce(backend_type, ''),
       me.rolsuper OR usesysid IS NULL
       OR (NOT coalesce(them.rolsuper, false)
           AND (pg_catalog.pg_has_role(usesysid, 'USAGE')
                OR pg_catalog.pg_has_role('pg_signal_backend', 'USAGE')))
FROM pg_catalog.pg_stat_activity
JOIN pg_catalog.pg_roles AS me ON me.rolname = current_user
LEFT JOIN pg_catalog.pg_roles AS them ON them.oid = usesysid
WHERE datname = $1 AND pid <> pg_catalog.pg_backend_pid()
  AND coalesce(backend_type, '') NOT IN ('autovacuum worker', 'parallel worker')
ORDER BY 2, 3, 1
