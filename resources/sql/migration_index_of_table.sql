-- The index $1, as a statement names it, of the table $2: whether it is valid, and its full name.
SELECT i.indisvalid AND i.indisready, i.indexrelid::pg_catalog.regclass::text
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = pg_catalog.to_regclass($2)
  AND c.relname = (pg_catalog.parse_ident($1))[1]::name
