SELECT CASE WHEN pg_catalog.to_regclass($1) IS NULL THEN 0
            WHEN pg_catalog.has_table_privilege(pg_catalog.to_regclass($1)::oid, 'SELECT') THEN 1
            ELSE 2 END
