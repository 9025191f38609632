-- Unique keys by which a row is recognized: of the tables whose oids are given, the columns of each
-- unique index that is checked at once, holds for all rows and has no expressions.
SELECT i.indrelid::oid::text, json_agg(a.attname ORDER BY k.place), i.indisprimary
FROM pg_index i
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indrelid = ANY ($1::oid[]) AND i.indisunique AND i.indimmediate AND i.indisvalid
  AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
GROUP BY i.indexrelid, i.indrelid, i.indisprimary
ORDER BY i.indisprimary DESC, i.indexrelid
