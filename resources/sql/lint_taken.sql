-- Which of these names are taken. Arrays of the same length: $1 NameSpace::Kind as a number,
-- $2 schemas, $3 tables, $4 names.
SELECT w.place - 1 AS place, w.name
FROM unnest($1::int[], $2::text[], $3::text[], $4::text[])
     WITH ORDINALITY w(kind, schema, owner, name, place)
LEFT JOIN pg_namespace n ON n.nspname = w.schema
LEFT JOIN pg_class t ON t.relnamespace = n.oid AND t.relname = w.owner
WHERE CASE w.kind
      WHEN 0 THEN EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = w.name)
      WHEN 1 THEN EXISTS (SELECT FROM pg_type y WHERE y.typnamespace = n.oid AND y.typname = w.name)
      WHEN 2 THEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid
                          AND a.attname = w.name AND a.attnum > 0 AND NOT a.attisdropped)
      WHEN 3 THEN EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.conname = w.name)
      WHEN 4 THEN EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = t.oid AND g.tgname = w.name)
      WHEN 5 THEN EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polname = w.name)
      WHEN 6 THEN EXISTS (SELECT FROM pg_namespace s WHERE s.nspname = w.name)
      WHEN 7 THEN EXISTS (SELECT FROM pg_roles r WHERE r.rolname = w.name) END
