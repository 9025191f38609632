-- Which tables refer to which by foreign keys: oid of the referring, oid of the referenced one, and
-- whether each row has to.
SELECT k.conrelid::oid::text, k.confrelid::oid::text, bool_or(required)
FROM pg_constraint k
CROSS JOIN LATERAL (SELECT bool_and(a.attnotnull) AS required
                    FROM pg_attribute a
                    WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)) AS columns
WHERE k.contype = 'f' AND k.conrelid <> k.confrelid
GROUP BY 1, 2
