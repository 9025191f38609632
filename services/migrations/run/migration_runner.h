// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/run/migrate.h"
#include "services/migrations/run/run_session.h"
#include "services/migrations/run/task.h"

namespace arborist::migrations {

/// Applies migrations over the run's connection, one after the other, and writes their rows into
/// the ledger. Under a RunLock.
class MigrationRunner
{
public:
    MigrationRunner(operations::Run &run, const MigrateRequest &request, const Ledger &ledger);

    /// Throws what stopped it; what is in effect by then stands in the report's notes.
    void apply(const std::vector<Task> &tasks);

private:
    void applyEach(const std::vector<Task> &tasks);
    void applyAll(const std::vector<Task> &tasks);
    void enter(const std::vector<Task> &tasks);
    void inOneTransaction(const std::vector<Task> &tasks);
    bool mayFollow(const std::vector<Task> &tasks, NewEnumValues &values) const;
    void tellWhatHolds(const std::vector<Task> &tasks);
    void tellHowToGoOn(const std::vector<Task> &tasks, const Error &error);

    operations::Run &m_run;
    const MigrateRequest &m_request;
    const Ledger &m_ledger;
    RunSession m_session;
    QStringList m_applied; ///< names; in effect and recorded
    size_t m_current = 0;  ///< index of the task under way
    int m_partsDone = 0;   ///< statements of it that are in effect without a row in the ledger
};

} // namespace arborist::migrations
