SELECT id, operation, workspace, stage, host, database, fingerprint, who, started_ms,
       finished_ms, outcome, changed_rows, plan, report, journal, undoes
FROM runs
WHERE (:workspace = '' OR workspace = :workspace) AND (:stage = '' OR stage = :stage)
  AND (:open = 0 OR outcome IS NULL)
ORDER BY rowid DESC
LIMIT :limit
