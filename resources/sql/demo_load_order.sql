-- What to take off the large tables before they are filled, and how to put it back afterwards:
-- dropped in this order, created in the opposite one.
WITH large (table_id) AS (
    VALUES ('public.items'::regclass), ('public.time_entries'::regclass)
), parts (step, drop_sql, create_sql) AS (
    SELECT CASE c.contype WHEN 'f' THEN 1 ELSE 3 END,
           format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname,
                  pg_get_constraintdef(c.oid))
    FROM pg_constraint c
    JOIN large ON large.table_id = c.conrelid
    WHERE c.contype IN ('f', 'p', 'u')
    UNION ALL
    SELECT 2, format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
    FROM pg_index i
    JOIN large ON large.table_id = i.indrelid
    WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid
                      AND c.conrelid = i.indrelid)
)
SELECT drop_sql, create_sql FROM parts ORDER BY step, drop_sql
