-- SPDX-License-Identifier: GPL-3.0-or-later
-- Statements that take default privileges away ('reset'), so that what is made has the privileges
-- that it is given and no others, and those that bring them back ('again'): this role's, or ($1) of
-- all roles that it may act for.
WITH kinds AS (
    SELECT d.oid, d.defaclnamespace AS space, d.defaclacl, pg_get_userbyid(d.defaclrole) AS role,
           CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
                                WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
                                ELSE 'SCHEMAS' END AS kind,
           format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s', pg_get_userbyid(d.defaclrole),
                  coalesce(' IN SCHEMA ' || quote_ident(n.nspname), '')) AS head
    FROM pg_catalog.pg_default_acl d
    LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
    WHERE pg_get_userbyid(d.defaclrole) = current_user
       OR ($1::boolean AND pg_has_role(d.defaclrole, 'USAGE'))
), grants AS (
    SELECT k.oid, k.space, k.head, k.kind, a.place, a.privilege_type, a.is_grantable,
           CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee
    FROM kinds k
    CROSS JOIN LATERAL aclexplode(k.defaclacl) WITH ORDINALITY
         AS a (grantor, grantee, privilege_type, is_grantable, place)
), all_of_them AS (
    SELECT oid, space, 'reset' AS phase, 1 AS step, 0::bigint AS place,
           format('%s REVOKE ALL ON %s FROM %s', head, kind, grantee) AS statement
    FROM grants GROUP BY oid, space, head, kind, grantee
    UNION ALL
    SELECT oid, space, 'reset', 2, 0, format('%s GRANT ALL ON %s TO %I', head, kind, role)
    FROM kinds WHERE space = 0
    UNION ALL
    SELECT oid, space, 'reset', 3, 0, format('%s GRANT ALL ON %s TO PUBLIC', head, kind)
    FROM kinds WHERE space = 0 AND kind IN ('FUNCTIONS', 'TYPES')
    UNION ALL
    SELECT k.oid, k.space, 'again', 1, 0, format('%s REVOKE ALL ON %s FROM %s', k.head, k.kind, who.name)
    FROM kinds k CROSS JOIN LATERAL (VALUES ('PUBLIC'), (quote_ident(k.role))) AS who (name)
    WHERE k.space = 0
    UNION ALL
    SELECT oid, space, 'again', 2, place,
           format('%s GRANT %s ON %s TO %s%s', head, privilege_type, kind, grantee,
                  CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM grants
)
SELECT phase, statement FROM all_of_them ORDER BY phase DESC, space <> 0, oid, step, place
