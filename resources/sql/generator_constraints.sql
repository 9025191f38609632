-- Constraints of the tables whose oids are given: kind (c check, f foreign key, x exclusion), name,
-- expression of a check, own columns, and for foreign keys the other table's oid and columns.
SELECT k.conrelid::oid::text, k.contype, k.conname,
       CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid) END,
       (SELECT json_agg(a.attname ORDER BY c.place)
        FROM unnest(k.conkey) WITH ORDINALITY AS c (number, place)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.number),
       k.confrelid::oid::text,
       (SELECT json_agg(a.attname ORDER BY c.place)
        FROM unnest(k.confkey) WITH ORDINALITY AS c (number, place)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = c.number)
FROM pg_constraint k
WHERE k.conrelid = ANY ($1::oid[]) AND k.contype IN ('c', 'f', 'x')
ORDER BY k.conrelid, k.contype, k.oid
