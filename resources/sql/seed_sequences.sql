-- Sequences that count a column of the tables whose oids are given, upwards.
SELECT d.refobjid::oid::text, a.attname, quote_ident(n.nspname) || '.' || quote_ident(c.relname)
FROM pg_depend d
JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_sequence s ON s.seqrelid = c.oid AND s.seqincrement > 0
JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
  AND d.deptype IN ('a', 'i') AND d.refobjid = ANY ($1::oid[])
ORDER BY 1, 2
