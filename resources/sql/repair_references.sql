-- Foreign keys that refer to a table: where from, by which columns, and what deleting a row does.
-- $1, $2: schema and name of the table that is referred to.
SELECT n.nspname, c.relname, f.conname, f.confdeltype,
       ARRAY(SELECT a.attname FROM unnest(f.conkey) WITH ORDINALITY AS k (number, place)
             JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number
             ORDER BY k.place)::text[],
       ARRAY(SELECT a.attname FROM unnest(f.confkey) WITH ORDINALITY AS k (number, place)
             JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.number
             ORDER BY k.place)::text[],
       EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = f.conrelid
               AND a.attnum = ANY (f.conkey) AND a.attnotnull)
FROM pg_constraint f
JOIN pg_class c ON c.oid = f.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class r ON r.oid = f.confrelid
JOIN pg_namespace rn ON rn.oid = r.relnamespace
WHERE f.contype = 'f' AND f.conparentid = 0 AND rn.nspname = $1 AND r.relname = $2
ORDER BY n.nspname, c.relname, f.conname
