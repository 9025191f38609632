-- Statements that move what is in the schema $1 into the schema $2, and whether this role owns it:
-- all but members of extensions, and what goes with something else (indexes, row types, arrays,
-- sequences of columns). What names types comes before them.
WITH n AS (SELECT oid FROM pg_namespace WHERE nspname = $1),
found (place, classid, objid, owner) AS (
    SELECT 1, 'pg_proc'::regclass, p.oid, p.proowner
    FROM pg_proc p JOIN n ON n.oid = p.pronamespace
    UNION ALL
    SELECT 2, 'pg_operator'::regclass, o.oid, o.oprowner
    FROM pg_operator o JOIN n ON n.oid = o.oprnamespace
    UNION ALL
    SELECT 3, 'pg_opclass'::regclass, o.oid, o.opcowner
    FROM pg_opclass o JOIN n ON n.oid = o.opcnamespace
    UNION ALL
    SELECT 3, 'pg_opfamily'::regclass, o.oid, o.opfowner
    FROM pg_opfamily o JOIN n ON n.oid = o.opfnamespace
    UNION ALL
    SELECT 3, 'pg_statistic_ext'::regclass, s.oid, s.stxowner
    FROM pg_statistic_ext s JOIN n ON n.oid = s.stxnamespace
    UNION ALL
    SELECT 3, 'pg_collation'::regclass, c.oid, c.collowner
    FROM pg_collation c JOIN n ON n.oid = c.collnamespace
    UNION ALL
    SELECT 3, 'pg_conversion'::regclass, c.oid, c.conowner
    FROM pg_conversion c JOIN n ON n.oid = c.connamespace
    UNION ALL
    SELECT 3, 'pg_ts_config'::regclass, c.oid, c.cfgowner
    FROM pg_ts_config c JOIN n ON n.oid = c.cfgnamespace
    UNION ALL
    SELECT 3, 'pg_ts_dict'::regclass, d.oid, d.dictowner
    FROM pg_ts_dict d JOIN n ON n.oid = d.dictnamespace
    UNION ALL
    SELECT 4, 'pg_class'::regclass, c.oid, c.relowner
    FROM pg_class c JOIN n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND NOT (c.relkind = 'S' AND EXISTS (
              SELECT FROM pg_depend d
              WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
                AND d.deptype IN ('a', 'i')))
    UNION ALL
    SELECT 5, 'pg_type'::regclass, t.oid, t.typowner
    FROM pg_type t JOIN n ON n.oid = t.typnamespace
    LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE (t.typtype <> 'c' OR c.relkind = 'c')
      AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
)
SELECT format('ALTER %s %s SET SCHEMA %I',
              CASE i.type WHEN 'function' THEN 'ROUTINE' WHEN 'procedure' THEN 'ROUTINE'
                          WHEN 'aggregate' THEN 'ROUTINE' WHEN 'composite type' THEN 'TYPE'
                          WHEN 'statistics object' THEN 'STATISTICS' ELSE upper(i.type) END,
              i.identity, $2::text),
       pg_has_role(f.owner, 'USAGE'), i.type || ' ' || i.identity
FROM found f
CROSS JOIN LATERAL pg_identify_object(f.classid, f.objid, 0) AS i
WHERE NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = f.classid AND d.objid = f.objid AND d.deptype = 'e')
ORDER BY f.place, f.objid
