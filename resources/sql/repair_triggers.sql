-- Triggers of a table that fire when rows are written, by the events that a repair causes.
-- $1, $2: schema and table; $3: columns that are updated, as an array; $4: whether rows are deleted.
SELECT t.tgname, pg_get_triggerdef(t.oid)
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2
  AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
  AND ((t.tgtype & 16 <> 0 AND cardinality($3::text[]) > 0
        AND (t.tgattr::text = '' OR EXISTS (
                SELECT FROM pg_attribute a
                WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr)
                  AND a.attname = ANY ($3::text[]))))
       OR (t.tgtype & 8 <> 0 AND $4::boolean))
ORDER BY t.tgname
