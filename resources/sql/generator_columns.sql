-- Columns of the tables whose oids are given: what stands below a domain, with its modifier, its
-- kind (e enum, b base, ...), the labels of an enum, and the checks of the domains above it.
WITH RECURSIVE chain AS (
    SELECT a.attrelid, a.attnum, a.attname, a.atttypid AS type, a.atttypmod AS modifier,
           '{}'::oid[] AS domains
    FROM pg_attribute a
    WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT c.attrelid, c.attnum, c.attname, t.typbasetype, t.typtypmod, c.domains || t.oid
    FROM chain c
    JOIN pg_type t ON t.oid = c.type AND t.typtype = 'd'
)
SELECT c.attrelid::oid::text, c.attname, format_type(c.type, c.modifier), t.typtype,
       (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e
        WHERE e.enumtypid = t.oid),
       (SELECT json_agg(json_build_array(k.conname, pg_get_expr(k.conbin, 0)))
        FROM pg_constraint k WHERE k.contypid = ANY (c.domains) AND k.contype = 'c')
FROM chain c
JOIN pg_type t ON t.oid = c.type AND t.typtype <> 'd'
ORDER BY c.attrelid, c.attnum
