-- What an administrator would want to know of, as (kind, name). Each list is in name order.
SELECT 'invalid_index', n.nspname || '.' || c.relname
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT (i.indisvalid AND i.indisready)
  -- One that is being built concurrently is not broken.
  AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
UNION ALL
SELECT 'unvalidated_constraint', n.nspname || '.' || r.relname || '.' || c.conname
FROM pg_constraint c
JOIN pg_class r ON r.oid = c.conrelid
JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE NOT c.convalidated
UNION ALL
SELECT 'sequence_ends', s.schemaname || '.' || s.sequencename
FROM pg_sequences s
WHERE s.increment_by > 0 AND NOT s.cycle AND s.last_value > s.max_value / 10 * 9
ORDER BY 1, 2;
