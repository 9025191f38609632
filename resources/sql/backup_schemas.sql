-- SPDX-License-Identifier: GPL-3.0-or-later
-- Statements that bring the schemas of the application to where a dump begins: those of this role
-- are dropped, but for public and those that extensions are in; privileges of the ones that stay are
-- those of a new schema again.
WITH spaces AS (
    SELECT n.oid, quote_ident(n.nspname) AS name, n.nspacl, n.nspowner, n.nspname = 'public' AS is_public,
           n.nspname = 'public' OR EXISTS (
               SELECT FROM pg_catalog.pg_depend d
               WHERE (d.refclassid = 'pg_catalog.pg_namespace'::regclass AND d.refobjid = n.oid
                      AND (d.classid = 'pg_catalog.pg_extension'::regclass OR EXISTS (
                           SELECT FROM pg_catalog.pg_depend e
                           WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype = 'e')))
                  OR (d.classid = 'pg_catalog.pg_namespace'::regclass AND d.objid = n.oid
                      AND d.deptype = 'e')) AS stays
    FROM pg_catalog.pg_namespace n
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%'
      AND n.nspname NOT LIKE 'pg\_temp%' AND pg_has_role(n.nspowner, 'USAGE')
), steps AS (
    SELECT name, 1 AS step, 'DROP SCHEMA ' || name AS statement FROM spaces WHERE NOT stays
    UNION ALL
    SELECT DISTINCT s.name, 2, format('REVOKE ALL ON SCHEMA %s FROM %s CASCADE', s.name,
                             CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                            ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
    FROM spaces s CROSS JOIN LATERAL aclexplode(s.nspacl) a
    WHERE s.stays
    UNION ALL
    SELECT name, 3, format('GRANT ALL ON SCHEMA %s TO %I', name, pg_get_userbyid(nspowner))
    FROM spaces WHERE stays AND nspacl IS NOT NULL
    UNION ALL
    SELECT name, 4, format('GRANT %s ON SCHEMA %s TO PUBLIC',
                           CASE WHEN current_setting('server_version_num')::int >= 150000
                                THEN 'USAGE' ELSE 'ALL' END, name)
    FROM spaces WHERE is_public AND nspacl IS NOT NULL
)
SELECT statement FROM steps ORDER BY step, name
