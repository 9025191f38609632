SELECT workspace, stage, hierarchy, at_ms, items, drifted_items, origin_items, duration_ms, kinds
FROM (
    SELECT *, row_number() OVER (PARTITION BY stage ORDER BY at_ms DESC, id DESC) AS age
    FROM scan
    WHERE workspace = :workspace
)
WHERE age = 1
