-- Schemas of the application: name, owner, comment, whether privileges are set, the statements that
-- grant what is granted on it, and how many tables it has. None of an extension's, and none that a
-- reset has put aside.
SELECT n.nspname, pg_get_userbyid(n.nspowner), obj_description(n.oid, 'pg_namespace'),
       n.nspacl IS NOT NULL,
       (SELECT json_agg(format('GRANT %s ON SCHEMA %I TO %s%s', a.privilege_type, n.nspname,
                               CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                              ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                               CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                        ORDER BY a.place)
        FROM aclexplode(n.nspacl) WITH ORDINALITY
             AS a (grantor, grantee, privilege_type, is_grantable, place)),
       (SELECT count(*) FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p'))
FROM pg_namespace n
WHERE coalesce(obj_description(n.oid, 'pg_namespace'), '') NOT LIKE 'Arborist: % by run %'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid
                    AND d.deptype = 'e')
ORDER BY n.nspname
