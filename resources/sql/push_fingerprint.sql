-- One value for all that a schema is made of: it differs where anything does.
SELECT md5(coalesce(string_agg(part, E'\n' ORDER BY part), '')) FROM (
    SELECT concat_ws(' ', 'column', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod),
                     a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid)) AS part
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm')
       AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
    UNION ALL
    SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace::regnamespace::text !~ '^(pg_|information_schema)'
    UNION ALL
    SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid))
      FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
    UNION ALL
    SELECT concat_ws(' ', 'enum', e.enumtypid::regtype, e.enumlabel, e.enumsortorder) FROM pg_enum e
    UNION ALL
    SELECT concat_ws(' ', 'view', c.oid::regclass, pg_get_viewdef(c.oid))
      FROM pg_class c WHERE c.relkind IN ('v', 'm')
       AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
    UNION ALL
    SELECT concat_ws(' ', 'policy', polrelid::regclass, polname, polcmd, pg_get_expr(polqual, polrelid),
                     pg_get_expr(polwithcheck, polrelid)) FROM pg_policy
    UNION ALL
    SELECT concat_ws(' ', 'sequence', c.oid::regclass) FROM pg_class c WHERE c.relkind = 'S'
    UNION ALL
    SELECT concat_ws(' ', 'schema', nspname) FROM pg_namespace WHERE nspname !~ '^pg_'
    UNION ALL
    SELECT concat_ws(' ', 'security', oid::regclass) FROM pg_class WHERE relrowsecurity
) AS parts
