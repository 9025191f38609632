SELECT workspace, stage, hierarchy, at_ms, items, drifted_items, origin_items, duration_ms, kinds
FROM scan
WHERE workspace = :workspace AND stage = :stage AND (:hierarchy = '' OR hierarchy = :hierarchy)
ORDER BY at_ms DESC, id DESC
LIMIT :limit
