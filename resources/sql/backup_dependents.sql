-- SPDX-License-Identifier: GPL-3.0-or-later
-- What goes as well when objects are dropped with CASCADE ($1: their catalogs, $2: their oids), and
-- is neither one of them nor part of one: views of a table, partitions, foreign keys of others.
WITH RECURSIVE chosen AS (
    SELECT each.classid, each.objid FROM unnest($1::oid[], $2::oid[]) AS each (classid, objid)
), walk (classid, objid, objsubid, part) AS (
    SELECT classid, objid, 0, true FROM chosen
    UNION
    SELECT next.classid, next.objid, next.objsubid, next.part
    FROM walk w
    CROSS JOIN LATERAL (
        SELECT d.classid, d.objid, d.objsubid,
               CASE WHEN d.classid = 'pg_catalog.pg_publication_rel'::regclass
                        THEN w.classid = 'pg_catalog.pg_publication'::regclass
                    WHEN d.classid = 'pg_catalog.pg_user_mapping'::regclass THEN true
                    WHEN d.classid = 'pg_catalog.pg_class'::regclass AND EXISTS (
                            SELECT FROM pg_catalog.pg_class c
                            WHERE c.oid = d.objid AND c.relkind IN ('r', 'p', 'f', 'v', 'm'))
                        THEN false
                    ELSE d.deptype IN ('a', 'i', 'P', 'S') END AS part
        FROM pg_catalog.pg_depend d
        WHERE d.refclassid = w.classid AND d.refobjid = w.objid
          AND (w.objsubid = 0 OR d.refobjsubid = w.objsubid) AND d.deptype NOT IN ('e', 'x')
        UNION ALL
        -- The rule of a view goes with the view only.
        SELECT d.refclassid, d.refobjid, d.refobjsubid, false
        FROM pg_catalog.pg_depend d
        WHERE d.classid = w.classid AND d.objid = w.objid AND w.objsubid = 0 AND d.deptype = 'i'
    ) AS next
), found AS (
    SELECT classid, objid, objsubid FROM walk GROUP BY 1, 2, 3 HAVING NOT bool_or(part)
)
SELECT i.type || ' ' || i.identity
FROM found f
CROSS JOIN LATERAL pg_identify_object(f.classid, f.objid, f.objsubid) i
WHERE NOT EXISTS (SELECT FROM chosen c WHERE c.classid = f.classid AND c.objid = f.objid)
  AND (f.objsubid = 0 OR NOT EXISTS (SELECT FROM walk w WHERE w.classid = f.classid
                                     AND w.objid = f.objid AND w.objsubid = 0))
ORDER BY 1
