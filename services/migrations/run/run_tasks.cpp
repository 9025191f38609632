// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/run_tasks.h"

#include "services/core/error.h"
#include "services/core/log.h"
#include "services/migrations/run/direct_endpoint.h"
#include "services/migrations/run/migration_runner.h"
#include "services/migrations/run/run_lock.h"
#include <algorithm>

namespace arborist::migrations {

namespace {

/// When it goes, whatever happened.
class Cleaning
{
public:
    Cleaning(postgres::Connection &connection, const LedgerName &ledger, std::stop_token stop)
        : m_connection(connection),
          m_table(ledger),
          m_stop(std::move(stop))
    {
    }
    ~Cleaning()
    {
        m_connection.setStopToken({});
        try {
            if (m_connection.isOpen())
                m_table.dropIfEmpty(m_connection, {});
        } catch (const Error &error) {
            log::info(error.message()); // an empty table does no harm
        }
        m_connection.setStopToken(m_stop);
    }
    Cleaning(const Cleaning &) = delete;
    Cleaning &operator=(const Cleaning &) = delete;

private:
    postgres::Connection &m_connection;
    ProgressTable m_table;
    std::stop_token m_stop;
};

/// What the other direction has left half way and the ledger tells is over: a later run that way
/// would go on in the middle.
void forgetStale(postgres::Connection &connection, const LedgerName &name, const Ledger &ledger,
                 const std::vector<Task> &tasks)
{
    const ProgressTable table(name);
    const std::vector<PartialRun> all = table.read(connection);
    if (all.empty())
        return;
    for (const Task &task : tasks) {
        const QString key = progressKey(task.migration->id, !task.isDown);
        if (!task.isUndo && std::ranges::find(all, key, &PartialRun::migration) != all.end() &&
            ledger.isRecorded(connection, *task.migration) == task.isDown)
            table.forgetStale(connection, key);
    }
}

} // namespace

void runTasks(operations::Run &run, const MigrateRequest &request, const Ledger &ledger,
              const std::vector<Task> &tasks)
{
    postgres::Connection &connection = run.connection();
    requireDirect(connection);
    const RunLock lock(connection, request.set.ledger, run.context(), request.patience.others);
    ledger.create(connection);
    forgetStale(connection, request.set.ledger, ledger, tasks);
    const Cleaning cleaning(connection, request.set.ledger, run.context().stop);
    MigrationRunner(run, request, ledger).apply(tasks);
}

} // namespace arborist::migrations
