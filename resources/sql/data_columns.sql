-- The columns of the tables ($1: their oids), with what tells whether COPY's binary form of a
-- value means the same elsewhere: the function that reads the type below a domain, and whether
-- oids of the database's own objects are in the values (arrays and composites of own types).
WITH RECURSIVE base AS (
    SELECT t.oid AS type, t.oid AS base FROM pg_type t WHERE t.typtype <> 'd'
    UNION ALL
    SELECT d.oid, b.base FROM pg_type d JOIN base b ON b.type = d.typbasetype WHERE d.typtype = 'd'
)
SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod),
       -- Whatever the search path: archives are read elsewhere.
       CASE WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN format_type(b.base, NULL)
            ELSE quote_ident(tn.nspname) || '.' || quote_ident(t.typname) END,
       r.proname, a.attnotnull OR d.typnotnull,
       a.atthasdef OR a.attidentity <> '' OR d.typdefault IS NOT NULL, a.attgenerated,
       a.attidentity,
       t.typreceive = 0 OR t.typsend = 0
       OR t.typname LIKE 'reg%' AND t.typnamespace = 'pg_catalog'::regnamespace
       OR (t.typelem <> 0 AND t.typlen = -1 AND t.typelem >= 16384)
       OR t.typname LIKE '\_reg%' AND t.typnamespace = 'pg_catalog'::regnamespace
       OR t.typtype IN ('r', 'm') AND t.oid >= 16384
       OR EXISTS (SELECT FROM pg_attribute f
                  WHERE f.attrelid = t.typrelid AND t.typrelid <> 0 AND f.attnum > 0
                    AND f.atttypid >= 16384)
FROM pg_attribute a
JOIN base b ON b.type = a.atttypid
JOIN pg_type d ON d.oid = a.atttypid
JOIN pg_type t ON t.oid = b.base
JOIN pg_namespace tn ON tn.oid = t.typnamespace
LEFT JOIN pg_proc r ON r.oid = t.typreceive
WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
