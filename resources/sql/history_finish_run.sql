UPDATE runs
SET finished_ms = :finished_ms, outcome = :outcome, changed_rows = :changed_rows, report = :report
WHERE id = :id AND outcome IS NULL
