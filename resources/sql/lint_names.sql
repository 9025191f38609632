-- Which of the names that migrations rely on are there. Each parameter is an array: $1 extensions,
-- $2 roles, $3 schemas, $4 functions; the answer has what lint asks of each.
SELECT 'extension', x.name, CASE WHEN e.name IS NULL THEN 'missing' ELSE 'there' END
FROM unnest($1::text[]) x(name) LEFT JOIN pg_available_extensions e ON e.name = x.name
UNION ALL
SELECT 'role', x.name, CASE WHEN r.oid IS NULL THEN 'missing' ELSE 'there' END
FROM unnest($2::text[]) x(name) LEFT JOIN pg_roles r ON r.rolname = x.name
UNION ALL
SELECT 'schema', x.name, CASE WHEN n.oid IS NULL THEN 'missing' ELSE 'there' END
FROM unnest($3::text[]) x(name) LEFT JOIN pg_namespace n ON n.nspname = x.name
UNION ALL
SELECT 'function', p.proname, CASE WHEN bool_or(p.provolatile = 'v') THEN 'volatile' ELSE 'stable' END
FROM pg_proc p WHERE p.proname = ANY ($4::text[])
GROUP BY p.proname;
