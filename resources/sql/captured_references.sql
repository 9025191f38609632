-- Which tables refer to which by foreign keys: oid of the referring, oid of the referenced one.
SELECT DISTINCT conrelid::oid::text, confrelid::oid::text
FROM pg_constraint
WHERE contype = 'f' AND conrelid <> confrelid
