-- Statements that make default privileges what they are: of all objects of a kind first.
WITH kinds AS (
    SELECT d.oid, d.defaclnamespace, d.defaclacl, d.defaclrole, n.nspname,
           CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
                                WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
                                ELSE 'SCHEMAS' END AS kind,
           format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s', pg_get_userbyid(d.defaclrole),
                  coalesce(' IN SCHEMA ' || quote_ident(n.nspname), '')) AS head
    FROM pg_default_acl d
    LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
)
SELECT statement, nspname
FROM (
    SELECT k.oid, k.defaclnamespace, k.nspname, 0 AS place,
           format('%s REVOKE ALL ON %s FROM %s', k.head, k.kind, who.name) AS statement
    FROM kinds k
    CROSS JOIN LATERAL (VALUES ('PUBLIC'), (quote_ident(pg_get_userbyid(k.defaclrole)))) AS who (name)
    WHERE k.defaclnamespace = 0
    UNION ALL
    SELECT k.oid, k.defaclnamespace, k.nspname, a.place,
           format('%s GRANT %s ON %s TO %s%s', k.head, a.privilege_type, k.kind,
                  CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                 ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                  CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM kinds k
    CROSS JOIN LATERAL aclexplode(k.defaclacl) WITH ORDINALITY
         AS a (grantor, grantee, privilege_type, is_grantable, place)
) AS all_of_them
ORDER BY defaclnamespace <> 0, oid, place
