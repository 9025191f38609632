INSERT INTO runs (id, operation, workspace, stage, host, database, fingerprint, who, started_ms,
                  plan, journal, undoes)
VALUES (:id, :operation, :workspace, :stage, :host, :database, :fingerprint, :who, :started_ms,
        :plan, :journal, :undoes)
