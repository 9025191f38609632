-- Statements that move what is in the schema $1 into the schema $2, and whether this role owns it:
-- all but members of extensions, and what goes with something else (indexes, row types, arrays,
-- sequences of columns). What names types comes before them.
-- What is in a schema depends on it (pg_depend); that the bootstrap superuser (10) owns something
-- is noted nowhere (pg_shdepend).
SELECT format('ALTER %s %s SET SCHEMA %I',
              CASE i.type WHEN 'function' THEN 'ROUTINE' WHEN 'procedure' THEN 'ROUTINE'
                          WHEN 'aggregate' THEN 'ROUTINE' WHEN 'composite type' THEN 'TYPE'
                          WHEN 'statistics object' THEN 'STATISTICS' ELSE upper(i.type) END,
              i.identity, $2::text),
       pg_has_role(coalesce(o.refobjid, 10), 'USAGE'), i.type || ' ' || i.identity
FROM pg_namespace n
JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
                AND d.deptype = 'n'
JOIN (VALUES ('pg_proc'::regclass, 1), ('pg_operator', 2), ('pg_opclass', 3), ('pg_opfamily', 3),
             ('pg_statistic_ext', 3), ('pg_collation', 3), ('pg_conversion', 3),
             ('pg_ts_config', 3), ('pg_ts_dict', 3), ('pg_class', 4), ('pg_type', 5))
     AS kind (classid, place) ON kind.classid = d.classid
LEFT JOIN pg_shdepend o ON o.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                       AND o.classid = d.classid AND o.objid = d.objid AND o.deptype = 'o'
CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, 0) AS i
WHERE n.nspname = $1
  AND NOT EXISTS (SELECT FROM pg_depend whole
                  WHERE whole.classid = d.classid AND whole.objid = d.objid
                    AND (whole.deptype = 'e'
                         OR whole.deptype IN ('a', 'i') AND whole.refobjsubid > 0
                            AND whole.refclassid = 'pg_class'::regclass))
ORDER BY kind.place, d.objid
