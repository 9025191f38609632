-- The columns of a table that can be inserted, with the place in its primary key (0: none).
-- $1, $2: schema and name.
SELECT a.attname, format_type(a.atttypid, a.atttypmod),
       coalesce(array_position(pk.conkey, a.attnum), 0)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_constraint pk ON pk.conrelid = c.oid AND pk.contype = 'p'
WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped
  AND a.attgenerated = ''
ORDER BY a.attnum
